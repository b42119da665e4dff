import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClipState, StateCounts } from '../../contract/models/states.ts'
import { useFormat } from '../i18n/use-format.ts'
import { segmentsOf, type Segment } from './bar-geometry.ts'
import classes from './segmented-bar.module.css'
import { clipLooks, fillOf } from './state-looks.ts'

/** States whose fill is hatched, so that colour is never alone in telling them apart. */
const hatched: ReadonlySet<ClipState> = new Set<ClipState>(['failed', 'held'])

function lookOf(state: ClipState): { className: string | undefined; style: CSSProperties } {
  return {
    className: hatched.has(state) ? classes.hatched : undefined,
    style: { '--segment': fillOf(clipLooks[state].role) } as CSSProperties,
  }
}

function widthOf({ share, largest }: Segment): string {
  return largest ? '1 1 0' : `0 0 max(4px, ${(share * 100).toFixed(3)}%)`
}

/** Counts by state as one bar: 8 px, 12 in headers. The numbers beneath it are the links, not the bar. */
export function SegmentedBar({ counts, height = 8 }: { counts: StateCounts; height?: 8 | 12 }) {
  const { t } = useTranslation()
  const format = useFormat()
  const segments = segmentsOf(counts)
  const label = segments.length === 0
    ? t('common:bar.empty')
    : segments.map(({ state, count }) => `${t(`common:state.${state}.word`)} ${format.number(count)}`).join(t('common:comma'))
  return (
    <div className={classes.bar} style={{ height }} role="img" aria-label={label}>
      {segments.map((segment) => {
        const { className, style } = lookOf(segment.state)
        return <span key={segment.state} className={`${classes.segment} ${className ?? ''}`} style={{ ...style, flex: widthOf(segment) }} />
      })}
    </div>
  )
}

/** A batch as equal cells, one per clip, in submission order; meant for up to 20. */
export function BatchCells({ cells }: { cells: readonly { clipId: number; state: ClipState }[] }) {
  const { t } = useTranslation()
  const label = cells.map(({ state }, index) => `${index + 1} ${t(`common:state.${state}.word`)}`).join(t('common:comma'))
  return (
    <div className={classes.cells} role="img" aria-label={label}>
      {cells.map(({ clipId, state }) => {
        const { className, style } = lookOf(state)
        return <span key={clipId} className={`${classes.cell} ${className ?? ''} ${state === 'excluded' ? classes.hollow : ''}`} style={style} title={t(`common:state.${state}.word`)} />
      })}
    </div>
  )
}
