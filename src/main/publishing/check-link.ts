/** Asks a link for its first byte, as the reviewer will: what surely cannot be fetched is found out before it costs a request. */
import type { Fetch } from '../capabilities.ts'
import { networkCause } from '../domain/network-cause.ts'
import { isPrivateAddress, whyUnreachable } from './is-private-address.ts'
import { ownAgent } from './own-agent.ts'

/** `bad`: the reviewer cannot fetch it either. `later`: not now. `unknown`: this machine alone may be what stands in the way. */
export type LinkVerdict = { is: 'good' } | { is: 'bad'; message: string } | LinkLater | { is: 'unknown' }

/** A link that does not give the file now. `status`: null where no answer came; `why` ends a sentence; `message` says how it is now. */
export interface LinkLater { is: 'later'; host: string; status: number | null; why: string; message: string }

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
/** As many as a browser follows. */
const mostHops = 20
const redirects = [301, 302, 303, 307, 308]
/** What is the server's own and passes once somebody mends it; whatever else hinders a connection may be this machine's. */
const ownCertificate = ['its certificate has expired', 'its certificate is for another name']

/** A ranged GET: HEAD is often refused where GET is not, and a signed storage link is signed for GET alone. Never throws. */
export async function checkLink(url: string, { fetch, apiBaseUrl, addressesOf, sizeBytes }: CheckLinkOptions): Promise<LinkVerdict> {
  const bad = (message: string): LinkVerdict => ({ is: 'bad', message })
  const host = URL.parse(url)?.host ?? url
  const shown = withoutSignature(url)
  const signal = AbortSignal.timeout(waitMs)
  let at = url
  let response: Response
  for (let hops = 0; ; hops++) {
    // Each step is looked at before it is taken: nobody's redirect has us ask an address inside.
    const inside = whyUnreachable(at, apiBaseUrl) ?? (await leadsInside(at, apiBaseUrl, addressesOf))
    if (inside) return bad(at === url ? inside : `${host} sends on to an address inside. ${inside}`)
    if (hops > mostHops) return bad(`${host} cannot be fetched: it sends from one address to the next without end.`)
    try {
      response = await fetch(at, { headers: { Range: 'bytes=0-0', 'Accept-Encoding': 'identity', 'User-Agent': ownAgent }, redirect: 'manual', signal })
      await response.body?.cancel()
    } catch (error) {
      const why = networkCause(error)
      // Our own network may be to blame, or a router that does not lead back in.
      return ownCertificate.includes(why) ? { is: 'later', host, status: null, why, message: `${host} cannot be fetched: ${why}.` } : { is: 'unknown' }
    }
    const location = redirects.includes(response.status) ? response.headers.get('location') : null
    const onto = location === null ? null : URL.parse(location, at)
    if (onto === null) break
    at = onto.href
  }
  const { status } = response
  const landed = at === url ? null : URL.parse(at)
  if (status === 401 || status === 403) return bad(`${host} refuses to give the file out (HTTP ${status}): it needs signing in, or the link has expired.`)
  if (status === 404 || status === 410) return bad(`There is no file at ${shown} (HTTP ${status}).`)
  if (status === 408 || status === 425 || status === 429 || status >= 500) return { is: 'later', host, status, why: inWords(status), message: `${host} answers with HTTP ${status} at the moment: ${inWords(status)}.` }
  if (status >= 300 && status !== 416) return bad(`Its public address ${shown} answers HTTP ${status}.`)
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

/** Why a clip whose link never answered is not tried any more. */
export function neverAnswered({ host, status, why }: LinkLater, times: number): string {
  return status === null ? `${host} could not be fetched any of the ${times} times this clip was asked for: ${why}.` : `${host} answered with HTTP ${status} each of the ${times} times this clip was asked for: ${why}.`
}

/** What a status that may pass says, in words that end a sentence. */
function inWords(status: number): string {
  switch (status) {
    case 408: case 425: return 'it wants to be asked again'
    case 429: return 'it is asked too often'
    case 502: case 504: case 521: case 522: case 523: case 524: case 530: return 'nothing answers behind it'
    case 503: return 'it is too busy, or is being worked on'
    default: return 'it has an error of its own'
  }
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
