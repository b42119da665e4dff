import { clipStates, type ClipState, type StateCounts } from '../../../contract/models/states.ts'

/** What a person can do to clips in a list. */
export type ClipAction = 'resubmit' | 'submitAnyway' | 'recheck' | 'prepare' | 'setAside' | 'bringBack' | 'copyAssetUrl'

/** In which states each makes sense; the core has the last word. */
const statesFor: Record<ClipAction, readonly ClipState[]> = {
  resubmit: ['failed'],
  submitAnyway: ['held'],
  recheck: ['held'],
  prepare: ['held', 'failed', 'publishing', 'ready'],
  setAside: ['settling', 'checking', 'held', 'publishing', 'ready', 'failed', 'needs-attention'],
  bringBack: ['excluded'],
  copyAssetUrl: ['active'],
}

export function allows(action: ClipAction, state: ClipState): boolean {
  return statesFor[action].includes(state)
}

/** How many of these an action would reach. */
export function reach(action: ClipAction, counts: StateCounts): number {
  return statesFor[action].reduce((sum, state) => sum + counts[state], 0)
}

/** States a selection bar's action narrows "all that match" to. */
export function reachedStates(action: ClipAction, asked: readonly ClipState[] | undefined): ClipState[] {
  const among: readonly ClipState[] = asked ?? clipStates
  return among.filter((state) => allows(action, state))
}
