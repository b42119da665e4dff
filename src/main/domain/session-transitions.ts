import type { SessionState } from '../../contract/models/states.ts'

/** Where a validation session may go from each state. */
export const sessionTransitions: Record<SessionState, readonly SessionState[]> = {
  creating: ['open', 'refused', 'verdict-unknown'],
  // Refused without asking: the service's page said so to our own listener.
  open: ['verdict-asked', 'expired', 'refused'],
  'verdict-asked': ['open', 'verified', 'refused', 'expired', 'spent', 'verdict-unknown'],
  verified: [],
  refused: [],
  expired: ['verdict-asked', 'refused'],
  spent: [],
  'verdict-unknown': ['verdict-asked'],
}

/** Whether a validation session may go from one state to the other. */
export function maySessionMove(from: SessionState, to: SessionState): boolean {
  return sessionTransitions[from].includes(to)
}
