/** Hands one clip out to one reader: whole or a part, as HTTP asks. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Log } from '../capabilities.ts'
import { parseRange } from './byte-range.ts'
import { contentTypeOf } from './content-type.ts'
import type { OpenedClip } from './open-clip.ts'

/** What left, for the log. */
export interface HandedOut { status: number; bytes: number; whole: boolean }

/** Writes the answer and waits for its end; a reader that goes away is no error. The caller closes the file. */
export async function handOut(request: IncomingMessage, response: ServerResponse, opened: OpenedClip, linked: { path: string; contentType?: string }, log: Log): Promise<HandedOut> {
  const { file, size, mtimeMs } = opened
  const etag = `"${size.toString(36)}-${mtimeMs.toString(36)}"`
  const lastModified = new Date(mtimeMs).toUTCString()
  const range = rangeStillMeant(request, etag, lastModified) ? parseRange(request.headers.range, size) : null
  const headers = {
    'Accept-Ranges': 'bytes', 'Cache-Control': 'private, no-store', 'Content-Type': linked.contentType ?? contentTypeOf(linked.path),
    ETag: etag, 'Last-Modified': lastModified, 'X-Content-Type-Options': 'nosniff', 'X-Robots-Tag': 'noindex',
  }
  if (range === 'unsatisfiable') {
    response.writeHead(416, { ...headers, 'Content-Range': `bytes */${size}`, 'Content-Length': 0 }).end()
    return { status: 416, bytes: 0, whole: false }
  }
  const { start, end } = range ?? { start: 0, end: size - 1 }
  const length = end - start + 1
  const status = range ? 206 : 200
  response.writeHead(status, { ...headers, 'Content-Length': length, ...(range ? { 'Content-Range': `bytes ${start}-${end}/${size}` } : {}) })
  if (request.method === 'HEAD' || length === 0) {
    response.end()
    return { status, bytes: 0, whole: false }
  }
  const passed = counted(length)
  try {
    await pipeline(file.createReadStream({ start, end, autoClose: false, highWaterMark: 256 * 1024 }), passed.through, response)
    return { status, bytes: length, whole: length === size }
  } catch (error) {
    if (error instanceof ShorterThanPromised) {
      log.warn('A linked clip changed while it was handed out; the reader was cut off.', { path: linked.path, why: error.message })
    } else if (!request.socket.destroyed && !response.destroyed) {
      throw error
    } else {
      // The reader went away: their business.
      log.debug('A reader left before the end of a clip.', { path: linked.path, error: String(error) })
    }
    return { status, bytes: passed.bytes(), whole: false }
  }
}

/** `If-Range`: a part is only of use together with parts of the same content. */
function rangeStillMeant(request: IncomingMessage, etag: string, lastModified: string): boolean {
  const condition = request.headers['if-range']
  return condition === undefined || condition === etag || condition === lastModified
}

class ShorterThanPromised extends Error {}

/** Breaks off when a file ends before the length that was promised, rather than let the reader take it for whole. */
function counted(length: number): { through: Transform; bytes(): number } {
  let left = length
  return {
    bytes: () => length - left,
    through: new Transform({
      transform(chunk: Buffer, _encoding, done) {
        left -= chunk.length
        done(null, chunk)
      },
      flush(done) {
        done(left === 0 ? null : new ShorterThanPromised(`The file became ${left} bytes shorter while it was handed out.`))
      },
    }),
  }
}
