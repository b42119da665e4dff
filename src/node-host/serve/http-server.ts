import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { Log, Secrets } from '../../main/capabilities.ts'
import type { Core } from '../../main/core-handle.ts'
import type { Health } from '../../main/health.ts'
import { createGuessBrake, type GuessBrake } from '../../main/guessing.ts'
import { wrongUsage } from '../problem-of.ts'
import { bracketed, createAccess, originsOf, type Access, type Admitted } from './access.ts'
import { typeOfClip } from './file-types.ts'
import { securityHeaders, sendJson, sendText } from './headers.ts'
import { createLines, type Lines } from './lines.ts'
import { attachRpcSocket } from './rpc-socket.ts'
import { serveScreens } from './screens.ts'
import { sendFile } from './send-file.ts'
import { receiveUpload } from './uploads.ts'
import { newViewerCookie } from './viewer.ts'

export interface ServerOptions {
  /** The core that answers now. */
  core: () => Core
  /** Where the built screens lie. */
  screensDir: string
  host: string
  /** 0: any free one. */
  port: number
  secrets: Secrets
  log: Log
  /** Milliseconds that never run backwards. */
  monotonic: () => number
  /** What is in the printed address; new at every start unless it is given. */
  token?: string | undefined
  /** Largest upload, bytes. */
  uploadLimit?: number
  /** Within so long a request's headers have to be there, ms. */
  headersTimeoutMs?: number
  /** How often it is asked whether a page is still there, ms. */
  heartbeatMs?: number
}

export interface RunningServer {
  /** With the token; whoever opens it may use the screens. */
  url: string
  /** Ends the screens' lines; they come back by themselves, to the core that answers then. */
  hangUp(): void
  /** How many pages' lines are open. */
  lines(): number
  close(): Promise<void>
}

export const sessionSecretName = 'browser-session'
/** Who holds lines open without saying anything is cut off. */
const headersTimeoutMs = 10_000
/** Several times what a large studio needs; beyond it new ones wait, and nobody's are cut. */
const mostConnections = 2_000
const seenEveryMs = 60_000
/** So many wrong tokens within a minute, and an address waits for it to pass. */
const wrongTokens = 10

/**
 * The screens and the core behind them over HTTP.
 * @throws ProblemError `invalid-input` when the port or the host cannot be used.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { secrets, log } = options
  let sessionSecret = await secrets.get(sessionSecretName)
  if (!sessionSecret) {
    sessionSecret = randomBytes(32).toString('base64url')
    await secrets.set(sessionSecretName, sessionSecret)
  }
  const server = createServer({ requestTimeout: 0, headersTimeout: options.headersTimeoutMs ?? headersTimeoutMs, connectionsCheckingInterval: (options.headersTimeoutMs ?? headersTimeoutMs) / 4, maxHeaderSize: 16 * 1024 })
  server.maxConnections = mostConnections
  const port = await listen(server, options.host, options.port)
  const access = createAccess({ host: options.host, port, sessionSecret, findSignIn: (token) => options.core().signIns.find(token), token: options.token })
  const lines = createLines(options.core, (error) => log.error('It could not be asked which sign-ins hold; those in use were ended.', { error: String(error) }))
  const door: Door = { access, lines, brake: createGuessBrake(wrongTokens), seen: createSeen(options) }
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response, door, options).catch((error: unknown) => {
      log.error('a request of the screens failed', { path: request.url?.split('?')[0], error: String(error) })
      if (!response.headersSent) sendText(response, 500, 'Greenroom made a mistake answering this; its log says more.')
      else response.destroy()
    })
  })
  const sockets = attachRpcSocket(server, { core: options.core, access, lines, seen: door.seen, heartbeatMs: options.heartbeatMs })
  const say = (origins: string[]): Promise<void> => options.core().signIns.served(port, origins).catch((error: unknown) => log.warn('Where the screens are served could not be written down.', { error: String(error) }))
  lines.follow()
  await say(originsOf(options.host, port))
  const shownHost = options.host === '0.0.0.0' || options.host === '::' ? '127.0.0.1' : bracketed(options.host)
  return {
    url: `http://${shownHost}:${port}/?token=${access.token}`,
    hangUp() {
      sockets.hangUp()
      lines.follow()
      void say(originsOf(options.host, port))
    },
    lines: sockets.lines,
    async close() {
      sockets.end()
      lines.stop()
      await say([])
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      // A video that is being watched must not hold the whole program.
      setTimeout(() => server.closeAllConnections(), 1000).unref()
      await closed
    },
  }
}

/** What decides who comes in. */
interface Door {
  access: Access
  lines: Lines
  brake: GuessBrake
  seen(request: IncomingMessage, who: Admitted): void
}

