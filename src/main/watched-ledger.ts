import { ProblemError } from '../contract/models/problem.ts'
import type { Clock } from './capabilities.ts'
import type { Ledger } from './ledger/open-ledger.ts'
import { writeEvents } from './ledger/write-event.ts'
import type { Troubles } from './runners/troubles.ts'

/** The ledger, with its disk's troubles noted: what cannot be written down is at least shown, and written down once it can be. */
export function watchLedger(ledger: Ledger, troubles: Troubles, clock: Clock): Ledger {
  return {
    ...ledger,
    async transact(work) {
      let result
      try {
        result = await ledger.transact(work)
      } catch (error) {
        if (error instanceof ProblemError && (error.problem.kind === 'disk-full' || error.problem.kind === 'unreadable')) troubles.begin({ kind: 'ledger-unwritable', subject: '', message: error.message, since: clock.now() })
        throw error
      }
      const over = troubles.end('ledger-unwritable')
      if (over) {
        // The work is committed: that the disk filled again before this line must not make its writer do it twice.
        await ledger
          .transact((tx) => writeEvents(tx, [{ at: clock.now(), actor: 'system', what: 'ledger.writable-again', data: { since: over.since, forMs: clock.now() - over.since, message: over.message } }]))
          .catch(() => troubles.begin(over))
      }
      return result
    },
  }
}
