/** Greenroom's own link server: hands out clips in flight, by links that nobody guesses and that end. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ProblemError } from '../../contract/models/problem.ts'
import type { Clock, Log } from '../capabilities.ts'
import { parseRange } from './byte-range.ts'
import { contentTypeOf } from './content-type.ts'
import { openClip } from './open-clip.ts'

/** What a link opens. */
export interface LinkedFile {
  path: string
  /** The size it had when the link was made: a file that changed since is not handed out. */
  sizeBytes: number
  /** From the file's name, unless said. */
  contentType?: string
  /** UTC ms. */
  expiresAt: number
}

export interface LinkServerOptions {
  host: string
  /** 0: any free one. */
  port: number
  /** What a token opens now; null when it is unknown or its clip is no longer in flight. */
  lookup(token: string): Promise<LinkedFile | null>
  clock: Clock
  log: Log
}

export interface LinkServer {
  /** Where it listens, e.g. `http://127.0.0.1:4681`; not where strangers reach it. */
  origin: string
  port: number
  /** Hands out one file beside those of `lookup`, for a trial. @returns what ends it */
  addTemporary(token: string, file: LinkedFile): () => void
  close(): Promise<void>
}

/** A reader that takes nothing for this long has gone. */
const idleMs = 120_000
const linkPath = /^\/c\/([A-Za-z0-9_-]{32,128})(?:\/[^/]*)?$/u

/**
 * @throws ProblemError `links-unreachable` when it cannot listen on the port, saying why and what to do
 */
export async function startLinkServer(options: LinkServerOptions): Promise<LinkServer> {
  const temporary = new Map<string, LinkedFile>()
  const lookup = async (token: string) => temporary.get(token) ?? options.lookup(token)
  const server = createServer({ keepAliveTimeout: 5_000, requestTimeout: 30_000 }, (request, response) => {
    answer(request, response, { ...options, lookup }).catch((error: unknown) => {
      // A reader that hangs up in the middle is everyday; anything else is ours to know.
      if (!request.destroyed || !response.headersSent) options.log.error('A link could not be answered.', { error: String(error) })
      if (response.headersSent) response.destroy()
      else notFound(response)
    })
  })
  server.setTimeout(idleMs)
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
  })
  await listen(server, options)
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : options.port
  return {
    origin: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    port,
    addTemporary(token, file) {
      temporary.set(token, file)
      return () => void temporary.delete(token)
    },
    close: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}

function listen(server: Server, { host, port }: LinkServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const [why, advice] = (() => {
        switch (error.code) {
          case 'EADDRINUSE': return [`another program already uses port ${port}`, `End that program, or choose another port in Settings, under Links.`]
          case 'EACCES': return [`ports below 1024 need special rights`, `Choose a port from 1024 to 65535 in Settings, under Links.`]
          case 'EADDRNOTAVAIL': case 'ENOTFOUND': return [`${host} is not an address of this machine`, `Choose 127.0.0.1 or 0.0.0.0 as the host in Settings, under Links.`]
          default: return [error.message, 'Choose another host or port in Settings, under Links.']
        }
      })()
      reject(new ProblemError('links-unreachable', `The link server cannot listen on ${host}, port ${port}: ${why}.`, advice ?? '', { cause: error, details: { host, port } }))
    })
    server.listen(port, host, resolve)
  })
}

/** The same for unknown, expired, finished and changed: an asker learns nothing from it. */
function notFound(response: ServerResponse): void {
  response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': 10, 'Cache-Control': 'private, no-store' }).end('Not found\n')
}

async function answer(request: IncomingMessage, response: ServerResponse, serving: LinkServerOptions): Promise<void> {
  const { clock, log } = serving
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { Allow: 'GET, HEAD', 'Content-Length': 0 }).end()
    return
  }
  const token = linkPath.exec((request.url ?? '').split('?')[0] ?? '')?.[1]
  const linked = token === undefined ? null : await serving.lookup(token)
  if (!linked || linked.expiresAt <= clock.now()) return notFound(response)
  const opened = await openClip(linked.path, linked.sizeBytes)
  if (!opened.ok) {
    log.warn('A linked clip was not handed out.', { path: linked.path, why: opened.message })
    return notFound(response)
  }
  const { file, size, mtimeMs } = opened
  try {
    const etag = `"${size.toString(36)}-${mtimeMs.toString(36)}"`
    const lastModified = new Date(mtimeMs).toUTCString()
    const range = rangeStillMeant(request, etag, lastModified) ? parseRange(request.headers.range, size) : null
    const headers = {
      'Accept-Ranges': 'bytes', 'Cache-Control': 'private, no-store', 'Content-Type': linked.contentType ?? contentTypeOf(linked.path),
      ETag: etag, 'Last-Modified': lastModified, 'X-Content-Type-Options': 'nosniff', 'X-Robots-Tag': 'noindex',
    }
    if (range === 'unsatisfiable') {
      response.writeHead(416, { ...headers, 'Content-Range': `bytes */${size}`, 'Content-Length': 0 }).end()
      return
    }
    const { start, end } = range ?? { start: 0, end: size - 1 }
    const length = end - start + 1
    response.writeHead(range ? 206 : 200, { ...headers, 'Content-Length': length, ...(range ? { 'Content-Range': `bytes ${start}-${end}/${size}` } : {}) })
    if (request.method === 'HEAD' || length === 0) {
      response.end()
      return
    }
    await pipeline(file.createReadStream({ start, end, autoClose: false, highWaterMark: 256 * 1024 }), exactly(length), response)
  } catch (error) {
    if (error instanceof ShorterThanPromised) {
      log.warn('A linked clip changed while it was handed out; the reader was cut off.', { path: linked.path, why: error.message })
      return
    }
    // The reader went away: their business.
    if (!request.socket.destroyed && !response.destroyed) throw error
    log.debug('A reader left before the end of a clip.', { path: linked.path, error: String(error) })
  } finally {
    await file.close()
  }
}

/** `If-Range`: a part is only of use together with parts of the same content. */
function rangeStillMeant(request: IncomingMessage, etag: string, lastModified: string): boolean {
  const condition = request.headers['if-range']
  return condition === undefined || condition === etag || condition === lastModified
}

class ShorterThanPromised extends Error {}

/** Breaks off when a file ends before the length that was promised, rather than let the reader take it for whole. */
function exactly(length: number): Transform {
  let left = length
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      left -= chunk.length
      done(null, chunk)
    },
    flush(done) {
      done(left === 0 ? null : new ShorterThanPromised(`The file became ${left} bytes shorter while it was handed out.`))
    },
  })
}

