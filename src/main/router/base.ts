import { implement, ORPCError } from '@orpc/server'
import { contract, type Declared } from '../../contract/contract.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import { roleOfSignIn } from '../ledger/sign-ins.ts'
import type { CoreState } from './core-state.ts'

/** What every call carries: the core as this caller acts through it, and who looks. */
export interface CallContext {
  core: CoreState
  /** One id a browser or window, for "since you last looked". */
  viewer: string
  /** The sign-in the caller came by; null: whoever runs Greenroom here, who may do everything. */
  signInId: number | null
}

/** The contract's implementer: the one place that says who may call what, and where every problem becomes the one typed error. */
export const os = implement(contract).$context<CallContext>().use(async ({ next, context, procedure }) => {
  try {
    return await next({ context: { mayDo: await mustBeLetIn(context, procedure['~orpc'].meta) } })
  } catch (error) {
    throw asProblem(error, context)
  }
})

/**
 * Asked of the ledger at every call: a sign-in that is revoked while its line is open does nothing more.
 * @returns whether the caller may also change things: whoever may not is shown no link that opens anything by itself
 * @throws ProblemError `signed-out` or `viewing-only`.
 */
async function mustBeLetIn({ core, signInId }: CallContext, { access }: Declared): Promise<boolean> {
  if (signInId === null) return true
  const role = await roleOfSignIn(core.context.ledger.read, signInId)
  if (role === null) throw new ProblemError('signed-out', 'This sign-in was revoked; nothing was done.', 'Ask whoever runs Greenroom for a new one.')
  if (role !== 'operator' && access !== 'sees') throw new ProblemError('viewing-only', 'This sign-in may look at everything and change nothing; nothing was done.', 'Ask an operator to do it, or for a sign-in as an operator.')
  return role === 'operator'
}

function asProblem(error: unknown, { core }: CallContext): unknown {
  if (error instanceof ORPCError) return error
  if (error instanceof ProblemError) return new ORPCError('PROBLEM', { defined: true, status: 422, message: error.message, data: error.problem, cause: error.cause })
  const message = error instanceof Error ? error.message : String(error)
  // The ledger closes under a call that was on its way when the end began: nobody's fault, and nobody waits for it.
  if (core.context.ending.aborted) core.context.log.info('A call came too late: Greenroom is ending.', { error: message })
  else core.context.log.error('A call failed because of an error of ours.', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  return new ORPCError('PROBLEM', {
    defined: true, status: 500, message, cause: error,
    data: { kind: 'internal' as const, message: `Something went wrong inside Greenroom: ${message}`, advice: 'Nothing was lost. Try again; if it stays, restart Greenroom and look at its log.' },
  })
}
