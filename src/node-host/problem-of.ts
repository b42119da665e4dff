import { ORPCError } from '@orpc/client'
import { problem, ProblemError, type Problem } from '../contract/models/problem.ts'
import { asCommands } from './as-commands.ts'
import { inputInWords, type InputIssue } from './input-words.ts'

function issuesOf(data: unknown): InputIssue[] {
  const issues = (data as { issues?: unknown } | null)?.issues
  return Array.isArray(issues) ? (issues as InputIssue[]) : []
}

/** Whatever was thrown, as data and in the command line's words: a known problem, a refused input, anything else as an error of ours. */
export function problemOf(thrown: unknown): Problem {
  const known = knownProblem(thrown)
  return { ...known, message: asCommands(known.message), advice: asCommands(known.advice) }
}

function knownProblem(thrown: unknown): Problem {
  if (thrown instanceof ProblemError) return thrown.problem
  if (thrown instanceof ORPCError) {
    const known = problem.safeParse(thrown.data)
    if (known.success) return known.data
    if (thrown.code === 'BAD_REQUEST') {
      const [issue] = issuesOf(thrown.data)
      return { kind: 'invalid-input', message: issue ? inputInWords(issue) : 'What was given cannot be understood.', advice: 'See --help for what the command takes.' }
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
