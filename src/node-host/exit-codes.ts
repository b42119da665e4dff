import { assertNever } from '../contract/assert-never.ts'
import type { ProblemKind } from '../contract/models/problem.ts'
import type { StateCounts } from '../contract/models/states.ts'
import type { WaitEnd } from './wait-until-settled.ts'

/** What the command line's exit codes mean; other programs go by them. */
export const exitCodes = {
  done: 0,
  someFailed: 1,
  wrongUsage: 2,
  accountStopped: 3,
  needsAttention: 4,
  unreachable: 5,
  internal: 70,
} as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** The exit code of a command that could not do what it was asked. */
export function exitCodeOfProblem(kind: ProblemKind): ExitCode {
  switch (kind) {
    case 'invalid-input':
    case 'not-found':
    case 'already-there':
    case 'not-permitted-now':
    case 'viewing-only':
    case 'signed-out':
    case 'folder-missing':
    case 'folder-overlaps':
    case 'unreadable':
    case 'csv-unreadable':
    case 'network-drive':
    case 'no-publisher':
    case 'runs-elsewhere':
    case 'ledger-newer':
      return exitCodes.wrongUsage
    case 'no-key':
    case 'key-refused':
    case 'no-balance':
    case 'not-the-api':
      return exitCodes.accountStopped
    case 'offline':
    case 'service-trouble':
      return exitCodes.unreachable
    case 'outcome-unknown':
      return exitCodes.needsAttention
    case 'service-refused':
    case 'session-expired':
    case 'links-unreachable':
      return exitCodes.someFailed
    case 'ledger-damaged':
    case 'ledger-busy':
    case 'disk-full':
    case 'internal':
      return exitCodes.internal
    default:
      return assertNever(kind)
  }
}

/**
 * The exit code of a command that waited: the first that applies of 3, 5, 4, 1, 0.
 * @param refused how many inputs could not be taken in at all.
 */
export function exitCodeOfWait(end: WaitEnd, counts: StateCounts, refused: number): ExitCode | 130 {
  switch (end) {
    case 'interrupted':
      return 130
    case 'account-stopped':
    case 'account-paused':
      return exitCodes.accountStopped
    case 'offline':
      return exitCodes.unreachable
    case 'group-stopped':
    case 'storage-refuses':
    case 'network-waits':
    case 'links-silent':
      return exitCodes.needsAttention
    case 'settled':
      if (counts['needs-attention'] > 0) return exitCodes.needsAttention
      if (counts.failed + counts.held + refused > 0) return exitCodes.someFailed
      return exitCodes.done
    default:
      return assertNever(end)
  }
}
