import { createORPCClient, DynamicLink } from '@orpc/client'
import { RPCLink as MessagePortLink, type MessagePortMainLike } from '@orpc/client/message-port'
import { RPCLink as WebSocketLink } from '@orpc/client/websocket'
import type { GreenroomClient } from '../../contract/client.ts'
import { createConnection, type Connection, type Socket } from './connection.ts'

export interface Line {
  client: GreenroomClient
  connection: Connection
}

function later(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

/** Calls over WebSockets that `open` makes; after a break the next call goes over the next socket. */
export function lineOverWebSocket(open: () => Socket, random: () => number, turnedAway?: () => Promise<boolean>): Line {
  const connection = createConnection({ open, random, later, turnedAway })
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

/** Calls over a channel in the shape of a message port, which is never broken: it lives as long as the page. */
export function lineOverPort(port: MessagePortMainLike): Line {
  const connection: Connection = {
    state: () => 'open',
    socket: () => Promise.reject(new Error('A message port has no socket')),
    subscribe: () => () => undefined,
    retryNow: () => undefined,
  }
  return { client: createORPCClient(new MessagePortLink({ port })), connection }
}
