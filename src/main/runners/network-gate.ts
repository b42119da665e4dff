import type { NetworkNow } from '../../contract/models/network.ts'
import { whyNetworkWaits } from '../domain/network-policy.ts'
import { isApproved, noteNetwork, noteNetworkWait, readNetworkSettings, readNetworkWait } from '../ledger/networks.ts'
import type { Ledger } from '../ledger/open-ledger.ts'
import type { Clock } from '../capabilities.ts'

/** On a network that is not approved one looks so often whether it is another. */
export const networkAgainMs = 5_000

/** Keeps clips from leaving by a network that nobody approved. */
export interface NetworkGate {
  /** Whether clips that wait may leave now; writes down why not, and that they may again. */
  open(): Promise<boolean>
}

/** @param network which network the machine is on, as its host tells; asked only where it matters */
export function createNetworkGate({ ledger, clock, network }: { ledger: Ledger; clock: Clock; network(): Promise<NetworkNow> }): NetworkGate {
  return {
    async open() {
      const settings = await readNetworkSettings(ledger.read)
      const before = await readNetworkWait(ledger.read)
      if (!settings.onlyApproved && before === null) return true
      const now: NetworkNow = settings.onlyApproved ? await network() : { is: 'none' }
      const on = now.is === 'on' ? now.network : null
      const why = whyNetworkWaits(settings, now, on !== null && (await isApproved(ledger.read, on.systemId)))
      if (why === null && before === null && on === null) return true
      await ledger.transact(async (tx) => {
        if (on) await noteNetwork(tx, on, clock.now())
        await noteNetworkWait(tx, why === null ? null : { why, network: why === 'not-approved' ? on : null }, clock.now())
      })
      return why === null
    },
  }
}
