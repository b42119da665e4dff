/** Tells addresses that only some can reach: no reviewer out on the internet fetches a clip from one. */
import { BlockList, isIP } from 'node:net'

export type PrivateKind = 'loopback' | 'private' | 'link-local'

/** IPv6 addresses that mean an IPv4 one: behind NAT64 (RFC 6052), by 6to4 (RFC 3056), and as they were once written. `::ffff:` is known to BlockList. */
const carriers = [
  { of: (v4: string) => `64:ff9b::${v4}`, bits: 96 },
  { of: (v4: string) => `2002:${v4}::`, bits: 16 },
  { of: (v4: string) => `::${v4}`, bits: 96 },
]

function inHex(v4: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = v4.split('.').map(Number)
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
}

function listOf(v4: [string, number][], v6: [string, number][]): BlockList {
  const list = new BlockList()
  for (const [net, prefix] of v4) {
    list.addSubnet(net, prefix, 'ipv4')
    for (const { of, bits } of carriers) list.addSubnet(of(inHex(net)), bits + prefix, 'ipv6')
  }
  for (const [net, prefix] of v6) list.addSubnet(net, prefix, 'ipv6')
  return list
}

// 0.0.0.0 and :: lead to this machine when somebody connects to them.
const loopback = listOf([['127.0.0.0', 8], ['0.0.0.0', 8]], [['::1', 128], ['::', 128]])
const linkLocal = listOf([['169.254.0.0', 16]], [['fe80::', 10]])
/** RFC 1918, carrier NAT, benchmarks, documentation, multicast, reserved; unique local, site local, NAT64 of a network's own, discard. */
const unreachable = listOf(
  [['10.0.0.0', 8], ['172.16.0.0', 12], ['192.168.0.0', 16], ['100.64.0.0', 10], ['192.0.0.0', 24], ['192.0.2.0', 24], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4]],
  [['fc00::', 7], ['fec0::', 10], ['ff00::', 8], ['2001:db8::', 32], ['64:ff9b:1::', 48], ['100::', 64]],
)

/** Endings that no public name server answers for. */
const homeNames = /\.(local|localdomain|lan|home|home\.arpa|internal|intranet|corp|private|test|invalid|example)$/u

/**
 * @param address a host name or IP address, as in `URL.hostname` (brackets and all), or a whole URL
 * @returns who alone can reach it: this machine, its own cable, or its network; null when the
 *   internet may. Nothing is looked up: a public name may still lead to a private address.
 */
export function isPrivateAddress(address: string): PrivateKind | null {
  const url = /^[a-z][a-z0-9+.-]*:\/\//iu.test(address) ? URL.parse(address) : null
  const host = (url?.hostname ?? address).toLowerCase().replace(/\.$/u, '').replace(/^\[(.*)\]$/u, '$1').replace(/%.*$/u, '')
  switch (isIP(host)) {
    case 4: return kindOf(host, 'ipv4')
    // BlockList compares ::ffff:10.0.0.1 with the IPv4 lists by itself.
    case 6: return kindOf(host, 'ipv6')
    default: {
      if (host === 'localhost' || host.endsWith('.localhost')) return 'loopback'
      // A name without a dot is looked up in the own network only.
      return !host.includes('.') || homeNames.test(host) ? 'private' : null
    }
  }
}

function kindOf(ip: string, family: 'ipv4' | 'ipv6'): PrivateKind | null {
  if (loopback.check(ip, family)) return 'loopback'
  if (linkLocal.check(ip, family)) return 'link-local'
  return unreachable.check(ip, family) ? 'private' : null
}

/**
 * Why the reviewer cannot fetch from an address, in words; null when nothing speaks against it.
 * An API that itself runs on this machine or in this network reaches what we reach.
 */
export function whyUnreachable(url: string, apiBaseUrl: string): string | null {
  const kind = isPrivateAddress(url)
  const api = isPrivateAddress(apiBaseUrl)
  if (kind === null || api === 'loopback' || (api !== null && kind !== 'loopback')) return null
  const host = URL.parse(url)?.host ?? url
  switch (kind) {
    case 'loopback': return `${host} means this machine itself, so the reviewer cannot fetch anything from it.`
    case 'link-local': return `${host} can be reached over one cable only, so the reviewer cannot fetch anything from it.`
    case 'private': return `${host} can be reached inside this network only, so the reviewer cannot fetch anything from it.`
  }
}
