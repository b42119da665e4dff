import { mediaInfoFactory, type MediaInfo } from 'mediainfo.js'
import { parseMediaFacts, type MediaFactsReading } from '../domain/media-facts.ts'

/** Bytes that can be read from anywhere: a file, or a URL through range requests. */
export interface MediaBytes {
  /** Total size in bytes. */
  size: number
  /** Up to `chunkSize` bytes from `offset`; fewer only at the end. */
  read(chunkSize: number, offset: number): Promise<Uint8Array>
}

export type MediaReading = MediaFactsReading | { ok: false; code: 'Unreadable'; message: string }

let analyser: Promise<MediaInfo> | null = null
let last: Promise<unknown> = Promise.resolve()

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
    const result = await (await analyser).analyzeData(bytes.size, (chunkSize, offset) => bytes.read(chunkSize, offset))
    const reading = parseMediaFacts(result, bytes.size)
    return reading.ok && reading.facts.container === 'jpeg' && !(await hasEnd(bytes)) ? cutJpeg : reading
  } catch (error) {
    // After a trap inside the wasm module its memory cannot be trusted: the next file gets a new one.
    analyser = null
    return { ok: false, code: 'Unreadable', message: `The file could not be read: ${error instanceof Error ? error.message : String(error)}` }
  }
}

const cutJpeg: MediaReading = {
  ok: false,
  code: 'Truncated',
  message: 'The image ends before its content does: it was not copied or exported to its end. Copy it again.',
}

/** MediaInfo does not notice a JPEG cut short; one that is whole has its end marker, though cameras may add bytes after it. */
async function hasEnd(bytes: MediaBytes): Promise<boolean> {
  const length = Math.min(bytes.size, 64 * 1024)
  const tail = Buffer.from(await bytes.read(length, bytes.size - length))
  return tail.includes(Buffer.from([0xff, 0xd9]))
}
