import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { openDoor } from './serve-door.ts'

/** What the answer's first line says. */
const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)

test('whoever brings wrong tokens has to wait a minute; whoever is in, or brings the right one, does not', async () => {
  let now = 0
  const door = await openDoor({ monotonic: () => now })
  const cookie = await door.ownCookie()
  const wrong = `/?token=${'x'.repeat(32)}`
  // This address has just brought the right one: others behind it may mistype.
  for (let n = 0; n < 12; n++) expect((await door.ask(wrong)).status).toBe(401)
  now += 11 * 60_000
  for (let n = 0; n < 10; n++) expect((await door.ask(wrong)).status).toBe(401)
  const braked = await door.ask(wrong)
  expect(braked).toMatchObject({ status: 429, headers: { 'retry-after': '60' } })
  expect(door.said.join()).toMatch(/wrong tokens keep coming.*127\.0\.0\.1/i)
  expect((await door.ask('/', { headers: { cookie } })).status).toBe(200)
  now += 60_001
  expect((await door.ask(wrong)).status).toBe(401)
})

test.each([
  ['a path that climbs', 'GET /../secret.txt HTTP/1.1'],
  ['an encoded one', 'GET /%2e%2e/%2e%2e/secret.txt HTTP/1.1'],
  ['a twice encoded one', 'GET /%252e%252e/secret.txt HTTP/1.1'],
  ['backslashes', 'GET /..\\..\\secret.txt HTTP/1.1'],
  ['a NUL', 'GET /secret.txt%00.js HTTP/1.1'],
  ['an absolute path', 'GET //etc/passwd HTTP/1.1'],
  ['a whole foreign address', 'GET http://evil.example/secret.txt HTTP/1.1'],
  ['a file address', 'GET file:///etc/passwd HTTP/1.1'],
  ['a drive', 'GET /C:/secret.txt HTTP/1.1'],
  ['a preview by path', 'GET /preview/..%2f..%2fsecret.txt HTTP/1.1'],
  ['a preview by a number that is none', 'GET /preview/1e3 HTTP/1.1'],
])('%s leads nowhere outside the screens', async (_what, line) => {
  const door = await openDoor()
  const answer = await door.raw(`${line}\r\nHost: ${new URL(door.base).host}\r\nCookie: ${await door.ownCookie()}\r\nConnection: close\r\n\r\n`)
  expect(answer).not.toContain('not for you')
  expect(answer).not.toContain('root:')
  expect([200, 400, 404]).toContain(statusOf(answer))
})

test('a link among the screens to a file outside of them is not followed', async () => {
  const home = await mkdtemp(path.join(os.tmpdir(), 'greenroom-screens-'))
  onTestFinished(() => rm(home, { recursive: true, force: true }))
  const screensDir = path.join(home, 'screens')
  await mkdir(path.join(screensDir, 'assets'), { recursive: true })
  await writeFile(path.join(screensDir, 'index.html'), '<title>Greenroom</title>')
  await writeFile(path.join(screensDir, 'assets/own.js'), 'export {}')
  await writeFile(path.join(home, 'secret.txt'), 'not for you')
  await symlink(path.join(home, 'secret.txt'), path.join(screensDir, 'assets/leak.txt'))
  const door = await openDoor({ screensDir })
  const cookie = await door.ownCookie()
  expect((await door.ask('/assets/own.js', { headers: { cookie } })).status).toBe(200)
  expect(await door.ask('/assets/leak.txt', { headers: { cookie } })).toMatchObject({ status: 404 })
})

test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])('%s of a page is refused, and its body is not waited for', async (method) => {
  const door = await openDoor()
  const answer = await door.raw(`${method} / HTTP/1.1\r\nHost: ${new URL(door.base).host}\r\nCookie: ${await door.ownCookie()}\r\nContent-Length: 1000000\r\n\r\n`)
  expect(statusOf(answer)).toBe(405)
})

test.each([
  ['a foreign host', { host: 'evil.example' }, 403],
  ['a foreign origin', { origin: 'https://evil.example' }, 403],
  ['no token', {}, 401],
] as const)('a body that comes with %s is not waited for either', async (_what, headers, status) => {
  const door = await openDoor()
  const all = { host: new URL(door.base).host, ...headers }
  const answer = await door.raw(`PUT /upload?name=a.mp4 HTTP/1.1\r\n${Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join('')}Content-Length: 1000000\r\n\r\nsome`)
  expect(statusOf(answer)).toBe(status)
})

