/** What stopped or is unclear is said after so long, so that ten batches of one cause are one message. */
const gatherMs = 10_000
/** Results wait for company: an operator wants to hear of the evening, not of each batch. */
const gatherResultsMs = 5 * 60_000
/** However much happens, a channel is not told more often. */
const leastPauseMs = 60_000
const minute = 60_000
const day = 24 * 60 * minute

/**
 * When what waits is to be told. The first message after a quiet time goes soon; in a storm one a minute.
 * @param oldestAt when the oldest thing that waits happened; `onlyResults`: nothing that waits is urgent
 */
export function tellAt({ oldestAt, onlyResults, toldAt }: { oldestAt: number; onlyResults: boolean; toldAt: number | null }): number {
  return Math.max(oldestAt + (onlyResults ? gatherResultsMs : gatherMs), (toldAt ?? -Infinity) + leastPauseMs)
}

/** After `failures` tries in a row that went wrong: a minute, two, four, up to an hour. */
export function tellAgainAfter(failures: number): number {
  return Math.min(60 * minute, minute * 2 ** Math.max(0, failures - 1))
}

/**
 * When the digest after `since` is due: the next time of day that is `atMinute`.
 * @param offsetAt this machine's time zone at a moment, as `Date.getTimezoneOffset` tells it (minutes that UTC is ahead): it changes twice a year
 */
export function digestDueAfter(since: number, atMinute: number, offsetAt: (at: number) => number): number {
  const local = since - offsetAt(since) * minute
  const midnight = Math.floor(local / day) * day
  const today = inZone(midnight + atMinute * minute, offsetAt)
  return today > since ? today : inZone(midnight + day + atMinute * minute, offsetAt)
}

/** The moment at which clocks show a local time, ms; where they leap over it, one an hour beside. */
function inZone(local: number, offsetAt: (at: number) => number): number {
  const nearly = local + offsetAt(local) * minute
  return local + offsetAt(nearly) * minute
}
