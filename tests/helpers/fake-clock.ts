import type { Clock } from '../../src/main/capabilities.ts'
import { slowMs } from '../../src/main/sandbox/submissions.ts'

/** One whole request to the API in tests, ms: an odd number, so that the clock can tell these waits from all others. */
export const callTimeoutMs = 60_007
/** A download of the sandbox's reviewer, as its own time-out says it. */
const downloadTimeoutMs = 5 * 60_000
/** A longer while between two looks, real ms, is a machine or process that stood still: nothing could come of what is under way, and no patience was used up. */
const mostAtATimeMs = 20
/** Waits of this length only look whether another process has written; nobody needs the clock to stop for them. */
const lookAroundMs = 250

/**
 * A clock that stands still until a test lets time pass, and lets it pass only when nothing is under way
 * any more: calls over real sockets and looks at real files take no time at all.
 */
export interface FakeClock extends Clock {
  /** Lets `ms` pass, stopping wherever somebody waits for a time on the way. */
  run(ms: number): Promise<void>
  /** Lets `ms` pass at once, as a machine does that was asleep: whoever waited in between wakes at the end. */
  leap(ms: number): Promise<void>
  /**
   * Lets time pass until `what` gives something, and returns it.
   * @throws Error after `withinMs` (default ten minutes) of this clock; `describe` says what there is instead.
   */
  until<T>(what: () => T | Promise<T>, options?: { withinMs?: number; describe?: () => unknown }): Promise<Exclude<T, null | undefined | false>>
  /** Resolves when everything that can go on without time passing has gone on. */
  quiet(): Promise<void>
  /** How many waits have begun so far: tells rest from bustle. */
  waitsBegun(): number
  /** The wall clock is set by `ms`; the monotonic one does not notice. */
  setWall(ms: number): void
  /** How long calls under way may hold the clock still, real ms: short for tests in which the service never answers. */
  patienceMs: number
  /** Nothing may have stirred for so long, real ms, before time passes: for tests in which worker threads read media. */
  breathMs: number
}

interface Wait {
  due: number
  ms: number
  end(): void
}

export function fakeClock(start = Date.UTC(2026, 0, 5, 9)): FakeClock {
  let elapsed = 0
  let wall = start
  let stirred = 0
  let begun = 0
  const waits = new Set<Wait>()

  const waitsOf = (ms: number): number => [...waits].filter((wait) => wait.ms === ms).length
  // What the sandbox's `slow` scenario keeps waiting goes on only with time.
  // A worker that is asked something keeps its port awake, and lets it sleep when it has answered.
  const underWay = (): boolean => waitsOf(callTimeoutMs) > waitsOf(slowMs) || waitsOf(downloadTimeoutMs) > 0 || process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq') || name === 'MessagePort')

  const pass = (ms: number): void => {
    elapsed += ms
    for (const wait of [...waits].sort((a, b) => a.due - b.due)) if (wait.due <= elapsed) wait.end()
  }

  const nextStop = (latest: number): number => {
    let next = latest
    for (const wait of waits) if (wait.ms !== lookAroundMs && wait.due < next) next = wait.due
    return next
  }

  const clock: FakeClock = {
    patienceMs: 5_000,
    breathMs: 0,
    now: () => wall + elapsed,
    monotonic: () => elapsed,
    wait(ms, signal) {
      stirred++
      begun++
      if (signal?.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const wait: Wait = {
          due: elapsed + Math.max(0, ms), ms,
          end() {
            if (!waits.delete(wait)) return
            stirred++
            signal?.removeEventListener('abort', wait.end)
            resolve()
          },
        }
        waits.add(wait)
        signal?.addEventListener('abort', wait.end)
        if (wait.due <= elapsed) queueMicrotask(wait.end)
      })
    },
    async quiet() {
      let seen = stirred
      let quietMs = 0
      let looked = performance.now()
      for (let still = 0; still < 3;) {
        await new Promise((resolve) => { setImmediate(resolve) })
        const now = performance.now()
        quietMs += Math.min(now - looked, mostAtATimeMs)
        looked = now
        if (stirred !== seen) {
          seen = stirred
          quietMs = 0
          still = 0
        } else if (quietMs >= clock.breathMs && (quietMs >= clock.patienceMs || !underWay())) still++
      }
    },
    async run(ms) {
      const end = elapsed + ms
      await clock.quiet()
      while (elapsed < end) {
        pass(nextStop(end) - elapsed)
        await clock.quiet()
      }
    },
    async leap(ms) {
      await clock.quiet()
      pass(ms)
      await clock.quiet()
    },
    async until(what, { withinMs = 10 * 60_000, describe } = {}) {
      const end = elapsed + withinMs
      for (;;) {
        await clock.quiet()
        const found = await what()
        if (found) return found as Exclude<typeof found, null | undefined | false>
        if (elapsed >= end) throw new Error(`Not within ${withinMs} ms of the test's clock. There is: ${JSON.stringify(await describe?.())}`)
        pass(nextStop(end) - elapsed)
      }
    },
    waitsBegun: () => begun,
    setWall(ms) {
      wall += ms
    },
  }
  return clock
}
