import type { Account, Rate } from '../../contract/models/account.ts'
import type { AccountState, AccountStop } from '../../contract/models/states.ts'
import { rateStateOf } from '../ledger/accounts.ts'
import { requestsInWindow } from '../ledger/requests.ts'
import type { Ceiling } from '../ledger/schema.ts'
import { stopWords } from '../ledger/record-submission.ts'
import { askSlot } from '../runners/budget.ts'
import { allowedPerMinute, storageKeyName, type EffectiveAccount } from '../runners/effective-account.ts'
import { callbackUrlOf, listensItself } from '../new-account.ts'
import { lastLocalAddress } from '../ledger/links.ts'
import { isPrivateAddress } from '../publishing/is-private-address.ts'
import { linkPort } from '../link-servers.ts'
import type { CoreState } from './core-state.ts'

/** An account as the contract shows it. */
export async function showAccount(core: CoreState, account: EffectiveAccount): Promise<Account> {
  const { stored } = account
  const stop = (stored.stop ?? (account.key === null ? 'no-key' : null)) as AccountStop | null
  const state: AccountState = stop !== null && stop !== 'no-key' ? 'stopped' : stored.paused === 1 ? 'paused' : stored.trouble === 'offline' ? 'offline' : stop !== null ? 'stopped' : 'running'
  return {
    id: account.id, name: stored.name, baseUrl: account.baseUrl, hasKey: account.key !== null, sandbox: stored.sandbox === 1,
    state, stop, reason: stop ? (stored.stop_reason ?? stopWords(stop)) : stored.trouble_message, since: stored.state_since, troubleSince: stored.trouble_since,
    submit: await showRate(core, account, 'submit'), poll: await showRate(core, account, 'poll'),
    sharePercent: stored.share_percent, batchSize: stored.batch_size, callbackUrl: callbackUrlOf(account), returnAddress: { byDefault: listensItself(account), listensAt: await listensAt(core, account) }, limits: account.limits, narrowerLimits: account.narrowerLimits, publishing: account.publishing,
    hasStorageKey: (await core.capabilities.secrets.get(storageKeyName(account.id))) !== null,
    linksTrouble: stored.links_trouble === null ? null : { message: stored.links_trouble, since: stored.links_trouble_since ?? stored.state_since },
  }
}

/** Where phones reach our own listener: at the links' origin, or on this machine together with its API. */
async function listensAt(core: CoreState, { publishing, baseUrl }: EffectiveAccount): Promise<string | null> {
  if (publishing.kind === 'links') return publishing.origin.replace(/\/+$/, '')
  return isPrivateAddress(baseUrl) === 'loopback' ? ((await lastLocalAddress(core.context.ledger.read)) ?? `http://127.0.0.1:${linkPort}`) : null
}

async function showRate(core: CoreState, account: EffectiveAccount, ceiling: Ceiling): Promise<Rate> {
  const now = core.capabilities.clock.now()
  const { read } = core.context.ledger
  const state = rateStateOf(account.stored, ceiling)
  const slot = await askSlot(read, account, ceiling, now)
  const requests = await requestsInWindow(read, account.id, ceiling, now)
  return {
    limitRpm: allowedPerMinute(account, ceiling), workingRpm: state.workingLimit,
    lastMinute: requests.filter((request) => request.answeredAt === null || request.answeredAt > now - 60_000).length,
    nextAt: slot.free ? now : slot.at,
    toldToWaitUntil: state.told && state.notBefore !== null && state.notBefore > now ? state.notBefore : null,
  }
}
