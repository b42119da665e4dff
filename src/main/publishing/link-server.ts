/** Greenroom's own link server: hands out clips in flight, by links that nobody guesses and that end. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { ProblemError } from '../../contract/models/problem.ts'
import type { Clock, Log } from '../capabilities.ts'
import { askerOf, type Asker } from './asker.ts'
import { answerCallback, readCallback, type CallbackHeard, type CallbackSaid } from './callback-page.ts'
import { createGuessBrake, type GuessBrake } from './guess-brake.ts'
import { handOut } from './hand-out.ts'
import { openClip } from './open-clip.ts'

/** What a link opens. */
export interface LinkedFile {
  path: string
  /** The size it had when the link was made: a file that changed since is not handed out. */
  sizeBytes: number
  /** Where it really lay, and its time, when the link was made; null or absent: not known. */
  realPath?: string | null
  mtimeMs?: number | null
  /** From the file's name, unless said. */
  contentType?: string
  /** UTC ms. */
  expiresAt: number
}

/** One question that a link answered, or would have. */
export interface LinkFetch extends Asker {
  token: string
  at: number
  tookMs: number
  method: string
  status: number
  bytes: number
}

export interface LinkServerOptions {
  host: string
  /** 0: any free one. */
  port: number
  /** What a token opens now; null when it is unknown or its clip is no longer in flight. */
  lookup(token: string): Promise<LinkedFile | null>
  /** Hears what came to a session's return address; null: there is none of that token. */
  hear?(token: string, said: CallbackSaid): Promise<CallbackHeard>
  /** Called once a reader of a clip is done. */
  served?(fetch: LinkFetch): void
  /** Called for every question that no link answers. */
  refused?(): void
  clock: Clock
  log: Log
  bounds?: Partial<LinkServerBounds>
}

/** What strangers may take up of this machine. */
export interface LinkServerBounds {
  /** A question must be whole within this time, ms: nobody holds a connection with half of one. */
  questionMs: number
  /** A reader that takes nothing for this long has gone, ms. */
  idleMs: number
  connections: number
  /** Of one address that is not of this network (a proxy of ours carries everybody's). */
  connectionsEach: number
  /** Clips handed out at once, in all and of one link. */
  streams: number
  streamsOfALink: number
  /** Wrong questions a minute before an asker is no longer listened to. */
  guesses: number
}

const usualBounds: LinkServerBounds = { questionMs: 10_000, idleMs: 120_000, connections: 1024, connectionsEach: 128, streams: 128, streamsOfALink: 32, guesses: 120 }

export interface LinkServer {
  /** Where it listens, e.g. `http://127.0.0.1:4681`; not where strangers reach it. */
  origin: string
  port: number
  /** Hands out one file beside those of `lookup`, for a trial. @returns what ends it */
  addTemporary(token: string, file: LinkedFile): () => void
  /** Takes no more questions and frees its port at once; those who are being answered may have so many ms to their end, none unless said. */
  close(graceMs?: number): Promise<void>
}

const linkPath = /^\/c\/([A-Za-z0-9_-]{32,128})(?:\/[^/]*)?$/u
const callbackPath = /^\/v\/([A-Za-z0-9_-]{32,128})\/?$/u

/** Who asks for what is being answered: bounded. */
interface Serving extends LinkServerOptions {
  limits: LinkServerBounds
  brake: GuessBrake
  streams: Map<string, number>
}

/**
 * @throws ProblemError `links-unreachable` when it cannot listen on the port, saying why and what to do
 */
export async function startLinkServer(options: LinkServerOptions): Promise<LinkServer> {
  const limits = { ...usualBounds, ...options.bounds }
  const temporary = new Map<string, LinkedFile>()
  const lookup = async (token: string) => temporary.get(token) ?? options.lookup(token)
  const serving: Serving = { ...options, lookup, limits, brake: createGuessBrake(limits.guesses), streams: new Map() }
  let ending = false
  const server = createServer({ keepAliveTimeout: 5_000, headersTimeout: limits.questionMs, requestTimeout: limits.questionMs, connectionsCheckingInterval: Math.min(2_000, limits.questionMs) }, (request, response) => {
    if (ending) response.setHeader('Connection', 'close')
    answer(request, response, serving).catch((error: unknown) => {
      // A reader that hangs up in the middle is everyday; anything else is ours to know.
      if (!request.destroyed || !response.headersSent) options.log.error('A link could not be answered.', { error: String(error) })
      if (response.headersSent) response.destroy()
      else notFound(response)
    })
  })
  server.maxConnections = limits.connections
  server.setTimeout(limits.idleMs)
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
    else socket.destroy()
  })
  boundConnections(server, limits.connectionsEach)
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
    close: (graceMs = 0) => new Promise((resolve) => {
      const patience = new AbortController()
      server.close(() => {
        patience.abort()
        resolve()
      })
      // Node ends those that ask nothing at the moment; one that is answered is not kept for another question.
      ending = true
      if (graceMs === 0) server.closeAllConnections()
      else void options.clock.wait(graceMs, patience.signal).then(() => server.closeAllConnections())
    }),
  }
}

