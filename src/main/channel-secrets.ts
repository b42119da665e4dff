import { channelSecrets, type ChannelSecrets } from '../contract/models/channel.ts'
import type { Secrets } from './capabilities.ts'

/**
 * A channel's address and passwords, which lie with the keys as JSON.
 * What cannot be read (a safe that lost its key) counts as not there: the channel says that it has no address any more.
 */
export async function readChannelSecrets(secrets: Secrets, name: string): Promise<ChannelSecrets> {
  const kept = await secrets.get(name)
  if (kept === null) return {}
  try {
    return channelSecrets.parse(JSON.parse(kept))
  } catch {
    return {}
  }
}

export async function keepChannelSecrets(secrets: Secrets, name: string, given: ChannelSecrets): Promise<void> {
  await secrets.set(name, JSON.stringify(given))
}

export async function forgetChannelSecrets(secrets: Secrets, name: string): Promise<void> {
  await secrets.remove(name)
}
