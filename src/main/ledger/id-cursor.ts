import { ProblemError } from '../../contract/models/problem.ts'

/** Reads the place in a list that is told by its last row's id. @throws ProblemError `invalid-input`. */
export function readIdCursor(after: string): number {
  if (!/^\d{1,15}$/.test(after)) throw new ProblemError('invalid-input', `"${after}" is no place in this list.`, 'Take the cursor from the page before, or leave it out.')
  return Number(after)
}
