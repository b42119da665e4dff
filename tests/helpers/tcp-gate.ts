import { connect, createServer, type Server, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A way to a server that can be shut: then nothing listens, as without a network. */
export interface TcpGate {
  url: string
  shut(): Promise<void>
  open(): Promise<void>
}

/** A gate, open, in front of a server on 127.0.0.1. */
export async function tcpGate(url: string): Promise<TcpGate> {
  const behind = Number(new URL(url).port)
  const sockets = new Set<Socket>()
  let server: Server | null = null
  let port = 0
  const open = async (): Promise<void> => {
    const made = createServer((socket) => {
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
    })
    await new Promise<void>((resolve, reject) => made.once('error', reject).listen(port, '127.0.0.1', resolve))
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
