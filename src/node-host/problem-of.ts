import { ORPCError } from '@orpc/client'
import { problem, ProblemError, type Problem } from '../contract/models/problem.ts'

interface Issue {
  message: string
  path?: readonly (PropertyKey | { key: PropertyKey })[]
}

function issuesOf(data: unknown): Issue[] {
  const issues = (data as { issues?: unknown } | null)?.issues
  return Array.isArray(issues) ? (issues as Issue[]) : []
}

/** Whatever was thrown, as data: a known problem as it is, a refused input in words, anything else as an error of ours. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof ProblemError) return thrown.problem
  if (thrown instanceof ORPCError) {
    const known = problem.safeParse(thrown.data)
    if (known.success) return known.data
    if (thrown.code === 'BAD_REQUEST') {
      const [issue] = issuesOf(thrown.data)
      const where = issue?.path?.map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
      return { kind: 'invalid-input', message: issue ? `${where ? `${where}: ` : ''}${issue.message}` : thrown.message, advice: 'See --help for what the command takes.' }
    }
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return {
    kind: 'internal',
    message: `Greenroom made a mistake: ${message}`,
    advice: 'Run the command again with --debug and report what it says. What was taken in stays in the ledger.',
  }
}

/** A command line that cannot be meant: exit code 2. */
export function wrongUsage(message: string, advice = 'See --help for what the command takes.'): ProblemError {
  return new ProblemError('invalid-input', message, advice)
}
