import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer } from 'ws'
import type { Core } from '../../main/core-handle.ts'
import type { Access } from './access.ts'
import { viewerOf } from './viewer.ts'

/** The largest thing a screen sends is pasted text: 5 million characters, three bytes each at most. */
const largestMessage = 16 * 1024 ** 2
/** A browser that went to sleep never says goodbye. */
const heartbeatMs = 30_000

/** Answers the screens' calls over WebSockets at `/rpc`. */
export function attachRpcSocket(server: Server, core: () => Core, access: Access): { hangUp(): void; end(): void } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessage })
  const handler = new RPCHandler(core().router)
  const alive = new WeakSet<object>()

  server.on('upgrade', (request: IncomingMessage, line: Duplex, head: Buffer) => {
    line.on('error', () => line.destroy())
    const refusal = refusalOf(request, access)
    if (refusal) return void line.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    sockets.handleUpgrade(request, line, head, (socket) => {
      alive.add(socket)
      socket.on('pong', () => alive.add(socket))
      // A message that is too large or broken ends the socket; the page makes a new one.
      socket.on('error', () => socket.terminate())
      void handler.upgrade(socket, { context: core().contextOf(viewerOf(request)) })
    })
  })

  const heartbeat = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!alive.delete(socket)) socket.terminate()
      else socket.ping()
    }
  }, heartbeatMs)
  heartbeat.unref()

  return {
    hangUp() {
      for (const socket of sockets.clients) socket.close(1012, 'Greenroom goes over to other data')
    },
    end() {
      clearInterval(heartbeat)
      for (const socket of sockets.clients) socket.close(1001, 'Greenroom is stopping')
      setTimeout(() => sockets.clients.forEach((socket) => socket.terminate()), 500).unref()
      sockets.close()
    },
  }
}

function refusalOf(request: IncomingMessage, access: Access): string | null {
  if (URL.parse(request.url ?? '', 'http://here')?.pathname !== '/rpc') return '404 Not Found'
  if (!access.hostFits(request) || !access.originFits(request)) return '403 Forbidden'
  return access.cookieFits(request) ? null : '401 Unauthorized'
}