async function answer(request: IncomingMessage, response: ServerResponse, door: Door, options: ServerOptions): Promise<void> {
  const { access } = door
  const url = URL.parse(request.url ?? '/', 'http://here')
  if (!url) return refuse(request, response, 400, 'That is no address here.')
  if (!access.hostFits(request)) return refuse(request, response, 403, 'This address is not the one Greenroom was started with.')
  if (!access.originFits(request)) return refuse(request, response, 403, 'Another site asked for this; it was not answered.')
  if (url.pathname === '/healthz') return sendHealth(response, await options.core().health())

  const token = url.searchParams.get('token')
  if (request.method === 'GET' && token !== null) {
    const answered = await exchange(request, response, url, token, door, options)
    if (answered) return
  }
  const who = await access.admit(request)
  if (!who) return turnAway(request, response)
  if (who.signIn) response.once('close', door.lines.hold(who.signIn.id, () => response.destroy()))
  door.seen(request, who)
  return serve(request, response, url, who, options)
}

/** Answers somebody who may ask. */
async function serve(request: IncomingMessage, response: ServerResponse, url: URL, who: Admitted, options: ServerOptions): Promise<void> {
  const method = request.method ?? 'GET'
  if (url.pathname === '/upload') {
    if (method !== 'PUT') return refuse(request, response, 405, 'Uploads are sent with PUT.', { allow: 'PUT' })
    if (who.signIn?.role === 'viewer') return refuse(request, response, 403, 'This sign-in may look at everything and change nothing; the file was not kept.')
    return receiveUpload(options.core().uploadDir, url.searchParams.get('name'), request, response, options.uploadLimit)
  }
  if (method !== 'GET' && method !== 'HEAD') return refuse(request, response, 405, 'Only GET and HEAD are answered here.', { allow: 'GET, HEAD' })
  if (url.pathname.startsWith('/preview/')) return sendPreview(request, response, url.pathname.slice('/preview/'.length), options.core())
  return serveScreens(options.screensDir, url.pathname, request, response)
}

/** Asked by machines without a token: how it does, and nothing by which anybody or anything could be recognised. */
export function sendHealth(response: ServerResponse, { state, standby, troubles }: Health): void {
  sendJson(response, state === 'in-trouble' ? 503 : 200, {
    ok: state !== 'in-trouble', state, standby,
    troubles: troubles.map(({ kind, subject, message, since }) => ({ kind, subject, message, since: since === null ? null : new Date(since).toISOString() })),
  })
}

/** Exchanges a token for a cookie. @returns whether the request was answered; a wrong token is no better than none */
async function exchange(request: IncomingMessage, response: ServerResponse, url: URL, token: string, { access, brake }: Door, { log, monotonic }: ServerOptions): Promise<boolean> {
  const address = addressOf(request)
  if (brake.isOn(address, monotonic())) {
    log.warn('Wrong tokens keep coming from one address; it has to wait a minute.', { address })
    refuse(request, response, 429, 'Too many wrong tokens came from this address. Wait a minute, then open the right one.', { 'retry-after': '60' })
    return true
  }
  const cookie = await access.exchange(token)
  if (cookie === null) {
    brake.missed(address, monotonic())
    return false
  }
  brake.hit(address, monotonic())
  letIn(request, response, url, cookie)
  return true
}

