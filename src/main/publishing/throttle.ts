import type { Clock } from '../capabilities.ts'

/** One bandwidth for everybody who takes from it. */
export interface Throttle {
  /** Resolves when so many bytes may leave; rejects with the signal's reason when it aborts. */
  take(bytes: number, signal?: AbortSignal): Promise<void>
  /** Bytes a second; null: no cap. Holds at once, for those who wait too. */
  setLimit(bytesPerSecond: number | null): void
  /** What a piece should hold at most, so that even a low cap flows instead of coming in gulps. */
  pieceBytes(): number
}

/** So much of a second may leave at once. */
const burstMs = 100
const largestPiece = 256 * 1024
/** Without a cap: every piece more costs a turn of the event loop, which a busy machine makes wait for. */
const uncappedPiece = 2 * 1024 * 1024

export function createThrottle(clock: Clock): Throttle {
  let limit: number | null = null
  /** Until when, on the monotonic clock, what has left is paid for. */
  let paidUntil = clock.monotonic()
  let changed = new AbortController()
  return {
    async take(bytes, signal) {
      for (;;) {
        signal?.throwIfAborted()
        if (limit === null) return
        const now = clock.monotonic()
        if (paidUntil <= now + burstMs) {
          paidUntil = Math.max(paidUntil, now - burstMs) + (bytes / limit) * 1000
          return
        }
        await clock.wait(Math.ceil(paidUntil - now - burstMs), signal ? AbortSignal.any([signal, changed.signal]) : changed.signal)
      }
    },
    setLimit(bytesPerSecond) {
      if (bytesPerSecond === limit) return
      limit = bytesPerSecond
      // What was to be waited for under the old cap is forgiven: a raised cap must be felt at once.
      paidUntil = clock.monotonic()
      changed.abort()
      changed = new AbortController()
    },
    pieceBytes: () => (limit === null ? uncappedPiece : Math.min(largestPiece, Math.max(1024, Math.ceil(limit / 8)))),
  }
}
