import { clipsThatMustAnswer } from '../ledger/links.ts'
import { listAccounts, noteLinksTrouble } from '../ledger/accounts.ts'
import { listensFor } from '../ledger/sessions.ts'
import { eachAccount } from './each-account.ts'
import type { EffectiveAccount } from './effective-account.ts'
import type { StepResult } from './run-loop.ts'
import type { RunnerContext } from './runner-context.ts'

/** Rings are many, and links that must answer change slowly. */
const lookMs = 2_000
/** A port that is busy is said so often, and tried every time. */
const sayAgainMs = 60_000
/** While one process follows another its port may be busy for a moment. */
const patienceMs = 10_000
/** How the server's own problem begins. */
export const cannotListen = 'The link server cannot listen'

/**
 * The loop that keeps the link servers up, and gives up those that no settings name any more: after a start there may be nothing to publish and still
 * clips in review, whose links the service may open at any moment, or a phone that is on its way back.
 */
export function createLinkKeeper(context: RunnerContext) {
  const lastLook = new Map<number, number>()
  const lastSaid = new Map<number, number>()
  const failingSince = new Map<number, number>()

  const stepFor = async (account: EffectiveAccount): Promise<StepResult> => {
    const now = context.clock.now()
    const last = lastLook.get(account.id)
    if (last !== undefined && now >= last && now < last + lookMs) return { worked: false, dueAt: last + lookMs }
    lastLook.set(account.id, now)
    const { read } = context.ledger
    const needed = account.publishing.kind === 'links' || (await clipsThatMustAnswer(read, account.id)) > 0 || (await listensFor(read, account.id))
    if (!needed) {
      // Nobody needs it any more: what could not listen hinders nothing.
      if (account.stored.links_trouble?.startsWith(cannotListen)) await context.ledger.transact((tx) => noteLinksTrouble(tx, account.id, null, now))
      return { worked: false, dueAt: null }
    }
    try {
      await context.callbackOrigin(account)
      failingSince.delete(account.id)
      if (account.stored.links_trouble?.startsWith(cannotListen)) await context.ledger.transact((tx) => noteLinksTrouble(tx, account.id, null, now))
    } catch (error) {
      const since = failingSince.get(account.id) ?? context.clock.monotonic()
      failingSince.set(account.id, since)
      const message = error instanceof Error ? error.message : String(error)
      if (context.clock.monotonic() - since >= patienceMs && message.startsWith(cannotListen) && account.stored.links_trouble !== message) await context.ledger.transact((tx) => noteLinksTrouble(tx, account.id, message, now))
      if (context.clock.monotonic() - (lastSaid.get(account.id) ?? -Infinity) >= sayAgainMs) {
        lastSaid.set(account.id, context.clock.monotonic())
        context.log.warn('The link server cannot listen; links that are out answer nobody.', { account: account.stored.name, error: String(error) })
      }
    }
    return { worked: false, dueAt: null }
  }

  const keepAll = eachAccount(context, stepFor)
  let lastRetired = -Infinity

  return {
    async step(): Promise<StepResult> {
      const result = await keepAll()
      const now = context.clock.now()
      if (now >= lastRetired && now < lastRetired + lookMs) return result
      lastRetired = now
      await context.retireLinkServers(await Promise.all((await listAccounts(context.ledger.read)).map(({ id }) => context.account(id))))
      return result
    },
  }
}
