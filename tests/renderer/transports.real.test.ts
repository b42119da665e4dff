import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { MessageChannel } from 'node:worker_threads'
import { implement, ORPCError } from '@orpc/server'
import { RPCHandler as PortHandler } from '@orpc/server/message-port'
import { RPCHandler as SocketHandler } from '@orpc/server/ws'
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { contract } from '../../src/contract/contract.ts'
import { problemOf } from '../../src/renderer/bridge/problem-of.ts'
import { lineOverPort, lineOverWebSocket } from '../../src/renderer/bridge/transports.ts'

const os = implement(contract)
const router = {
  host: {
    browse: os.host.browse.handler(({ input }) => {
      if (input.path === null) return { path: '/', parent: null, entries: [] }
      throw new ORPCError('PROBLEM', { defined: true, status: 422, data: { kind: 'folder-missing', message: `${input.path} is not there.`, advice: 'Connect the volume.' } })
    }),
  },
  events: {
    live: os.events.live.handler(async function* () {
      yield { topics: ['clips'] as 'clips'[] }
      yield { topics: ['batches'] as 'batches'[] }
    }),
  },
}

const servers: WebSocketServer[] = []

async function serve(port = 0): Promise<WebSocketServer> {
  const server = new WebSocketServer({ port, host: '127.0.0.1' })
  const handler = new SocketHandler(router)
  server.on('connection', (socket) => void handler.upgrade(socket, { context: {} }))
  await once(server, 'listening')
  servers.push(server)
  return server
}

async function stop(server: WebSocketServer): Promise<void> {
  for (const socket of server.clients) socket.terminate()
  server.close()
  await once(server, 'close')
}

function lineTo(server: WebSocketServer) {
  const { port } = server.address() as AddressInfo
  const sockets: WebSocket[] = []
  const line = lineOverWebSocket(() => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`)
    sockets.push(socket)
    return socket
  }, () => 0)
  return { ...line, port, close: () => sockets.forEach((socket) => socket.close()) }
}

function until(line: { connection: { state(): string; subscribe(listener: () => void): () => void } }, state: string): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (line.connection.state() === state) resolve()
    }
    line.connection.subscribe(look)
    look()
  })
}

afterEach(async () => {
  for (const server of servers.splice(0)) await stop(server)
})

describe('over a WebSocket', () => {
  test('asks and is answered, and reads a problem as the data it is', async () => {
    const line = lineTo(await serve())
    expect(await line.client.host.browse({ path: null })).toEqual({ path: '/', parent: null, entries: [] })
    const thrown = await line.client.host.browse({ path: '/gone' }).catch((error: unknown) => error)
    expect(problemOf(thrown)).toMatchObject({ kind: 'folder-missing', message: '/gone is not there.', advice: 'Connect the volume.' })
    line.close()
  })

  test('hears events', async () => {
    const line = lineTo(await serve())
    const heard: string[] = []
    for await (const { topics } of await line.client.events.live()) heard.push(...topics)
    expect(heard).toEqual(['clips', 'batches'])
    line.close()
  })

  test('goes on over a new socket after the core was restarted', async () => {
    const first = await serve()
    const line = lineTo(first)
    await line.client.host.browse({ path: null })
    await stop(servers.splice(0)[0] ?? first)
    await until(line, 'reconnecting')
    await serve(line.port)
    expect(await line.client.host.browse({ path: null })).toMatchObject({ path: '/' })
    line.close()
  })

  test('a call under way when the line breaks fails instead of hanging', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    servers.push(server)
    server.on('connection', (socket) => socket.on('message', () => socket.terminate()))
    await once(server, 'listening')
    const line = lineTo(server)
    await expect(line.client.host.browse({ path: null })).rejects.toThrow()
    line.close()
  })
})

test('over a message port it asks and is answered alike', async () => {
  const { port1, port2 } = new MessageChannel()
  new PortHandler(router).upgrade(port1, { context: {} })
  const { client } = lineOverPort({
    on: (event, callback) => void port2.on(event, (data: unknown) => callback({ data })),
    postMessage: (data) => port2.postMessage(data),
  })
  expect(await client.host.browse({ path: null })).toMatchObject({ path: '/' })
  const thrown = await client.host.browse({ path: '/gone' }).catch((error: unknown) => error)
  expect(problemOf(thrown).kind).toBe('folder-missing')
  port1.close()
})
