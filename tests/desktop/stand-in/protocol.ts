import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import type { Protocol } from 'electron'
import { partly } from './partly.ts'

const servers = new Map<string, Promise<number>>()

export const protocol = partly<Protocol>('protocol', {
  registerSchemesAsPrivileged: () => undefined,
  handle(scheme, handler) {
    servers.set(scheme, serve(scheme, handler))
  },
})

/** A scheme of the application's own as Chromium can load it: each host of it is a name on loopback, an origin of its own. */
export async function loadable(url: string): Promise<string> {
  const { protocol: scheme, host, pathname, search, hash } = new URL(url)
  const port = await servers.get(scheme.slice(0, -1))
  if (port === undefined) return url
  return `http://${host}.${scheme.slice(0, -1)}.localhost:${port}${pathname}${search}${hash}`
}

/** The application's own address of what Chromium has loaded. */
export function asNamed(url: string): string {
  const parsed = URL.parse(url)
  const match = /^(.+)\.([^.]+)\.localhost$/.exec(parsed?.hostname ?? '')
  return parsed && match ? `${match[2]}://${match[1]}${parsed.pathname}${parsed.search}${parsed.hash}` : url
}

function serve(scheme: string, handler: Parameters<Protocol['handle']>[1]): Promise<number> {
  const server = createServer((incoming, outgoing) => {
    const url = asNamed(`http://${incoming.headers.host}${incoming.url}`)
    const headers = Object.entries(incoming.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as [string, string]] : []))
    void (async () => {
      const answer = await handler(new Request(url, { method: incoming.method, headers }))
      outgoing.writeHead(answer.status, Object.fromEntries(answer.headers as never as Iterable<[string, string]>))
      if (answer.body) Readable.fromWeb(answer.body as never).on('error', () => outgoing.destroy()).pipe(outgoing)
      else outgoing.end()
    })().catch((error: unknown) => {
      process.stderr.write(`The handler of ${scheme} failed: ${String(error)}\n`)
      outgoing.destroy()
    })
  })
  server.unref()
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))
}
