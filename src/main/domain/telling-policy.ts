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
 * @param offsetMinutes this machine's time zone as `Date.getTimezoneOffset` tells it (minutes that UTC is ahead)
 */
export function digestDueAfter(since: number, atMinute: number, offsetMinutes: number): number {
  const local = since - offsetMinutes * minute
  const midnight = Math.floor(local / day) * day
  const today = midnight + atMinute * minute
  return (today > local ? today : today + day) + offsetMinutes * minute
}
