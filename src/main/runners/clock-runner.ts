import { harmlessMs, mendSetBackClock, setBackBy } from '../ledger/mend-set-back-clock.ts'
import type { StepResult } from './run-loop.ts'
import type { RunnerContext } from './runner-context.ts'

const everyMs = 1_000

/**
 * The loop that notices a wall clock set back, and moves what is due along with it. A clock set forward, or a machine
 * that slept, needs nothing: what is due is due. The ledger tells what happened while nothing ran; while this process
 * runs its monotonic clock tells, for what others write after the jump hides it in the ledger.
 */
export function createClockRunner({ ledger, clock, log }: RunnerContext) {
  const lead = (): number => clock.now() - clock.monotonic()
  let highest = lead()
  let askedLedger = false
  return {
    async step(): Promise<StepResult> {
      const now = lead()
      const fellMs = highest - now
      highest = Math.max(highest, now)
      // Once: every write wakes the loops, and from then on this process sees it by itself.
      const before = askedLedger ? 0 : await setBackBy(ledger.read, clock.now())
      if (fellMs > harmlessMs || before > 0) {
        const byMs = await ledger.transact((tx) => mendSetBackClock(tx, clock.now(), fellMs))
        highest = now
        if (byMs > 0) log.warn('The clock of this machine was set back; what was due has been moved along with it.', { byMs })
      }
      askedLedger = true
      return { worked: false, dueAt: clock.now() + everyMs }
    },
  }
}
