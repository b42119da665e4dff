import { symlink, truncate } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startLinkServer, type LinkedFile } from '../../src/main/publishing/link-server.ts'
import { createLinksPublisher, type LinksOptions } from '../../src/main/publishing/links.ts'
import { freshFolder, lay, pattern, remembering, serve, standingClock } from './support.ts'

async function publishing(more: Partial<LinksOptions> = {}) {
  const clock = standingClock()
  const links = new Map<string, LinkedFile>()
  const server = await startLinkServer({ host: '127.0.0.1', port: 0, lookup: async (token) => links.get(token) ?? null, clock, log: remembering() })
  onTestFinished(() => server.close())
  const publisher = createLinksPublisher({ server, origin: server.origin, expiryMs: 5_000, clock, fetch, ...more })
  return { clock, links, server, publisher }
}

test('a clip gets a link that works as long as it lives', async () => {
  const { clock, links, publisher } = await publishing()
  const clip = await lay(await freshFolder(), '😀 take.mov', pattern(500))
  const made = await publisher.publish({ clipSourceId: 1, path: clip, sizeBytes: 500 })
  if (!made.ok) throw new Error(made.message)
  expect(made.expiresAt).toBe(clock.now() + 5_000)
  expect(made.url).toMatch(/\/c\/[\w-]{43}\/%F0%9F%98%80%20take\.mov$/)
  links.set(made.token ?? '', { path: clip, sizeBytes: 500, expiresAt: made.expiresAt ?? 0 })
  expect(Buffer.from(await (await fetch(made.url)).arrayBuffer()).equals(pattern(500))).toBe(true)
  clock.set(made.expiresAt ?? 0)
  expect((await fetch(made.url)).status).toBe(404)
})

test('a link stays short and keeps its extension, however long the name', async () => {
  const { publisher } = await publishing({ origin: 'https://links.example.com/greenroom/' })
  const clip = await lay(await freshFolder(), `${'名'.repeat(80)}.MP4`, 'x')
  const made = await publisher.publish({ clipSourceId: 1, path: clip, sizeBytes: 1 })
  expect(made).toMatchObject({ ok: true })
  if (!made.ok) return
  expect(made.url.startsWith('https://links.example.com/greenroom/c/')).toBe(true)
  expect(made.url.endsWith('.mp4')).toBe(true)
  expect(made.url.length).toBeLessThan(700)
})

test('a clip that would not be handed out is refused when its link is asked for', async () => {
  const { publisher } = await publishing()
  const folder = await freshFolder()
  const clip = await lay(folder, 'a.mp4', pattern(100))
  await symlink(await lay(folder, 'notes.txt', 'x'), path.join(folder, 'b.mp4'))
  expect(await publisher.publish({ clipSourceId: 1, path: path.join(folder, 'gone.mp4'), sizeBytes: 1 })).toMatchObject({ ok: false, code: 'SourceGone' })
  expect(await publisher.publish({ clipSourceId: 1, path: path.join(folder, 'b.mp4'), sizeBytes: 1 })).toMatchObject({ ok: false, code: 'LinkFailed' })
  await truncate(clip, 50)
  expect(await publisher.publish({ clipSourceId: 1, path: clip, sizeBytes: 100 })).toMatchObject({ ok: false, code: 'FileChanged', message: expect.stringContaining('50') as string })
})

test('links of one origin are of one kind', async () => {
  const a = await publishing({ origin: 'https://a.example.com' })
  const b = await publishing({ origin: 'https://b.example.com' })
  expect(a.publisher.kind).not.toBe(b.publisher.kind)
})

test('the trial goes all the way, through the address that strangers use', async () => {
  const { publisher, server } = await publishing()
  expect(await publisher.test()).toMatchObject({ ok: true, details: { ranges: true }, advice: expect.stringContaining('no proof') as string })
  const behind = await serve((request, response) => {
    void fetch(`${server.origin}${request.url}`, { headers: { range: request.headers.range ?? '' } }).then(async (answer) => {
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()))
    })
  })
  const proxied = createLinksPublisher({ server, origin: behind, expiryMs: 1, clock: standingClock(), fetch })
  expect(await proxied.test()).toMatchObject({ ok: true })
})

test('the trial fails in words when nothing or something else answers there', async () => {
  const nobody = await publishing({ origin: 'http://127.0.0.1:9' })
  expect(await nobody.publisher.test()).toMatchObject({ ok: false, message: expect.stringContaining('127.0.0.1:9') as string })
  const other = await publishing({ origin: await serve((_request, response) => response.writeHead(404).end()) })
  expect(await other.publisher.test()).toMatchObject({ ok: false, details: { status: 404 } })
  const page = await publishing({ origin: await serve((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Sign in</title>')) })
  expect(await page.publisher.test()).toMatchObject({ ok: false, message: expect.stringContaining('web page') as string })
})

test('the trial fails where only this machine could fetch and the reviewer is elsewhere', async () => {
  const { publisher } = await publishing({ apiBaseUrl: 'https://xcompute.us' })
  expect(await publisher.test()).toMatchObject({ ok: false, details: { code: 'private-address' } })
  const local = await publishing({ apiBaseUrl: 'http://127.0.0.1:8787' })
  expect(await local.publisher.test()).toMatchObject({ ok: true })
})