test('headers that come a byte at a time are cut off, and so is a line that says nothing', async () => {
  const door = await openDoor({ headersTimeoutMs: 200 })
  const { hostname, port } = new URL(door.base)
  const drip = (first: string): Promise<string> => new Promise((resolve) => {
    const line = net.connect(Number(port), hostname, () => line.write(first))
    let heard = ''
    const more = setInterval(() => line.write('x'), 20)
    line.on('data', (chunk: Buffer) => (heard += chunk.toString()))
    line.on('error', () => undefined)
    line.on('close', () => (clearInterval(more), resolve(heard)))
  })
  expect(statusOf(await drip(`GET / HTTP/1.1\r\nHost: ${hostname}:${port}\r\nX-Slow: `))).toBe(408)
  expect(statusOf(await drip('G'))).toBeGreaterThanOrEqual(400)
})

test('headers that are too large are refused', async () => {
  const door = await openDoor()
  expect(statusOf(await door.raw(`GET / HTTP/1.1\r\nHost: ${new URL(door.base).host}\r\nCookie: ${'x'.repeat(20_000)}\r\n\r\n`))).toBe(431)
})

test.each([
  ['no key', 'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n', 400],
  ['another version', 'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 99\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n', 400],
  ['another protocol', 'Upgrade: h2c\r\nConnection: Upgrade\r\n', 400],
] as const)('an upgrade with %s is refused and leaves the server well', async (_what, headers, status) => {
  const door = await openDoor()
  const cookie = await door.ownCookie()
  expect(statusOf(await door.raw(`GET /rpc HTTP/1.1\r\nHost: ${new URL(door.base).host}\r\nCookie: ${cookie}\r\n${headers}\r\n`))).toBe(status)
  expect(await door.upgrade('/rpc', { cookie })).toBe('open')
})

test('an upgrade that is no question of ours is refused', async () => {
  const door = await openDoor()
  const cookie = await door.ownCookie()
  const upgrade = 'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n'
  const host = `Host: ${new URL(door.base).host}\r\nCookie: ${cookie}\r\n`
  expect(statusOf(await door.raw(`POST /rpc HTTP/1.1\r\n${host}${upgrade}\r\n`))).toBe(404)
  expect(statusOf(await door.raw(`GET //\\[ HTTP/1.1\r\n${host}${upgrade}\r\n`))).toBe(404)
})

test('a message that is too large, or no message at all, ends that line and no other', async () => {
  const door = await openDoor()
  const cookie = await door.ownCookie()
  const [bad, worse, good] = [await door.page(cookie), await door.page(cookie), await door.page(cookie)]
  bad.socket.send(Buffer.alloc(17 * 1024 ** 2))
  expect(await bad.closed).toBe(1009)
  worse.socket.send('{"no": "call"')
  // Bytes that are no frame at all.
  const raw = (worse.socket as unknown as { _socket: net.Socket })._socket
  raw.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]))
  await worse.closed
  expect(await good.client.host.about()).toMatchObject({ kind: 'browser' })
})

test('two hundred pages are held at once: each hears of a change, none is left when they go', async () => {
  const door = await openDoor()
  const cookie = await door.ownCookie()
  const before = process.memoryUsage().rss
  const pages = await Promise.all(Array.from({ length: 200 }, () => door.page(cookie)))
  const ended = new AbortController()
  const streams = await Promise.all(pages.map(({ client }) => client.events.live(undefined, { signal: ended.signal })))
  const heard = streams.map(async (stream) => {
    for await (const { topics } of stream) if (topics.includes('groups')) return true
    return false
  })
  // So that every subscription is there before something happens.
  await Promise.all(pages.map(({ client }) => client.host.about()))
  const began = performance.now()
  await door.core.client.groups.adopt({ remoteId: 'g-1', name: 'Lin' })
  expect(await Promise.all(heard)).toEqual(Array<boolean>(200).fill(true))
  const took = performance.now() - began
  expect(took).toBeLessThan(10_000)
  // Both ends of every line live in this process.
  expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 ** 2)
  ended.abort()
  for (const { socket } of pages) socket.close()
  await Promise.all(pages.map(({ closed }) => closed))
  await expect.poll(() => door.server.lines(), { timeout: 5_000 }).toBe(0)
})

test('a page that never reads is let go at the next heartbeat but one', async () => {
  const door = await openDoor({ heartbeatMs: 50 })
  const { hostname, port } = new URL(door.base)
  const cookie = await door.ownCookie()
  const well = await door.page(cookie)
  const deaf = net.connect(Number(port), hostname)
  deaf.write(`GET /rpc HTTP/1.1\r\nHost: ${hostname}:${port}\r\nCookie: ${cookie}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`)
  await new Promise((resolve) => { deaf.once('data', resolve) })
  await new Promise((resolve) => { deaf.once('close', resolve); deaf.resume() })
  expect(well.socket.readyState).toBe(WebSocket.OPEN)
})
