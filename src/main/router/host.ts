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
      firstRun: groups.length === 0 && accounts.every((account) => account.key === null), platform: process.platform, dataDir: core.options.dataDir,
    }
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
