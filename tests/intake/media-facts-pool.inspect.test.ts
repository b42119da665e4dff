import { createHash } from 'node:crypto'
import { appendFile, chmod, mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMediaFactsPool, type FileInspection, type MediaFactsPool } from '../../src/main/intake/media-facts-pool.ts'
import { copyDemoClip, makeClip } from '../helpers/clips.ts'

const workerUrl = new URL('../../src/main/intake/media-facts-worker.ts', import.meta.url)
let dir: string
let pool: MediaFactsPool

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'greenroom-media-'))
  pool = createMediaFactsPool({ workerUrl, size: 2 })
})
afterAll(async () => {
  await pool.close()
  await rm(dir, { recursive: true })
})

const codeOf = (inspection: FileInspection) => (inspection.ok ? 'ok' : inspection.code)

test('a real clip gives its facts and prints; the whole is hashed only when asked', async () => {
  const clip = await makeClip(dir, 'good.mp4', { seconds: 3, width: 720, height: 1280, fps: 25, audio: true })
  const quick = await pool.inspectFile(clip)
  expect(quick).toMatchObject({
    ok: true,
    facts: { kind: 'video', container: 'mp4', width: 720, height: 1280, fps: 25, videoCodec: 'h264', hasAudio: true, rotation: 0 },
    print: { contentHash: null, tailIsZero: false },
  })
  const whole = await pool.inspectFile(clip, { contentHash: true })
  expect(whole.print?.contentHash).toBe(createHash('sha256').update(await readFile(clip)).digest('hex'))
  expect(whole.print?.quickFingerprint).toBe(quick.print?.quickFingerprint)
})

test('containers and codecs go by the names the limits use', async () => {
  const facts = async (file: string) => {
    const inspection = await pool.inspectFile(file)
    return inspection.ok ? [inspection.facts.kind, inspection.facts.container, inspection.facts.videoCodec] : inspection.code
  }
  expect(await facts(await makeClip(dir, 'a.mov'))).toEqual(['video', 'mov', 'h264'])
  expect(await facts(await makeClip(dir, 'a.mp4', { codec: 'h265', seconds: 1 }))).toEqual(['video', 'mp4', 'h265'])
  expect(await facts(await makeClip(dir, 'a.mkv', { seconds: 1 }))).toEqual(['video', 'mkv', 'h264'])
  expect(await facts(await makeClip(dir, 'a.jpg'))).toEqual(['image', 'jpeg', null])
  expect(await facts(await makeClip(dir, 'a.png'))).toEqual(['image', 'png', null])
  expect(await facts(await makeClip(dir, 'a.bmp'))).toEqual(['image', 'bmp', null])
})

test('a phone’s turned video has the size it is seen at', async () => {
  const clip = await copyDemoClip(dir, 'ada-phone-upright.mp4')
  expect(await pool.inspectFile(clip)).toMatchObject({ facts: { width: 640, height: 960, rotation: 270 } })
})

test.each([
  ['an index at the end', 'late.mp4', false],
  ['an index at the front', 'early.mp4', true],
])('a video cut short with %s is truncated', async (_case, name, fastStart) => {
  const clip = await makeClip(dir, name, { fastStart, seconds: 4 })
  await truncate(clip, Math.floor((await readFile(clip)).length * 0.6))
  expect(codeOf(await pool.inspectFile(clip))).toBe('Truncated')
})

test.each(['cut.png', 'cut.jpg', 'cut.webp', 'cut.gif', 'cut.bmp', 'cut.tiff'])('an image cut short (%s) is truncated', async (name) => {
  const image = await makeClip(dir, name)
  await truncate(image, Math.floor((await readFile(image)).length * 0.6))
  expect(codeOf(await pool.inspectFile(image))).toBe('Truncated')
})

test('a preallocated copy shows by its zero tail even where the container seems whole', async () => {
  const clip = await makeClip(dir, 'reserved.mp4', { fastStart: true })
  const full = (await readFile(clip)).length
  await truncate(clip, full - 4_000)
  await truncate(clip, full + 200_000)
  const inspection = await pool.inspectFile(clip)
  expect(inspection.print?.tailIsZero).toBe(true)
})

