import { useQueries } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Cause } from '../../../contract/models/overview.ts'
import { orpc } from '../../bridge/client.ts'
import { CauseCard } from '../../components/cause-card.tsx'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { BatchAnswers } from './batch-answers.tsx'
import { UnclearBatch } from './unclear-batch.tsx'
import { Affected } from './affected.tsx'
import { useCauseWords } from './use-cause-words.tsx'
import { useMany } from './use-many.ts'

/** More than these are answered together, or after these. */
const shown = 8
const whys = ['outcome-unknown', 'counts-disagree', 'no-result', 'task-forgotten', 'another-task', 'unknown-word'] as const

/** Batches of which nobody knows what happened: what is known of each, and the answers. */
export function BatchesUnclearCard({ cause }: { cause: Extract<Cause, { kind: 'batches-unclear' }> }) {
  const { t } = useTranslation('needs-you')
  const many = useMany()
  const words = useCauseWords()(cause)
  const why = whys.find((known) => known === cause.why) ?? 'other'
  const outcomeUnknown = why === 'outcome-unknown'
  const ids = cause.batchIds.slice(0, shown)
  const batches = useQueries({ queries: ids.map((id) => orpc.batches.get.queryOptions({ input: { id } })) })
  const more = cause.batchIds.length - ids.length
  const several = cause.batchIds.length > 1
  return (
    <CauseCard
      role={words.role} icon={words.icon} title={words.title} affects={<Affected words={words} />}
      buttons={<BatchAnswers batchIds={cause.batchIds} clips={cause.clips} outcomeUnknown={outcomeUnknown} recommend />}
    >
      <p>{t(`unclear.why.${why}`)}</p>
      {batches.map((query, index) => query.data
        ? <UnclearBatch key={query.data.id} batch={query.data} answers={several ? <BatchAnswers batchIds={[query.data.id]} clips={query.data.size} outcomeUnknown={outcomeUnknown} recommend={false} /> : null} />
        : <LoadingBlocks key={ids[index]} count={1} height={44} />)}
      {more > 0 && <p>{t('unclear.moreBatches', many(more))}</p>}
      {several && <p>{t('unclear.answerAll', many(cause.batchIds.length))}</p>}
    </CauseCard>
  )
}
