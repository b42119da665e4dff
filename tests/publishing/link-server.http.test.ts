import { appendFile, readdir, readlink, rm, symlink, truncate } from 'node:fs/promises'
import { connect } from 'node:net'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ProblemError } from '../../src/contract/models/problem.ts'
import { startLinkServer, type LinkedFile } from '../../src/main/publishing/link-server.ts'
import { newLinkToken } from '../../src/main/publishing/links.ts'
import { ask, freshFolder, lay, pattern, remembering, standingClock } from './support.ts'

const content = pattern(10_000)

async function serving(name = 'take 1.mp4', bytes: Uint8Array = content) {
  const folder = await freshFolder()
  const clip = await lay(folder, name, bytes)
  const clock = standingClock()
  const log = remembering()
  const token = newLinkToken()
  const links = new Map<string, LinkedFile>([[token, { path: clip, sizeBytes: bytes.length, expiresAt: clock.now() + 1_000 }]])
  const server = await startLinkServer({ host: '127.0.0.1', port: 0, lookup: async (asked) => links.get(asked) ?? null, clock, log })
  onTestFinished(() => server.close())
  const get = (more: Parameters<typeof ask>[2] = {}) => ask(server.origin, `/c/${token}/take%201.mp4`, more)
  return { folder, clip, clock, log, token, links, server, get }
}

