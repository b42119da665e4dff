import type { ClipState } from '../../contract/models/states.ts'

/** Where a clip may go from each state. Anything else is a bug or came too late, and is not done. */
export const clipTransitions: Record<ClipState, readonly ClipState[]> = {
  settling: ['checking', 'held', 'excluded'],
  // Failed: its mending was taken back before its copy was made.
  checking: ['settling', 'held', 'publishing', 'failed', 'excluded'],
  // Settling again: a watched file that changes before it was ever sent is still arriving.
  held: ['settling', 'checking', 'publishing', 'excluded'],
  publishing: ['settling', 'ready', 'held', 'checking', 'excluded'],
  ready: ['settling', 'submitting', 'publishing', 'held', 'checking', 'excluded'],
  submitting: ['ready', 'in-review', 'needs-attention', 'held'],
  'in-review': ['active', 'failed', 'needs-attention'],
  active: [],
  failed: ['publishing', 'checking', 'excluded'],
  // Held: brought back after its batch was answered for without it.
  'needs-attention': ['held', 'in-review', 'publishing', 'checking', 'active', 'failed', 'excluded'],
  // Set aside and brought back: to where it was, or to be checked anew.
  excluded: ['checking', 'held', 'failed', 'needs-attention'],
}

/** Whether a clip may go from one state to the other. */
export function mayMove(from: ClipState, to: ClipState): boolean {
  return clipTransitions[from].includes(to)
}
