import { Button, Group, Stack, TextInput } from '@mantine/core'
import { IconFolderOpen } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { orpc } from '../../bridge/client.ts'
import { host } from '../../bridge/host.ts'
import { problemOf } from '../../bridge/problem-of.ts'
import { Dialog } from '../../components/dialog.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { RadioCards } from '../../components/radio-card.tsx'
import { PersonSelect } from '../intake/person-select.tsx'
import { useDeed } from '../clips/use-deed.ts'
import { useCoreWords } from '../../i18n/use-core-words.ts'
import { FileBrowser } from './file-browser.tsx'
import { FolderSettingsFields } from './folder-fields.tsx'
import { settingsOf, usualFields, type FolderFields } from './folder-settings.ts'
import classes from './folders.module.css'

/** Problems that are mended in the field of the path. */
const ofThePath: readonly string[] = ['folder-overlaps', 'folder-missing', 'unreadable', 'network-drive', 'invalid-input']

/** Watches a folder for a person: where, what about what is there already, and how long to wait. */
export function WatchFolderDialog({ groupId, onClose }: { groupId: number | null; onClose: () => void }) {
  const { t } = useTranslation('folders')
  const inWords = useCoreWords()
  const [chosen, setChosen] = useState<number | null>(groupId)
  const [path, setPath] = useState('')
  const [browsing, setBrowsing] = useState(false)
  const [existing, setExisting] = useState<'submit' | 'ignore'>('submit')
  const [fields, setFields] = useState<FolderFields>(usualFields)
  const add = useDeed({ options: orpc.folders.add.mutationOptions(), told: (folder) => t('told.added', { path: folder.path }), after: onClose })

  const problem = add.error ? problemOf(add.error) : null
  const atPath = problem !== null && ofThePath.includes(problem.kind)
  const changePath = (next: string) => {
    setPath(next)
    add.reset()
  }
  const pick = async () => {
    if (!host.canPickFolder) {
      setBrowsing(!browsing)
      return
    }
    const picked = await host.pickFolder()
    if (picked) changePath(picked)
  }
  return (
    <Dialog onClose={onClose} title={t('add.title')} size={600}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (chosen !== null && path.trim() !== '') add.mutate({ groupId: chosen, path: path.trim(), existing, ...settingsOf(fields) })
        }}
      >
        <Stack gap={16} p="0 12px 12px">
          {groupId === null && <PersonSelect value={chosen} onChange={setChosen} />}
          <div className={classes.pathLine}>
            <TextInput
              className={classes.grow} data-autofocus label={t('add.path')} description={host.canPickFolder ? undefined : t('add.pathHelp')} value={path} spellCheck={false}
              onChange={(event) => changePath(event.currentTarget.value)}
              error={atPath ? [problem.message, problem.advice].map(inWords).join(t('common:sentenceGap')) : undefined}
            />
            <Button size="md" leftSection={<IconFolderOpen size={16} aria-hidden />} aria-expanded={host.canPickFolder ? undefined : browsing} onClick={() => void pick()}>{t(host.canPickFolder ? 'add.choose' : 'add.browse')}</Button>
          </div>
          {browsing && <FileBrowser pick="folder" picked={path} onPick={changePath} />}
          <div>
            <div className={classes.fieldLabel}>{t('existing.label')}</div>
            <RadioCards
              side label={t('existing.label')} value={existing} onChange={setExisting}
              options={[
                { value: 'submit', title: t('existing.submit'), help: t('existing.submitHelp') },
                { value: 'ignore', title: t('existing.ignore'), help: t('existing.ignoreHelp') },
              ]}
            />
          </div>
          <details className={classes.more}>
            <summary>{t('add.more')}</summary>
            <FolderSettingsFields fields={fields} onChange={setFields} />
          </details>
          {add.error && !atPath && <ProblemNote error={add.error} />}
          <Group justify="flex-end" gap={8}>
            <Button size="md" onClick={onClose}>{t('common:action.cancel')}</Button>
            <Button size="md" type="submit" variant="filled" loading={add.isPending} disabled={chosen === null || path.trim() === ''}>{t('add.confirm')}</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
