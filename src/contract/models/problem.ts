import { z } from 'zod'

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

/** A problem on its way up: thrown inside the core, crossing every boundary as plain data. */
export class ProblemError extends Error {
  readonly problem: Problem
  constructor(kind: ProblemKind, message: string, advice: string, more: { cause?: unknown; requestId?: string; details?: Record<string, unknown> } = {}) {
    super(message, { cause: more.cause })
    this.name = 'ProblemError'
    this.problem = { kind, message, advice, requestId: more.requestId, details: more.details }
  }
}
