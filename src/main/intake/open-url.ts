/** A file behind a URL, read in parts where its server gives parts and otherwise fetched whole, within bounds. */
import { randomUUID } from 'node:crypto'
import { open, rm, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Fetch } from '../capabilities.ts'
import { networkCause } from '../domain/network-cause.ts'
import { walkRedirects, type Walked, type WhyInside } from '../domain/walk-redirects.ts'

/** Why a URL gives no clip; the message is in words. */
export class UrlTrouble extends Error {
  readonly code: 'NotFetchable' | 'FormatUndetectable'
  /** It may be this machine's network that failed, and not the address. */
  readonly network: boolean
  constructor(message: string, code: UrlTrouble['code'] = 'NotFetchable', network = false) {
    super(message)
    this.code = code
    this.network = network
  }
}

export interface UrlSource {
  size: number
  /** Up to `chunkSize` bytes from `offset`; fewer only at the end. @throws UrlTrouble */
  read(chunkSize: number, offset: number): Promise<Uint8Array>
  close(): Promise<void>
}

export interface OpenUrlOptions { fetch: Fetch; whyInside: WhyInside; signal?: AbortSignal; timeoutMs: number; mostBytes: number }

/** Enough for the index of most clips made for the web, so that one request does. */
const firstBytes = 256 * 1024

/** @throws UrlTrouble in words when it does not give out a file */
export async function openUrl(url: string, options: OpenUrlOptions): Promise<UrlSource> {
  const host = URL.parse(url)?.host ?? url
  // HEAD is often refused where GET is not (signed storage links), so the first part is the question.
  const { response, at, end } = await request(url, `bytes=0-${firstBytes - 1}`, host, options)
  try {
    refuseStatus(response, url, host)
    refusePages(response, at === url ? null : URL.parse(at), host)
    if (response.status === 416) return inParts(url, host, 0, new Uint8Array(), options)
    if (response.status !== 206) return await whole(response, host, options)
    const range = /^bytes\s+(\d+)-(\d+)\/(\d+)$/iu.exec(response.headers.get('content-range') ?? '')
    if (!range || Number(range[1]) !== 0) throw new UrlTrouble(`${host} gives out a part of the file without saying how long the whole is, so the clip cannot be looked at.`)
    const size = Number(range[3])
    const head = await bounded(response, Math.min(firstBytes, size), host, options.timeoutMs)
    return inParts(url, host, size, head, options)
  } finally {
    end()
  }
}

/** A server that gives parts: whatever lies beyond the first is asked for when it is wanted. */
function inParts(url: string, host: string, size: number, head: Uint8Array, options: OpenUrlOptions): UrlSource {
  let fetched = head.length
  return {
    size,
    async read(chunkSize, offset) {
      const length = Math.min(chunkSize, Math.max(0, size - offset))
      if (offset + length <= head.length) return head.subarray(offset, offset + length)
      fetched += length
      if (fetched > options.mostBytes) throw new UrlTrouble(`Too much of the file on ${host} would have to be fetched to tell what is in it. Submit it without a check if you know it is within the limits.`, 'FormatUndetectable')
      const { response, end } = await request(url, `bytes=${offset}-${offset + length - 1}`, host, options)
      try {
        refuseStatus(response, url, host)
        const whichAndWhole = response.headers.get('content-range') ?? ''
        if (response.status !== 206 || !whichAndWhole.startsWith(`bytes ${offset}-`)) throw new UrlTrouble(`${host} gave out the first part of the file and then no other.`)
        if (!whichAndWhole.endsWith(`/${size}`)) throw new UrlTrouble(`The file on ${host} changed while it was looked at.`)
        const part = await bounded(response, length, host, options.timeoutMs)
        if (part.length < length) throw new UrlTrouble(`${host} broke off in the middle of the file.`)
        return part
      } finally {
        end()
      }
    },
    close: async () => undefined,
  }
}

