import { expect, it } from 'vitest'
import type { Fetch } from '../../src/main/capabilities.ts'
import { acceptedBody, clientFor, closedPort, handClock, json, oneClip, serveHttp, serveTcp } from './loopback.ts'

const over = (url: string, options: Parameters<typeof clientFor>[1] = {}) => clientFor(url, { fetch: globalThis.fetch, ...options })
const failing = (error: Error): Fetch => () => Promise.reject(error)
const errno = (code: string, syscall?: string) => Object.assign(new Error(`${syscall} ${code}`), { code, syscall })
const afterFetch = (cause: Error) => failing(new TypeError('fetch failed', { cause }))

it('over a fetch that was lent, a submission is accepted', async () => {
  const server = await serveHttp((_seen, response) => json(response, 200, acceptedBody))
  expect((await over(server.url).submit(oneClip)).meaning).toEqual({ kind: 'accepted', taskId: 'task_01K' })
})

it('a redirect is not followed', async () => {
  const server = await serveHttp((_seen, response) => response.writeHead(307, { location: '/elsewhere' }).end())
  expect((await over(server.url).submit(oneClip)).meaning).toMatchObject({ kind: 'refused-stop', stop: 'not-the-api' })
  expect(server.seen).toHaveLength(1)
})

it('megabytes are not read', async () => {
  const server = await serveHttp((_seen, response) => response.end('x'.repeat(3 * 1024 * 1024)))
  expect((await over(server.url).submit(oneClip)).meaning).toMatchObject({ kind: 'unknown', why: 'cut-short' })
})

it('half an answer is told from a whole one', async () => {
  const server = await serveTcp((socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"code":200}')))
  expect((await over(`http://127.0.0.1:${server.port}`).submit(oneClip)).meaning).toMatchObject({ kind: 'unknown', why: 'cut-short' })
})

it('a refused connection and an unknown name were not sent', async () => {
  expect((await over(`http://127.0.0.1:${await closedPort()}`).submit(oneClip)).meaning).toMatchObject({ kind: 'unsent', cause: { kind: 'refused' } })
  expect((await over('http://nonexistent.invalid').submit(oneClip)).meaning).toMatchObject({ kind: 'unsent', cause: { kind: 'dns' } })
})

it('a reset and a time-out may have been accepted', async () => {
  const clock = handClock()
  const reset = await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy()))
  const late = await serveTcp((socket) => socket.once('data', () => clock.timeIsUp()))
  expect((await over(`http://127.0.0.1:${reset.port}`).submit(oneClip)).meaning).toMatchObject({ kind: 'unknown', why: 'connection-lost' })
  expect((await over(`http://127.0.0.1:${late.port}`, { clock }).submit(oneClip)).meaning).toMatchObject({ kind: 'unknown', why: 'timed-out' })
})

it.each([
  ['ECONNREFUSED while connecting', errno('ECONNREFUSED', 'connect'), 'unsent'],
  ['EHOSTUNREACH while connecting', errno('EHOSTUNREACH', 'connect'), 'unsent'],
  ['ENETUNREACH while connecting', errno('ENETUNREACH', 'connect'), 'unsent'],
  ['ETIMEDOUT while connecting', errno('ETIMEDOUT', 'connect'), 'unsent'],
  ['EAI_AGAIN', errno('EAI_AGAIN', 'getaddrinfo'), 'unsent'],
  ['a connect time-out', errno('UND_ERR_CONNECT_TIMEOUT'), 'unsent'],
  ['a certificate not believed', errno('SELF_SIGNED_CERT_IN_CHAIN'), 'unsent'],
  ['several addresses refused', new AggregateError([errno('ECONNREFUSED', 'connect')]), 'unsent'],
  ['EHOSTUNREACH while reading', errno('EHOSTUNREACH', 'read'), 'unknown'],
  ['ETIMEDOUT while reading', errno('ETIMEDOUT', 'read'), 'unknown'],
  ['ECONNRESET', errno('ECONNRESET', 'read'), 'unknown'],
  ['EPIPE', errno('EPIPE', 'write'), 'unknown'],
  ['a closed socket', errno('UND_ERR_SOCKET'), 'unknown'],
  ['a TLS alert, which may come after the request', errno('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'), 'unknown'],
  ['something without a code', new Error('odd'), 'unknown'],
])('%s means: %s', async (_name, cause, kind) => {
  const { meaning } = await over('http://127.0.0.1:9', { fetch: afterFetch(cause) }).submit(oneClip)
  expect(meaning.kind).toBe(kind)
})
