import type { Fetch } from '../capabilities.ts'
import { networkCause } from '../domain/network-cause.ts'

/** Why a trial failed; the screens have words for each. */
export type LinkTrialFailure = 'unreached' | 'refused' | 'not-there' | 'status' | 'web-page' | 'other-content' | 'other-length' | 'other-type'

/** What came of fetching a link like a stranger: without any of our keys, following redirects. */
export type LinkTrial =
  /** `vague`: what it comes as where that says less than it should; null when the type is the right one. */
  | { ok: true; ranges: boolean; contentType: string | null; vague: { said: string; should: string } | null }
  | { ok: false; code: LinkTrialFailure; message: string; advice: string; status: number | null; values?: Record<string, string | number> }

/** What should come. */
export interface ExpectedFile {
  /** The first bytes of the file. */
  head: Uint8Array
  /** Its whole length. */
  sizeBytes: number
  /** The media type its name promises. */
  contentType: string
}

const waitMs = 20_000

/** Fetches the beginning of a link and compares it with what should come: the bytes, the length, the type. Never throws. */
export async function tryLink(url: string, expected: ExpectedFile, fetch: Fetch): Promise<LinkTrial> {
  const host = URL.parse(url)?.host ?? url
  const asked = expected.head.length
  let response: Response
  let body: Uint8Array
  try {
    response = await fetch(url, { headers: { Range: `bytes=0-${asked - 1}`, 'Accept-Encoding': 'identity' }, signal: AbortSignal.timeout(waitMs) })
    body = await firstBytes(response, asked + 1)
  } catch (error) {
    const cause = networkCause(error)
    return { ok: false, code: 'unreached', message: `${host} could not be reached: ${cause}.`, advice: 'Check the address, and that the server behind it runs and is open to the internet.', status: null, values: { cause } }
  }
  const { status } = response
  const contentType = response.headers.get('content-type')
  const fail = (code: LinkTrialFailure, message: string, advice: string, values?: Record<string, string | number>): LinkTrial => ({ ok: false, code, message, advice, status, values })
  if (status === 401 || status === 403) return fail('refused', `${host} refused the test file (HTTP ${status}).`, 'The reviewer has no password: make the folder public, without signing in.')
  if (status === 404) return fail('not-there', `${host} answers, but the test file is not there (HTTP 404).`, 'Check that the address leads to the folder itself, or through the proxy to the link server.')
  if (status !== 200 && status !== 206) return fail('status', `${host} answered with HTTP ${status}.`, 'Open the address in a private browser window to see what it says.')
  if (/\b(?:text\/html|application\/xhtml)/iu.test(contentType ?? '')) return fail('web-page', `${host} answered with a web page instead of the file.`, 'A sign-in page or a file browser stands in the way: the address has to give the file itself.')
  const same = Buffer.from(body.subarray(0, asked)).equals(Buffer.from(expected.head))
  if (!same) return fail('other-content', `${host} answered with other content than the test file has.`, 'The address seems to lead to another folder or another machine.')
  const length = status === 206 ? Number(/\/(\d+)$/u.exec(response.headers.get('content-range') ?? '')?.[1]) : Number(response.headers.get('content-length') ?? NaN)
  if (Number.isFinite(length) && length !== expected.sizeBytes) {
    return fail('other-length', `${host} says the test file has ${length} bytes; it has ${expected.sizeBytes}.`, 'Something on the way changes files. The address has to give them as they are.', { said: length, is: expected.sizeBytes })
  }
  const said = essence(contentType)
  const should = essence(expected.contentType)
  switch (likeness(said, should)) {
    case 'same': return { ok: true, ranges: status === 206, contentType, vague: null }
    case 'near': return { ok: true, ranges: status === 206, contentType, vague: { said, should } }
    case 'other': return fail('other-type', `${host} gives the test file out as ${said}; it is ${should}.`, 'A reviewer that goes by the type refuses such a clip. Set the types of clips at that server, or take out what rewrites them on the way.', { said, should })
  }
}

/** A media type without its parameters, lower case; '' when none was said. */
function essence(contentType: string | null): string {
  return (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
}

/** `near`: it says less than it might, or another of the same family; whoever looks into the file still sees what it is. */
function likeness(said: string, should: string): 'same' | 'near' | 'other' {
  if (said === should) return 'same'
  const says = said === '' || /^(?:application|binary)\/(?:octet-stream|x-binary|force-download|download)$/u.test(said) ? 'nothing' : said.split('/')[0]
  return says === 'nothing' || says === should.split('/')[0] ? 'near' : 'other'
}

async function firstBytes(response: Response, wanted: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  const reader = response.body?.getReader()
  while (reader && length < wanted) {
    const { done, value } = await reader.read()
    if (done) break
    parts.push(value)
    length += value.length
  }
  await reader?.cancel()
  return Buffer.concat(parts)
}
