import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { randomBytes } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer } from 'ws'
import type { Log, Secrets } from '../../main/capabilities.ts'
import type { Rescue } from '../../main/rescue.ts'
import { bracketed, createAccess, type Access } from './access.ts'
import { sendText } from './headers.ts'
import { letIn, listen, sendHealth, sessionSecretName, turnAway } from './http-server.ts'
import { serveScreens } from './screens.ts'

export interface RescueServer {
  /** With the token; the server that takes its place must let in the same. */
  url: string
  port: number
  token: string
  close(): Promise<void>
}

/** The screen for a ledger that cannot be opened: the same door as the screens have, and nothing of the core behind it. */
export async function startRescueServer({ rescue, screensDir, host, port, secrets, log }: { rescue: Rescue; screensDir: string; host: string; port: number; secrets: Secrets; log: Log }): Promise<RescueServer> {
  const server = createServer({ requestTimeout: 0, headersTimeout: 10_000, maxHeaderSize: 16 * 1024 })
  const bound = await listen(server, host, port)
  const access = createAccess({ host, port: bound, sessionSecret: await sessionSecret(secrets, log), findSignIn: () => Promise.resolve(null) })
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response, access, rescue, screensDir).catch((error: unknown) => {
      log.error('a request of the screens failed', { path: request.url?.split('?')[0], error: String(error) })
      if (!response.headersSent) sendText(response, 500, 'Greenroom made a mistake answering this; its log says more.')
      else response.destroy()
    })
  })

  const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 })
  const handler = new RPCHandler(rescue.router)
  const upgrade = async (request: IncomingMessage, line: Duplex, head: Buffer): Promise<void> => {
    const known = URL.parse(request.url ?? '', 'http://here')?.pathname === '/rpc'
    if (!known || !access.hostFits(request) || !access.originFits(request) || (await access.admit(request)) === null) return void line.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    sockets.handleUpgrade(request, line, head, (socket) => {
      socket.on('error', () => socket.terminate())
      void handler.upgrade(socket, { context: {} })
    })
  }
  server.on('upgrade', (request: IncomingMessage, line: Duplex, head: Buffer) => {
    line.on('error', () => line.destroy())
    upgrade(request, line, head).catch((error: unknown) => {
      log.error('a line of the screens failed', { error: String(error) })
      line.destroy()
    })
  })

  const shownHost = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : bracketed(host)
  return {
    url: `http://${shownHost}:${bound}/?token=${access.token}`,
    port: bound,
    token: access.token,
    async close() {
      for (const socket of sockets.clients) socket.close(1012, 'Greenroom opens its data')
      sockets.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      // Its port is wanted at once.
      server.closeAllConnections()
      for (const socket of sockets.clients) socket.terminate()
      await closed
    },
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, access: Access, rescue: Rescue, screensDir: string): Promise<void> {
  const url = URL.parse(request.url ?? '/', 'http://here')
  if (!url) return sendText(response, 400, 'That is no address here.')
  if (!access.hostFits(request)) return sendText(response, 403, 'This address is not the one Greenroom was started with.')
  if (!access.originFits(request)) return sendText(response, 403, 'Another site asked for this; it was not answered.')
  if (url.pathname === '/healthz') return sendHealth(response, rescue.health())
  const token = url.searchParams.get('token')
  const cookie = request.method === 'GET' && token !== null ? await access.exchange(token) : null
  if (cookie !== null) return letIn(request, response, url, cookie)
  if ((await access.admit(request)) === null) return turnAway(request, response)
  if (request.method !== 'GET' && request.method !== 'HEAD') return sendText(response, 405, 'Only GET and HEAD are answered here.', { allow: 'GET, HEAD' })
  return serveScreens(screensDir, url.pathname, request, response, true)
}

/** A directory that cannot be written keeps no secret either: one for this start does. */
async function sessionSecret(secrets: Secrets, log: Log): Promise<string> {
  const fresh = randomBytes(32).toString('base64url')
  try {
    const kept = await secrets.get(sessionSecretName)
    if (kept) return kept
    await secrets.set(sessionSecretName, fresh)
  } catch (error) {
    log.warn('Browsers have to open the printed address again after the next start.', { error: String(error) })
  }
  return fresh
}
