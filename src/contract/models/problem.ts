import { z } from 'zod'

// A file of its own: what only throws problems need not load zod.
export { ProblemError } from './problem-error.ts'

/**
 * What can go wrong, as data. `kind` is what programs and translations go by;
 * `message` says what happened to what, `advice` what to do, both in English.
 */
export const problemKinds = [
  'invalid-input', 'not-found', 'already-there', 'not-permitted-now', 'viewing-only', 'signed-out',
  'folder-missing', 'folder-overlaps', 'unreadable', 'csv-unreadable', 'network-drive',
  'no-key', 'key-refused', 'no-balance', 'not-the-api', 'offline', 'service-refused', 'service-trouble', 'outcome-unknown',
  'session-expired', 'links-unreachable', 'no-publisher', 'runs-elsewhere', 'ledger-newer', 'ledger-damaged', 'ledger-busy', 'disk-full', 'internal',
] as const
export const problemKind = z.enum(problemKinds)
export type ProblemKind = z.infer<typeof problemKind>

export const problem = z.object({
  kind: problemKind,
  message: z.string(),
  advice: z.string(),
  /** The vendor's request id, where one came. */
  requestId: z.string().nullish(),
  details: z.record(z.string(), z.unknown()).nullish(),
})
export type Problem = z.infer<typeof problem>
