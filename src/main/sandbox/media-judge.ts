import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { mediaInfoFactory, type MediaInfo } from 'mediainfo.js'
import PQueue from 'p-queue'
import type { Clock, Fetch } from '../capabilities.ts'
import { parseMediaFacts, type MediaFactsReading } from '../domain/media-facts.ts'
import { breaches, type Breach, type MediaLimits } from '../domain/media-limits.ts'
import { download } from './media-download.ts'

export interface MediaVerdict {
  /** The upstream's failure code; null when the media is fine. */
  code: string | null
  message: string | null
  /** sha256 of what was downloaded; null when nothing was. Tells whether the same content comes again. */
  content: string | null
}

/** Downloads submitted URLs and holds them against the limits, as the real review does before a person or a model looks. */
export interface MediaJudge {
  /** Never rejects: what goes wrong here is the service's own `InternalError`. */
  judge(url: string, assetType: 'Video' | 'Image'): Promise<MediaVerdict>
  /** To be called once `closing` has aborted: waits for what is under way and removes what was downloaded. */
  close(): Promise<void>
}

export function createMediaJudge({ limits, fetch, clock, closing }: { limits: MediaLimits; fetch: Fetch; clock: Clock; closing: AbortSignal }): MediaJudge {
  const downloads = new PQueue({ concurrency: 4 })
  // One mediainfo.js instance does one analysis at a time.
  const analyses = new PQueue({ concurrency: 1 })
  let directory: Promise<string> | null = null
  let analyser: Promise<MediaInfo> | null = null
  let count = 0

  async function judge(url: string, assetType: 'Video' | 'Image'): Promise<MediaVerdict> {
    try {
      directory ??= mkdtemp(path.join(tmpdir(), 'greenroom-sandbox-'))
      return await judgeIn(path.join(await directory, `asset-${++count}`), url, assetType)
    } catch (error) {
      return { code: 'InternalError', message: String(error), content: null }
    }
  }

  async function judgeIn(file: string, url: string, assetType: 'Video' | 'Image'): Promise<MediaVerdict> {
    try {
      const fetched = await download(url, file, { fetch, clock, closing })
      if (!fetched.ok) return { code: fetched.code, message: fetched.message, content: null }
      const reading = await analyses.add(() => analyse(file, fetched.sizeBytes))
      return { ...hold(reading, assetType), content: fetched.sha256 }
    } finally {
      await rm(file, { force: true })
    }
  }

  async function analyse(file: string, size: number): Promise<MediaFactsReading> {
    const handle = await open(file)
    try {
      analyser ??= mediaInfoFactory({ format: 'object' })
      const result = await (await analyser).analyzeData(size, async (length, offset) => {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset)
        return buffer.subarray(0, bytesRead)
      })
      return parseMediaFacts(result, size)
    } catch (error) {
      analyser = null
      return { ok: false, code: 'FormatUndetectable', message: String(error) }
    } finally {
      await handle.close()
    }
  }

  function hold(reading: MediaFactsReading, assetType: 'Video' | 'Image'): Pick<MediaVerdict, 'code' | 'message'> {
    // The upstream has no words of its own for empty files and files cut short.
    if (!reading.ok) return { code: reading.code === 'TypeMismatch' ? 'TypeMismatch' : 'FormatUndetectable', message: 'The format of the asset cannot be detected' }
    if (reading.facts.kind !== assetType.toLowerCase()) return { code: 'TypeMismatch', message: `The asset is a ${reading.facts.kind}, not ${assetType}` }
    const first = breaches(reading.facts, limits)[0]
    return first ? { code: first.code, message: inWords(first) } : { code: null, message: null }
  }

  return {
    judge: (url, assetType) => downloads.add(() => judge(url, assetType)),
    async close() {
      downloads.clear()
      await downloads.onIdle()
      ;(await analyser)?.close()
      if (directory) await rm(await directory, { recursive: true, force: true })
    },
  }
}

function inWords({ code, measured, limit, unit }: Breach): string {
  const measure = unit === 'format' || unit === 'ratio' ? '' : ` ${unit}`
  return `${code}: ${typeof measured === 'number' ? Math.round(measured * 1000) / 1000 : measured}${measure} (limit ${limit}${measure})`
}
