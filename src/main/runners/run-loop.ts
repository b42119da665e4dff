import { ProblemError } from '../../contract/models/problem.ts'
import type { Clock, Log } from '../capabilities.ts'
import { stuckAfterMs, type LoopWatch } from './loop-watch.ts'
import type { Wake } from './wake.ts'
import { passing } from './write-through.ts'

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

/** What every loop is lent. */
export interface LoopLent {
  clock: Clock
  wake: Wake
  log: Log
  watch: LoopWatch
  /** How long one step may take before the watchdog speaks, ms. */
  patienceMs?: number
  /** The first step waits for it. */
  calmUntil?: Promise<unknown>
}

/**
 * Repeats `step` until stopped: at once while it works, else when it is due or something rings.
 * A step that throws is logged and tried again; a loop never ends by itself.
 */
export function runLoop(name: string, step: Step, { clock, wake, log, watch, patienceMs = stuckAfterMs, calmUntil }: LoopLent): { stop(): Promise<void> } {
  const stopped = new AbortController()
  let lastSaid = ''
  const stumbled = (error: unknown): void => {
    const text = String(error)
    // A full disk makes a loop stumble every other second, all night: one line says it.
    if (text === lastSaid) return
    lastSaid = text
    log[willPass(error) ? 'warn' : 'error'](`The ${name} loop stumbled and goes on.`, { error: error instanceof Error ? (error.stack ?? error.message) : text })
  }
  const run = async (): Promise<void> => {
    if (calmUntil) await Promise.race([calmUntil, aborted(stopped.signal)])
    while (!stopped.signal.aborted) {
      const rung = wake.next()
      let result: StepResult
      watch.began(name, patienceMs)
      try {
        result = await step()
        lastSaid = ''
        watch.ended(name)
      } catch (error) {
        watch.ended(name, willPass(error) ? undefined : error instanceof Error ? error : new Error(String(error)))
        stumbled(error)
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

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => { signal.addEventListener('abort', () => resolve(), { once: true }) })
}

/** A disk that is full or a ledger that is busy will pass, and shows elsewhere; anything else is a mistake of ours. */
export function willPass(error: unknown): boolean {
  return error instanceof ProblemError && passing.has(error.problem.kind)
}
