import { z } from 'zod'
import { problemKinds, type Problem } from './problem-error.ts'

export { ProblemError, problemKinds, type Problem, type ProblemKind } from './problem-error.ts'

export const problemKind = z.enum(problemKinds)

/** A problem as it crosses a border. */
export const problem = z.object({
  kind: problemKind,
  message: z.string(),
  advice: z.string(),
  requestId: z.string().nullish(),
  details: z.record(z.string(), z.unknown()).nullish(),
}) satisfies z.ZodType<Problem>
