import type { Fetch } from '../capabilities.ts'
import { networkCause } from '../domain/network-cause.ts'

/** What came of fetching a link like a stranger: without any of our keys, following redirects. */
export type LinkTrial =
  | { ok: true; ranges: boolean; contentType: string | null }
  | { ok: false; message: string; advice: string; status: number | null }

const waitMs = 20_000

/**
 * Fetches the beginning of a link and compares it with what should come.
 * @param expected the first bytes of the file; `sizeBytes` is its whole length
 */
export async function tryLink(url: string, expected: { head: Uint8Array; sizeBytes: number }, fetch: Fetch): Promise<LinkTrial> {
  const fail = (message: string, advice: string, status: number | null = null): LinkTrial => ({ ok: false, message, advice, status })
  const asked = expected.head.length
  let response: Response
  let body: Uint8Array
  try {
    response = await fetch(url, { headers: { Range: `bytes=0-${asked - 1}`, 'Accept-Encoding': 'identity' }, signal: AbortSignal.timeout(waitMs) })
    body = await firstBytes(response, asked + 1)
  } catch (error) {
    return fail(`${hostOf(url)} could not be reached: ${networkCause(error)}.`, 'Check the address, and that the server behind it runs and is open to the internet.')
  }
  const { status } = response
  const contentType = response.headers.get('content-type')
  if (status === 401 || status === 403) return fail(`${hostOf(url)} refused the test file (HTTP ${status}).`, 'The reviewer has no password: make the folder public, without signing in.', status)
  if (status === 404) return fail(`${hostOf(url)} answers, but the test file is not there (HTTP 404).`, 'Check that the address leads to the folder itself, or through the proxy to the link server.', status)
  if (status !== 200 && status !== 206) return fail(`${hostOf(url)} answered with HTTP ${status}.`, 'Open the address in a private browser window to see what it says.', status)
  if (contentType?.includes('text/html')) return fail(`${hostOf(url)} answered with a web page instead of the file.`, 'A sign-in page or a file browser stands in the way: the address has to give the file itself.', status)
  const same = Buffer.from(body.subarray(0, asked)).equals(Buffer.from(expected.head))
  if (!same) return fail(`${hostOf(url)} answered with other content than the test file has.`, 'The address seems to lead to another folder or another machine.', status)
  const length = status === 206 ? Number(/\/(\d+)$/u.exec(response.headers.get('content-range') ?? '')?.[1]) : Number(response.headers.get('content-length') ?? NaN)
  if (Number.isFinite(length) && length !== expected.sizeBytes) {
    return fail(`${hostOf(url)} says the test file has ${length} bytes; it has ${expected.sizeBytes}.`, 'Something on the way changes files. The address has to give them as they are.', status)
  }
  return { ok: true, ranges: status === 206, contentType }
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

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url
}