/** Writes down that a sign-in is in use, once a minute. */
function createSeen({ core, log, monotonic }: ServerOptions): Door['seen'] {
  const noted = new Map<string, number>()
  return (request, { signIn }) => {
    if (!signIn) return
    const address = addressOf(request)
    const key = `${signIn.id} ${address}`
    const before = noted.get(key)
    if (before !== undefined && monotonic() - before < seenEveryMs) return
    if (noted.size > 1_000) noted.clear()
    noted.set(key, monotonic())
    core().signIns.seen(signIn.id, address).catch((error: unknown) => log.warn('That a sign-in was used could not be written down.', { error: String(error) }))
  }
}

/** As people write it: an IPv4 address that came over IPv6 is one. */
function addressOf(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, '')
}

/** What the request still sends is not waited for: the line ends with the answer. */
function refuse(request: IncomingMessage, response: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  response.once('finish', () => request.destroy())
  sendText(response, status, text, { ...headers, connection: 'close' })
}

/**
 * The token leaves the address bar, the history and what is copied from them: a cookie takes its place. A browser that
 * followed a link from another site keeps such a cookie back for that one load, redirects included; so a page of ours
 * sends it on.
 */
export function letIn(request: IncomingMessage, response: ServerResponse, url: URL, cookie: string): void {
  url.searchParams.delete('token')
  const location = `${url.pathname.replace(/^\/+/, '/')}${url.search}`
  const viewer = newViewerCookie(request)
  const headers = { 'set-cookie': viewer ? [cookie, viewer] : [cookie], 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }
  if (request.headers['sec-fetch-site'] !== 'cross-site') {
    response.writeHead(303, { ...headers, location })
    return void response.end()
  }
  response.writeHead(200, { ...securityHeaders(request), ...headers, 'content-type': 'text/html; charset=utf-8' })
  response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=${attribute(location)}"><title>Greenroom</title><p><a href="${attribute(location)}">Open Greenroom</a></html>`)
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}

export function turnAway(request: IncomingMessage, response: ServerResponse): void {
  const headers = { ...securityHeaders(request), connection: 'close' }
  response.once('finish', () => request.destroy())
  if (!request.headers.accept?.includes('text/html')) return sendText(response, 401, 'Open the address that greenroom serve printed, or the link you were given.', headers)
  response.writeHead(401, { ...headers, 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
  // The link helps a browser that was sent here by another site: it keeps the cookie back for that one load.
  response.end('<!doctype html><html lang="en"><meta charset="utf-8"><title>Greenroom</title><p>Open the address that <code>greenroom serve</code> printed, or the link you were given: it holds the token that lets this browser in. A link that was revoked opens nothing.<p>打开 <code>greenroom serve</code> 显示的地址，或发给你的链接；已撤销的链接无法再打开。<p><a href="/">Try again</a></html>')
}

async function sendPreview(request: IncomingMessage, response: ServerResponse, id: string, core: Core): Promise<void> {
  const file = /^(copy-)?\d{1,15}$/.test(id) ? await core.previewPath(id) : null
  const sent = file !== null && (await sendFile(request, response, file, { 'content-type': typeOfClip(file), 'cache-control': 'private, no-cache', 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox", 'cross-origin-resource-policy': 'same-origin' }))
  if (!sent) sendText(response, 404, 'There is no file to show for this clip.')
}

export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(wrongUsage(`Port ${port} is already used on ${host}.`, 'Another greenroom serve may be running. Choose another port: --port N, or 0 for any free one.'))
      else reject(wrongUsage(`Greenroom cannot listen on ${host}:${port}: ${error.message}`, 'Choose another --host or --port.'))
    })
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}
