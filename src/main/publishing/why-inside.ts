import { isPrivateAddress, whyUnreachable } from './is-private-address.ts'

/** What tells an address inside from one that the reviewer reaches. */
export interface Reach {
  /** The API whose reviewer is to fetch it: one that is inside itself reaches what is inside. */
  apiBaseUrl: string
  /** The addresses a name leads to; none when that cannot be told. */
  addressesOf(host: string): Promise<string[]>
}

/** Why the reviewer cannot fetch from an address, by itself or by what its name leads to, in words; null when nothing speaks against it. */
export async function whyInside(url: string, reach: Reach): Promise<string | null> {
  return whyUnreachable(url, reach.apiBaseUrl) ?? (await leadsInside(url, reach))
}

/** A public name may still lead to a private address; only where every address does, nobody outside gets there. */
async function leadsInside(url: string, { apiBaseUrl, addressesOf }: Reach): Promise<string | null> {
  const host = URL.parse(url)?.hostname
  if (host === undefined || isPrivateAddress(host) !== null) return null
  const found = await addressesOf(host)
  const first = found[0]
  if (first === undefined || found.some((address) => isPrivateAddress(address) === null)) return null
  const literal = first.includes(':') ? `http://[${first}]` : `http://${first}`
  const api = URL.parse(apiBaseUrl)?.hostname
  if (api !== undefined && isPrivateAddress(api) === null) {
    const theirs = await addressesOf(api)
    // The service itself is inside, under a public name.
    if (theirs.length > 0 && theirs.every((address) => isPrivateAddress(address) !== null)) return null
  }
  const why = whyUnreachable(literal, apiBaseUrl)
  return why === null ? null : [`${host} leads to ${first}.`, why].join(' ')
}
