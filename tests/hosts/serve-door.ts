import { request } from 'node:http'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import type { GreenroomClient } from '../../src/contract/client.ts'
import type { Core } from '../../src/main/core-handle.ts'
import { createCore } from '../../src/main/core.ts'
import { nodeCapabilities } from '../../src/node-host/capabilities.ts'
import { fileSecrets } from '../../src/node-host/file-secrets.ts'
import { startServer, type RunningServer, type ServerOptions } from '../../src/node-host/serve/http-server.ts'

export interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

export interface Asking { method?: string; headers?: Record<string, string>; body?: Buffer | string }

/** A page of somebody's: the calls over its line, and how the line ended. */
export interface Page {
  client: GreenroomClient
  socket: WebSocket
  /** The code it was closed with. */
  closed: Promise<number>
}

export interface Door {
  core: Core
  server: RunningServer
  base: string
  dataDir: string
  /** What the server's log said. */
  said: string[]
  ask(pathname: string, asking?: Asking): Promise<Answer>
  /** Bytes as they are on a line of their own; what came back until the other side ended it. */
  raw(bytes: string): Promise<string>
  /** How an upgrade to a WebSocket ended: `open`, or the status it was refused with. */
  upgrade(pathname: string, headers: Record<string, string>): Promise<'open' | number>
  /** The cookies of a browser that opened a link with this token. */
  letIn(token: string): Promise<string>
  /** Of whoever started it. */
  ownCookie(): Promise<string>
  page(cookie: string): Promise<Page>
}

/** A core over a data directory of its own behind the real server, both ended after the test. */
export async function openDoor(more: Partial<ServerOptions> = {}): Promise<Door> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'greenroom-door-'))
  const dataDir = path.join(home, 'data')
  const screensDir = path.join(home, 'screens')
  await mkdir(path.join(screensDir, 'assets'), { recursive: true })
  await writeFile(path.join(screensDir, 'index.html'), '<!doctype html><head><title>Greenroom</title></head>')
  await writeFile(path.join(home, 'secret.txt'), 'not for you')
  const core = await openCoreOn(dataDir)
  const said: string[] = []
  const say = (message: string, fields?: Record<string, unknown>) => void said.push(`${message} ${JSON.stringify(fields ?? {})}`)
  const server = await startServer({
    core: () => core, screensDir, host: '127.0.0.1', port: 0, secrets: fileSecrets(dataDir), log: { debug: say, info: say, warn: say, error: say }, monotonic: () => performance.now(), ...more,
  })
  onTestFinished(async () => {
    await server.close()
    await core.stop()
    await rm(home, { recursive: true, force: true })
  })
  const base = new URL(server.url).origin
  const { hostname, port } = new URL(base)

  const ask: Door['ask'] = (pathname, { method = 'GET', headers = {}, body } = {}) => new Promise((resolve, reject) => {
    // Plain node:http: fetch would set Host, Origin and the path as a browser must.
    const outgoing = request({ hostname, port, path: pathname, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('close', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() }))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
  const letIn = async (token: string): Promise<string> => {
    const answer = await ask(`/?token=${token}`)
    return [answer.headers['set-cookie'] ?? []].flat().map((each) => each.split(';')[0]).join('; ')
  }
  return {
    core, server, base, dataDir, said, ask, letIn,
    ownCookie: () => letIn(new URL(server.url).searchParams.get('token') ?? ''),
    raw: (bytes) => new Promise((resolve, reject) => {
      let heard = ''
      const line = net.connect(Number(port), hostname, () => line.write(bytes))
      line.on('data', (chunk: Buffer) => (heard += chunk.toString()))
      line.on('close', () => resolve(heard))
      line.on('error', reject)
    }),
    upgrade: (pathname, headers) => new Promise((resolve, reject) => {
      const socket = new WebSocket(base.replace('http', 'ws') + pathname, { headers })
      socket.on('open', () => (socket.terminate(), resolve('open')))
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0))
      socket.on('error', reject)
    }),
    page: (cookie) => new Promise((resolve, reject) => {
      const socket = new WebSocket(`${base.replace('http', 'ws')}/rpc`, { headers: { cookie } })
      const closed = new Promise<number>((over) => { socket.on('close', over) })
      socket.on('error', reject)
      socket.on('open', () => resolve({ client: createORPCClient<GreenroomClient>(new RPCLink({ websocket: socket })), socket, closed }))
    }),
  }
}

/** Another process's core on the same data, or the first. */
export function openCoreOn(dataDir: string, actor = 'ada'): Promise<Core> {
  return createCore(nodeCapabilities(dataDir, 'silent'), { dataDir, accountName: 'default', actor, hostKind: 'browser', version: '0', overrides: {}, timeoutMs: 1000, sandbox: null })
}
