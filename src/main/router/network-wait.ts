import type { NetworkWait } from '../../contract/models/network.ts'
import type { StateCounts } from '../../contract/models/states.ts'
import { readNetworkSettings, readNetworkWait } from '../ledger/networks.ts'
import type { EffectiveAccount } from '../runners/effective-account.ts'
import type { CoreState } from './core-state.ts'

/** Why an account's clips wait for another network; null where they do not. */
export async function networkWaitOf(core: CoreState, { publishing, stored }: EffectiveAccount, counts: Pick<StateCounts, 'publishing'>): Promise<NetworkWait | null> {
  const { read } = core.context.ledger
  if (counts.publishing === 0 || stored.paused === 1 || (publishing.kind !== 's3' && publishing.kind !== 'links')) return null
  return (await readNetworkSettings(read)).onlyApproved ? readNetworkWait(read) : null
}
