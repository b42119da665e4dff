import { execFile } from 'node:child_process'
import { mkdtemp, rm, truncate, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { relaxedLimits, breaches } from '../../src/main/domain/media-limits.ts'
import { inspectFile } from '../../src/main/intake/inspect-file.ts'
import { makeClip } from '../helpers/clips.ts'
import { makeHeic, makeTurnedImage } from '../helpers/images.ts'

let dir: string
beforeAll(async () => { dir = await mkdtemp(path.join(tmpdir(), 'greenroom-images-')) })
afterAll(() => rm(dir, { recursive: true }))

const factsOf = async (file: string) => {
  const inspection = await inspectFile(file, { contentHash: false })
  if (!inspection.ok) throw new Error(`${inspection.code}: ${inspection.message}`)
  return inspection.facts
}

test.each(['jpg', 'png', 'webp', 'bmp', 'tiff', 'gif'])('a %s image is read and is within the limits', async (extension) => {
  const facts = await factsOf(await makeClip(dir, `plain.${extension}`, { width: 640, height: 480 }))
  expect(facts).toMatchObject({ kind: 'image', width: 640, height: 480, rotation: 0, durationMs: null })
  expect(breaches(facts, relaxedLimits)).toEqual([])
})

test.each([['heic', 'heic'], ['heif', 'mif1']])('a %s photograph is read and is within the limits', async (extension, brand) => {
  const facts = await factsOf(await makeHeic(dir, `phone.${extension}`, { width: 640, height: 480, brand }))
  expect(facts).toMatchObject({ kind: 'image', container: extension, width: 640, height: 480 })
  expect(breaches(facts, relaxedLimits)).toEqual([])
})

describe('a photograph that is stored lying down has the size it is seen at', () => {
  test.each(['jpg', 'png', 'webp', 'tiff'])('%s, by its Exif', async (extension) => {
    expect(await factsOf(await makeTurnedImage(dir, `turned.${extension}`, { width: 800, height: 320 }))).toMatchObject({ width: 320, height: 800, rotation: 90 })
  })
  test.each([[3, 800, 320, 180], [5, 320, 800, 90], [8, 320, 800, 270], [1, 800, 320, 0], [9, 800, 320, 0]])('orientation %i', async (orientation, width, height, rotation) => {
    expect(await factsOf(await makeTurnedImage(dir, `o${orientation}.jpg`, { width: 800, height: 320 }, orientation))).toMatchObject({ width, height, rotation })
  })
  test('heic, by its own property', async () => {
    expect(await factsOf(await makeHeic(dir, 'turned.heic', { width: 640, height: 320, turned: 1 }))).toMatchObject({ width: 320, height: 640, rotation: 270 })
  })
})

test('a picture that is too upright once it is turned is held for that', async () => {
  const facts = await factsOf(await makeTurnedImage(dir, 'tall.jpg', { width: 1000, height: 360 }))
  expect(breaches(facts, relaxedLimits)).toEqual([{ code: 'AspectRatioTooSmall', measured: 0.36, limit: 0.4, unit: 'ratio' }])
})

test('a heic photograph cut short is truncated', async () => {
  const file = await makeHeic(dir, 'cut.heic', { width: 640, height: 480 })
  await truncate(file, Math.floor((await stat(file)).size * 0.6))
  expect(await inspectFile(file, { contentHash: false })).toMatchObject({ ok: false, code: 'Truncated' })
})

test('an animated webp is an image to the service', async () => {
  const file = path.join(dir, 'moving.webp')
  await promisify(execFile)('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', '-f', 'lavfi', '-i', 'testsrc2=s=640x480:r=5:d=1', file])
  expect(await factsOf(file)).toMatchObject({ kind: 'image', container: 'webp' })
})
