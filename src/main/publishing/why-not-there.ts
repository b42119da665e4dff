import type { Fetch } from '../capabilities.ts'

const waitMs = 10_000

/**
 * Asks a public URL for its first byte, as the reviewer will.
 * @returns in words, why it surely cannot be fetched (a refusal, a web page); null when it came, or when this
 *   machine alone may be what stands in the way (its network), which says nothing about the reviewer's.
 */
export async function whyNotThere(url: string, fetch: Fetch): Promise<string | null> {
  try {
    const response = await fetch(url, { headers: { Range: 'bytes=0-0', 'Accept-Encoding': 'identity' }, signal: AbortSignal.timeout(waitMs) })
    await response.body?.cancel()
    if (response.status >= 400 && response.status < 500) return `Its public address ${url} answers HTTP ${response.status}.`
    if (response.ok && response.headers.get('content-type')?.includes('text/html')) return `Its public address ${url} answers with a web page instead of the file.`
    return null
  } catch {
    return null
  }
}
