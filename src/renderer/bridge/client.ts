import { createORPCClient, DynamicLink } from '@orpc/client'
import { RPCLink as MessagePortLink } from '@orpc/client/message-port'
import { RPCLink as WebSocketLink } from '@orpc/client/websocket'
import { createTanstackQueryUtils } from '@orpc/tanstack-query'
import type { GreenroomClient } from '../../contract/client.ts'
import { createConnection, type Connection, type Socket } from './connection.ts'
import { desktopBridge, type DesktopBridge } from './desktop-bridge.ts'

function socketAddress(): string {
  const url = new URL('/rpc', window.location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  url.search = ''
  url.hash = ''
  return url.href
}

function later(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

function overWebSocket(): { client: GreenroomClient; connection: Connection } {
  const connection = createConnection({ open: () => new WebSocket(socketAddress()), random: Math.random, later })
  window.addEventListener('online', () => connection.retryNow())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') connection.retryNow()
  })
  const links = new WeakMap<Socket, WebSocketLink<Record<never, never>>>()
  const link = new DynamicLink(async () => {
    const socket = await connection.socket()
    const known = links.get(socket)
    if (known) return known
    const made = new WebSocketLink({ websocket: socket })
    links.set(socket, made)
    return made
  })
  return { client: createORPCClient(link), connection }
}

function overPort(bridge: DesktopBridge): { client: GreenroomClient; connection: Connection } {
  const connection: Connection = {
    state: () => 'open',
    socket: () => Promise.reject(new Error('The desktop shell has no socket')),
    subscribe: () => () => undefined,
    retryNow: () => undefined,
  }
  return { client: createORPCClient(new MessagePortLink({ port: bridge })), connection }
}

const bridge = desktopBridge()
const made = bridge ? overPort(bridge) : overWebSocket()

/** Every call to the core, typed by the contract. */
export const client: GreenroomClient = made.client

/** The line the calls go over; never broken in the desktop shell. */
export const connection: Connection = made.connection

/** Query and mutation options of every call, for TanStack Query. */
export const orpc = createTanstackQueryUtils(client)
