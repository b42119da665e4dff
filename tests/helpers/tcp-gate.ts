import { connect, createServer, type Server, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A way to a server that can be shut: then nothing listens, as without a network. */
export interface TcpGate {
  url: string
  shut(): Promise<void>
  open(): Promise<void>
}

/** Below what systems give to whoever asks for any port: while the gate is shut nobody else comes to listen there. */
const portFrom = 15_000
const portRange = 15_000

async function listening(make: () => Server, port: number): Promise<Server> {
  for (;;) {
    const made = make()
    const at = port || portFrom + Math.floor(Math.random() * portRange)
    const busy = await new Promise<boolean>((resolve, reject) => {
      made.once('error', (error: NodeJS.ErrnoException) => (port === 0 && error.code === 'EADDRINUSE' ? resolve(true) : reject(error))).listen(at, '127.0.0.1', () => resolve(false))
    })
    if (!busy) return made
  }
}

/** A gate, open, in front of a server on 127.0.0.1. */
export async function tcpGate(url: string): Promise<TcpGate> {
  const behind = Number(new URL(url).port)
  const sockets = new Set<Socket>()
  let server: Server | null = null
  let port = 0
  const open = async (): Promise<void> => {
    const made = await listening(() => createServer((socket) => {
      const through = connect(behind, '127.0.0.1')
      for (const one of [socket, through]) {
        sockets.add(one)
        one.on('error', () => undefined).on('close', () => {
          sockets.delete(one)
          socket.destroy()
          through.destroy()
        })
      }
      socket.pipe(through).pipe(socket)
    }), port)
    const address = made.address()
    port = typeof address === 'object' && address ? address.port : 0
    server = made
  }
  const shut = async (): Promise<void> => {
    const old = server
    server = null
    if (!old) return
    const closed = new Promise<void>((resolve) => { old.close(() => resolve()) })
    for (const socket of sockets) socket.destroy()
    await closed
  }
  await open()
  onTestFinished(shut)
  return { url: `http://127.0.0.1:${port}`, shut, open }
}
