import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

export interface Hook {
  url: string
  /** What came, in order. */
  calls: { method: string; path: string; body: string }[]
  /** How the next calls are answered. */
  answer: { status: number; body: string }
}

/** A real server in the place of a chat service. */
export async function startHook(): Promise<Hook> {
  const hook: Hook = { url: '', calls: [], answer: { status: 200, body: 'ok' } }
  const server = createServer((request: IncomingMessage, response) => {
    void text(request).then((body) => {
      hook.calls.push({ method: request.method ?? '', path: request.url ?? '', body })
      response.writeHead(hook.answer.status, { 'content-type': 'text/plain' }).end(hook.answer.body)
    })
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  onTestFinished(() => new Promise<void>((resolve) => { server.closeAllConnections(); server.close(() => resolve()) }))
  hook.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/T0KEN`
  return hook
}
