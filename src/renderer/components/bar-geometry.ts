import type { ClipState, StateCounts } from '../../contract/models/states.ts'
import { barOrder } from './state-looks.ts'

export interface Segment {
  state: ClipState
  count: number
  /** Share of the total, 0 to 1. */
  share: number
  /** The one segment the others' least width is taken from. */
  largest: boolean
}

/** The segments of a bar in their order, zeros left out; what is set aside is outside the total. */
export function segmentsOf(counts: StateCounts): Segment[] {
  const total = barOrder.reduce((sum, state) => sum + counts[state], 0)
  if (total === 0) return []
  const most = Math.max(...barOrder.map((state) => counts[state]))
  const largest = barOrder.find((state) => counts[state] === most)
  return barOrder
    .filter((state) => counts[state] > 0)
    .map((state) => ({ state, count: counts[state], share: counts[state] / total, largest: state === largest }))
}
