import { ORPCError } from '@orpc/client'
import { problem, type Problem } from '../../contract/models/problem.ts'
import { ConnectionLost } from './connection.ts'

/** What went wrong as data, whatever was thrown. `unreachable`: the core itself did not answer. */
export type Trouble = Problem | { kind: 'unreachable'; message: string; advice: string }

/** Reads a thrown value: the typed error of the contract, a broken line, or an error of ours. */
export function problemOf(thrown: unknown): Trouble {
  if (thrown instanceof ORPCError) {
    const known = problem.safeParse(thrown.data)
    if (known.success) return known.data
  }
  if (thrown instanceof ConnectionLost) return { kind: 'unreachable', message: thrown.message, advice: '' }
  return { kind: 'internal', message: thrown instanceof Error ? thrown.message : String(thrown), advice: '' }
}
