import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Clock } from '../../src/main/capabilities.ts'
import { createApiClient, type ApiClient, type ApiClientOptions } from '../../src/main/api-client/api-client.ts'

/** One request as a server saw it. */
export interface Seen {
  method: string
  url: string
  headers: http.IncomingHttpHeaders
  body: string
  at: number
  /** The client's port: tells one connection from another. */
  port: number
}

export interface Loopback {
  url: string
  port: number
  seen: Seen[]
}

/** A real HTTP server on loopback for the length of one test. The answer may be bytes of any kind: `response.socket` is there. */
export async function serveHttp(answer: (seen: Seen, response: http.ServerResponse, turn: number) => void): Promise<Loopback> {
  const seen: Seen[] = []
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('error', () => undefined)
    request.on('end', () => {
      const one = {
        method: request.method ?? '', url: request.url ?? '', headers: request.headers,
        body: Buffer.concat(chunks).toString(), at: Date.now(), port: request.socket.remotePort ?? 0,
      }
      seen.push(one)
      answer(one, response, seen.length)
    })
  })
  const port = await listen(server)
  return { url: `http://127.0.0.1:${port}`, port, seen }
}

/** A real TCP server on loopback that does with each connection what it is told. */
export async function serveTcp(connected: (socket: net.Socket) => void): Promise<{ port: number; connections: net.Socket[]; bytes: () => string }> {
  const connections: net.Socket[] = []
  const chunks: Buffer[] = []
  const server = net.createServer((socket) => {
    connections.push(socket)
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    connected(socket)
  })
  return { port: await listen(server), connections, bytes: () => Buffer.concat(chunks).toString('latin1') }
}

/** A port of loopback on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

export async function listen(server: net.Server): Promise<number> {
  const sockets = new Set<net.Socket>()
  const remember = (socket: net.Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  }
  server.on('connection', remember)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return (server.address() as AddressInfo).port
}

/** A wall clock that is real and whose waits end only by hand. */
export interface HandClock extends Clock {
  /** Ends the waits under way, as if their time were up. */
  timeIsUp(): void
  waits: number[]
}

export function handClock(): HandClock {
  const waiting = new Set<() => void>()
  const waits: number[] = []
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    wait: (ms, signal) => {
      waits.push(ms)
      return new Promise((resolve) => {
        const end = () => {
          waiting.delete(end)
          resolve()
        }
        waiting.add(end)
        signal?.addEventListener('abort', end)
      })
    },
    timeIsUp: () => [...waiting].forEach((end) => end()),
    waits,
  }
}

export const theKey = 'sk-for-tests-0123456789'

/** A client of the real kind, closed with the test. */
export function clientFor(baseUrl: string, options: Partial<ApiClientOptions> = {}): ApiClient {
  const client = createApiClient({ baseUrl, key: theKey, clock: handClock(), random: () => 0.5, env: {}, ...options })
  onTestFinished(() => client.close())
  return client
}

export const oneClip = {
  groupId: 'group-1', projectName: 'default', assetType: 'video',
  assets: [{ url: 'https://clips.example/a.mp4', name: 'a-1' }],
} as const

export function json(response: http.ServerResponse, status: number, body: unknown, headers: http.OutgoingHttpHeaders = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

export const acceptedBody = { code: 200, data: { id: 'task_01K', object: 'seedance.avatar.asset.task', status: 'processing', progress: 10 } }
