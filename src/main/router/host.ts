import { ProblemError } from '../../contract/models/problem.ts'
import { browseFolder } from '../intake/browse-folder.ts'
import { listAccounts } from '../ledger/accounts.ts'
import { pageOfEvents } from '../ledger/events.ts'
import { listGroups } from '../ledger/groups.ts'
import { roleOfSignIn } from '../ledger/sign-ins.ts'
import { os } from './base.ts'

export const host = {
  about: os.host.about.handler(async ({ context: { core, signInId } }) => {
    const accounts = await Promise.all((await listAccounts(core.context.ledger.read)).map((row) => core.context.account(row.id)))
    const groups = await listGroups(core.context.ledger.read)
    return {
      kind: core.options.hostKind, version: core.options.version, sandbox: core.options.sandbox !== null,
      firstRun: groups.length === 0 && accounts.every((account) => account.key === null), canSwitch: core.options.switchTo !== undefined && signInId === null, platform: process.platform, dataDir: core.options.dataDir,
      you: { name: core.actor, role: signInId === null ? ('operator' as const) : ((await roleOfSignIn(core.context.ledger.read, signInId)) ?? ('viewer' as const)), signedIn: signInId !== null },
    }
  }),
  switchTo: os.host.switchTo.handler(async ({ input, context: { core, signInId } }) => {
    const { switchTo, sandbox } = core.options
    // Everybody's screens would go along, and this sign-in is not known over there: they could not come back.
    if (signInId !== null) throw new ProblemError('not-permitted-now', 'Only whoever runs Greenroom can go over to the sandbox and back.', 'Open the address that greenroom serve printed.')
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
  live: os.events.live.handler(({ context: { core }, signal }) => core.changes.stream(signal)),
}
