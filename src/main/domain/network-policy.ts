import type { NetworkNow, NetworkSettings, NetworkWait } from '../../contract/models/network.ts'

/**
 * Why nothing may leave now; null: it may. Without any network nothing is to be kept back: whoever tries finds out, and
 * says so in the words for that.
 */
export function whyNetworkWaits(settings: NetworkSettings, now: NetworkNow, approved: boolean): NetworkWait['why'] | null {
  if (!settings.onlyApproved) return null
  switch (now.is) {
    case 'on': return approved ? null : 'not-approved'
    case 'untold': return settings.whenUntold === 'wait' ? 'untold' : null
    case 'none': return null
  }
}
