import { Button, Menu } from '@mantine/core'
import { IconClipboardText, IconFiles, IconFolder, IconFolderPlus, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { orpc } from '../../bridge/client.ts'
import { host, pickedOf, type Picked } from '../../bridge/host.ts'
import { useViewingOnly } from '../../bridge/viewing-only.ts'
import { DropTarget } from '../../components/drop-target.tsx'
import { places } from '../../frame/places.ts'
import { WatchFolderDialog } from '../folders/watch-folder-dialog.tsx'
import { FolderDialog } from './folder-dialog.tsx'
import { showDropError, takeIn } from './intake-jobs.ts'
import { PasteDialog } from './paste-dialog.tsx'
import { WhoseDialog } from './whose-dialog.tsx'

type Asking = { about: 'whose'; picked: Picked[] } | { about: 'paste'; text: string } | { about: 'folder' } | { about: 'watch' } | null

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

/**
 * Every way to take clips in: a button with its menu, and the whole window for what is dropped or pasted.
 * `groupId` is the person they are for; null asks.
 */
export function AddClips({ groupId }: { groupId: number | null }) {
  return useViewingOnly() ? null : <AddClipsHere groupId={groupId} />
}

function AddClipsHere({ groupId }: { groupId: number | null }) {
  const { t } = useTranslation('intake')
  const groups = useQuery(orpc.groups.list.queryOptions({ input: {} }))
  const [asking, setAsking] = useState<Asking>(null)
  const only = groups.data?.length === 1 ? groups.data[0]?.id : undefined
  const known = groupId ?? only ?? null
  const name = groups.data?.find(({ id }) => id === known)?.name
  const nobody = groups.data?.length === 0

  function take(picked: Picked[]): void {
    if (picked.length === 0) return
    if (known === null) setAsking({ about: 'whose', picked })
    else void takeIn(known, picked)
  }

  async function pickFolder(): Promise<void> {
    if (!host.canPickFolder) {
      setAsking({ about: 'folder' })
      return
    }
    const path = await host.pickFolder()
    if (path) take([{ kind: 'path', path }])
  }

  useEffect(() => {
    function onPaste(event: ClipboardEvent): void {
      if (isField(event.target) || document.querySelector('[aria-modal=true]') || !event.clipboardData) return
      const files = Array.from(event.clipboardData.files)
      const text = event.clipboardData.getData('text/plain')
      if (files.length > 0) take(pickedOf(files))
      else if (/^\s*https?:\/\//m.test(text) || /^\s*(url|path)\s*(,|$)/im.test(text)) setAsking({ about: 'paste', text })
    }
    window.addEventListener('paste', onPaste)
    return () => window.removeEventListener('paste', onPaste)
  })

  if (nobody) return <Button variant="filled" component={Link} href={places.people()}>{t('add.personFirst')}</Button>
  const close = () => setAsking(null)
  return (
    <>
      <Menu>
        <Menu.Target>
          <Button variant="filled" leftSection={<IconPlus size={16} aria-hidden />}>{t('add.button')}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconFiles size={16} />} onClick={() => void host.pickFiles({ multiple: true }).then(take)}>{t('add.files')}</Menu.Item>
          <Menu.Item leftSection={<IconFolder size={16} />} onClick={() => void pickFolder()}>{t('add.folder')}</Menu.Item>
          <Menu.Item leftSection={<IconClipboardText size={16} />} onClick={() => setAsking({ about: 'paste', text: '' })}>{t('add.paste')}</Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconFolderPlus size={16} />} onClick={() => setAsking({ about: 'watch' })}>{t('add.watch')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <DropTarget
        words={known === null || !name ? t('drop.anyone') : t('drop.person', { name })}
        openFolders={host.kind === 'browser'} disabled={asking !== null}
        onDrop={(files) => take(pickedOf(files))}
        onError={(error) => showDropError(known, error)}
      />
      {asking?.about === 'whose' && (
        <WhoseDialog
          files={asking.picked.length} onClose={close}
          onChoose={(id) => {
            close()
            void takeIn(id, asking.picked)
          }}
        />
      )}
      {asking?.about === 'paste' && <PasteDialog groupId={known} initial={asking.text} onClose={close} />}
      {asking?.about === 'folder' && (
        <FolderDialog
          groupId={known} onClose={close}
          onChoose={(id, path) => {
            close()
            void takeIn(id, [{ kind: 'path', path }])
          }}
        />
      )}
      {asking?.about === 'watch' && <WatchFolderDialog groupId={known} onClose={close} />}
    </>
  )
}
