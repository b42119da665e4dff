/** Asks a link for its first byte, as the reviewer will: what surely cannot be fetched is found out before it costs a request. */
import type { Fetch } from '../capabilities.ts'
import { networkCause } from '../domain/network-cause.ts'
import { isPrivateAddress, whyUnreachable } from './is-private-address.ts'
import { ownAgent } from './own-agent.ts'

/** `bad`: the reviewer cannot fetch it either. `later`: not now. `unknown`: this machine alone may be what stands in the way. */
export type LinkVerdict = { is: 'good' } | { is: 'bad'; message: string } | LinkLater | { is: 'unknown' }

/** A link that answers, and not with the file. `message` says how it is now. */
export interface LinkLater { is: 'later'; host: string; status: number; message: string }

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
  if (status === 404 || status === 410) return bad(`There is no file at ${url} (HTTP ${status}).`)
  if (status === 408 || status === 425 || status === 429 || status >= 500) return { is: 'later', host, status, message: `${host} answers with HTTP ${status} at the moment: ${inWords(status)}.` }
  if (status >= 400 && status !== 416) return bad(`Its public address ${url} answers HTTP ${status}.`)
  if (/\b(text\/html|application\/xhtml)/iu.test(response.headers.get('content-type') ?? '')) {
    return landed && /log-?in|sign-?in|auth|sso|account/iu.test(landed.host + landed.pathname)
      ? bad(`${host} leads to a page to sign in (on ${landed.host}).`)
      : bad(`Its public address ${url} answers with a web page instead of the file.`)
  }
  const said = status === 206 ? Number(/\/(\d+)$/u.exec(response.headers.get('content-range') ?? '')?.[1] ?? NaN) : Number(response.headers.get('content-length') ?? NaN)
  if (sizeBytes !== null && Number.isFinite(said) && !response.headers.has('content-encoding') && said !== sizeBytes && status !== 416) {
    return bad(`${host} says the file has ${said} bytes; the clip has ${sizeBytes}.`)
  }
  return { is: 'good' }
}

/** Why a clip whose link never answered is not tried any more. */
export function neverAnswered({ host, status }: LinkLater, times: number): string {
  return `${host} answered with HTTP ${status} each of the ${times} times this clip was asked for: ${inWords(status)}.`
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
