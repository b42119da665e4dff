import type { NetworkWait } from '../../contract/models/network.ts'
import type { StateCounts } from '../../contract/models/states.ts'
import { countQueuedFiles } from '../ledger/count-queued-files.ts'
import { readNetworkSettings, readNetworkWait } from '../ledger/networks.ts'
import type { EffectiveAccount } from '../runners/effective-account.ts'
import type { CoreState } from './core-state.ts'

/** Why an account's clips wait for another network; null where they do not. @param counts the account's own */
export async function networkWaitOf(core: CoreState, { id, publishing, stored }: EffectiveAccount, counts: Pick<StateCounts, 'publishing' | 'ready'>): Promise<NetworkWait | null> {
  const { read } = core.context.ledger
  const alsoQueued = publishing.kind === 'links'
  const mayWait = counts.publishing + (alsoQueued ? counts.ready : 0)
  if (mayWait === 0 || stored.paused === 1 || (publishing.kind !== 's3' && !alsoQueued) || !(await readNetworkSettings(read)).onlyApproved) return null
  const noted = await readNetworkWait(read)
  if (noted === null) return null
  const clips = counts.publishing + (alsoQueued ? await countQueuedFiles(read, id, counts.ready) : 0)
  return clips === 0 ? null : { ...noted, clips, alsoQueued }
}
