import { Button, Group, Stack, TextInput } from '@mantine/core'
import { IconFolderOpen } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Clip } from '../../../contract/models/clip.ts'
import { orpc } from '../../bridge/client.ts'
import { refresh } from '../../bridge/refresh.ts'
import { host } from '../../bridge/host.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Mono } from '../../components/mono.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useTold } from '../clips/use-deed.ts'
import { useCounted } from '../clips/use-counted.ts'
import { FileBrowser } from '../folders/file-browser.tsx'
import classes from './clip-drawer.module.css'

/** Shows where a clip's missing file is now; the rest of its folder is looked for along with it, and what came of it is said. */
export function LocateDialog({ clip, onClose }: { clip: Pick<Clip, 'id' | 'name' | 'location'>; onClose: () => void }) {
  const { t } = useTranslation('clip-drawer')
  const counted = useCounted()
  const queries = useQueryClient()
  const [location, setLocation] = useState('')
  const [browsing, setBrowsing] = useState(false)
  const tell = useTold()
  const locate = useMutation({
    ...orpc.clips.locate.mutationOptions(),
    onSuccess: ({ relinked, stillMissing, otherFile }) => {
      // Nothing is missing any more: the card this was asked from goes, and with it the dialog. What came of it is said beside.
      if (stillMissing + otherFile === 0) {
        tell(t('locate.found', counted(relinked)))
        onClose()
      }
      return refresh(queries)
    },
  })
  const found = locate.data
  const pick = async (): Promise<void> => {
    const [picked] = await host.pickFiles({ multiple: false })
    if (picked?.kind === 'path') setLocation(picked.path)
  }
  return (
    <Dialog onClose={onClose} title={t('locate.title')} size={560}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (location.trim() !== '') locate.mutate({ id: clip.id, location: location.trim() })
        }}
      >
        <Stack gap={16} p="0 12px 12px">
          {!found && (
            <div>
              <p className={classes.sentence}>{t('locate.what', { name: clip.name })}</p>
              <Mono>{clip.location}</Mono>
            </div>
          )}
          {found ? (
            <div role="status">
              <p className={classes.sentence}>{t('locate.moved', { from: found.from, to: found.to })}</p>
              <p className={classes.sentence}>{t('locate.found', counted(found.relinked))}</p>
              {found.stillMissing > 0 && <p className={classes.sentence}>{t('locate.missing', counted(found.stillMissing))}</p>}
              {found.otherFile > 0 && <p className={classes.sentence}>{t('locate.other', counted(found.otherFile))}</p>}
            </div>
          ) : (
            <>
              <TextInput data-autofocus label={t('locate.field')} description={t('locate.help')} value={location} spellCheck={false} onChange={(event) => setLocation(event.currentTarget.value)} />
              <Group gap={8}>
                {host.kind === 'desktop'
                  ? <Button leftSection={<IconFolderOpen size={16} aria-hidden />} onClick={() => void pick()}>{t('replace.pick')}</Button>
                  : <Button leftSection={<IconFolderOpen size={16} aria-hidden />} onClick={() => setBrowsing(!browsing)} aria-expanded={browsing}>{t('replace.browse')}</Button>}
              </Group>
              {browsing && <FileBrowser pick="clip" onPick={setLocation} picked={location} />}
            </>
          )}
          {locate.error && <ProblemNote error={locate.error} />}
          <Group justify="flex-end" gap={8}>
            {found
              ? <Button size="md" variant="filled" onClick={onClose}>{t('common:action.close')}</Button>
              : (
                <>
                  <Button size="md" onClick={onClose}>{t('common:action.cancel')}</Button>
                  <Button size="md" type="submit" variant="filled" disabled={location.trim() === ''} loading={locate.isPending}>{t('locate.confirm')}</Button>
                </>
              )}
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
