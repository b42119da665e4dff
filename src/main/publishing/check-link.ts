/** Asks a link for its first byte, as the reviewer will: what surely cannot be fetched is found out before it costs a request. */
import type { Fetch } from '../capabilities.ts'
import { networkCause } from '../domain/network-cause.ts'
import { isPrivateAddress, whyUnreachable } from './is-private-address.ts'
import { ownAgent } from './own-agent.ts'

/** `bad`: the reviewer cannot fetch it either. `later`: not now. `unknown`: this machine alone may be what stands in the way. */
export type LinkVerdict = { is: 'good' } | { is: 'bad'; message: string } | { is: 'later'; message: string } | { is: 'unknown' }

export interface CheckLinkOptions {
  fetch: Fetch
  /** The API whose reviewer is to fetch it. */
  apiBaseUrl: string
  /** The addresses a name leads to; none when that cannot be told. */
  addressesOf(host: string): Promise<string[]>
  /** What the whole file should have; null: not known. */
  sizeBytes: number | null
}

const waitMs = 10_000

/** A ranged GET: HEAD is often refused where GET is not, and a signed storage link is signed for GET alone. Never throws. */
export async function checkLink(url: string, { fetch, apiBaseUrl, addressesOf, sizeBytes }: CheckLinkOptions): Promise<LinkVerdict> {
  const bad = (message: string): LinkVerdict => ({ is: 'bad', message })
  const unreachable = whyUnreachable(url, apiBaseUrl) ?? (await leadsInside(url, apiBaseUrl, addressesOf))
  if (unreachable) return bad(unreachable)
  const host = URL.parse(url)?.host ?? url
  const shown = withoutSignature(url)
  let response: Response
  try {
    response = await fetch(url, { headers: { Range: 'bytes=0-0', 'Accept-Encoding': 'identity', 'User-Agent': ownAgent }, redirect: 'follow', signal: AbortSignal.timeout(waitMs) })
    await response.body?.cancel()
  } catch (error) {
    const why = networkCause(error)
    // A redirect without end is the server's own; anything else may be our network, or a router that does not lead back in.
    return why.startsWith('it sends from') ? bad(`${host} cannot be fetched: ${why}.`) : { is: 'unknown' }
  }
  const { status } = response
  const landed = response.url && response.url !== url ? URL.parse(response.url) : null
  if (landed) {
    const inside = whyUnreachable(landed.href, apiBaseUrl)
    if (inside) return bad(`${host} sends on to an address inside. ${inside}`)
  }
  if (status === 401 || status === 403) return bad(`${host} refuses to give the file out (HTTP ${status}): it needs signing in, or the link has expired.`)
  if (status === 404 || status === 410) return bad(`There is no file at ${shown} (HTTP ${status}).`)
  if (status === 408 || status === 425 || status === 429 || status >= 500) return { is: 'later', message: `${host} answers with HTTP ${status} at the moment.` }
  if (status >= 400 && status !== 416) return bad(`Its public address ${shown} answers HTTP ${status}.`)
  if (/\b(text\/html|application\/xhtml)/iu.test(response.headers.get('content-type') ?? '')) {
    return landed && /log-?in|sign-?in|auth|sso|account/iu.test(landed.host + landed.pathname)
      ? bad(`${host} leads to a page to sign in (on ${landed.host}).`)
      : bad(`Its public address ${shown} answers with a web page instead of the file.`)
  }
  const said = status === 206 ? Number(/\/(\d+)$/u.exec(response.headers.get('content-range') ?? '')?.[1] ?? NaN) : Number(response.headers.get('content-length') ?? NaN)
  if (sizeBytes !== null && Number.isFinite(said) && !response.headers.has('content-encoding') && said !== sizeBytes && status !== 416) {
    return bad(`${host} says the file has ${said} bytes; the clip has ${sizeBytes}.`)
  }
  return { is: 'good' }
}

/** What signs a link is three lines that tell nobody anything, and opens the file to whoever is shown them. */
function withoutSignature(url: string): string {
  const address = URL.parse(url)
  if (!address?.searchParams.has('X-Amz-Signature')) return url
  address.search = ''
  return address.href
}

/** A public name may still lead to a private address; only where every address does, nobody outside gets there. */
async function leadsInside(url: string, apiBaseUrl: string, addressesOf: (host: string) => Promise<string[]>): Promise<string | null> {
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
  return why === null ? null : `${host} leads to ${first}. ${why}`
}
