import { Button, Group, Stack, TextInput } from '@mantine/core'
import { IconFolderOpen } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Clip } from '../../../contract/models/clip.ts'
import { orpc } from '../../bridge/client.ts'
import { host, pathsOf } from '../../bridge/host.ts'
import { Dialog } from '../../components/dialog.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { FileBrowser } from '../folders/file-browser.tsx'
import { useDeed } from '../clips/use-deed.ts'
import classes from './clip-drawer.module.css'

/** Gives a clip another file or URL; its attempts stay with it. */
export function ReplaceSourceDialog({ clip, onClose }: { clip: Clip; onClose: () => void }) {
  const { t } = useTranslation('clip-drawer')
  const format = useFormat()
  const [location, setLocation] = useState('')
  const [progress, setProgress] = useState<number | null>(null)
  const [uploadError, setUploadError] = useState<unknown>(null)
  const [browsing, setBrowsing] = useState(false)
  const replace = useDeed({ options: orpc.clips.replaceSource.mutationOptions(), told: () => t('replace.done', { name: clip.name }), after: onClose })

  async function pick(): Promise<void> {
    setUploadError(null)
    try {
      const picked = await host.pickFiles({ multiple: false })
      const [path] = await pathsOf(picked, { onProgress: (sent, total) => setProgress(total > 0 ? sent / total : 0) })
      if (path) setLocation(path)
    } catch (error) {
      setUploadError(error)
    } finally {
      setProgress(null)
    }
  }

  const error = replace.error ?? uploadError
  return (
    <Dialog onClose={onClose} title={t('replace.title')} size={560}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (location.trim() !== '') replace.mutate({ id: clip.id, location: location.trim() })
        }}
      >
        <Stack gap={16} p="0 12px 12px">
          <p className={classes.sentence}>{t('replace.what', { name: clip.name })}</p>
          <TextInput
            data-autofocus label={t('replace.field')} description={t('replace.help')} value={location} spellCheck={false}
            onChange={(event) => setLocation(event.currentTarget.value)}
          />
          <Group gap={8}>
            <Button leftSection={<IconFolderOpen size={16} aria-hidden />} loading={progress !== null} onClick={() => void pick()}>{t(host.kind === 'desktop' ? 'replace.pick' : 'replace.upload')}</Button>
            {host.kind === 'browser' && <Button onClick={() => setBrowsing(!browsing)} aria-expanded={browsing}>{t('replace.browse')}</Button>}
            {progress !== null && <span className={classes.quiet} role="status">{t('replace.uploading', { percent: format.percent(progress) })}</span>}
          </Group>
          {browsing && <FileBrowser pick="clip" onPick={setLocation} picked={location} />}
          {error ? <ProblemNote error={error} /> : null}
          <Group justify="flex-end" gap={8}>
            <Button size="md" onClick={onClose}>{t('common:action.cancel')}</Button>
            <Button size="md" type="submit" variant="filled" disabled={location.trim() === ''} loading={replace.isPending}>{t('replace.confirm')}</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
