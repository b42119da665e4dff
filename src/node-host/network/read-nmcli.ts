import type { NetworkKind, NetworkNow } from '../../contract/models/network.ts'

/** What one device of `nmcli -t -f GENERAL,IP4,IP6 device show` says: its fields by name, in order. */
type Fields = (readonly [name: string, value: string])[]

/** Devices that lead nowhere by themselves: what goes through them leaves by another. */
const tunnels = new Set(['tun', 'wireguard', 'vpn', 'loopback', 'dummy', 'ip-tunnel', 'iptunnel', 'ipvlan', 'vxlan', 'veth', 'wifi-p2p'])
const mobile = new Set(['gsm', 'cdma', 'wwan', 'wimax', 'bt', 'bluetooth'])
const wired = new Set(['ethernet', 'infiniband', 'bridge', 'bond', 'team', 'vlan', 'macvlan', 'adsl'])
/** Of a gateway whose routes are not listed (NetworkManager before 1.10). */
const farthest = 1_000_000

/**
 * Reads what NetworkManager tells of its devices: the network is the one whose default route comes first, and a VPN's
 * is the one below it.
 * @param text of `nmcli -t -f GENERAL,IP4,IP6 device show`, in English
 */
export function readNmcli(text: string): NetworkNow {
  const devices = devicesOf(text)
  const ways = devices.flatMap((fields) => {
    const type = one(fields, 'GENERAL.TYPE') ?? ''
    const metric = defaultMetric(fields)
    return metric === null || tunnels.has(type) || !connected(fields) ? [] : [{ fields, type, metric }]
  })
  const [first] = ways.sort((a, b) => a.metric - b.metric)
  if (first) {
    const systemId = one(first.fields, 'GENERAL.CON-UUID')
    if (!systemId) return { is: 'untold', why: 'NetworkManager names no connection for the network in use.' }
    return { is: 'on', network: { systemId, name: one(first.fields, 'GENERAL.CONNECTION') ?? systemId, kind: kindOf(first.type), metered: meteredOf(one(first.fields, 'GENERAL.METERED')) } }
  }
  // What it does not manage may well lead out.
  const unmanaged = devices.find((fields) => stateOf(fields) === 10 && !tunnels.has(one(fields, 'GENERAL.TYPE') ?? ''))
  return unmanaged ? { is: 'untold', why: `NetworkManager does not look after ${one(unmanaged, 'GENERAL.DEVICE') ?? 'the network in use'}.` } : { is: 'none' }
}

/** In terse multi-line output nothing is escaped: a name ends at the first colon. */
function devicesOf(text: string): Fields[] {
  const devices: Fields[] = []
  for (const line of text.split(/\r?\n/u)) {
    const colon = line.indexOf(':')
    if (colon < 0) continue
    const name = line.slice(0, colon)
    if (name === 'GENERAL.DEVICE') devices.push([])
    devices.at(-1)?.push([name, line.slice(colon + 1).trim()])
  }
  return devices
}

function one(fields: Fields, name: string): string | undefined {
  const value = fields.find(([each]) => each === name)?.[1]
  return value === '' || value === '--' ? undefined : value
}

/** `100 (connected)`. */
function stateOf(fields: Fields): number {
  return Number.parseInt(one(fields, 'GENERAL.STATE') ?? '', 10)
}

function connected(fields: Fields): boolean {
  return stateOf(fields) === 100
}

/** The metric of a device's default route; null when it has none. */
function defaultMetric(fields: Fields): number | null {
  const metrics = fields.flatMap(([name, value]) => {
    const route = /^dst = (?:0\.0\.0\.0\/0|::\/0), nh = [^,]+(?:, mt = (\d+))?/u.exec(value)
    return /^IP[46]\.ROUTE\[/u.test(name) && route ? [Number(route[1] ?? 0)] : []
  })
  if (metrics.length > 0) return Math.min(...metrics)
  return one(fields, 'IP4.GATEWAY') ?? one(fields, 'IP6.GATEWAY') ? farthest : null
}

function kindOf(type: string): NetworkKind {
  if (type === 'wifi' || type === '802-11-wireless') return 'wifi'
  if (mobile.has(type)) return 'mobile'
  return wired.has(type) || type === '802-3-ethernet' ? 'wired' : 'other'
}

/** `yes`, `no`, either of them `(guessed)`, or `unknown`. */
function meteredOf(said: string | undefined): boolean | null {
  if (said?.startsWith('yes')) return true
  return said?.startsWith('no') ? false : null
}
