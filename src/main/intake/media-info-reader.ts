import { mediaInfoFactory, type MediaInfo } from 'mediainfo.js'
import { parseMediaFacts, type BesideMediaInfo, type MediaFactsReading } from '../domain/media-facts.ts'
import { imageCutShort } from './image-ends.ts'
import { imageTurn } from './image-orientation.ts'
import type { MediaBytes } from './media-bytes.ts'

export type { MediaBytes } from './media-bytes.ts'

export type MediaReading = MediaFactsReading | { ok: false; code: 'Unreadable'; message: string }

/**
 * A parser that jumps to and fro in a damaged file would read for ever: the whole file some times over and
 * this much more is enough for any that is not.
 */
const mostReadTimes = 4
const mostReadBeside = 64 * 1024 * 1024

let analyser: Promise<MediaInfo> | null = null
let last: Promise<unknown> = Promise.resolve()

/** Has the analyser ready, or leaves it to the first reading to say why it cannot be. */
export async function loadMediaInfo(): Promise<void> {
  analyser ??= mediaInfoFactory({ format: 'object' })
  await analyser.catch(() => { analyser = null })
}

/**
 * Facts about a video or an image. Calls may overlap: one analysis runs at a time, the others wait
 * their turn, because a mediainfo.js instance refuses a second one.
 * @returns a reading in every case; what `read` throws becomes `Unreadable` with its words
 */
export function readMediaFacts(bytes: MediaBytes): Promise<MediaReading> {
  const reading = last.then(() => analyse(bytes))
  last = reading
  return reading
}

async function analyse(bytes: MediaBytes): Promise<MediaReading> {
  if (bytes.size === 0) return parseMediaFacts(null, 0)
  try {
    analyser ??= mediaInfoFactory({ format: 'object' })
    let read = 0
    const result = await (await analyser).analyzeData(bytes.size, (chunkSize, offset) => {
      read += chunkSize
      if (read > bytes.size * mostReadTimes + mostReadBeside) throw new Error('its parts point at each other without an end')
      return bytes.read(chunkSize, offset)
    })
    const reading = parseMediaFacts(result, bytes.size)
    if (reading.ok ? reading.facts.kind === 'video' : reading.code !== 'FormatUndetectable') return reading
    return parseMediaFacts(result, bytes.size, await besideMediaInfo(bytes))
  } catch (error) {
    // After a trap inside the wasm module its memory cannot be trusted: the next file gets a new one.
    analyser = null
    return { ok: false, code: 'Unreadable', message: `The file could not be read: ${error instanceof Error ? error.message : String(error)}` }
  }
}

async function besideMediaInfo(bytes: MediaBytes): Promise<BesideMediaInfo> {
  if (await imageCutShort(bytes)) return { cutShort: true }
  return { imageTurn: await imageTurn(bytes) }
}