/** One stranger may not take every connection there is. Peers on this machine may be a proxy that carries everybody. */
function boundConnections(server: Server, each: number): void {
  const open = new Map<string, number>()
  server.on('connection', (socket) => {
    const peer = socket.remoteAddress ?? ''
    const here = (open.get(peer) ?? 0) + 1
    if (here > each && !/^(::ffff:)?127\.|^::1$/u.test(peer)) {
      socket.destroy()
      return
    }
    open.set(peer, here)
    socket.once('close', () => {
      const left = (open.get(peer) ?? 1) - 1
      if (left > 0) open.set(peer, left)
      else open.delete(peer)
    })
  })
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

function notNow(response: ServerResponse, status: 429 | 503, seconds: number): void {
  response.writeHead(status, { 'Retry-After': String(seconds), 'Content-Length': 0, 'Cache-Control': 'private, no-store', Connection: 'close' }).end()
}

async function answer(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const { clock, log, brake, limits, streams } = serving
  const pathname = (request.url ?? '').split('?')[0] ?? ''
  const asker = askerOf(request)
  if (brake.isOn(asker.address, clock.now())) {
    serving.refused?.()
    return notNow(response, 429, 60)
  }
  const missed = (): void => {
    brake.missed(asker.address, clock.now())
    serving.refused?.()
    notFound(response)
  }
  const callback = callbackPath.exec(pathname)?.[1]
  if (callback !== undefined && serving.hear && ['GET', 'HEAD', 'POST'].includes(request.method ?? '')) {
    const heard = await hear(request, callback, serving)
    if (heard === null) return missed()
    brake.hit(asker.address, clock.now())
    return answerCallback(response, heard, request.method === 'HEAD')
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { Allow: 'GET, HEAD', 'Content-Length': 0, Connection: 'close' }).end()
    return
  }
  const token = linkPath.exec(pathname)?.[1]
  const linked = token === undefined ? null : await serving.lookup(token)
  if (token === undefined || !linked || linked.expiresAt <= clock.now()) return missed()
  brake.hit(asker.address, clock.now())
  const own = streams.get(token) ?? 0
  if (own >= limits.streamsOfALink || total(streams) >= limits.streams) return notNow(response, 503, 5)
  const at = clock.now()
  const since = clock.monotonic()
  const done = (status: number, bytes: number): void => serving.served?.({ ...asker, token, at, tookMs: Math.round(clock.monotonic() - since), method: request.method ?? '', status, bytes })
  streams.set(token, own + 1)
  try {
    const opened = await openClip(linked.path, linked.sizeBytes, linked)
    if (!opened.ok) {
      log.warn('A linked clip was not handed out.', { path: linked.path, why: opened.message })
      notFound(response)
      done(404, 0)
      return
    }
    try {
      const { status, bytes } = await handOut(request, response, opened, linked, log)
      done(status, bytes)
    } finally {
      await opened.file.close()
    }
  } finally {
    const left = (streams.get(token) ?? 1) - 1
    if (left > 0) streams.set(token, left)
    else streams.delete(token)
  }
}

/** Only a question with something in it counts: a preview of the link must not end a session. */
async function hear(request: IncomingMessage, token: string, { hear: listener, log }: Serving): Promise<CallbackHeard> {
  const said = request.method === 'HEAD' ? { resultCode: null, bytedToken: null } : await readCallback(request)
  const heard = (await listener?.(token, said)) ?? null
  if (heard !== null) log.info('The return address of a verification was opened.', { method: request.method, resultCode: said.resultCode, heard })
  return heard
}

function total(streams: ReadonlyMap<string, number>): number {
  let sum = 0
  for (const n of streams.values()) sum += n
  return sum
}