test('files that cannot be used are typed results in words', async () => {
  const empty = path.join(dir, 'empty.mp4')
  await writeFile(empty, '')
  expect(await pool.inspectFile(empty)).toMatchObject({ ok: false, code: 'Empty', print: { sizeBytes: 0, tailIsZero: false } })

  const words = path.join(dir, 'words.mp4')
  await writeFile(words, 'not a film')
  expect(await pool.inspectFile(words)).toMatchObject({ ok: false, code: 'FormatUndetectable' })

  expect(await pool.inspectFile(path.join(dir, 'gone.mp4'))).toMatchObject({ code: 'Gone', message: /no longer there/, print: null })
  expect(await pool.inspectFile(dir)).toMatchObject({ code: 'Unreadable', message: /not a file/ })

  // Root may read everything, so only an ordinary user can see this refused.
  if (process.getuid?.() !== 0) {
    await chmod(words, 0)
    expect(await pool.inspectFile(words)).toMatchObject({ code: 'NotPermitted', message: /permission/ })
  }
})

test('a file that grows while it is read is told apart from one that is still', async () => {
  const growing = await makeClip(dir, 'growing.mp4')
  // Long enough to be read that something is written meanwhile, whatever else the machine does.
  await truncate(growing, 96 * 1024 * 1024)
  let looked = false
  const inspecting = pool.inspectFile(growing, { contentHash: true }).finally(() => (looked = true))
  while (!looked) await appendFile(growing, Buffer.alloc(1024, 7))
  expect(await inspecting).toMatchObject({ ok: false, code: 'ChangedWhileReading', message: /still writing/ })
})

test('the fingerprint differs for equal sizes with different ends', async () => {
  const a = path.join(dir, 'a.bin')
  const b = path.join(dir, 'b.bin')
  await writeFile(a, Buffer.alloc(200_000, 1))
  await writeFile(b, Buffer.alloc(200_000, 1))
  expect((await pool.inspectFile(a)).print?.quickFingerprint).toBe((await pool.inspectFile(b)).print?.quickFingerprint)
  const file = await open(b, 'r+')
  await file.write(Buffer.from([9]), 0, 1, 199_999)
  await file.close()
  expect((await pool.inspectFile(a)).print?.quickFingerprint).not.toBe((await pool.inspectFile(b)).print?.quickFingerprint)
})

test('many files at once come back each with its own answer', async () => {
  const clips = await Promise.all([1, 2, 3].map((n) => makeClip(dir, `n${n}.mp4`, { width: 640 + n * 2 })))
  const many = Array.from({ length: 24 }, (_, index) => clips[index % 3]!)
  const seen = await Promise.all(many.map((clip) => pool.inspectFile(clip)))
  expect(seen.map((inspection) => inspection.ok && inspection.facts.width)).toEqual(many.map((_, index) => 642 + (index % 3) * 2))
})

test('a worker that dies fails its own file in words and the rest go on', async () => {
  const fragile = path.join(dir, 'fragile-worker.mjs')
  await writeFile(
    fragile,
    `import { parentPort } from 'node:worker_threads'
     parentPort.on('message', ({ id, path }) => {
       if (path === 'bad') throw new Error('out of bounds')
       if (path === 'exit') process.exit(3)
       parentPort.postMessage({ id, inspection: { ok: false, code: 'Empty', message: path, print: null } })
     })`,
  )
  const brittle = createMediaFactsPool({ workerUrl: pathToFileURL(fragile), size: 1 })
  const [first, bad, exited, last] = await Promise.all(['one', 'bad', 'exit', 'two'].map((name) => brittle.inspectFile(name)))
  expect([first, last]).toMatchObject([{ message: 'one' }, { message: 'two' }])
  expect(bad).toMatchObject({ code: 'InspectionCrashed', message: /out of bounds/ })
  expect(exited).toMatchObject({ code: 'InspectionCrashed' })
  await brittle.close()
  expect(codeOf(await brittle.inspectFile('late'))).toBe('InspectionCrashed')
})

test('a worker that cannot even start fails each file instead of hanging', async () => {
  const missing = createMediaFactsPool({ workerUrl: pathToFileURL(path.join(dir, 'no-such-worker.mjs')), size: 1 })
  expect(await missing.inspectFile('x')).toMatchObject({ code: 'InspectionCrashed', message: /no-such-worker/ })
  expect(await missing.inspectFile('y')).toMatchObject({ code: 'InspectionCrashed' })
  await missing.close()
})
