import type { BatchState } from '../../contract/models/states.ts'

/** Where a batch may go from each state. */
export const batchTransitions: Record<BatchState, readonly BatchState[]> = {
  planned: ['sending', 'refused'],
  sending: ['planned', 'in-review', 'refused', 'outcome-unknown'],
  'in-review': ['finished', 'needs-attention'],
  // A person's answers: accepted after all; not accepted or resubmit; given verdicts.
  'outcome-unknown': ['in-review', 'refused', 'finished'],
  'needs-attention': ['in-review', 'refused', 'finished'],
  refused: [],
  finished: [],
}

/** Whether a batch may go from one state to the other. */
export function mayBatchMove(from: BatchState, to: BatchState): boolean {
  return batchTransitions[from].includes(to)
}
