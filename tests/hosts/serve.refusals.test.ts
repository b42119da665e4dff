import { request } from 'node:http'
import { mkdir, mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { os as procedures } from '@orpc/server'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Core } from '../../src/main/core-handle.ts'
import { fileSecrets } from '../../src/node-host/file-secrets.ts'
import { startServer, type RunningServer } from '../../src/node-host/serve/http-server.ts'
import { rangeOf } from '../../src/node-host/serve/send-file.ts'
import { safeName } from '../../src/node-host/serve/uploads.ts'

let server: RunningServer
let base: string
let home: string
let cookie: string
let token: string

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** Plain node:http: fetch would set Host, Origin and the path as a browser must. */
function ask(pathname: string, { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: Buffer | string } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base)
    const outgoing = request({ hostname, port, path: pathname, method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('close', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() }))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** How an upgrade to a WebSocket ended: `open`, or the status it was refused with. */
function upgrade(pathname: string, headers: Record<string, string>): Promise<'open' | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(base.replace('http', 'ws') + pathname, { headers })
    socket.on('open', () => (socket.terminate(), resolve('open')))
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0))
    socket.on('error', reject)
  })
}

beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'greenroom-serve-'))
  const screensDir = path.join(home, 'screens')
  await mkdir(path.join(screensDir, 'assets'), { recursive: true })
  await writeFile(path.join(screensDir, 'index.html'), '<!doctype html><title>Greenroom</title>')
  await writeFile(path.join(screensDir, 'assets/app-1.js'), 'export {}')
  await writeFile(path.join(home, 'secret.txt'), 'not for you')
  await writeFile(path.join(home, 'clip.mp4'), '0123456789')
  const core = {
    router: { whoami: procedures.$context<{ viewer: string }>().handler(({ context }) => context.viewer) },
    contextOf: (viewer: string) => ({ viewer }),
    signIns: { find: async () => null, holding: async () => new Set(), seen: async () => undefined, served: async () => undefined, onChange: () => () => undefined },
    uploadDir: path.join(home, 'uploads'),
    health: async () => ({ state: 'healthy', standby: false, troubles: [] }),
    previewPath: async (key: string) => (key === '7' ? path.join(home, 'clip.mp4') : null),
  } as unknown as Core
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
  server = await startServer({ core: () => core, screensDir, host: '127.0.0.1', port: 0, secrets: fileSecrets(home), log, monotonic: () => performance.now(), uploadLimit: 1000 })
  const url = new URL(server.url)
  base = url.origin
  token = url.searchParams.get('token') ?? ''
  const first = await ask(`/?token=${token}`)
  cookie = (first.headers['set-cookie'] as string[]).map((each) => each.split(';')[0]).join('; ')
})
afterAll(() => server.close())

