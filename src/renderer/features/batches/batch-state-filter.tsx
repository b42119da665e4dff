import { useTranslation } from 'react-i18next'
import type { BatchState } from '../../../contract/models/states.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { unclearStates } from './batch-words.ts'
import classes from './batches.module.css'

/** The states people tell apart: the two unclear ones are one word to them. */
const filters = ['all', 'unclear', 'planned', 'sending', 'in-review', 'finished', 'refused'] as const
export type BatchFilter = (typeof filters)[number]

export function statesOf(filter: BatchFilter): readonly BatchState[] {
  if (filter === 'all') return []
  return filter === 'unclear' ? unclearStates : [filter]
}

/** Which batches: all, or those of one state, with their numbers. */
export function BatchStateFilter({ counts, value, onChange }: { counts: Record<BatchState, number> | undefined; value: BatchFilter; onChange: (filter: BatchFilter) => void }) {
  const { t } = useTranslation('batches')
  const format = useFormat()
  if (!counts) return <div className={classes.filters} />
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const countOf = (filter: BatchFilter) => (filter === 'all' ? all : statesOf(filter).reduce((sum, state) => sum + counts[state], 0))
  const wordOf = (filter: BatchFilter) => (filter === 'all' ? t('all') : t(`common:batch.${filter === 'unclear' ? 'needs-attention' : filter}`))
  return (
    <div className={classes.filters} role="group" aria-label={t('filter')}>
      {filters.filter((filter) => filter === 'all' || filter === value || countOf(filter) > 0).map((filter) => (
        <button key={filter} type="button" className={classes.filter} aria-pressed={filter === value} onClick={() => onChange(filter)}>
          {wordOf(filter)}<span className={classes.number}>{format.number(countOf(filter))}</span>
        </button>
      ))}
    </div>
  )
}
