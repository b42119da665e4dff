import type { Reason } from '../../contract/models/clip.ts'
import type { MatchKind } from '../../contract/models/states.ts'

/** One clip's verdict in a batch. */
export interface Verdict {
  attemptId: number
  clipId: number
  verdict: 'active' | 'failed' | 'unclear'
  match: MatchKind
  assetId: string | null
  assetUrl: string | null
  reason: Reason | null
}

/** Why an attempt failed, as its row keeps it; a service that gave no reason gave none. */
export function failureOf(reason: string | null): Reason {
  return reason === null ? { code: 'NoReason', message: null, breaches: [] } : (JSON.parse(reason) as Reason)
}
