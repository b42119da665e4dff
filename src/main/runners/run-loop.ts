import type { Clock, Log } from '../capabilities.ts'
import type { Wake } from './wake.ts'

/** What one step of a loop found. */
export interface StepResult {
  /** There may be more to do at once. */
  worked: boolean
  /** When there will be something to do by itself, UTC ms; null: only a ring tells. */
  dueAt: number | null
}

export type Step = () => Promise<StepResult>

/** @returns the earlier of two due times. */
export function sooner(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b)
}

/** However little is due, a loop looks again after this long: no wait is for ever. */
const longestSleepMs = 5_000
/** Rings that come in a burst are one ring. */
const ringPauseMs = 10
/** After an error of ours a loop goes on, but slower. */
const stumbleMs = 2_000

/**
 * Repeats `step` until stopped: at once while it works, else when it is due or something rings.
 * A step that throws is logged and tried again; a loop never ends by itself.
 */
export function runLoop(name: string, step: Step, { clock, wake, log }: { clock: Clock; wake: Wake; log: Log }): { stop(): Promise<void> } {
  const stopped = new AbortController()
  const run = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      const rung = wake.next()
      let result: StepResult
      try {
        result = await step()
      } catch (error) {
        log.error(`The ${name} loop stumbled and goes on.`, { error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
        await clock.wait(stumbleMs, stopped.signal)
        continue
      }
      if (result.worked) continue
      const sleepMs = Math.min(longestSleepMs, Math.max(0, (result.dueAt ?? Infinity) - clock.now()))
      await clock.wait(sleepMs, AbortSignal.any([rung, stopped.signal]))
      if (rung.aborted) await clock.wait(ringPauseMs, stopped.signal)
    }
  }
  const running = run()
  return {
    async stop() {
      stopped.abort()
      await running
    },
  }
}