/** A server that gives no parts: everything is fetched once into a temporary file, as far as is sensible. */
async function whole(response: Response, host: string, options: OpenUrlOptions): Promise<UrlSource> {
  const promised = response.headers.has('content-length') && !response.headers.has('content-encoding') ? Number(response.headers.get('content-length')) : null
  if (promised !== null && promised > options.mostBytes) {
    await response.body?.cancel()
    throw tooLarge(host)
  }
  const location = path.join(tmpdir(), `greenroom-url-${randomUUID()}`)
  const file = await open(location, 'wx+', 0o600)
  const close = async () => {
    await file.close()
    await rm(location, { force: true })
  }
  try {
    const size = await spool(response, file, host, options)
    if (promised !== null && size !== promised) throw new UrlTrouble(`${host} promised ${promised} bytes and gave ${size}.`)
    return {
      size,
      async read(chunkSize, offset) {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkSize), 0, chunkSize, offset)
        return buffer.subarray(0, bytesRead)
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function spool(response: Response, file: FileHandle, host: string, { mostBytes, timeoutMs }: OpenUrlOptions): Promise<number> {
  let size = 0
  for await (const part of bodyOf(response, host, timeoutMs)) {
    size += part.length
    if (size > mostBytes) throw tooLarge(host)
    await file.write(part)
  }
  return size
}

function tooLarge(host: string): UrlTrouble {
  return new UrlTrouble(`${host} gives files out only whole, and this one is too large to be fetched just to look at it. Submit it without a check if you know it is within the limits.`, 'FormatUndetectable')
}

/** Reads up to `most` bytes and lets go of the rest, whatever was promised. */
async function bounded(response: Response, most: number, host: string, timeoutMs: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of bodyOf(response, host, timeoutMs)) {
    parts.push(part)
    length += part.length
    if (length >= most) break
  }
  return Buffer.concat(parts).subarray(0, most)
}

async function* bodyOf(response: Response, host: string, timeoutMs: number): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader()
  try {
    while (reader) {
      const { done, value } = await inTime(reader.read(), timeoutMs)
      if (done) return
      yield value
    }
  } catch (error) {
    throw new UrlTrouble(`${host} broke off in the middle of the file: ${networkCause(error)}.`, 'NotFetchable', true)
  } finally {
    await reader?.cancel().catch(() => undefined)
  }
}

/** A large file may take long; what may not is any single wait for more of it. */
async function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  const late = AbortSignal.timeout(timeoutMs)
  const ended = new AbortController()
  const lateness = new Promise<never>((_resolve, reject) => {
    late.addEventListener('abort', () => reject(late.reason as Error), { signal: ended.signal })
  })
  return Promise.race([work, lateness]).finally(() => ended.abort())
}

/** Every part is asked for where the clip's own address leads by then: what it sends on to may be signed for minutes. */
async function request(url: string, range: string, host: string, { fetch, signal, timeoutMs, whyInside }: OpenUrlOptions): Promise<{ response: Response; at: string; end: () => void }> {
  const stop = new AbortController()
  const end = () => stop.abort()
  const until = signal ? AbortSignal.any([stop.signal, signal]) : stop.signal
  let walked: Walked
  try {
    // Compressed parts would be parts of something else.
    const asked = walkRedirects(url, whyInside, (at) => fetch(at, { headers: { Range: range, 'Accept-Encoding': 'identity', Accept: '*/*' }, redirect: 'manual', signal: until }))
    walked = await inTime(asked, timeoutMs)
  } catch (error) {
    end()
    throw new UrlTrouble(error instanceof Error && error.name === 'TimeoutError' ? `${host} did not answer within ${Math.round(timeoutMs / 1000)} s.` : `${host} could not be reached: ${networkCause(error)}.`, 'NotFetchable', true)
  }
  if (!walked.ok) throw new UrlTrouble(walked.message)
  return { ...walked, end }
}

function refuseStatus({ status }: Response, url: string, host: string): void {
  if (status === 200 || status === 206 || status === 416) return
  switch (status) {
    case 401: case 403: throw new UrlTrouble(`${host} refuses to give the file out (HTTP ${status}): the link needs signing in, or has expired.`)
    case 404: case 410: throw new UrlTrouble(`There is no file at ${url} (HTTP ${status}).`)
    case 429: throw new UrlTrouble(`${host} is asked too often at the moment (HTTP 429). Check again later.`)
    default: throw new UrlTrouble(status >= 500 ? `${host} is in trouble (HTTP ${status}). Check again later.` : `${host} answered with HTTP ${status} instead of the file.`)
  }
}

/** @param landed where the answer was given, if not at the clip's own address */
function refusePages(response: Response, landed: URL | null, host: string): void {
  if (!/\b(text\/html|application\/xhtml)/iu.test(response.headers.get('content-type') ?? '')) return
  if (landed && /log-?in|sign-?in|auth|sso|account/iu.test(landed.host + landed.pathname)) {
    throw new UrlTrouble(`${host} leads to a page to sign in (on ${landed.host}). Share the file so that it opens without signing in.`)
  }
  throw new UrlTrouble(`${host} answers with a web page instead of the clip. Use the link that downloads the file itself.`)
}
