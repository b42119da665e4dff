/** Asks a link for its first byte, as the reviewer will: what surely cannot be fetched is found out before it costs a request. */
import type { Fetch } from '../capabilities.ts'
import { networkCause } from '../domain/network-cause.ts'
import { walkRedirects } from '../domain/walk-redirects.ts'
import { ownAgent } from './own-agent.ts'
import { whyInside, type Reach } from './why-inside.ts'

/** `bad`: the reviewer cannot fetch it either; `noFile`: what answers knows of no file it may give, which may be the file's own trouble. `later`: not now. `unknown`: this machine alone may be what stands in the way. */
export type LinkVerdict = { is: 'good' } | { is: 'bad'; message: string; noFile: boolean } | LinkLater | { is: 'unknown' }

/** A link that does not give the file now. `status`: null where no answer came; `why` ends a sentence; `message` says how it is now. */
export interface LinkLater { is: 'later'; host: string; status: number | null; why: string; message: string }

export interface CheckLinkOptions extends Reach {
  fetch: Fetch
  /** What the whole file should have; null: not known. */
  sizeBytes: number | null
}

const waitMs = 10_000
/** What is the server's own and passes once somebody mends it; whatever else hinders a connection may be this machine's. */
const ownCertificate = ['its certificate has expired', 'its certificate is for another name']

/** A ranged GET: HEAD is often refused where GET is not, and a signed storage link is signed for GET alone. Never throws. */
export async function checkLink(url: string, { fetch, sizeBytes, ...reach }: CheckLinkOptions): Promise<LinkVerdict> {
  const bad = (message: string, noFile = false): LinkVerdict => ({ is: 'bad', message, noFile })
  const host = URL.parse(url)?.host ?? url
  const shown = withoutSignature(url)
  const signal = AbortSignal.timeout(waitMs)
  let response: Response
  let at: string
  try {
    const walked = await walkRedirects(url, (each) => whyInside(each, reach), (each) => fetch(each, { headers: { Range: 'bytes=0-0', 'Accept-Encoding': 'identity', 'User-Agent': ownAgent }, redirect: 'manual', signal }))
    if (!walked.ok) return bad(walked.message)
    ;({ response, at } = walked)
    await response.body?.cancel()
  } catch (error) {
    const why = networkCause(error)
    // Our own network may be to blame, or a router that does not lead back in.
    return ownCertificate.includes(why) ? { is: 'later', host, status: null, why, message: `${host} cannot be fetched: ${why}.` } : { is: 'unknown' }
  }
  const { status } = response
  const landed = at === url ? null : URL.parse(at)
  if (status === 401 || status === 403) return bad(`${host} refuses to give the file out (HTTP ${status}): it needs signing in, or the link has expired.`, true)
  if (status === 404 || status === 410) return bad(`There is no file at ${shown} (HTTP ${status}).`, true)
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
