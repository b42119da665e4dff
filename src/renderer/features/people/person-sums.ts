import type { ClipState, StateCounts } from '../../../contract/models/states.ts'
import type { Role } from '../../theme/tokens.ts'

/** A person's clips in five numbers, for a row with little room. */
export const personSums = [
  { key: 'cleared', states: ['active'], role: 'cleared' },
  { key: 'failed', states: ['failed'], role: 'failed' },
  { key: 'you', states: ['needs-attention', 'held'], role: 'you' },
  { key: 'review', states: ['submitting', 'in-review'], role: 'review' },
  { key: 'waiting', states: ['settling', 'checking', 'publishing', 'ready'], role: 'moving' },
] as const satisfies readonly { key: string; states: readonly ClipState[]; role: Role }[]

export function sumOf(counts: StateCounts, states: readonly ClipState[]): number {
  return states.reduce((sum, state) => sum + counts[state], 0)
}
