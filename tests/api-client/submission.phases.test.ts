import https from 'node:https'
import net from 'node:net'
import { describe, expect, it } from 'vitest'
import { acceptedBody, clientFor, closedPort, handClock, json, listen, oneClip, serveHttp, serveTcp } from './loopback.ts'
import { loopbackCertificate, loopbackKey } from './loopback-certificate.ts'

const unsent = (kind: string) => ({ meaning: { kind: 'unsent', cause: { kind } }, evidence: { mayHaveArrived: false, status: null } })
const unknown = (why: string) => ({ meaning: { kind: 'unknown', why }, evidence: { mayHaveArrived: true } })

/** Resolves once the server has the request whole (its JSON ends so), then does what it is told with the connection. */
const afterRequest = (then: (socket: net.Socket) => void) => (socket: net.Socket) => {
  let had = ''
  socket.on('data', (chunk: Buffer) => {
    had += chunk.toString()
    if (had.endsWith(']}')) then(socket)
  })
}

describe('certainly not sent is a submission', () => {
  it('to a port that refuses', async () => {
    expect(await clientFor(`http://127.0.0.1:${await closedPort()}`).submit(oneClip)).toMatchObject(unsent('refused'))
  })
  it('to a name that does not exist', async () => {
    expect(await clientFor('http://nonexistent.invalid').submit(oneClip)).toMatchObject(unsent('dns'))
  })
  it('over TLS to a port that speaks plain HTTP', async () => {
    const server = await serveHttp((_seen, response) => json(response, 200, acceptedBody))
    expect(await clientFor(`https://127.0.0.1:${server.port}`).submit(oneClip)).toMatchObject(unsent('tls'))
    expect(server.seen).toEqual([])
  })
  it('over TLS to a server that hangs up during the handshake', async () => {
    const server = await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy()))
    const { meaning } = await clientFor(`https://127.0.0.1:${server.port}`).submit(oneClip)
    expect(meaning.kind).toBe('unsent')
  })
  it('over TLS to a certificate nobody signed, until it is trusted', async () => {
    const seen: string[] = []
    const server = https.createServer({ key: loopbackKey, cert: loopbackCertificate }, (request, response) => {
      seen.push(request.url ?? '')
      json(response, 200, acceptedBody)
    })
    const url = `https://127.0.0.1:${await listen(server)}`
    expect(await clientFor(url).submit(oneClip)).toMatchObject(unsent('tls'))
    expect(seen).toEqual([])
    expect((await clientFor(url, { extraCa: [loopbackCertificate] }).submit(oneClip)).meaning).toEqual({ kind: 'accepted', taskId: 'task_01K' })
  })
  it('when the connection takes longer than connecting may', async () => {
    const silent = await serveTcp(() => undefined)
    const { meaning, evidence } = await clientFor(`https://127.0.0.1:${silent.port}`, { connectTimeoutMs: 20 }).submit(oneClip)
    expect({ meaning, evidence }).toMatchObject(unsent('connect-timeout'))
  })
  it('when its whole time is up while it still connects, and it does not leave later', async () => {
    const clock = handClock()
    const silent = await serveTcp(() => queueMicrotask(() => clock.timeIsUp()))
    expect(await clientFor(`https://127.0.0.1:${silent.port}`, { clock, connectTimeoutMs: 600_000 }).submit(oneClip)).toMatchObject(unsent('connect-timeout'))
    // Its connection is ended with it, instead of being made after all.
    await new Promise((resolve) => silent.connections[0]!.once('close', resolve))
    expect(silent.bytes()).not.toContain('real-avatar')
  })
})

