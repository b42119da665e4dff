import { open, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readMediaFacts } from '../../src/main/intake/media-info-reader.ts'
import { makeClip } from '../helpers/clips.ts'

let dir: string
beforeAll(async () => (dir = await mkdtemp(path.join(tmpdir(), 'greenroom-reader-'))))
afterAll(() => rm(dir, { recursive: true }))

test('overlapping readings wait for each other', async () => {
  const bytes = await readFile(await makeClip(dir, 'a.mp4'))
  const read = async (length: number, offset: number) => bytes.subarray(offset, offset + length)
  const readings = await Promise.all(Array.from({ length: 8 }, () => readMediaFacts({ size: bytes.length, read })))
  expect(readings.every((reading) => reading.ok)).toBe(true)
})

test('a reading that fails midway is Unreadable with its words, and the next one works', async () => {
  const clip = await makeClip(dir, 'b.mp4')
  const file = await open(clip)
  const { size } = await file.stat()
  const failing = readMediaFacts({ size, read: () => Promise.reject(new Error('the drive went away')) })
  const next = readMediaFacts({ size, read: async (length, offset) => (await file.read(Buffer.alloc(length), 0, length, offset)).buffer })
  expect(await failing).toEqual({ ok: false, code: 'Unreadable', message: 'The file could not be read: the drive went away' })
  expect((await next).ok).toBe(true)
  await file.close()
})
