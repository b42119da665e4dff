import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import { clipStates, type ClipState, type StateCounts } from '../../../contract/models/states.ts'
import { barOrder, clipLooks, fillOf } from '../../components/state-looks.ts'
import { useFormat } from '../../i18n/use-format.ts'
import classes from './clip-filters.module.css'

const order: readonly ClipState[] = [...barOrder, 'excluded']

/** The states that occur, each a button with its number; several may be on. */
export function StateFilter({ counts, chosen, onChange }: { counts: StateCounts | undefined; chosen: readonly ClipState[]; onChange: (states: ClipState[]) => void }) {
  const { t } = useTranslation('clips')
  const format = useFormat()
  if (!counts) return <div className={classes.states} />
  const total = clipStates.reduce((sum, state) => sum + counts[state], 0)
  const toggle = (state: ClipState) => onChange(chosen.includes(state) ? chosen.filter((each) => each !== state) : [...chosen, state])
  return (
    <div className={classes.states} role="group" aria-label={t('filter.states')}>
      <button type="button" className={classes.state} aria-pressed={chosen.length === 0} onClick={() => onChange([])}>
        {t('filter.all')}<span className={classes.number}>{format.number(total)}</span>
      </button>
      {order.filter((state) => counts[state] > 0 || chosen.includes(state)).map((state) => (
        <button key={state} type="button" className={classes.state} aria-pressed={chosen.includes(state)} onClick={() => toggle(state)}>
          <span className={classes.dot} style={{ '--dot': fillOf(clipLooks[state].role) } as CSSProperties} aria-hidden />
          {t(`common:state.${state}.word`)}<span className={classes.number}>{format.number(counts[state])}</span>
        </button>
      ))}
    </div>
  )
}
