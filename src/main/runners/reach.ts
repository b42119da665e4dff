import type { Clock, Fetch } from '../capabilities.ts'
import { networkCause } from '../domain/network-cause.ts'
import { noteAnswered, noteTrouble } from '../ledger/accounts.ts'
import type { Ledger } from '../ledger/open-ledger.ts'
import type { EffectiveAccount } from './effective-account.ts'

const answerMs = 5_000
/** An answer is good for so long: a thousand clips that fail at once are one question. */
const freshMs = 5_000

/** Tells a network that is down from a server that is: only the second is a clip's own trouble. */
export interface Reach {
  /** Whether the account's service can be reached at all from here; being offline is written down as the account's state. */
  online(account: EffectiveAccount): Promise<boolean>
}

/**
 * Asks the address of the API, without a key and below no path that means anything: whatever it answers,
 * there is a network. Through `fetch`, because a company's proxy may be the only way out.
 */
export function createReach(context: { ledger: Ledger; clock: Clock; fetch: Fetch }): Reach {
  const known = new Map<string, { at: number; answer: Promise<boolean> }>()

  const ask = async (account: EffectiveAccount): Promise<boolean> => {
    try {
      const response = await context.fetch(new URL('/', account.baseUrl), { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(answerMs) })
      await response.body?.cancel()
      // Only what this very question found out is taken back by it; other trouble is the service's.
      if (account.stored.trouble === 'offline') await context.ledger.transact((tx) => noteAnswered(tx, account.id, context.clock.now()))
      return true
    } catch (error) {
      const now = context.clock.now()
      const message = `${URL.parse(account.baseUrl)?.host ?? account.baseUrl} could not be reached: ${networkCause(error)}.`
      if (account.stored.trouble !== 'offline') await context.ledger.transact((tx) => noteTrouble(tx, account.id, { kind: 'offline', message, now, retryAt: now + freshMs }))
      return false
    }
  }

  return {
    online(account) {
      const now = context.clock.now()
      const last = known.get(account.baseUrl)
      if (last && now - last.at < freshMs && now >= last.at) return last.answer
      const answer = ask(account)
      known.set(account.baseUrl, { at: now, answer })
      answer.catch(() => known.delete(account.baseUrl))
      return answer
    },
  }
}
