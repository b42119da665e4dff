import { clipsThatMustAnswer, lastLocalAddress, readFetches, readLinkDay } from '../ledger/links.ts'
import { readRunner } from '../ledger/runner-row.ts'
import { isPrivateAddress } from '../publishing/is-private-address.ts'
import { os } from './base.ts'

/** Readers listed at most. */
const recent = 50

export const links = {
  standing: os.links.standing.handler(async ({ input, context: { core } }) => {
    const { read } = core.context.ledger
    const account = await core.accountOrDefault(input.accountId)
    const byItself = account.publishing.kind === 'none' && isPrivateAddress(account.baseUrl) === 'loopback'
    const last = byItself ? await lastLocalAddress(read) : null
    return {
      own: byItself || account.publishing.kind === 'links',
      here: core.runsHere() || (await readRunner(read))?.pid === process.pid,
      origin: account.publishing.kind === 'links' ? account.publishing.origin : last,
      mustAnswer: await clipsThatMustAnswer(read, account.id),
      today: await readLinkDay(read, core.capabilities.clock.now()),
      recent: await readFetches(read, { accountId: account.id }, recent),
    }
  }),
  fetches: os.links.fetches.handler(({ input, context: { core } }) => readFetches(core.context.ledger.read, input, recent)),
}
