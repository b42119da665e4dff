import type { Problem, ProblemKind } from './problem.ts'

/** A problem on its way up: thrown inside the core, crossing every boundary as plain data. */
export class ProblemError extends Error {
  readonly problem: Problem
  constructor(kind: ProblemKind, message: string, advice: string, more: { cause?: unknown; requestId?: string; details?: Record<string, unknown> } = {}) {
    super(message, { cause: more.cause })
    this.name = 'ProblemError'
    this.problem = { kind, message, advice, requestId: more.requestId, details: more.details }
  }
}
