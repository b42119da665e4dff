/**
 * When a file has stopped changing. Stillness alone does not make it complete: preallocated and
 * sparse copies are still for minutes, so intake also reads the container and the file's tail.
 */

/** One look at a file: when (UTC ms), its size in bytes, its modification time (UTC ms). */
export interface Observation { at: number; size: number; mtimeMs: number }

/** A run of equal looks, all that has to be kept between two of them. */
export interface Stillness { size: number; mtimeMs: number; since: number; seenAt: number }

/**
 * Adds a look to a run: equal ones prolong it, anything else begins a new one. A look dated
 * before the last one (the clock was set back) begins a new run too: its age cannot be told.
 */
export function observe(run: Stillness | null, look: Observation): Stillness {
  const goesOn = run !== null && look.size === run.size && look.mtimeMs === run.mtimeMs && look.at >= run.seenAt
  return { size: look.size, mtimeMs: look.mtimeMs, since: goesOn ? run.since : look.at, seenAt: look.at }
}

/**
 * Whether size *and* modification time were seen unchanged across the settle time.
 * Only what was looked at counts: one look an hour ago proves nothing about the hour.
 * @returns `dueAt`: when the next look can settle it (UTC ms); in the past or now if it is settled
 */
export function settled({ observations, settleMs, now }: { observations: readonly Observation[]; settleMs: number; now: number }): { settled: boolean; stillSince: number | null; dueAt: number } {
  let run: Stillness | null = null
  for (const look of observations) run = observe(run, look)
  return run ? stillFor(run, { settleMs, now }) : { settled: false, stillSince: null, dueAt: now }
}

/** `settled` for who keeps only the run. */
export function stillFor(run: Stillness, { settleMs, now }: { settleMs: number; now: number }): { settled: boolean; stillSince: number; dueAt: number } {
  const done = run.seenAt - run.since >= settleMs
  // A run that seems to begin in the future was dated by a clock since set back: wait the whole time again.
  const dueAt = run.since > now ? now + settleMs : run.since + settleMs
  return { settled: done, stillSince: run.since, dueAt: done ? Math.min(dueAt, now) : dueAt }
}