describe('the token', () => {
  test('is exchanged for a cookie no script and no other site can use, and leaves the address', async () => {
    const answer = await ask(`/people?token=${token}&tab=clips`)
    expect(answer.status).toBe(303)
    expect(answer.headers['location']).toBe('/people?tab=clips')
    for (const each of answer.headers['set-cookie'] as string[]) expect(each).toMatch(/; HttpOnly; SameSite=Strict; Path=\//)
  })
  test('that is wrong lets nobody in', async () => {
    expect((await ask(`/?token=${token}x`)).status).toBe(401)
  })
  test('cannot send a browser to another site', async () => {
    expect((await ask(`//evil.example/?token=${token}`)).headers['location'] ?? '/').toMatch(/^\/(?!\/)/)
  })
})

describe('without the cookie', () => {
  test.each(['/', '/assets/app-1.js', '/preview/7', '/people'])('%s is not shown', async (pathname) => {
    const answer = await ask(pathname)
    expect(answer.status).toBe(401)
    expect(answer.body).toMatch(/address that greenroom serve printed/)
  })
  test('nothing is uploaded', async () => {
    expect((await ask('/upload?name=a.mp4', { method: 'PUT', body: 'x' })).status).toBe(401)
  })
  test('no socket opens', async () => {
    expect(await upgrade('/rpc', {})).toBe(401)
    expect(await upgrade('/rpc', { cookie: cookie.replace(/=.*/, '=wrong') })).toBe(401)
  })
  test('only the health is told', async () => {
    expect((await ask('/healthz')).body).toBe('{"ok":true,"state":"healthy","standby":false,"troubles":[]}')
  })
})

describe('with the cookie', () => {
  test('the page comes for every address of its own, under a policy that runs only our scripts', async () => {
    for (const pathname of ['/', '/people/3']) {
      const answer = await ask(pathname, { headers: { cookie } })
      expect(answer.body).toContain('<title>Greenroom</title>')
      expect(answer.headers['content-security-policy']).toContain("script-src 'self';")
      expect(answer.headers['content-security-policy']).not.toMatch(/script-src[^;]*unsafe/)
      expect(answer.headers['x-content-type-options']).toBe('nosniff')
    }
  })
  test('a call over the socket carries who looks', async () => {
    const viewer = /greenroom_viewer=([\w-]+)/.exec(cookie)?.[1]
    const socket = new WebSocket(`${base.replace('http', 'ws')}/rpc`, { headers: { cookie } })
    const client = createORPCClient<{ whoami(): Promise<string> }>(new RPCLink({ websocket: socket }))
    expect(await client.whoami()).toBe(viewer)
    socket.terminate()
  })
  test('a foreign Host is refused: the name of an attacker may point here', async () => {
    for (const host of ['evil.example', `evil.example:${new URL(base).port}`, '127.0.0.1:1', `127.0.0.1.evil.example:${new URL(base).port}`]) {
      expect((await ask('/', { headers: { cookie, host } })).status).toBe(403)
      expect(await upgrade('/rpc', { cookie, host })).toBe(403)
    }
  })
  test('a foreign Origin is refused', async () => {
    for (const origin of ['https://evil.example', 'null', `http://localhost:${new URL(base).port}`]) {
      expect((await ask('/upload?name=a.mp4', { method: 'PUT', headers: { cookie, origin }, body: 'x' })).status).toBe(403)
      expect(await upgrade('/rpc', { cookie, origin })).toBe(403)
    }
    expect(await upgrade('/rpc', { cookie, origin: base })).toBe('open')
  })
  test('another site may not embed a preview', async () => {
    expect((await ask('/preview/7', { headers: { cookie, 'sec-fetch-site': 'cross-site' } })).status).toBe(403)
  })
  test.each(['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/..%2f..%2fsecret.txt', '/..%5csecret.txt', '/%00', '/%E0%A4%A', '/assets/../../secret.txt'])('%s leads nowhere outside', async (pathname) => {
    const answer = await ask(pathname, { headers: { cookie } })
    expect(answer.body).not.toContain('not for you')
  })
  test('other methods and other sockets are refused', async () => {
    expect((await ask('/', { method: 'POST', headers: { cookie } })).status).toBe(405)
    expect((await ask('/upload?name=a', { method: 'POST', headers: { cookie } })).status).toBe(405)
    expect(await upgrade('/other', { cookie })).toBe(404)
  })
  test('a file that is missing is missing, not the page', async () => {
    expect((await ask('/assets/none.js', { headers: { cookie } })).status).toBe(404)
  })
})

describe('a preview', () => {
  test('can be asked for in parts, as players do', async () => {
    const part = await ask('/preview/7', { headers: { cookie, range: 'bytes=2-4' } })
    expect(part).toMatchObject({ status: 206, body: '234' })
    expect(part.headers).toMatchObject({ 'content-range': 'bytes 2-4/10', 'content-type': 'video/mp4' })
    expect((await ask('/preview/7', { headers: { cookie, range: 'bytes=10-' } })).status).toBe(416)
    expect((await ask('/preview/7', { method: 'HEAD', headers: { cookie } })).headers['content-length']).toBe('10')
  })
  test.each(['/preview/8', '/preview/7/../x', '/preview/abc', '/preview/'])('%s shows nothing', async (pathname) => {
    expect((await ask(pathname, { headers: { cookie } })).body).not.toContain('0123')
  })
  test.each([
    ['bytes=0-', 10, { start: 0, end: 9 }], ['bytes=-3', 10, { start: 7, end: 9 }], ['bytes=-30', 10, { start: 0, end: 9 }],
    ['bytes=8-99', 10, { start: 8, end: 9 }], ['bytes=10-', 10, 'outside'], ['bytes=-0', 10, 'outside'], ['bytes=0-', 0, 'outside'],
    ['bytes=5-2', 10, null], ['bytes=0-1,4-5', 10, null], ['items=0-1', 10, null], [undefined, 10, null], ['bytes=-', 10, null],
  ] as const)('of %s in %i bytes is %j', (header, size, expected) => {
    expect(rangeOf(header, size)).toEqual(expected)
  })
})

describe('an upload', () => {
  test('is kept whole under its own name, twice without meeting itself', async () => {
    const put = () => ask(`/upload?name=${encodeURIComponent('拍摄 1.mp4')}`, { method: 'PUT', headers: { cookie, origin: base }, body: 'footage' })
    const [a, b] = [await put(), await put()].map((answer) => (JSON.parse(answer.body) as { path: string }).path)
    expect(a).not.toBe(b)
    for (const each of [a, b]) {
      expect(path.basename(each ?? '')).toBe('拍摄 1.mp4')
      expect(await readFile(each ?? '', 'utf8')).toBe('footage')
    }
  })
  test('that is too large is refused in words and leaves nothing, whether or not it says so beforehand', async () => {
    const before = await readdir(path.join(home, 'uploads'))
    const body = Buffer.alloc(2000)
    const told = await ask('/upload?name=a.mp4', { method: 'PUT', headers: { cookie, 'content-length': '2000' }, body })
    const untold = await ask('/upload?name=a.mp4', { method: 'PUT', headers: { cookie, 'transfer-encoding': 'chunked' }, body })
    for (const answer of [told, untold]) {
      expect(answer.status).toBe(413)
      expect(answer.body).toMatch(/larger than/)
    }
    expect(await readdir(path.join(home, 'uploads'))).toEqual(before)
  })
  test.each([
    ['../../etc/passwd', 'passwd'], ['C:\\x\\a.mp4', 'a.mp4'], ['.hidden.mp4', 'hidden.mp4'], ['a\u0000\nb.mp4', 'a__b.mp4'], ['..', null], ['', null], ['/', null],
  ])('named %j is kept as %j', (given, kept) => {
    expect(safeName(given)).toBe(kept)
  })
  test('with a name of 300 characters keeps its ending and fits the file system', () => {
    const kept = safeName(`${'影'.repeat(300)}.mp4`) ?? ''
    expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(200)
    expect(kept).toMatch(/^影+\.mp4$/)
  })
})

test('a second server on the same port is refused in words', async () => {
  const core = { router: {}, uploadDir: home } as unknown as Core
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
  await expect(startServer({ core: () => core, screensDir: home, host: '127.0.0.1', port: Number(new URL(base).port), secrets: fileSecrets(home), log, monotonic: () => performance.now() })).rejects.toThrow(/already used/)
})