describe('a link', () => {
  test('gives out the whole clip, with what a reader wants to know about it', async () => {
    const { get } = await serving()
    const { status, headers, body } = await get()
    expect(status).toBe(200)
    expect(body.equals(content)).toBe(true)
    expect(headers).toMatchObject({ 'content-type': 'video/mp4', 'content-length': '10000', 'accept-ranges': 'bytes', 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' })
    expect(headers.etag).toMatch(/^"[\w-]+"$/)
    expect(Date.parse(headers['last-modified'] ?? '')).not.toBeNaN()
  })

  test('tells the same without the clip when only asked about', async () => {
    const { get } = await serving()
    const { status, headers, body } = await get({ method: 'HEAD' })
    expect([status, headers['content-length'], body.length]).toEqual([200, '10000', 0])
    expect((await get({ method: 'HEAD', headers: { Range: 'bytes=0-9' } })).headers['content-range']).toBe('bytes 0-9/10000')
  })

  test.each([['a.mov', 'video/quicktime'], ['a.PNG', 'image/png'], ['a.heic', 'image/heic']])('of %s is %s', async (name, type) => {
    const { get } = await serving(name)
    expect((await get()).headers['content-type']).toBe(type)
  })

  test.each([
    ['bytes=0-0', 0, 0], ['bytes=100-199', 100, 199], ['bytes=9990-', 9_990, 9_999], ['bytes=-10', 9_990, 9_999],
    ['bytes=-20000', 0, 9_999], ['bytes=9999-20000', 9_999, 9_999], ['BYTES=5-6', 5, 6],
  ])('gives the part that %s means', async (range, start, end) => {
    const { get } = await serving()
    const { status, headers, body } = await get({ headers: { Range: range } })
    expect([status, headers['content-range'], headers['content-length']]).toEqual([206, `bytes ${start}-${end}/10000`, `${end - start + 1}`])
    expect(body.equals(content.subarray(start, end + 1))).toBe(true)
  })

  test.each(['bytes=10000-', 'bytes=20000-30000', 'bytes=-0'])('says how long the clip is when %s lies outside', async (range) => {
    const { get } = await serving()
    const { status, headers, body } = await get({ headers: { Range: range } })
    expect([status, headers['content-range'], body.length]).toEqual([416, 'bytes */10000', 0])
  })

  test.each(['bytes=5-4', 'bytes=a-b', 'bytes=-', 'items=0-1', 'bytes=0-1,4-5', 'bytes'])('gives the whole clip for %s, which is no single range', async (range) => {
    const { get } = await serving()
    expect(await get({ headers: { Range: range } })).toMatchObject({ status: 200, body: content })
  })

  test('gives the whole clip to a reader that holds a part of another one', async () => {
    const { get } = await serving()
    const { etag = '', 'last-modified': modified = '' } = (await get({ method: 'HEAD' })).headers
    expect((await get({ headers: { Range: 'bytes=0-9', 'If-Range': etag } })).status).toBe(206)
    expect((await get({ headers: { Range: 'bytes=0-9', 'If-Range': modified } })).status).toBe(206)
    expect((await get({ headers: { Range: 'bytes=0-9', 'If-Range': '"other"' } })).status).toBe(200)
  })

  test('of an empty file is an empty answer', async () => {
    const { get } = await serving('a.mp4', Buffer.alloc(0))
    expect(await get()).toMatchObject({ status: 200, body: Buffer.alloc(0) })
    expect(await get({ headers: { Range: 'bytes=0-9' } })).toMatchObject({ status: 416 })
  })

  test('works whatever name stands at its end, or none', async () => {
    const { server, token } = await serving()
    for (const end of ['', '/', '/other.mp4', '/%F0%9F%98%80.mp4?x=1']) expect((await ask(server.origin, `/c/${token}${end}`)).status).toBe(200)
  })

  test('is longer than anybody guesses', () => {
    expect(Buffer.from(newLinkToken(), 'base64url').length * 8).toBeGreaterThanOrEqual(192)
    expect(newLinkToken()).not.toBe(newLinkToken())
  })
})

describe('without a link', () => {
  test('every question has the same answer, whatever is behind it', async () => {
    const { server, token, links, clock, get } = await serving()
    const unknown = await ask(server.origin, `/c/${newLinkToken()}/a.mp4`)
    const answers = [
      await ask(server.origin, '/'), await ask(server.origin, '/c/'), await ask(server.origin, '/c/short/a.mp4'), await ask(server.origin, `/c/${token}/../../etc/passwd`),
      await ask(server.origin, `/c/${token}/a/b`), await ask(server.origin, `/C/${token}`), await ask(server.origin, `/c/${token}%00`), await ask(server.origin, '/c/../../../etc/passwd'),
    ]
    clock.set(clock.now() + 1_000)
    answers.push(await get())
    links.clear()
    answers.push(await get())
    for (const answer of answers) {
      expect([answer.status, answer.body.toString(), { ...answer.headers, date: '' }]).toEqual([404, 'Not found\n', { ...unknown.headers, date: '' }])
    }
  })

  test('nothing but asking is allowed', async () => {
    const { get } = await serving()
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect(await get({ method })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
  })

  test('a question that fails inside is no leak and no end', async () => {
    const log = remembering()
    const server = await startLinkServer({ host: '127.0.0.1', port: 0, lookup: () => Promise.reject(new Error('the ledger at /secret/place is busy')), clock: standingClock(), log })
    onTestFinished(() => server.close())
    const answer = await ask(server.origin, `/c/${newLinkToken()}`)
    expect([answer.status, answer.body.toString()]).toEqual([404, 'Not found\n'])
    expect(log.lines.join()).toContain('/secret/place')
  })
})

describe('a clip that is not what it was', () => {
  test.each([
    ['grew', (clip: string) => appendFile(clip, 'x')],
    ['shrank', (clip: string) => truncate(clip, 5)],
    ['is gone', (clip: string) => rm(clip)],
    ['became a link to something else', async (clip: string) => {
      const secret = await lay(path.dirname(clip), 'secret.txt', content)
      await rm(clip)
      await symlink(secret, clip)
    }],
  ])('is not handed out when it %s, and the log says why', async (_, change) => {
    const { get, clip, log } = await serving()
    await change(clip)
    const answer = await get()
    expect([answer.status, answer.body.toString()]).toEqual([404, 'Not found\n'])
    expect(log.lines).toEqual([expect.stringContaining(`warn A linked clip was not handed out. {"path":"${clip}"`)])
  })

  test('is handed out by a link that always was one', async () => {
    const { get, clip, folder, links, token, clock } = await serving()
    const link = path.join(folder, 'linked.mp4')
    await symlink(clip, link)
    links.set(token, { path: link, sizeBytes: content.length, expiresAt: clock.now() + 1 })
    expect((await get()).body.equals(content)).toBe(true)
  })

  test('breaks off when it shrinks under the reader’s eyes, so that a part is never taken for the whole', async () => {
    const large = Buffer.alloc(64 * 1024 * 1024, 1)
    const { server, token, clip, log } = await serving('large.mp4', large)
    const { port } = new URL(server.origin)
    const received = await new Promise<number>((resolve) => {
      let bytes = 0
      let cut: Promise<void> | null = null
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(`GET /c/${token} HTTP/1.1\r\nHost: x\r\n\r\n`))
      socket.on('data', (part) => {
        bytes += part.length
        if (cut) return
        socket.pause()
        cut = truncate(clip, 1024).then(() => void socket.resume())
      })
      socket.on('close', () => resolve(bytes))
      socket.on('error', () => undefined)
    })
    expect(received).toBeLessThan(large.length)
    expect(log.lines).toEqual([expect.stringContaining('bytes shorter')])
  })
})

test('a reader that leaves in the middle disturbs nobody', async () => {
  const { server, token, log, get } = await serving('large.mp4', Buffer.alloc(32 * 1024 * 1024, 1))
  await new Promise<void>((resolve) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(`GET /c/${token} HTTP/1.1\r\nHost: x\r\n\r\n`))
    socket.once('data', () => socket.destroy())
    socket.on('close', () => resolve())
  })
  expect((await get({ headers: { Range: 'bytes=0-9' } })).body).toHaveLength(10)
  expect(log.lines.filter((line) => line.startsWith('error'))).toEqual([])
})

