import { ProblemError } from '../../contract/models/problem.ts'
import { browseFolder } from '../intake/browse-folder.ts'
import { listAccounts } from '../ledger/accounts.ts'
import { pageOfEvents } from '../ledger/events.ts'
import { listGroups } from '../ledger/groups.ts'
import { os } from './base.ts'

export const host = {
  about: os.host.about.handler(async ({ context: { core } }) => {
    const accounts = await Promise.all((await listAccounts(core.context.ledger.read)).map((row) => core.context.account(row.id)))
    const groups = await listGroups(core.context.ledger.read)
    return {
      kind: core.options.hostKind, version: core.options.version, sandbox: core.options.sandbox !== null,
      firstRun: groups.length === 0 && accounts.every((account) => account.key === null), canSwitch: core.options.switchTo !== undefined, platform: process.platform, dataDir: core.options.dataDir,
    }
  }),
  switchTo: os.host.switchTo.handler(async ({ input, context: { core } }) => {
    const { switchTo, sandbox } = core.options
    if (!switchTo) throw new ProblemError('not-permitted-now', 'This Greenroom cannot go over by itself.', 'End it, and start it with or without --sandbox.')
    if ((input.to === 'sandbox') !== (sandbox !== null)) await switchTo(input.to)
    return {}
  }),
  browse: os.host.browse.handler(({ input }) => browseFolder(input.path)),
}

export const activity = {
  list: os.activity.list.handler(({ input, context: { core } }) => pageOfEvents(core.context.ledger.read, input, input.limit, input.after ?? null)),
}

export const events = {
  live: os.events.live.handler(async function* ({ context: { core }, signal }) {
    yield* core.changes.stream(signal)
  }),
}