describe('a submission may have been accepted', () => {
  it('when the connection is reset at its first byte', async () => {
    const server = await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy()))
    expect(await clientFor(`http://127.0.0.1:${server.port}`).submit(oneClip)).toMatchObject(unknown('connection-lost'))
    expect(server.connections).toHaveLength(1)
  })
  it('when the connection is reset after it was read, and it is not sent again', async () => {
    const server = await serveTcp(afterRequest((socket) => socket.resetAndDestroy()))
    expect(await clientFor(`http://127.0.0.1:${server.port}`).submit(oneClip)).toMatchObject(unknown('connection-lost'))
    expect(server.connections).toHaveLength(1)
  })
  it('when the connection is closed without a word, and it is not sent again', async () => {
    const server = await serveTcp(afterRequest((socket) => socket.end()))
    expect(await clientFor(`http://127.0.0.1:${server.port}`).submit(oneClip)).toMatchObject(unknown('connection-lost'))
    expect(server.connections).toHaveLength(1)
  })
  it('when no answer comes in its time, which is the one configured', async () => {
    const clock = handClock()
    const server = await serveTcp(afterRequest(() => clock.timeIsUp()))
    expect(await clientFor(`http://127.0.0.1:${server.port}`, { clock, timeoutMs: 45_000 }).submit(oneClip)).toMatchObject(unknown('timed-out'))
    expect(clock.waits).toEqual([45_000])
  })
  it('when the process stops while it waits', async () => {
    const stopping = new AbortController()
    const server = await serveTcp(afterRequest(() => stopping.abort()))
    expect(await clientFor(`http://127.0.0.1:${server.port}`).submit(oneClip, { signal: stopping.signal })).toMatchObject(unknown('timed-out'))
  })
  it.each([
    ['a length that is not reached', 'HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"code":200,"data":{"id":"task_01K"}}'],
    ['a chunk that does not end', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"cod\r\n'],
    ['neither, and JSON that stops in the middle', 'HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{"code":200,"data":{"id":"ta'],
  ])('when its answer breaks off: %s', async (_name, half) => {
    const server = await serveTcp(afterRequest((socket) => socket.end(half)))
    const { meaning, evidence } = await clientFor(`http://127.0.0.1:${server.port}`).submit(oneClip)
    expect(meaning).toMatchObject({ kind: 'unknown', why: 'cut-short' })
    expect(evidence).toMatchObject({ status: 200, mayHaveArrived: true })
  })
  it('when its answer begins and then hangs', async () => {
    const clock = handClock()
    const server = await serveTcp(afterRequest((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"code"', () => setImmediate(() => setImmediate(() => clock.timeIsUp())))
    }))
    const { meaning } = await clientFor(`http://127.0.0.1:${server.port}`, { clock }).submit(oneClip)
    expect(meaning.kind).toBe('unknown')
  })
  it('when the answer is no HTTP', async () => {
    const server = await serveTcp(afterRequest((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')))
    expect(await clientFor(`http://127.0.0.1:${server.port}`).submit(oneClip)).toMatchObject({ meaning: { kind: 'unknown' } })
  })
})

it('a question given up on while it still connects does not leave when the connection is there at last', async () => {
  const seen: string[] = []
  const server = https.createServer({ key: loopbackKey, cert: loopbackCertificate }, (request, response) => {
    seen.push(request.url ?? '')
    json(response, 200, { id: request.url?.split('/').at(-1), status: 'processing' })
  })
  const port = await listen(server)
  const clock = handClock()
  let openTheGate = (): void => undefined
  const gate = net.createServer((socket) => {
    const open = () => socket.pipe(net.connect(port, '127.0.0.1').on('error', () => socket.destroy())).pipe(socket).on('error', () => undefined)
    if (clock.waits.length > 1) return void open()
    openTheGate = () => void open()
    clock.timeIsUp()
  })
  const client = clientFor(`https://127.0.0.1:${await listen(gate)}`, { clock, extraCa: [loopbackCertificate] })
  expect(await client.readTask('given-up')).toMatchObject({ ok: false, error: { kind: 'offline' } })

  // The client hangs up as soon as it could write, which the server may still take for a broken handshake.
  const connected = new Promise((resolve) => server.once('secureConnection', resolve).once('tlsClientError', resolve))
  openTheGate()
  await connected
  expect(await client.readTask('asked')).toMatchObject({ ok: true })
  expect(seen).toEqual(['/v1/tasks/asked'])
})

it('a refusal whose body breaks off is still a refusal', async () => {
  const server = await serveTcp(afterRequest((socket) => socket.end('HTTP/1.1 429 Too Many Requests\r\nretry-after: 5\r\ncontent-length: 500\r\n\r\n{"err')))
  const { meaning, evidence } = await clientFor(`http://127.0.0.1:${server.port}`).submit(oneClip)
  expect(meaning).toMatchObject({ kind: 'refused-retry', why: 'rate', retryDueAt: evidence.answeredAt + 5000 })
})

it('early hints are not the answer', async () => {
  const body = JSON.stringify(acceptedBody)
  const server = await serveTcp(afterRequest((socket) => socket.end(`HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`)))
  expect((await clientFor(`http://127.0.0.1:${server.port}`).submit(oneClip)).meaning).toEqual({ kind: 'accepted', taskId: 'task_01K' })
})

it('each submission has a connection of its own, and questions share one', async () => {
  const server = await serveHttp((_seen, response) => json(response, 200, acceptedBody))
  const client = clientFor(server.url)
  await client.submit(oneClip)
  await client.submit(oneClip)
  await client.readTask('task_01K')
  await new Promise(setImmediate) // the connection is handed back after the answer is
  await client.readTask('task_01K')
  const ports = server.seen.map((seen) => seen.port)
  expect(new Set(ports.slice(0, 2)).size).toBe(2)
  expect(ports[2]).not.toBe(ports[1])
  expect(ports[3]).toBe(ports[2])
  expect(server.seen[0]?.headers.connection).toBe('close')
})

describe('through a proxy', () => {
  it('plain HTTP is handed on, with the proxy’s name and password', async () => {
    const proxy = await serveHttp((_seen, response) => json(response, 200, acceptedBody))
    const client = clientFor('http://api.example.invalid/gate', { env: { HTTP_PROXY: `http://anna:pass@127.0.0.1:${proxy.port}` } })
    expect((await client.submit(oneClip)).meaning.kind).toBe('accepted')
    expect(proxy.seen[0]).toMatchObject({ url: 'http://api.example.invalid/gate/v1/seedance2/real-avatar' })
    expect(proxy.seen[0]?.headers['proxy-authorization']).toBe(`Basic ${btoa('anna:pass')}`)
    expect(proxy.seen[0]?.headers.host).toBe('api.example.invalid')
  })
  it('that is named without http:// is understood', async () => {
    const proxy = await serveHttp((_seen, response) => json(response, 200, acceptedBody))
    const client = clientFor('http://api.example.invalid', { env: { http_proxy: `127.0.0.1:${proxy.port}` } })
    expect((await client.submit(oneClip)).meaning.kind).toBe('accepted')
  })
  it('loopback and what NO_PROXY names are reached directly', async () => {
    const proxy = await serveHttp((_seen, response) => json(response, 500, {}))
    const server = await serveHttp((_seen, response) => json(response, 200, acceptedBody))
    const env = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: 'nonexistent.invalid' }
    expect((await clientFor(server.url, { env }).submit(oneClip)).meaning.kind).toBe('accepted')
    expect(await clientFor('http://nonexistent.invalid', { env }).submit(oneClip)).toMatchObject(unsent('dns'))
    expect(proxy.seen).toEqual([])
  })
  it('that wants a password, nothing was sent', async () => {
    const proxy = await serveHttp((_seen, response) => response.writeHead(407).end())
    const client = clientFor('http://api.example.invalid', { env: { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` } })
    expect(await client.submit(oneClip)).toMatchObject(unsent('proxy'))
  })
  it.each(['407 Proxy Authentication Required', '502 Bad Gateway', '403 Forbidden'])('that will not make the tunnel (%s), nothing was sent', async (status) => {
    const proxy = await serveTcp((socket) => socket.once('data', () => socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`)))
    const client = clientFor('https://api.example.invalid', { env: { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` } })
    expect(await client.submit(oneClip)).toMatchObject(unsent('proxy'))
    expect(proxy.bytes()).toMatch(/^CONNECT api\.example\.invalid:443 /)
    expect(proxy.bytes()).not.toContain('real-avatar')
  })
  it('that is not there, nothing was sent', async () => {
    const client = clientFor('https://api.example.invalid', { env: { HTTPS_PROXY: `http://127.0.0.1:${await closedPort()}` } })
    expect(await client.submit(oneClip)).toMatchObject(unsent('refused'))
  })
  it('that makes the tunnel, the submission arrives through it, encrypted, and only at whom the certificate names', async () => {
    const server = https.createServer({ key: loopbackKey, cert: loopbackCertificate }, (_request, response) => json(response, 200, acceptedBody))
    const port = await listen(server)
    const proxy = await serveTcp((socket) => socket.once('data', () => {
      const onward = net.connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        socket.pipe(onward).pipe(socket)
      })
      onward.on('error', () => socket.destroy())
      socket.on('close', () => onward.destroy())
    }))
    const options = { env: { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` }, extraCa: [loopbackCertificate] }
    expect((await clientFor('https://api.example.invalid', options).submit(oneClip)).meaning).toEqual({ kind: 'accepted', taskId: 'task_01K' })
    const { meaning } = await clientFor('https://other.example.invalid', options).submit(oneClip)
    expect(meaning).toMatchObject({ kind: 'unsent', cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID', kind: 'tls' } })
    expect(proxy.bytes()).toMatch(/^CONNECT api\.example\.invalid:443 /)
    expect(proxy.bytes()).not.toContain('real-avatar')
  })
})