test.runIf(process.platform === 'linux')('no clip stays open after its readers are done, whatever they asked', async () => {
  const { get, clip } = await serving()
  for (const more of [{}, { method: 'HEAD' }, { headers: { Range: 'bytes=0-9' } }, { headers: { Range: 'bytes=99999-' } }]) await get(more)
  const held = async () => {
    const files = await Promise.all((await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')))
    return files.filter((file) => file === clip).length
  }
  const warnings: string[] = []
  const hear = (warning: Error) => void warnings.push(warning.message)
  process.on('warning', hear)
  onTestFinished(() => void process.off('warning', hear))
  await expect.poll(held, { timeout: 10_000 }).toBe(0)
  // Node closes what was forgotten when it collects garbage, and says so.
  expect(warnings).toEqual([])
})

test('many readers at once each get the whole clip', async () => {
  const { get } = await serving('a.mp4', pattern(300_000))
  const answers = await Promise.all(Array.from({ length: 20 }, () => get()))
  for (const answer of answers) expect(answer.body.length).toBe(300_000)
})

test('a busy port is a problem in words', async () => {
  const { server } = await serving()
  const trouble: unknown = await startLinkServer({ host: '127.0.0.1', port: server.port, lookup: async () => null, clock: standingClock(), log: remembering() }).catch((error: unknown) => error)
  expect(trouble).toBeInstanceOf(ProblemError)
  expect((trouble as ProblemError).problem).toMatchObject({ kind: 'links-unreachable', message: expect.stringContaining(`port ${server.port}`) as string, advice: expect.stringContaining('another port') as string })
})

test('a host that is none of this machine’s is a problem in words', async () => {
  const trouble: unknown = await startLinkServer({ host: '192.0.2.1', port: 0, lookup: async () => null, clock: standingClock(), log: remembering() }).catch((error: unknown) => error)
  expect((trouble as ProblemError).problem.message).toContain('192.0.2.1 is not an address of this machine')
})
