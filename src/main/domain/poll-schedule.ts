/** Age of the task up to which a pace holds, and that pace; both ms. */
const paces = [
  { untilMs: 20_000, everyMs: 1_500 },
  { untilMs: 2 * 60_000, everyMs: 5_000 },
  { untilMs: 10 * 60_000, everyMs: 15_000 },
  { untilMs: 60 * 60_000, everyMs: 60_000 },
]
const slowestMs = 5 * 60_000

/**
 * How long to wait before asking for a task again, ms: quick while a person may be watching,
 * a minute within the first hour, five minutes after; each error in a row doubles it up to the slowest.
 *
 * @param ageMs since the task was accepted; below zero (the clock was set back) counts as new.
 * @param random in [0, 1); spreads the waits by a fifth either way so that tasks of one batch run do not march in step.
 */
export function nextPollDelay(ageMs: number, consecutiveErrors: number, random: () => number): number {
  const pace = paces.find(({ untilMs }) => ageMs < untilMs)?.everyMs ?? slowestMs
  const slowed = Math.min(pace * 2 ** Math.min(Math.max(consecutiveErrors, 0), 20), slowestMs)
  return Math.round(slowed * (0.8 + 0.4 * random()))
}
