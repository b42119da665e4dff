const WINDOW_MS = 60_000

export type Admission = { admitted: true } | { admitted: false; retryInMs: number }

/** Counts what was let in during the last 60 s; a refused request is not counted. */
export interface RateWindow {
  /** @param now monotonic milliseconds; @param limit requests a minute, null for no limit */
  admit(now: number, limit: number | null): Admission
}

export function createRateWindow(): RateWindow {
  let times: number[] = []
  return {
    admit(now, limit) {
      times = times.filter((time) => time > now - WINDOW_MS)
      const oldest = times[times.length - (limit ?? Infinity)]
      if (limit !== null && times.length >= limit) return { admitted: false, retryInMs: (oldest ?? now) + WINDOW_MS - now }
      times.push(now)
      return { admitted: true }
    },
  }
}
