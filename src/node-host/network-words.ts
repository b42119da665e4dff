import type { NetworkKind, NetworkNow, NetworkWait } from '../contract/models/network.ts'

/** The words people see for a kind of network. */
export const networkKindWords: Record<NetworkKind, string> = { wifi: 'Wi-Fi', wired: 'cable', mobile: 'mobile', other: 'other' }

/** Which network this machine is on, as far as the system tells. */
export function networkNowInWords(now: NetworkNow): string {
  switch (now.is) {
    case 'on': return `${now.network.name} (${networkKindWords[now.network.kind]}${now.network.metered === true ? ', metered' : ''})`
    case 'none': return 'none: this machine is not connected'
    case 'untold': return `not told: ${now.why}`
  }
}

/** Why clips wait for another network, and what lets them go. */
export function networkWaitInWords({ why, network }: Pick<NetworkWait, 'why' | 'network'>): { message: string; advice: string } {
  return why === 'untold'
    ? { message: 'Clips leave by approved networks only, and this system does not tell which network it is on.', advice: 'To let them go all the same: greenroom networks set --untold go-on' }
    : { message: `Clips leave by approved networks only, and ${network?.name ?? 'this one'} is none of them.`, advice: 'To approve it: greenroom networks approve. They also go on by themselves on a network that is approved.' }
}
