import { createServer } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'

/** The one way out of a company's network: an HTTP proxy that makes tunnels, or does not. */
export interface CompanyProxy {
  /** With the name and password it wants. */
  url: string
  /** Where tunnels end: those to this name, or all others. A proxy that looks inside ends them at itself. */
  leadTo(port: number, host?: string): void
  /** From now on answers so instead. Null: makes the tunnel. */
  refuse(status: number | null): void
  /** What was asked for: `CONNECT host:port`, `HEAD http://…`. */
  asked(): readonly string[]
  close(): Promise<void>
}

const credentials = 'ada:secret'

/** On 127.0.0.1. Whoever comes without its name and password is told 407. */
export async function startCompanyProxy(): Promise<CompanyProxy> {
  const targets = new Map<string, number>()
  let refused: number | null = null
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`)
    response.writeHead(refused ?? 501).end()
  })
  server.on('connection', (socket: Socket) => { sockets.add(socket.on('error', () => undefined).on('close', () => sockets.delete(socket))) })
  server.on('connect', (request, socket: Socket) => {
    asked.push(`CONNECT ${request.url ?? ''}`)
    const known = request.headers['proxy-authorization'] === `Basic ${Buffer.from(credentials).toString('base64')}`
    const status = refused ?? (known ? null : 407)
    if (status !== null) return void socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`)
    const target = targets.get((request.url ?? '').replace(/:\d+$/, '')) ?? targets.get('') ?? 0
    const through = connect(target, '127.0.0.1', () => { socket.write('HTTP/1.1 200 Connection established\r\n\r\n') })
    sockets.add(through.on('error', () => undefined).on('close', () => { sockets.delete(through); socket.destroy() }))
    socket.on('close', () => through.destroy())
    socket.pipe(through).pipe(socket)
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  return {
    url: `http://${credentials}@127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo: (port, host = '') => { targets.set(host, port) },
    refuse(status) {
      refused = status
      // A tunnel that stands would go on being used.
      for (const socket of sockets) socket.destroy()
    },
    asked: () => asked,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => { server.close(() => resolve()) })
    },
  }
}
