import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { Clock, Fetch } from '../capabilities.ts'

/** No preset lets a larger file through, so nothing is learnt from fetching more. */
const MAX_BYTES = 250 * 1024 * 1024
const TIMEOUT_MS = 5 * 60_000

export type Download =
  | { ok: true; sizeBytes: number; sha256: string }
  | { ok: false; code: 'DownloadFailed' | 'FileSizeTooLarge'; message: string }

/**
 * Fetches a submitted URL into `file`, as the reviewer would: from outside, following redirects.
 * @param closing aborts it; the download then failed
 */
export async function download(url: string, file: string, { fetch, clock, closing }: { fetch: Fetch; clock: Clock; closing: AbortSignal }): Promise<Download> {
  const finished = new AbortController()
  const late = new AbortController()
  void clock.wait(TIMEOUT_MS, finished.signal).then(() => late.abort(new Error(`no end after ${TIMEOUT_MS / 1000} s`)))
  try {
    const response = await fetch(url, { signal: AbortSignal.any([late.signal, closing]) })
    const refused = whyNotMedia(response)
    if (!refused && response.body) return await save(response.body, file)
    await response.body?.cancel()
    return failed(refused ?? 'the answer has no body')
  } catch (error) {
    return failed(describe(error))
  } finally {
    finished.abort()
  }
}

function whyNotMedia(response: Response): string | null {
  if (response.status !== 200) return `HTTP ${response.status}`
  const type = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const isMedia = type === '' || /^(video|image)\//.test(type) || /^(application|binary)\/octet-stream$/.test(type)
  return isMedia ? null : `the URL answers with ${type}, not with media`
}

async function save(body: ReadableStream<Uint8Array>, file: string): Promise<Download> {
  const hash = createHash('sha256')
  const handle = await open(file, 'w')
  let sizeBytes = 0
  try {
    for await (const chunk of body) {
      sizeBytes += chunk.length
      if (sizeBytes > MAX_BYTES) return { ok: false, code: 'FileSizeTooLarge', message: `The file is larger than ${MAX_BYTES} bytes` }
      hash.update(chunk)
      await handle.write(chunk)
    }
  } finally {
    await handle.close()
  }
  return { ok: true, sizeBytes, sha256: hash.digest('hex') }
}

function failed(why: string): Download {
  return { ok: false, code: 'DownloadFailed', message: `Failed to download the asset: ${why}` }
}

/** fetch hides what happened ("fetch failed") in the cause. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message
}
