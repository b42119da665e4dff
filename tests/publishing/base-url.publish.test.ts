import { chmod, mkdir, readdir, symlink } from 'node:fs/promises'
import { createReadStream } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { createBaseUrlPublisher } from '../../src/main/publishing/base-url.ts'
import { freshFolder, lay, pattern, serve, standingClock } from './support.ts'

const clock = standingClock()

function publisherOf(root: string, url = 'https://cdn.example.com/clips') {
  return createBaseUrlPublisher({ root, url, fetch, clock })
}

async function urlOf(root: string, name: string, url?: string): Promise<string> {
  const clip = await lay(root, name, 'x')
  const made = await publisherOf(root, url).publish({ clipSourceId: 1, path: clip, sizeBytes: 1 })
  if (!made.ok) throw new Error(made.message)
  expect([made.token, made.expiresAt]).toEqual([null, null])
  return made.url
}

describe('the address of a clip', () => {
  test('is the folder’s and its way below it', async () => {
    const root = await freshFolder()
    expect(await urlOf(root, 'day 1/take.mp4')).toBe('https://cdn.example.com/clips/day%201/take.mp4')
    expect(await urlOf(root, 'b.mp4', 'https://cdn.example.com/')).toBe('https://cdn.example.com/b.mp4')
    expect(await urlOf(root, 'c.mp4', 'https://cdn.example.com/x/?sig=1%2F2')).toBe('https://cdn.example.com/x/c.mp4?sig=1%2F2')
  })

  test.each(['a#b?c&d%e+f;g.mp4', '😀.mp4', 'café.mp4'.normalize('NFD'), 'café.mp4'.normalize('NFC'), 'a"<b>\\c.mp4', "it's (1)!.mp4"])('names exactly the file %j', async (name) => {
    const root = await freshFolder()
    const url = await urlOf(root, `in #1/${name}`)
    expect(new URL(url).search + new URL(url).hash).toBe('')
    expect(decodeURIComponent(new URL(url).pathname)).toBe(`/clips/in #1/${name}`)
    const origin = await serve((request, response) => {
      const asked = decodeURIComponent((request.url ?? '').slice('/clips/'.length))
      response.writeHead(asked === `in #1/${name}` ? 200 : 404).end()
    })
    expect((await fetch(url.replace('https://cdn.example.com', origin))).status).toBe(200)
  })
})

describe('a clip outside the public folder', () => {
  test('has no address, also when its folder’s name begins alike', async () => {
    const parent = await freshFolder()
    await mkdir(path.join(parent, 'public'))
    const beside = await lay(parent, 'public-not/a.mp4', 'x')
    expect(await publisherOf(path.join(parent, 'public')).publish({ clipSourceId: 1, path: beside, sizeBytes: 1 })).toMatchObject({ ok: false, code: 'OutsidePublicFolder' })
  })

  test('has none by way of a link either', async () => {
    const root = await freshFolder()
    const elsewhere = await freshFolder()
    const secret = await lay(elsewhere, 'a.mp4', 'x')
    await symlink(secret, path.join(root, 'linked.mp4'))
    await symlink(elsewhere, path.join(root, 'folder'))
    for (const location of [path.join(root, 'linked.mp4'), path.join(root, 'folder/a.mp4')]) {
      expect(await publisherOf(root).publish({ clipSourceId: 1, path: location, sizeBytes: 1 })).toMatchObject({ ok: false, code: 'OutsidePublicFolder', message: expect.stringContaining('leads out') as string })
    }
  })

  test('has one when the folder itself was given by a link', async () => {
    const root = await freshFolder()
    const parent = await freshFolder()
    const clip = await lay(root, 'a.mp4', 'x')
    await symlink(root, path.join(parent, 'public'))
    const publisher = publisherOf(path.join(parent, 'public'))
    expect(await publisher.publish({ clipSourceId: 1, path: clip, sizeBytes: 1 })).toMatchObject({ url: 'https://cdn.example.com/clips/a.mp4' })
    expect(await publisher.publish({ clipSourceId: 1, path: path.join(parent, 'public/a.mp4'), sizeBytes: 1 })).toMatchObject({ url: 'https://cdn.example.com/clips/a.mp4' })
  })
})

test('a link from one place of the folder to another keeps its own name', async () => {
  const root = await freshFolder()
  await symlink(await lay(root, 'store/1.mp4', 'x'), path.join(root, 'named.mp4'))
  expect(await publisherOf(root).publish({ clipSourceId: 1, path: path.join(root, 'named.mp4'), sizeBytes: 1 })).toMatchObject({ url: 'https://cdn.example.com/clips/named.mp4' })
})

test('a clip that is gone or has changed is refused in words', async () => {
  const root = await freshFolder()
  const clip = await lay(root, 'a.mp4', 'xx')
  expect(await publisherOf(root).publish({ clipSourceId: 1, path: path.join(root, 'b.mp4'), sizeBytes: 1 })).toMatchObject({ ok: false, code: 'SourceGone' })
  expect(await publisherOf(root).publish({ clipSourceId: 1, path: clip, sizeBytes: 1 })).toMatchObject({ ok: false, code: 'FileChanged' })
})

describe('the trial of a public folder', () => {
  const share = (root: string) => serve((request, response) => {
    const file = createReadStream(path.join(root, decodeURIComponent(request.url ?? '')))
    file.on('error', () => response.writeHead(404).end())
    file.pipe(response)
  })

  test('passes when its address gives out what lies in it, and leaves nothing behind', async () => {
    const root = await freshFolder()
    const trial = await publisherOf(root, await share(root)).test()
    expect(trial).toMatchObject({ ok: true, details: { ranges: false }, advice: expect.stringContaining('no proof') as string })
    expect(await readdir(root)).toEqual([])
  })

  test('uses a clip where nothing may be written', async () => {
    const root = await freshFolder()
    await lay(root, 'day/a.mp4', pattern(5_000))
    const origin = await share(root)
    await chmod(path.join(root, 'day'), 0o755)
    await chmod(root, 0o555)
    const trial = await asOrdinaryUser(() => publisherOf(root, origin).test())
    expect(trial).toMatchObject({ ok: true })
    expect(await readdir(root)).toEqual(['day'])
  })

  test('fails in words: another folder, a page to sign in, a closed door, nobody there, no folder', async () => {
    const root = await freshFolder()
    const other = await freshFolder()
    const cases = [
      [await share(other), 'not there'],
      [await serve((_request, response) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>')), 'web page'],
      [await serve((_request, response) => response.writeHead(403).end()), 'HTTP 403'],
      [await serve((_request, response) => response.writeHead(200).end('something else')), 'other content'],
      ['http://127.0.0.1:9/', 'could not be reached'],
    ]
    for (const [url, words] of cases) expect(await publisherOf(root, url).test()).toMatchObject({ ok: false, message: expect.stringContaining(words ?? '') as string, advice: expect.any(String) as string })
    expect(await publisherOf(path.join(root, 'gone')).test()).toMatchObject({ ok: false, message: expect.stringContaining('cannot be found') as string })
  })
})

async function asOrdinaryUser<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work()
  process.seteuid?.(65_534)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
  }
}
