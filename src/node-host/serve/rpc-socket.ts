import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer } from 'ws'
import type { Core } from '../../main/core-handle.ts'
import type { Access, Admitted } from './access.ts'
import type { Lines } from './lines.ts'
import { viewerOf } from './viewer.ts'

/** The largest thing a screen sends is pasted text: 5 million characters, three bytes each at most. */
const largestMessage = 16 * 1024 ** 2
/** A browser that went to sleep never says goodbye. */
const usualHeartbeatMs = 30_000
/** Policy violation: who comes back is turned away. */
const revokedCode = 1008

export interface RpcSocketOptions {
  core: () => Core
  access: Access
  lines: Lines
  /** Told who opened a line. */
  seen: (request: IncomingMessage, who: Admitted) => void
  heartbeatMs?: number
}

export interface RpcSocket {
  /** Ends all lines; the pages come back by themselves. */
  hangUp(): void
  end(): void
  /** How many lines are open. */
  lines(): number
}

/** Answers the screens' calls over WebSockets at `/rpc`. */
export function attachRpcSocket(server: Server, { core, access, lines, seen, heartbeatMs = usualHeartbeatMs }: RpcSocketOptions): RpcSocket {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessage })
  const handler = new RPCHandler(core().router)
  const alive = new WeakSet<object>()

  server.on('upgrade', (request: IncomingMessage, line: Duplex, head: Buffer) => {
    line.on('error', () => line.destroy())
    const refuse = (refusal: string): void => void line.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    const refusal = refusalOf(request, access)
    if (refusal) return refuse(refusal)
    access.admit(request).then((who) => (who === null ? refuse('401 Unauthorized') : open(request, line, head, who)), () => refuse('500 Internal Server Error'))
  })

  const open = (request: IncomingMessage, line: Duplex, head: Buffer, who: Admitted): void => {
    sockets.handleUpgrade(request, line, head, (socket) => {
      if (who.signIn) {
        const release = lines.hold(who.signIn.id, () => {
          socket.close(revokedCode, 'This sign-in was revoked')
          // Whoever does not take leave is shown out.
          setTimeout(() => socket.terminate(), 500).unref()
        })
        socket.on('close', release)
      }
      seen(request, who)
      alive.add(socket)
      socket.on('pong', () => alive.add(socket))
      // A message that is too large or broken ends the socket; the page makes a new one.
      socket.on('error', () => socket.terminate())
      void handler.upgrade(socket, { context: core().contextOf(viewerOf(request, who), who.signIn ?? undefined) })
    })
  }

  const heartbeat = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!alive.delete(socket)) socket.terminate()
      else socket.ping()
    }
  }, heartbeatMs)
  heartbeat.unref()

  return {
    lines: () => sockets.clients.size,
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
  if (request.method !== 'GET' || URL.parse(request.url ?? '', 'http://here')?.pathname !== '/rpc') return '404 Not Found'
  if (!access.hostFits(request) || !access.originFits(request)) return '403 Forbidden'
  return null
}
