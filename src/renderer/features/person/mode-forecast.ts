import type { Account } from '../../../contract/models/account.ts'
import { type ClipState, type StateCounts } from '../../../contract/models/states.ts'

/** What the clips that still have to leave would take, one way or the other. */
export interface ModeForecast {
  requests: number
  /** Until the last request has left, ms. */
  durationMs: number
}

const stillToLeave: readonly ClipState[] = ['settling', 'checking', 'publishing', 'ready']

/** Clips of a person that wait to be sent. */
export function waitingClips(counts: StateCounts): number {
  return stillToLeave.reduce((sum, state) => sum + counts[state], 0)
}

/** @param clipsPerRequest 1 in the certain mode, the account's batch size in the fast one. */
export function forecastOf(clips: number, clipsPerRequest: number, account: Pick<Account, 'submit' | 'sharePercent'>): ModeForecast {
  const requests = Math.ceil(clips / clipsPerRequest)
  const perMinute = Math.max(0.01, (account.submit.workingRpm ?? account.submit.limitRpm) * (account.sharePercent / 100))
  return { requests, durationMs: (requests / perMinute) * 60_000 }
}
