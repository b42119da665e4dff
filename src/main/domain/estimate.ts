import type { IntakeEstimate } from '../../contract/models/intake.ts'

/** What an estimate goes by. Rates that are not known yet are null and limit nothing. */
export interface EstimateOf {
  /** Clips by asset type: a request carries one type only. */
  clips: { video: number; image: number }
  bytes: number
  batchSize: number
  /** Submissions a minute the account allows, and the percentage of them that is ours. */
  submitRpm: number
  sharePercent: number
  /** Requests that wait before these. */
  requestsAhead?: number
  checksPerSecond: number | null
  /** How many of the clips have not been checked yet; all of them unless told. */
  toCheck?: number
  uploadBytesPerSecond: number | null
}

/**
 * How long `requests` take inside a limit per minute: the first window's worth leaves at once,
 * each further one waits for a window to pass. Below one a minute, the windows are longer.
 */
function windowsMs(requests: number, perMinute: number): number {
  if (requests <= 0) return 0
  const perWindow = Math.max(1, Math.floor(perMinute))
  return Math.floor((requests - 1) / perWindow) * ((60_000 * perWindow) / perMinute)
}

/**
 * What an intake would take, until its last request has left. Checking, uploading and submitting
 * go on side by side, so the slowest of them decides; on a tie it is the API.
 */
export function estimateIntake(of: EstimateOf): IntakeEstimate {
  const clips = of.clips.video + of.clips.image
  const requests = Math.ceil(of.clips.video / of.batchSize) + Math.ceil(of.clips.image / of.batchSize)
  const rpm = (of.submitRpm * of.sharePercent) / 100
  const times = [
    { limitedBy: 'api', ms: requests === 0 ? 0 : windowsMs(requests + (of.requestsAhead ?? 0), rpm) },
    { limitedBy: 'upload', ms: of.uploadBytesPerSecond ? (of.bytes / of.uploadBytesPerSecond) * 1000 : 0 },
    { limitedBy: 'checks', ms: of.checksPerSecond ? ((of.toCheck ?? clips) / of.checksPerSecond) * 1000 : 0 },
  ] as const
  const slowest = times.reduce((a, b) => (b.ms > a.ms ? b : a))
  return { clips, requests, bytes: of.bytes, durationMs: Math.round(slowest.ms), limitedBy: slowest.limitedBy }
}
