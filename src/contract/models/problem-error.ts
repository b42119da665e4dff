// Without zod: threads that only throw problems need not load it.

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
export type ProblemKind = (typeof problemKinds)[number]

export interface Problem {
  kind: ProblemKind
  message: string
  advice: string
  /** The vendor's request id, where one came. */
  requestId?: string | null | undefined
  details?: Record<string, unknown> | null | undefined
}

/** A problem on its way up: thrown inside the core, crossing every boundary as plain data. */
export class ProblemError extends Error {
  readonly problem: Problem
  constructor(kind: ProblemKind, message: string, advice: string, more: { cause?: unknown; requestId?: string; details?: Record<string, unknown> } = {}) {
    super(message, { cause: more.cause })
    this.name = 'ProblemError'
    this.problem = { kind, message, advice, requestId: more.requestId, details: more.details }
  }
}
