import { ProblemError, type ProblemKind } from '../../contract/models/problem.ts'
import type { LedgerTx } from '../ledger/open-ledger.ts'
import type { RunnerContext } from './runner-context.ts'

const firstPauseMs = 500
export const longestPauseMs = 15_000

/**
 * Writes what only this process knows (what the service answered): however long the ledger's disk is full or
 * another process busy, it is tried again. Dropped, an accepted batch would stay *sending* and its call keep
 * its place in the budget until the next start.
 * @throws what `work` threw, when it is no passing trouble of the ledger, or when the core ends first.
 */
export async function writeThrough<T>(context: RunnerContext, what: string, work: (tx: LedgerTx) => Promise<T>): Promise<T> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return await context.ledger.transact(work)
    } catch (error) {
      if (!mayPass(error) || context.ending.aborted) throw error
      context.log.warn('An answer cannot be written yet; it is tried again.', { what, error: String(error) })
      await context.clock.wait(pauseMs, context.ending)
    }
  }
}

/** The disk is full or gone, or somebody else writes. */
export const passing: ReadonlySet<ProblemKind> = new Set<ProblemKind>(['disk-full', 'unreadable', 'ledger-busy'])

function mayPass(error: unknown): boolean {
  return error instanceof ProblemError && passing.has(error.problem.kind)
}
