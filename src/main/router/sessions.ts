import type { ValidationSession } from '../../contract/models/group.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import { beginSession, listSessions, moveSession, readSession } from '../ledger/sessions.ts'
import { callbackUrlOf, listensItself } from '../new-account.ts'
import { newLinkToken } from '../publishing/links.ts'
import type { EffectiveAccount } from '../runners/effective-account.ts'
import { os } from './base.ts'
import type { StoredSession } from '../ledger/sessions.ts'
import { stamp, type CoreState } from './core-state.ts'
import { showSession } from './show-session.ts'

const show = async (core: CoreState, id: number) => showSession(core.context.ledger.read, await readSession(core.context.ledger.read, id))

export const sessions = {
  list: os.sessions.list.handler(async ({ input, context: { core, mayDo } }) => Promise.all((await listSessions(core.context.ledger.read, input.accountId)).map(async (row) => toLookAt(await showSession(core.context.ledger.read, row), mayDo)))),
  get: os.sessions.get.handler(async ({ input, context: { core, mayDo } }) => toLookAt(await show(core, input.id), mayDo)),
  create: os.sessions.create.handler(async ({ input, context: { core } }) => {
    const account = await core.accountOrDefault(input.accountId)
    const id = await core.context.ledger.transact((tx) => beginSession(tx, { ...input, accountId: account.id, ...returnAddressOf(account, input.callbackUrl) }, stamp(core)))
    return show(core, id)
  }),
  askVerdict: os.sessions.askVerdict.handler(async ({ input, context: { core } }) => {
    const before = await readSession(core.context.ledger.read, input.id)
    // Its creation was lost on the way, and with it the code one would ask by.
    const nothingToAskBy = before.state === 'verdict-unknown' && before.byted_token === null
    const asked = !nothingToAskBy && (await core.context.ledger.transact((tx) => moveSession(tx, input.id, 'verdict-asked', stamp(core), { asked_again: 0, retry_at: null })))
    const session = await readSession(core.context.ledger.read, input.id)
    if (!asked && session.state !== 'verdict-asked') {
      throw new ProblemError('not-permitted-now', `The verification of ${session.name} is ${session.state}: there is no verdict to ask for.`, 'Start a new one for this person.')
    }
    return show(core, input.id)
  }),
  renew: os.sessions.renew.handler(async ({ input, context: { core } }) => {
    const old = await readSession(core.context.ledger.read, input.id)
    if (old.state === 'open') await core.context.ledger.transact((tx) => moveSession(tx, old.id, 'expired', stamp(core)))
    const address = await againFor(core, old)
    const id = await core.context.ledger.transact((tx) => beginSession(tx, { accountId: old.account_id, name: old.name, projectName: old.project_name, ...address, consentNote: old.consent_note }, stamp(core)))
    return show(core, id)
  }),
}

/** Whoever opens these two takes the person's place: they are for those who verify people. */
function toLookAt(session: ValidationSession, mayDo: boolean): ValidationSession {
  return mayDo ? session : { ...session, h5Link: null, callbackUrl: '' }
}

/** Where the phone goes in the end. By default to our own listener, whose address the process that runs the loops knows. */
function returnAddressOf(account: EffectiveAccount, given: string | undefined): { callbackUrl: string; callbackToken: string | null } {
  const usual = callbackUrlOf(account)
  return given !== undefined && given !== usual ? { callbackUrl: given, callbackToken: null } : { callbackUrl: usual, callbackToken: listensItself(account) ? newLinkToken() : null }
}

/** A new session gets a new address of ours; one that a person gave stays. */
async function againFor(core: CoreState, old: StoredSession): Promise<{ callbackUrl: string; callbackToken: string | null }> {
  return old.callback_token === null ? { callbackUrl: old.callback_url, callbackToken: null } : returnAddressOf(await core.context.account(old.account_id), undefined)
}
