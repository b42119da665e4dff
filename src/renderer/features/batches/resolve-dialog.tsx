import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Batch, BatchAnswer } from '../../../contract/models/batch.ts'
import { orpc } from '../../bridge/client.ts'
import { Dialog } from '../../components/dialog.tsx'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { RadioCards } from '../../components/radio-card.tsx'
import { useCounted } from '../clips/use-counted.ts'
import { useDeed } from '../clips/use-deed.ts'
import { useBatchWhy } from './batch-words.ts'
import classes from './batches.module.css'
import { VerdictsForm, type VerdictEntry } from './verdicts-form.tsx'

type Answer = BatchAnswer['as']

function answerOf(as: Answer | null, taskId: string, entries: readonly VerdictEntry[]): BatchAnswer | null {
  switch (as) {
    case null:
      return null
    case 'accepted':
      return taskId.trim() === '' ? null : { as, taskId: taskId.trim() }
    case 'verdicts': {
      const verdicts = entries.flatMap(({ clipId, verdict, assetId }) => (verdict === null ? [] : [{ clip: String(clipId), verdict, assetId: verdict === 'active' && assetId.trim() !== '' ? assetId.trim().replace(/^asset:\/\//, '') : undefined }]))
      return entries.length > 0 && verdicts.length === entries.length ? { as, verdicts } : null
    }
    case 'not-accepted':
    case 'resubmit':
    case 'follow-again':
      return { as }
  }
}

/** The answers to a batch of which we cannot tell what became of it. Each says what it leads to. */
export function ResolveDialog({ batch, onClose }: { batch: Batch; onClose: () => void }) {
  const { t } = useTranslation('batches')
  const counted = useCounted()
  const why = useBatchWhy()
  const [as, setAs] = useState<Answer | null>(null)
  const [taskId, setTaskId] = useState('')
  const [written, setWritten] = useState<VerdictEntry[] | null>(null)
  const unclear = useQuery(orpc.clips.list.queryOptions({ input: { filter: { batchId: batch.id, states: ['needs-attention'] }, sort: 'oldest', limit: 500 } }))
  const entries = written ?? (unclear.data?.rows ?? []).map(({ id, name }): VerdictEntry => ({ clipId: id, name, verdict: null, assetId: '' }))
  const resolve = useDeed({ options: orpc.batches.resolve.mutationOptions(), told: () => t('resolve.done', { id: batch.id }), after: onClose })

  const answers: Answer[] = batch.taskId === null ? ['accepted', 'not-accepted', 'resubmit', 'verdicts'] : ['follow-again', 'verdicts', 'resubmit', 'accepted']
  const answer = answerOf(as, taskId, entries)
  return (
    <Dialog onClose={onClose} title={t('resolve.title', { id: batch.id })} size={640}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (answer) resolve.mutate({ ids: [batch.id], answer })
        }}
      >
        <Stack gap={16} p="0 12px 12px">
          <p className={classes.sentence}>{why(batch)} {t('resolve.what', counted(batch.size))}</p>
          <RadioCards
            label={t('resolve.label')} value={as}
            onChange={(next) => {
              setAs(next)
              resolve.reset()
            }}
            options={answers.map((value) => ({ value, title: t(`resolve.${value}`), help: t(`resolve.${value}Help`) }))}
          />
          {as === 'accepted' && <TextInput data-autofocus label={t('resolve.task')} description={t('resolve.taskHelp')} value={taskId} spellCheck={false} onChange={(event) => setTaskId(event.currentTarget.value)} />}
          {as === 'verdicts' && (unclear.isPending ? <LoadingBlocks count={3} height={36} /> : <VerdictsForm entries={entries} onChange={setWritten} />)}
          {(resolve.error ?? unclear.error) && <ProblemNote error={resolve.error ?? unclear.error} />}
          <Group justify="flex-end" gap={8}>
            <Button size="md" onClick={onClose}>{t('common:action.cancel')}</Button>
            <Button size="md" type="submit" variant="filled" loading={resolve.isPending} disabled={answer === null}>{as === null ? t('resolve.confirm') : t(`resolve.${as}Do`)}</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
