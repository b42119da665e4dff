import { implement, ORPCError } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import type { CoreState } from './core-state.ts'

/** What every call carries: the core, and who looks. */
export interface CallContext {
  core: CoreState
  viewer: string
}

/** The contract's implementer; every problem crosses as the one typed error. */
export const os = implement(contract).$context<CallContext>().use(async ({ next, context }) => {
  try {
    return await next()
  } catch (error) {
    throw asProblem(error, context)
  }
})

function asProblem(error: unknown, { core }: CallContext): unknown {
  if (error instanceof ORPCError) return error
  if (error instanceof ProblemError) return new ORPCError('PROBLEM', { defined: true, status: 422, message: error.message, data: error.problem, cause: error.cause })
  core.context.log.error('A call failed because of an error of ours.', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  const message = error instanceof Error ? error.message : String(error)
  return new ORPCError('PROBLEM', {
    defined: true, status: 500, message, cause: error,
    data: { kind: 'internal' as const, message: `Something went wrong inside Greenroom: ${message}`, advice: 'Nothing was lost. Try again; if it stays, restart Greenroom and look at its log.' },
  })
}
