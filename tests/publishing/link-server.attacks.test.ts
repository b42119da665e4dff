import type { IncomingMessage } from 'node:http'
import { mkdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { askerOf } from '../../src/main/publishing/asker.ts'
import { startLinkServer, type LinkedFile, type LinkFetch, type LinkServerBounds } from '../../src/main/publishing/link-server.ts'
import { newLinkToken } from '../../src/main/publishing/links.ts'
import { openClip } from '../../src/main/publishing/open-clip.ts'
import { ask, freshFolder, lay, pattern, remembering, standingClock } from './support.ts'

const content = pattern(10_000)
const secret = Buffer.alloc(10_000, 's')

async function serving(bounds: Partial<LinkServerBounds> = {}) {
  const folder = await freshFolder()
  const clip = await lay(folder, 'footage/take.mp4', content)
  const hidden = await lay(folder, 'private/take.mp4', secret)
  const clock = standingClock()
  const token = newLinkToken()
  const { mtimeMs } = await opened(clip)
  const link: LinkedFile = { path: clip, sizeBytes: content.length, realPath: clip, mtimeMs, expiresAt: clock.now() + 3_600_000 }
  const lookups: string[] = []
  const fetches: LinkFetch[] = []
  let refused = 0
  const log = remembering()
  const server = await startLinkServer({
    host: '127.0.0.1', port: 0, clock, log, bounds,
    lookup: async (asked) => { lookups.push(asked); return asked === token ? link : null },
    served: (fetch) => fetches.push(fetch), refused: () => { refused++ },
  })
  onTestFinished(() => server.close())
  return { folder, clip, hidden, clock, token, link, server, log, lookups, fetches, refused: () => refused, get: (more: Parameters<typeof ask>[2] = {}) => ask(server.origin, `/c/${token}/take.mp4`, more) }
}

async function opened(location: string, still: Parameters<typeof openClip>[2] = {}) {
  const clip = await openClip(location, content.length, still)
  if (!clip.ok) throw new Error(clip.message)
  await clip.file.close()
  return clip
}

/** Sends bytes as they are. @returns everything that came back until the server closed the connection */
function raw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let heard = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.on('data', (part) => { heard += part.toString('latin1') })
    socket.on('close', () => resolve(heard))
    socket.on('error', () => undefined)
  })
}

describe('another file than the one that was linked', () => {
  test('put in its place as a link with the same ending and size is not handed out', async () => {
    const { get, clip, hidden } = await serving()
    await rm(clip)
    await symlink(hidden, clip)
    expect(await get()).toMatchObject({ status: 404, body: Buffer.from('Not found\n') })
  })

  test('reached because a folder on the way became a link is not handed out', async () => {
    const { get, folder } = await serving()
    await rename(path.join(folder, 'footage'), path.join(folder, 'away'))
    await symlink(path.join(folder, 'private'), path.join(folder, 'footage'))
    expect((await get()).status).toBe(404)
  })

  test('of the same size written over it is not handed out', async () => {
    const { get, clip } = await serving()
    await writeFile(clip, secret)
    await utimes(clip, new Date(), new Date(Date.now() + 60_000))
    expect((await get()).status).toBe(404)
  })

  test('slipped in as a link between looking and opening is refused by the opening itself', async () => {
    const { clip, hidden } = await serving()
    const swapped = await openClip(clip, content.length, { beforeOpen: async () => { await rm(clip); await symlink(hidden, clip) } })
    expect(swapped).toMatchObject({ ok: false, code: 'FileChanged' })
  })

  test('slipped in by exchanging a folder between looking and opening, and back, is known by its inode', async () => {
    const { clip, folder } = await serving()
    const footage = path.join(folder, 'footage')
    const swapped = await openClip(clip, content.length, { beforeOpen: async () => { await rename(footage, path.join(folder, 'away')); await symlink(path.join(folder, 'private'), footage) } })
    expect(swapped).toMatchObject({ ok: false, code: 'FileChanged' })
  })

  test.runIf(process.platform !== 'win32')('that is a folder or a pipe keeps nobody waiting', async () => {
    const { clip, get } = await serving()
    await rm(clip)
    await mkdir(clip)
    expect((await get()).status).toBe(404)
  })
})

