import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { Batch } from '../../../contract/models/batch.ts'
import type { BatchState } from '../../../contract/models/states.ts'
import { orpc } from '../../bridge/client.ts'
import { DataTable, type Column } from '../../components/data-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { Mono } from '../../components/mono.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { BatchChip, Chip } from '../../components/state-chip.tsx'
import { Age, Countdown } from '../../components/times.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { IconPlayerPause } from '@tabler/icons-react'
import { clipsQuery } from '../clips-link.ts'
import { ResubmitDialog } from '../clips/resubmit-dialog.tsx'
import { BatchActions } from './batch-actions.tsx'
import { BatchCellsOrBar } from './batch-cells-or-bar.tsx'
import { BatchStateFilter, statesOf, type BatchFilter } from './batch-state-filter.tsx'
import { useBatchWhy } from './batch-words.ts'
import classes from './batches.module.css'
import { ResolveDialog } from './resolve-dialog.tsx'
import { useBatches } from './use-batches.ts'

/** What is going on with a batch, in two lines: why it waits or its progress, and its task. */
function Note({ batch }: { batch: Batch }) {
  const { t } = useTranslation('batches')
  const format = useFormat()
  const why = useBatchWhy()(batch)
  const inReview = batch.state === 'in-review'
  const doing = inReview ? [batch.rawStatus, batch.progress === null ? null : format.percent(batch.progress / 100)].filter(Boolean).join(' · ') : ''
  return (
    <div className={classes.note}>
      <span className={classes.why} title={why || doing}>
        {why || doing}
        {inReview && batch.nextPollAt !== null && <> {doing && '· '}{t('next')} <Countdown until={batch.nextPollAt} /></>}
      </span>
      {batch.taskId && <span className={classes.task} title={batch.taskId}><Mono>{batch.taskId}</Mono></span>}
    </div>
  )
}

/** A person's batches: one request each, one cell a clip. */
export function BatchesTab({ groupId }: { groupId: number }) {
  const { t } = useTranslation('batches')
  const [path, navigate] = useLocation()
  const [filter, setFilter] = useState<BatchFilter>('all')
  const [active, setActive] = useState<number | null>(null)
  const [dialog, setDialog] = useState<{ about: 'resubmit' | 'resolve'; batch: Batch } | null>(null)
  const states: readonly BatchState[] = statesOf(filter)
  const counts = useQuery(orpc.batches.counts.queryOptions({ input: { groupId } }))
  const list = useBatches(groupId, states)

  if (list.error) return <ProblemNote error={list.error} onRetry={list.retry} />
  const columns: Column[] = [
    { key: 'id', label: t('column.id'), width: 64 },
    { key: 'state', label: t('column.state'), width: 136 },
    { key: 'clips', label: t('column.clips'), width: 282 },
    { key: 'note', label: t('column.note'), width: 'minmax(120px, 1fr)' },
    { key: 'age', label: t('column.age'), width: 64, align: 'end' },
    { key: 'action', label: t('column.action'), width: 132, align: 'end', quiet: true },
  ]
  const close = () => setDialog(null)
  return (
    <div className={classes.tab}>
      <BatchStateFilter counts={counts.data} value={filter} onChange={setFilter} />
      {list.loading && <LoadingBlocks count={6} height={47} gap={1} />}
      {!list.loading && list.rows.length === 0 && <EmptyState sentence={t(filter === 'all' ? 'empty' : 'noMatch')} />}
      {list.rows.length > 0 && (
        <DataTable
          label={t('table')} columns={columns} total={list.rows.length + (list.more ? 10 : 0)} minWidth={880} activeIndex={active} onActive={setActive}
          onRange={(_first, last) => {
            if (last >= list.rows.length - 1) list.loadMore()
          }}
          onOpen={(index) => {
            const batch = list.rows[index]
            if (batch) navigate(`${path}?tab=clips&${clipsQuery({ batchId: batch.id })}`)
          }}
          row={(index) => {
            const batch = list.rows[index]
            if (!batch) return null
            return {
              key: batch.id,
              cells: [
                <Mono key="id">{batch.id}</Mono>,
                batch.paused ? <Chip key="state" role="quiet" icon={IconPlayerPause} word={t('paused')} /> : <BatchChip key="state" state={batch.state} />,
                <BatchCellsOrBar key="clips" batch={batch} />,
                <Note key="note" batch={batch} />,
                <Age key="age" since={batch.stateSince} />,
                <BatchActions key="action" batch={batch} reachable={index === active} onResubmit={() => setDialog({ about: 'resubmit', batch })} onResolve={() => setDialog({ about: 'resolve', batch })} />,
              ],
            }
          }}
        />
      )}
      {dialog?.about === 'resubmit' && <ResubmitDialog selection={{ filter: { batchId: dialog.batch.id, states: ['failed'] } }} onClose={close} />}
      {dialog?.about === 'resolve' && <ResolveDialog batch={dialog.batch} onClose={close} />}
    </div>
  )
}
