import type { Clock } from '../../src/main/capabilities.ts'
import { systemClock } from '../../src/node-host/system-clock.ts'

/** The machine's clock, which a test can move forward: real files need real time, and nobody waits for what is far off. */
export interface LeapingClock extends Clock {
  /** So much time has passed at once; whoever waited for it wakes. */
  leap(ms: number): void
}

export function leapingClock(): LeapingClock {
  let ahead = 0
  const waits = new Set<{ due: number; end(): void }>()
  const clock: LeapingClock = {
    now: () => systemClock.now() + ahead,
    monotonic: () => systemClock.monotonic() + ahead,
    wait(ms, signal) {
      const leapt = new AbortController()
      const wait = { due: clock.monotonic() + ms, end: () => leapt.abort() }
      waits.add(wait)
      return systemClock.wait(ms, AbortSignal.any([leapt.signal, ...(signal ? [signal] : [])])).finally(() => waits.delete(wait))
    },
    leap(ms) {
      ahead += ms
      for (const wait of [...waits]) if (wait.due <= clock.monotonic()) wait.end()
    },
  }
  return clock
}
