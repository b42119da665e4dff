import { randomUUID } from 'node:crypto'
import type { Channel, ChannelKind, ChannelSecrets, ChannelSettings } from '../../contract/models/channel.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import { forgetChannelSecrets, keepChannelSecrets, readChannelSecrets } from '../channel-secrets.ts'
import { addChannel, changeChannel, listChannels, readChannel, removeChannel, type StoredChannel } from '../ledger/channels.ts'
import { deliver } from '../telling/deliver.ts'
import { trialMessage } from '../telling/news-words.ts'
import { os } from './base.ts'
import { stamp, type CoreState } from './core-state.ts'

const show = (row: StoredChannel): Channel => ({
  ...row.settings, id: row.id, kind: row.kind, name: row.name, enabled: row.enabled, target: row.target, toldAt: row.told_at, trouble: row.trouble, retryAt: row.retry_at,
})
/** Where a mail arrived at some and was refused for others. */
const checkRecipients = 'Check the addresses of the recipients.'
const shown = async (core: CoreState, id: number): Promise<Channel> => show(await readChannel(core.context.ledger.read, id))

export const channels = {
  list: os.channels.list.handler(async ({ context: { core } }) => (await listChannels(core.context.ledger.read)).map(show)),
  add: os.channels.add.handler(async ({ input: { kind, settings, secrets }, context: { core } }) => {
    mustBeComplete(kind, settings, secrets)
    // The loops find the channel the moment it is written: by then its address must be where they look.
    const secretName = `channel-${randomUUID()}`
    await keepChannelSecrets(core.capabilities.secrets, secretName, secrets)
    const id = await core.context.ledger.transact((tx) => addChannel(tx, { kind, settings, secretName, target: targetOf(kind, settings, secrets) }, stamp(core)))
    return shown(core, id)
  }),
  change: os.channels.change.handler(async ({ input: { id, settings, secrets }, context: { core } }) => {
    const { kind, secret_name: secretName } = await readChannel(core.context.ledger.read, id)
    const kept = { ...(await readChannelSecrets(core.capabilities.secrets, secretName)), ...secrets }
    mustBeComplete(kind, settings, kept)
    await keepChannelSecrets(core.capabilities.secrets, secretName, kept)
    await core.context.ledger.transact((tx) => changeChannel(tx, id, { settings, target: targetOf(kind, settings, kept) }, stamp(core)))
    return shown(core, id)
  }),
  remove: os.channels.remove.handler(async ({ input: { id }, context: { core } }) => {
    const { secret_name: secretName } = await readChannel(core.context.ledger.read, id)
    await core.context.ledger.transact((tx) => removeChannel(tx, id, stamp(core)))
    await forgetChannelSecrets(core.capabilities.secrets, secretName)
    return {}
  }),
  test: os.channels.test.handler(async ({ input: { id }, context: { core } }) => {
    const channel = await readChannel(core.context.ledger.read, id)
    const to = { kind: channel.kind, mail: channel.settings.mail, secrets: await readChannelSecrets(core.capabilities.secrets, channel.secret_name) }
    try {
      const partly = await deliver(to, trialMessage(channel.name, channel.settings.language), { fetch: core.capabilities.fetch, now: core.capabilities.clock.now() })
      if (partly !== null) return { ok: false, message: partly, advice: checkRecipients, details: { kind: 'service-refused' } }
      return { ok: true, message: `${channel.target} took the trial message.`, advice: null }
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      return { ok: false, message: error.problem.message, advice: error.problem.advice, details: { kind: error.problem.kind } }
    }
  }),
}

/** @throws ProblemError `invalid-input` when the kind of channel needs what was not given. */
function mustBeComplete(kind: ChannelKind, settings: ChannelSettings, secrets: ChannelSecrets): void {
  if (kind === 'mail' ? settings.mail === null : secrets.url === undefined) {
    throw new ProblemError('invalid-input', kind === 'mail' ? 'A mail channel needs a server, a sender and a recipient.' : 'This channel needs the address it is to call.', 'Give it, and save again.')
  }
}

/** An incoming webhook's path is its password: only the host is shown. */
function targetOf(kind: ChannelKind, settings: ChannelSettings, secrets: ChannelSecrets): string {
  return kind === 'mail' ? (settings.mail?.to.join(', ') ?? '') : (URL.parse(secrets.url ?? '')?.host ?? '')
}
