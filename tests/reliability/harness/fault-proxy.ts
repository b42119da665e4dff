import { createServer, request as forward, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net'
import { assertNever } from '../../../src/contract/assert-never.ts'

/** What a request asks of the service; the three that share an address are told apart by their bodies. */
export type CallKind = 'submit' | 'poll' | 'session' | 'verdict' | 'other'

/** An answer of the tests' own in place of the service's. */
export interface Scripted {
  status: number
  headers?: Record<string, string>
  body: string | object
  /** The service gets the request all the same, and what it says is thrown away. */
  accepted?: boolean
}

/**
 * What becomes of one request. `…-before`: the service never sees it; `…-after`: it has it, has acted on it and has
 * answered, and the answer does not arrive.
 */
export type RequestFault =
  | 'reset-before' | 'closed-before' | 'hang-before'
  | 'reset-after' | 'closed-after' | 'hang-after'
  | 'half-head-after' | 'half-body-after' | 'hang-in-body-after'
  | 'no-http-after'
  /** Every byte of the answer in a packet of its own: slow, and whole. */
  | 'drip-after'
  | Scripted

/** What becomes of every connection, whoever made it and for what. */
export type ConnectionFault =
  /** Nothing listens. */
  | 'refuse'
  /** Taken, and never a byte. */
  | 'silent'
  /** Ended at the first byte, as by a gateway that wants something else. */
  | 'hang-up'
  /** Speaks HTTP, whatever comes. */
  | 'plain-http'

export interface Passed { kind: CallKind; met: boolean }

/** A way to the service on which everything can go wrong that goes wrong on networks. */
export interface FaultProxy {
  url: string
  port: number
  /** Where it leads; before this nothing is let through. */
  leadTo(url: string): void
  /** Requests of these kinds meet it, so often (default: until told otherwise). Null: all goes through. */
  meet(fault: RequestFault | ((kind: CallKind) => RequestFault | null) | null, kinds?: readonly CallKind[], times?: number): void
  /** Requests of these kinds have arrived and are not passed on until the function it returns is called. */
  hold(kinds: readonly CallKind[]): () => void
  /** Every connection meets it. Null: they are taken as usual. */
  meetAtTheDoor(fault: ConnectionFault | null): Promise<void>
  /** What has come, the first first. */
  passed(): readonly Passed[]
  /** For one that speaks TLS: another certificate from now on. */
  present(certificate: { key: string; cert: string }): void
  close(): Promise<void>
}

/** A proxy on 127.0.0.1. @param certificate with it, it speaks TLS. */
export async function startFaultProxy(certificate?: { key: string; cert: string }): Promise<FaultProxy> {
  let target = ''
  let fault: Parameters<FaultProxy['meet']>[0] = null
  let kinds: readonly CallKind[] | undefined
  let left = Infinity
  let atTheDoor: ConnectionFault | null = null
  let port = 0
  let server: Server | TlsServer | TcpServer | null = null
  let held: { kinds: readonly CallKind[]; over: Promise<void> } | null = null
  const sockets = new Set<Socket>()
  const passed: Passed[] = []

  const faultOf = (kind: CallKind): RequestFault | null => {
    if (fault === null || left <= 0 || (kinds && !kinds.includes(kind))) return null
    const found = typeof fault === 'function' ? fault(kind) : fault
    if (found !== null) left--
    return found
  }

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const kind = kindOf(request.method ?? '', request.url ?? '', body)
    const met = faultOf(kind)
    passed.push({ kind, met: met !== null })
    if (held?.kinds.includes(kind)) await held.over
    const socket = response.socket
    const through = (): Promise<Answer> => handOn(target, request, body)
    if (met === null) return reply(response, await through())
    if (typeof met === 'object') {
      if (met.accepted) await through()
      const text = typeof met.body === 'string' ? met.body : JSON.stringify(met.body)
      response.writeHead(met.status, { 'content-type': typeof met.body === 'string' ? 'text/html' : 'application/json', ...met.headers }).end(text)
      return
    }
    switch (met) {
      case 'reset-before': socket?.resetAndDestroy(); return
      case 'closed-before': socket?.destroy(); return
      case 'hang-before': return
      case 'reset-after': await through(); socket?.resetAndDestroy(); return
      case 'closed-after': await through(); socket?.destroy(); return
      case 'hang-after': await through(); return
      case 'half-head-after': await through(); socket?.end('HTTP/1.1 200 OK\r\ncontent-ty'); return
      case 'half-body-after': halfOf(await through(), socket, (rest) => rest.end()); return
      case 'hang-in-body-after': halfOf(await through(), socket, () => undefined); return
      case 'no-http-after': await through(); socket?.end('220 smtp.example ESMTP ready\r\n'); return
      case 'drip-after': return drip(response, await through())
      default: assertNever(met)
    }
  }

  const connected = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
  }

  const makeServer = (): Server | TlsServer | TcpServer => {
    if (atTheDoor === 'silent') return createTcpServer()
    if (atTheDoor === 'hang-up') return createTcpServer((socket) => { socket.once('data', () => { socket.destroy() }) })
    if (atTheDoor === 'plain-http') return createTcpServer((socket) => { socket.once('data', () => { socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n') }) })
    const listener = (request: IncomingMessage, response: ServerResponse): void => {
      // A test that is over takes its sandbox away: whoever still asks hears nothing.
      handle(request, response).catch(() => response.destroy())
    }
    return certificate ? createTlsServer(certificate, listener).on('tlsClientError', () => undefined) : createServer(listener)
  }

  const open = async (): Promise<void> => {
    const made = makeServer().on('connection', connected)
    await new Promise<void>((resolve, reject) => made.once('error', reject).listen(port, '127.0.0.1', resolve))
    port = (made.address() as AddressInfo).port
    server = made
  }
  const shut = async (): Promise<void> => {
    const old = server
    server = null
    for (const socket of sockets) socket.destroy()
    if (old) await new Promise<void>((resolve) => { old.close(() => resolve()) })
  }

  await open()
  return {
    url: `${certificate ? 'https' : 'http'}://${certificate ? 'localhost' : '127.0.0.1'}:${port}`,
    port,
    leadTo: (url) => { target = url },
    meet(given, ofKinds, times = Infinity) {
      fault = given
      kinds = ofKinds
      left = times
    },
    hold(ofKinds) {
      let release = (): void => undefined
      held = { kinds: ofKinds, over: new Promise((resolve) => { release = resolve }) }
      return () => {
        held = null
        release()
      }
    },
    async meetAtTheDoor(given) {
      await shut()
      atTheDoor = given
      if (given !== 'refuse') await open()
    },
    passed: () => passed,
    present(other) {
      certificate = other
      if (server && 'setSecureContext' in server) server.setSecureContext(other)
      // Who is connected has seen the old one.
      for (const socket of sockets) socket.destroy()
    },
    close: shut,
  }
}

function kindOf(method: string, url: string, body: Buffer): CallKind {
  if (method === 'GET') return url.startsWith('/v1/tasks/') ? 'poll' : 'other'
  if (method !== 'POST' || !url.endsWith('/real-avatar')) return 'other'
  const text = body.toString('utf8')
  return text.includes('"assets"') ? 'submit' : text.includes('"byted_token"') ? 'verdict' : 'session'
}

interface Answer { status: number; headers: IncomingHttpHeaders; body: Buffer }

function handOn(target: string, { method, url = '/', headers }: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onward = forward(new URL(url, target), { method, headers: { ...headers, host: new URL(target).host, connection: 'close' }, agent: false }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }))
      answer.on('error', reject)
    })
    onward.on('error', reject)
    onward.end(body)
  })
}

function reply(response: ServerResponse, { status, headers, body }: Answer): void {
  const { connection: _hop, 'transfer-encoding': _coding, 'keep-alive': _keep, ...rest } = headers
  response.writeHead(status, { ...rest, 'content-length': body.length }).end(body)
}

function halfOf({ status, body }: Answer, socket: Socket | null, then: (socket: Socket) => void): void {
  if (!socket) return
  socket.write(`HTTP/1.1 ${status} OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`)
  socket.write(body.subarray(0, Math.floor(body.length / 2)), () => then(socket))
}

/** Byte by byte, without a pause but for the loop's turn. */
async function drip(response: ServerResponse, { status, body }: Answer): Promise<void> {
  response.socket?.setNoDelay(true)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length })
  response.flushHeaders()
  for (let at = 0; at < body.length && !response.destroyed; at++) {
    response.write(body.subarray(at, at + 1))
    await new Promise((resolve) => { setImmediate(resolve) })
  }
  response.end()
}