describe('what strangers try', () => {
  test.each([
    '/c/../../../../etc/passwd', '/c/%2e%2e/%2e%2e/etc/passwd', '/c/..%2f..%2fetc%2fpasswd', '//etc/passwd', '/c//etc/passwd', '/\\..\\..\\etc\\passwd', '/c/%00', '/.git/config',
    '/c/TOKEN/../../etc/passwd', '/c/TOKEN%2f..%2f..%2fetc%2fpasswd', '/c/TOKEN\\..\\x', '/c/TOKEN;/x', '/v/TOKEN', '/v/../c/TOKEN', '/c/TOKEN/a/../../b',
  ])('%s opens nothing', async (tried) => {
    const { server, token } = await serving()
    const { status, body } = await ask(server.origin, tried.replace('TOKEN', token))
    expect([status, body.toString()]).toEqual([404, 'Not found\n'])
  })

  test.each([
    ['an absolute address of elsewhere', (token: string) => `GET http://127.0.0.1:1/c/${token} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`, /^HTTP\/1\.1 404/],
    ['a tunnel', () => 'CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22\r\n\r\n', /^$/],
    ['an upgrade', () => 'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n', /^(HTTP\/1\.1 404[^]*)?$/],
    ['no host', () => 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400/],
    ['a method of its own', (token: string) => `PROPFIND /c/${token} HTTP/1.1\r\nHost: x\r\n\r\n`, /^HTTP\/1\.1 405/],
    ['TRACE', (token: string) => `TRACE /c/${token} HTTP/1.1\r\nHost: x\r\nCookie: a\r\n\r\n`, /^HTTP\/1\.1 405(?![^]*Cookie)/],
    ['a line that is no HTTP', () => 'hello\r\n\r\n', /^HTTP\/1\.1 400/],
    ['two lengths', (token: string) => `POST /c/${token} HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab`, /^HTTP\/1\.1 400/],
    ['headers without end', () => `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, /^HTTP\/1\.1 (400|431)/],
  ])('%s gets no clip and no connection', async (_, request, answer) => {
    const { server, token, get } = await serving({ questionMs: 500 })
    const heard = await raw(server.port, request(token))
    expect(heard).toMatch(answer)
    expect(heard).not.toContain(content.subarray(0, 64).toString('latin1'))
    expect((await get()).status).toBe(200)
  })

  test('whatever host is named, the link decides', async () => {
    const { get } = await serving()
    for (const host of ['evil.example', '127.0.0.1:22', 'localhost']) expect((await get({ headers: { Host: host } })).status).toBe(200)
  })

  test('half a question is not waited for, and nobody else waits for it', async () => {
    const { server, get } = await serving({ questionMs: 300 })
    const slow = Array.from({ length: 40 }, (_, n) => raw(server.port, `GET /c/x HTTP/1.1\r\nHost: x\r\nX-${n}: `))
    expect((await get()).body.equals(content)).toBe(true)
    // Each was told off and let go by the server itself.
    for (const heard of await Promise.all(slow)) expect(heard).toMatch(/^HTTP\/1\.1 (400|408)/)
  })

  test('guessing is answered without looking anything up after a while, and goes on for a fetching reader', async () => {
    const { server, get, lookups, refused, clock } = await serving({ guesses: 20 })
    const from = (address: string) => ({ headers: { 'X-Forwarded-For': address } })
    const guess = (address: string) => ask(server.origin, `/c/${newLinkToken()}`, from(address)).then(({ status }) => status)
    const answers: number[] = []
    for (let n = 0; n < 30; n++) answers.push(await guess('203.0.113.5'))
    expect(answers).toEqual([...Array<number>(20).fill(404), ...Array<number>(10).fill(429)])
    expect(lookups).toHaveLength(20)
    expect(refused()).toBe(30)
    // Another asker is not the worse for it, and the guesser is heard again after a minute.
    expect((await get(from('198.51.100.7'))).status).toBe(200)
    for (let n = 0; n < 30; n++) await guess('198.51.100.7')
    expect((await get(from('198.51.100.7'))).status).toBe(200)
    clock.set(clock.now() + 60_000)
    expect(await guess('203.0.113.5')).toBe(404)
  })

  test('more readers of one link than it needs are asked to come back, and those there are served on', async () => {
    const { server, token, fetches } = await serving({ streamsOfALink: 2 })
    const large = await lay(await freshFolder(), 'large.mp4', Buffer.alloc(48 * 1024 * 1024, 1))
    const end = server.addTemporary(token, { path: large, sizeBytes: 48 * 1024 * 1024, expiresAt: Infinity })
    onTestFinished(end)
    const readers = await Promise.all([0, 1].map(() => new Promise<ReturnType<typeof connect>>((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => socket.write(`GET /c/${token} HTTP/1.1\r\nHost: x\r\n\r\n`))
      socket.once('data', () => { socket.pause(); resolve(socket) })
      socket.on('error', () => undefined)
    })))
    expect(await ask(server.origin, `/c/${token}`)).toMatchObject({ status: 503, headers: { 'retry-after': '5' } })
    for (const socket of readers) socket.destroy()
    await expect.poll(() => fetches.length).toBe(2)
    expect((await ask(server.origin, `/c/${token}`)).status).toBe(200)
  })
})

describe('the log', () => {
  test('says who fetched what, how much of it, and with what answer', async () => {
    const { get, fetches, token, clock } = await serving()
    await get({ headers: { 'User-Agent': 'review-bot/2', 'X-Forwarded-For': '10.0.0.1, 203.0.113.5' } })
    await get({ headers: { Range: 'bytes=0-9' } })
    await get({ method: 'HEAD' })
    await expect.poll(() => fetches.length).toBe(3)
    expect(fetches).toMatchObject([
      { token, at: clock.now(), address: '203.0.113.5', agent: 'review-bot/2', method: 'GET', status: 200, bytes: 10_000 },
      { address: '127.0.0.1', status: 206, bytes: 10 }, { method: 'HEAD', status: 200, bytes: 0 },
    ])
  })

  test('says of a clip that was not what it was that nobody got it', async () => {
    const { get, clip, fetches } = await serving()
    await rm(clip)
    await get()
    expect(fetches).toMatchObject([{ status: 404, bytes: 0 }])
  })

  const asking = (remoteAddress: string, headers: Record<string, string>) => askerOf({ socket: { remoteAddress }, headers } as unknown as IncomingMessage).address

  test('believes what a proxy of this network forwards, and nobody else', () => {
    const headers = { 'x-forwarded-for': '1.2.3.4, 8.8.4.4' }
    expect(asking('::ffff:127.0.0.1', headers)).toBe('8.8.4.4')
    expect(asking('192.168.1.9', headers)).toBe('8.8.4.4')
    expect(asking('8.8.8.8', headers)).toBe('8.8.8.8')
    expect(asking('127.0.0.1', { 'cf-connecting-ip': '2606:4700::1' })).toBe('2606:4700::1')
    expect(asking('127.0.0.1', { 'x-forwarded-for': '<script>' })).toBe('127.0.0.1')
  })
})
