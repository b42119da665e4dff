import { mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { strictLimits } from '../../src/main/domain/media-limits.ts'
import { demoClipNames, demoClipsDir, makeClip } from '../helpers/clips.ts'
import { openSandbox, serveMedia } from './sandbox-fixture.ts'

let dir: string
beforeAll(async () => (dir = await mkdtemp(path.join(tmpdir(), 'greenroom-judge-'))))
afterAll(() => rm(dir, { recursive: true }))

test('real media is downloaded and held against the limits, with the upstream’s codes', async () => {
  await Promise.all([
    makeClip(dir, 'good.mp4', { fps: 25 }),
    makeClip(dir, 'turned.mov', { width: 1280, height: 720, rotation: 90 }),
    makeClip(dir, 'short.mp4', { seconds: 1 }),
    makeClip(dir, 'long.mp4', { seconds: 31, fps: 24, width: 640, height: 640 }),
    makeClip(dir, 'small.mp4', { width: 320, height: 320 }),
    makeClip(dir, 'slow.mp4', { fps: 10 }),
    makeClip(dir, 'old.mp4', { codec: 'mpeg4' }),
    makeClip(dir, 'still.png'),
    makeClip(dir, 'cut.mp4').then(async (clip) => truncate(clip, Math.floor((await stat(clip)).size / 2))),
    writeFile(path.join(dir, 'empty.mp4'), ''),
  ])
  const media = await serveMedia(dir, {
    'login.mp4': { type: 'text/html; charset=utf-8', body: '<h1>Sign in</h1>' },
    'broken-off.mp4': { body: 'half of it', endless: true },
    'forbidden.mp4': { status: 403 },
  })
  const expected = {
    'good.mp4': null, 'turned.mov': null, 'short.mp4': 'DurationTooShort', 'long.mp4': 'DurationTooLong', 'small.mp4': 'PixelCountTooSmall',
    'slow.mp4': 'FpsTooLow', 'old.mp4': 'FormatUnsupported', 'still.png': 'TypeMismatch', 'cut.mp4': 'FormatUndetectable',
    'empty.mp4': 'FormatUndetectable', 'login.mp4': 'DownloadFailed', 'broken-off.mp4': 'DownloadFailed', 'forbidden.mp4': 'DownloadFailed',
    'missing.mp4': 'DownloadFailed',
  }
  const names = Object.keys(expected)
  const api = await openSandbox({ scenario: 'demo', downloads: true })
  const { id } = (await api.submit(names, names.map(media.url))).body.data
  const done = await api.finish(id)
  const codes = Object.fromEntries(done.result.assets.map((item) => [item.name ?? '', item.error?.code ?? null]))
  expect(codes).toEqual(expected)
  expect(done.result.usable_assets.map((item) => item.name)).toEqual(['good.mp4', 'turned.mov'])
  expect(done.result.assets.find((item) => item.name === 'forbidden.mp4')?.error?.message).toContain('HTTP 403')
})

test('a URL nothing answers at is a failed download, and the others go on', async () => {
  await makeClip(dir, 'fine.mp4')
  const media = await serveMedia(dir)
  const api = await openSandbox({ scenario: 'demo', downloads: true })
  const { id } = (await api.submit(['gone', 'fine'], ['http://127.0.0.1:9/gone.mp4', media.url('fine.mp4')])).body.data
  const done = await api.finish(id)
  expect(done.result.assets).toMatchObject([{ status: 'Failed', error: { code: 'DownloadFailed' } }, { status: 'Active' }])
})

test('images are judged as images', async () => {
  await Promise.all([makeClip(dir, 'face.png'), makeClip(dir, 'tiny.png', { width: 200, height: 200 }), makeClip(dir, 'video.mp4')])
  const media = await serveMedia(dir)
  const names = ['face.png', 'tiny.png', 'video.mp4']
  const api = await openSandbox({ scenario: 'demo', downloads: true })
  const { id } = (await api.submit(names, names.map(media.url), { asset_type: 'Image' })).body.data
  const done = await api.finish(id)
  expect(done.result.assets.map((item) => item.error?.code)).toEqual([undefined, 'WidthTooSmall', 'TypeMismatch'])
})

test('the limits can be set', async () => {
  await makeClip(dir, 'full-hd.mp4', { width: 1920, height: 1080 })
  const media = await serveMedia(dir)
  for (const [limits, status] of [[undefined, 'completed'], [strictLimits, 'failed']] as const) {
    const api = await openSandbox({ scenario: 'plain', downloads: true, limits })
    const { id } = (await api.submit(['a'], [media.url('full-hd.mp4')])).body.data
    expect((await api.finish(id)).status).toBe(status)
  }
})

test('a verdict is not given before the media has been looked at, however late it comes', async () => {
  await makeClip(dir, 'late.mp4')
  const media = await serveMedia(dir)
  let letGo = () => {}
  const held = new Promise<void>((resolve) => (letGo = resolve))
  const api = await openSandbox({ scenario: 'plain', downloads: true, fetch: async (...args) => (await held, fetch(...args)) })
  const { id } = (await api.submit(['a'], [media.url('late.mp4')])).body.data
  api.clock.advance(60_000)
  expect((await api.read(id)).body.data).toMatchObject({ status: 'processing', progress: 95 })
  letGo()
  expect((await api.finish(id)).status).toBe('completed')
})

test('closing ends downloads and leaves nothing behind', async () => {
  const before = (await readdir(tmpdir())).filter((name) => name.startsWith('greenroom-sandbox-'))
  const media = await serveMedia(dir)
  await makeClip(dir, 'left.mp4')
  const api = await openSandbox({ scenario: 'plain', downloads: true })
  await api.submit(['a', 'b'], [media.url('left.mp4'), media.url('left.mp4')])
  await api.sandbox.close()
  const after = (await readdir(tmpdir())).filter((name) => name.startsWith('greenroom-sandbox-'))
  expect(after.filter((name) => !before.includes(name))).toEqual([])
})

test('demo: every demo clip ends as its name says, and flaky ones pass the second time', async () => {
  const names = await demoClipNames()
  const media = await serveMedia(demoClipsDir)
  const api = await openSandbox({ scenario: 'demo', downloads: true })
  const verdicts = async (round: string) => {
    const correlated = names.map((name) => `${path.parse(name).name}-${round}`)
    const done = await api.finish((await api.submit(correlated, names.map(media.url))).body.data.id)
    return Object.fromEntries(done.result.assets.map((item, index) => [names[index] ?? '', item.error?.code ?? item.status]))
  }
  const first = await verdicts('r1')
  expect(Object.entries(first).filter(([, verdict]) => verdict !== 'Active')).toEqual([
    ['flaky-ada-hallway.mp4', 'Failed'],
    ['flaky-ada-stairs.mp4', 'Failed'],
    ['no-face-empty-set.mp4', 'FaceMismatch'],
    ['too-short-slate.mp4', 'DurationTooShort'],
  ])
  const second = await verdicts('r2')
  expect(Object.entries(second).filter(([, verdict]) => verdict !== 'Active')).toEqual([
    ['no-face-empty-set.mp4', 'FaceMismatch'],
    ['too-short-slate.mp4', 'DurationTooShort'],
  ])
})
