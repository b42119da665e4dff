import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface FootageServer {
  /** Address of the numbered clip; each number is another content. */
  url(number: number): string
  close(): Promise<void>
}

/** Serves any number of clips at addresses of this machine, as a studio's own web server would: whole, or by ranges. */
export async function startFootageServer(clip: Buffer): Promise<FootageServer> {
  const server = createServer((request, response) => {
    const number = /^\/take-(\d+)\.mp4$/.exec(request.url ?? '')?.[1]
    if (number === undefined) return void response.writeHead(404).end()
    const whole = Buffer.concat([clip, freeBox(number)])
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '')
    const start = range ? Number(range[1]) : 0
    const end = range?.[2] ? Math.min(Number(range[2]), whole.length - 1) : whole.length - 1
    const body = whole.subarray(start, end + 1)
    response.writeHead(range ? 206 : 200, {
      'content-type': 'video/mp4', 'content-length': body.length, 'accept-ranges': 'bytes',
      ...(range ? { 'content-range': `bytes ${start}-${end}/${whole.length}` } : {}),
    })
    response.end(request.method === 'HEAD' ? undefined : body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: (number) => `http://127.0.0.1:${port}/take-${String(number).padStart(4, '0')}.mp4`,
    close: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}

/** A part of an MP4 that players skip: it makes two files differ and changes nothing that is seen. */
function freeBox(text: string): Buffer {
  const box = Buffer.alloc(8 + text.length)
  box.writeUInt32BE(box.length, 0)
  box.write('free', 4, 'latin1')
  box.write(text, 8, 'latin1')
  return box
}
