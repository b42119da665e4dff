import { createTanstackQueryUtils } from '@orpc/tanstack-query'
import type { GreenroomClient } from '../../contract/client.ts'
import type { Connection } from './connection.ts'
import { desktopBridge } from './desktop-bridge.ts'
import { lineOverPort, lineOverWebSocket, type Line } from './transports.ts'

function socketAddress(): string {
  const url = new URL('/rpc', window.location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  url.search = ''
  url.hash = ''
  return url.href
}

async function turnedAway(): Promise<boolean> {
  const answer = await fetch('/', { method: 'HEAD', cache: 'no-store' })
  return answer.status === 401
}

function lineOfThisHost(): Line {
  const bridge = desktopBridge()
  if (bridge) return lineOverPort(bridge)
  const line = lineOverWebSocket(() => new WebSocket(socketAddress()), Math.random, turnedAway)
  window.addEventListener('online', () => line.connection.retryNow())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') line.connection.retryNow()
  })
  return line
}

const line = lineOfThisHost()

/** Every call to the core, typed by the contract. */
export const client: GreenroomClient = line.client

/** The line the calls go over; never broken in the desktop shell. */
export const connection: Connection = line.connection

/** Query and mutation options of every call, for TanStack Query. */
export const orpc = createTanstackQueryUtils(client)
