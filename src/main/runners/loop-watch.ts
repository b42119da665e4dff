import type { EventKind } from '../../contract/models/event.ts'
import type { Clock, Log } from '../capabilities.ts'
import type { Ledger } from '../ledger/open-ledger.ts'
import { writeEvents } from '../ledger/write-event.ts'
import { healthEveryMs, type LoopBeat } from './health-file.ts'
import type { Troubles } from './troubles.ts'

/** How often the watchdog looks. */
const lookMs = healthEveryMs
/** A step that takes longer is stuck: on a mount that does not answer, or by a mistake of ours. */
export const stuckAfterMs = 5 * 60_000

/** Hears of every step of every loop. */
export interface LoopWatch {
  /** @param patienceMs how long one step of this loop may take. */
  began(loop: string, patienceMs: number): void
  /** @param mistake what the step threw, where it is no passing trouble that shows elsewhere. */
  ended(loop: string, mistake?: Error): void
  /** When each loop was last heard of. */
  beats(): LoopBeat[]
  /** Tells others how the loops do, now: once they have all begun. */
  tellOthers(): void
  stop(): Promise<void>
}

/**
 * The watchdog over the loops. A step that never returns stops its loop without a word, and so does one that stumbles
 * at every try; the watchdog says which and since when, once, as a trouble and an event, and says so when it goes on. It ends nothing: what hangs in
 * a system call cannot be ended from within, and a second loop beside it could send twice.
 * @param looked called with every look, for whoever tells others how the loops do
 */
export function createLoopWatch({ ledger, clock, log, troubles, looked = () => undefined }: { ledger: Ledger; clock: Clock; log: Log; troubles: Troubles; looked?: (beats: LoopBeat[]) => void }): LoopWatch {
  const steps = new Map<string, { since: number; patienceMs: number }>()
  const endings = new Map<string, number | null>()
  /** Loops whose last steps all stumbled, since when and over what. */
  const stumbling = new Map<string, { since: number; words: string }>()
  const stopped = new AbortController()

  const tell = (what: EventKind, data: Record<string, unknown>): void => {
    // Not waited for: a ledger that hangs may be the very reason.
    void ledger.transact((tx) => writeEvents(tx, [{ at: clock.now(), actor: 'system', what, data }])).catch((error: unknown) => { log.error('An event of the watchdog could not be written.', { what, error: String(error) }) })
  }

  const look = (): void => {
    const now = clock.monotonic()
    for (const loop of new Set([...steps.keys(), ...stumbling.keys()])) {
      const [step, stumbles] = [steps.get(loop), stumbling.get(loop)]
      const inside = step !== undefined && now - step.since > step.patienceMs
      if (!inside && (stumbles === undefined || now - stumbles.since <= stuckAfterMs)) continue
      const forMs = now - (inside ? step.since : (stumbles?.since ?? now))
      const message = inside ? `The ${loop} loop has not come back for ${Math.round(forMs / 60_000)} minutes.` : `The ${loop} loop has failed at every try for ${Math.round(forMs / 60_000)} minutes: ${stumbles?.words ?? ''}`
      if (!troubles.begin({ kind: 'loop-stuck', subject: loop, message, since: clock.now() - forMs })) continue
      log.error(message, { loop })
      tell('runner.stuck', { loop, forMs: Math.round(forMs), message })
    }
  }

  const beats = (): LoopBeat[] => [...endings].map(([loop, endedAt]) => {
    const step = steps.get(loop)
    return { loop, endedAt, insideSince: step ? Math.round(clock.now() - (clock.monotonic() - step.since)) : null }
  })

  const tellOthers = (): void => {
    try {
      looked(beats())
    } catch (error) {
      log.warn('How the loops do could not be written beside the ledger.', { error: String(error) })
    }
  }

  const watch = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      const before = clock.monotonic()
      await clock.wait(lookMs, stopped.signal)
      if (stopped.signal.aborted) return
      // Time in which this very loop did not run either (the machine slept) is held against nobody.
      const lost = clock.monotonic() - before - lookMs
      if (lost > lookMs) for (const step of [...steps.values(), ...stumbling.values()]) step.since += lost
      look()
      tellOthers()
    }
  }
  const watching = watch()
  return {
    began(loop, patienceMs) {
      steps.set(loop, { since: clock.monotonic(), patienceMs })
      if (!endings.has(loop)) endings.set(loop, null)
    },
    ended(loop, mistake) {
      steps.delete(loop)
      endings.set(loop, clock.now())
      if (mistake) {
        stumbling.set(loop, { since: stumbling.get(loop)?.since ?? clock.monotonic(), words: mistake.message })
        return
      }
      stumbling.delete(loop)
      const over = troubles.end('loop-stuck', loop)
      if (over) tell('runner.goes-on', { loop, forMs: Math.round(clock.now() - over.since) })
    },
    beats,
    tellOthers,
    async stop() {
      stopped.abort()
      await watching
    },
  }
}
