/** Looks at a clip behind a URL as the reviewer would: is it there, does it give the clip itself, what is in it. */
import { readMediaFacts, type MediaBytes } from './media-info-reader.ts'
import type { MediaFacts } from '../../contract/models/clip.ts'
import type { Fetch } from '../capabilities.ts'
import type { WhyInside } from '../domain/walk-redirects.ts'
import { openUrl, UrlTrouble } from './open-url.ts'

export interface FetchUrlOptions {
  fetch: Fetch
  whyInside: WhyInside
  signal?: AbortSignal
  /** How long a server may keep us waiting for its answer, or for more of it, ms; default 30,000. */
  timeoutMs?: number
  /** How much of a file is fetched at most to tell its facts, default 256 MiB; servers that give no parts have to give it whole. */
  mostBytes?: number
  readFacts?: typeof readMediaFacts
}

export type UrlReading =
  | { ok: true; facts: MediaFacts }
  /**
   * `NotFetchable`: the reviewer could not fetch it either; the other codes are about the clip itself.
   * `network`: no answer came, so this machine's own network may be to blame.
   */
  | { ok: false; code: string; message: string; network: boolean }

/** Never throws: what hinders it is the answer. */
export async function fetchUrlFacts(url: string, options: FetchUrlOptions): Promise<UrlReading> {
  let trouble: UrlTrouble | null = null
  try {
    const source = await openUrl(url, { timeoutMs: 30_000, mostBytes: 256 * 1024 * 1024, ...options })
    try {
      const bytes: MediaBytes = {
        size: source.size,
        // The reader turns every error into an unreadable file; what happened on the way is kept here.
        read: (chunkSize, offset) => source.read(chunkSize, offset).catch((error: unknown) => {
          trouble ??= error instanceof UrlTrouble ? error : null
          throw error
        }),
      }
      const reading = await (options.readFacts ?? readMediaFacts)(bytes)
      if (trouble !== null) return troubleOf(trouble)
      return reading.ok ? reading : { ...reading, network: false }
    } finally {
      await source.close()
    }
  } catch (error) {
    if (error instanceof UrlTrouble) return troubleOf(error)
    throw error
  }
}

function troubleOf(trouble: UrlTrouble): UrlReading {
  return { ok: false, code: trouble.code, message: trouble.message, network: trouble.network }
}
