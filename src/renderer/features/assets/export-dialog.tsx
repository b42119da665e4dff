import { Button, Group, Select, Stack, Textarea } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { orpc } from '../../bridge/client.ts'
import { host } from '../../bridge/host.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useCounted } from '../clips/use-counted.ts'
import classes from './assets.module.css'

export const exportFormats = ['csv', 'json', 'asset-urls', 'generation-request'] as const
export type ExportFormat = (typeof exportFormats)[number]

const endings: Record<ExportFormat, { ending: string; type: string }> = {
  csv: { ending: 'csv', type: 'text/csv' },
  json: { ending: 'json', type: 'application/json' },
  'asset-urls': { ending: 'txt', type: 'text/plain' },
  'generation-request': { ending: 'json', type: 'application/json' },
}
/** A long export is saved whole, but only its beginning is shown. */
const mostShown = 20_000

/** The usable assets as one text, to be looked at, copied or saved. */
export function ExportDialog({ groupId, groupName, exactOnly, clipIds, onClose }: { groupId: number; groupName: string; exactOnly: boolean; clipIds?: number[]; onClose: () => void }) {
  const { t } = useTranslation('assets')
  const counted = useCounted()
  const [format, setFormat] = useState<ExportFormat>('csv')
  const [prompt, setPrompt] = useState('')
  const made = useQuery(orpc.assets.export.queryOptions({
    input: { groupId, format, exactOnly, clipIds, prompt: format === 'generation-request' && prompt.trim() !== '' ? prompt : undefined },
    staleTime: 0, gcTime: 0, placeholderData: (before) => before,
  }))
  const text = made.data?.text ?? ''
  const { ending, type } = endings[format]
  const save = useMutation({ mutationFn: () => host.saveText(`${groupName}-assets.${ending}`, text, type) })
  return (
    <Dialog onClose={onClose} title={t('export.title')} size={720}>
      <Stack gap={16} p="0 12px 12px">
        <Select data-autofocus label={t('export.format')} value={format} data={exportFormats.map((value) => ({ value, label: t(`export.${value}`) }))} onChange={(value) => setFormat(exportFormats.find((each) => each === value) ?? 'csv')} />
        <p className={classes.quiet}>{t(`export.${format}Help`)}</p>
        {format === 'generation-request' && <Textarea label={t('export.prompt')} rows={2} value={prompt} onChange={(event) => setPrompt(event.currentTarget.value)} />}
        {made.error && <ProblemNote error={made.error} onRetry={() => void made.refetch()} />}
        {save.error && <ProblemNote error={save.error} />}
        {made.isPending && <LoadingBlocks count={1} height={200} />}
        {made.data && <pre className={classes.text} tabIndex={0} aria-label={t('export.text')}>{text.slice(0, mostShown)}{text.length > mostShown && '\n…'}</pre>}
        <Group justify="flex-end" gap={8}>
          <span className={classes.count}>{made.data && t('export.count', counted(made.data.count))}</span>
          <CopyButton value={text} what={t('export.text')} label={t('export.copy')} />
          <Button data-shows variant="filled" disabled={text === ''} loading={save.isPending} onClick={() => save.mutate()}>{t('export.save')}</Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
