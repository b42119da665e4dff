import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { Log, Secrets } from '../../main/capabilities.ts'
import type { Core } from '../../main/core-handle.ts'
import type { Health } from '../../main/health.ts'
import { wrongUsage } from '../problem-of.ts'
import { bracketed, createAccess, type Access } from './access.ts'
import { typeOfClip } from './file-types.ts'
import { securityHeaders, sendJson, sendText } from './headers.ts'
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
  /** Largest upload, bytes. */
  uploadLimit?: number
}

export interface RunningServer {
  /** With the token; whoever opens it may use the screens. */
  url: string
  /** Ends the screens' lines; they come back by themselves, to the core that answers then. */
  hangUp(): void
  close(): Promise<void>
}

const sessionSecretName = 'browser-session'

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
  const server = createServer({ requestTimeout: 0, headersTimeout: 10_000, maxHeaderSize: 16 * 1024 })
  const port = await listen(server, options.host, options.port)
  const access = createAccess({ host: options.host, port, sessionSecret })
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response, access, options).catch((error: unknown) => {
      log.error('a request of the screens failed', { path: request.url?.split('?')[0], error: String(error) })
      if (!response.headersSent) sendText(response, 500, 'Greenroom made a mistake answering this; its log says more.')
      else response.destroy()
    })
  })
  const sockets = attachRpcSocket(server, options.core, access)
  const shownHost = options.host === '0.0.0.0' || options.host === '::' ? '127.0.0.1' : bracketed(options.host)
  return {
    url: `http://${shownHost}:${port}/?token=${access.token}`,
    hangUp: sockets.hangUp,
    async close() {
      sockets.end()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      // A video that is being watched must not hold the whole program.
      setTimeout(() => server.closeAllConnections(), 1000).unref()
      await closed
    },
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, access: Access, options: ServerOptions): Promise<void> {
  const url = URL.parse(request.url ?? '/', 'http://here')
  const method = request.method ?? 'GET'
  if (!url) return sendText(response, 400, 'That is no address here.')
  if (!access.hostFits(request)) return sendText(response, 403, 'This address is not the one Greenroom was started with.')
  if (!access.originFits(request)) return sendText(response, 403, 'Another site asked for this; it was not answered.')
  if (url.pathname === '/healthz') return sendHealth(response, await options.core().health())

  const token = url.searchParams.get('token')
  if (method === 'GET' && token !== null && access.tokenFits(token)) return letIn(request, response, url, access)
  if (!access.cookieFits(request)) return turnAway(request, response)

  if (url.pathname === '/upload') {
    if (method !== 'PUT') return sendText(response, 405, 'Uploads are sent with PUT.', { allow: 'PUT' })
    return receiveUpload(options.core().uploadDir, url.searchParams.get('name'), request, response, options.uploadLimit)
  }
  if (method !== 'GET' && method !== 'HEAD') return sendText(response, 405, 'Only GET and HEAD are answered here.', { allow: 'GET, HEAD' })
  if (url.pathname.startsWith('/preview/')) return sendPreview(request, response, url.pathname.slice('/preview/'.length), options.core())
  return serveScreens(options.screensDir, url.pathname, request, response)
}

/** Asked by machines without a token: how it does, and nothing by which anybody or anything could be recognised. */
function sendHealth(response: ServerResponse, { state, standby, troubles }: Health): void {
  sendJson(response, state === 'in-trouble' ? 503 : 200, {
    ok: state !== 'in-trouble', state, standby,
    troubles: troubles.map(({ kind, subject, message, since }) => ({ kind, subject, message, since: since === null ? null : new Date(since).toISOString() })),
  })
}

/** The token leaves the address bar, the history and what is copied from them: a cookie takes its place. */
function letIn(request: IncomingMessage, response: ServerResponse, url: URL, access: Access): void {
  url.searchParams.delete('token')
  const viewer = newViewerCookie(request)
  response.writeHead(303, {
    location: `${url.pathname.replace(/^\/+/, '/')}${url.search}`,
    'set-cookie': viewer ? [access.cookie(), viewer] : [access.cookie()],
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  })
  response.end()
}

function turnAway(request: IncomingMessage, response: ServerResponse): void {
  const headers = { ...securityHeaders(request), connection: 'close' }
  if (!request.headers.accept?.includes('text/html')) return sendText(response, 401, 'Open the address that greenroom serve printed.', headers)
  response.writeHead(401, { ...headers, 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
  // The link helps a browser that was sent here by another site: it keeps the cookie back for that one load.
  response.end('<!doctype html><html lang="en"><meta charset="utf-8"><title>Greenroom</title><p>Open the address that <code>greenroom serve</code> printed: it holds the token that lets this browser in.<p><a href="/">Try again</a></html>')
}

async function sendPreview(request: IncomingMessage, response: ServerResponse, id: string, core: Core): Promise<void> {
  const file = /^(copy-)?\d{1,15}$/.test(id) ? await core.previewPath(id) : null
  const sent = file !== null && (await sendFile(request, response, file, { 'content-type': typeOfClip(file), 'cache-control': 'private, no-cache', 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox", 'cross-origin-resource-policy': 'same-origin' }))
  if (!sent) sendText(response, 404, 'There is no file to show for this clip.')
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(wrongUsage(`Port ${port} is already used on ${host}.`, 'Another greenroom serve may be running. Choose another port: --port N, or 0 for any free one.'))
      else reject(wrongUsage(`Greenroom cannot listen on ${host}:${port}: ${error.message}`, 'Choose another --host or --port.'))
    })
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}
