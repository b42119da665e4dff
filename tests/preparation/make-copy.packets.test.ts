import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { makeClip } from '../helpers/clips.ts'
import { complaints, emptyFolder, fileHash, footage, madeOf, packets, stream, turned, workshop } from './support.ts'

/** Ten seconds with sound, frames that lean on both sides, and a keyframe at every second. */
async function tenSeconds(name: string, ...more: string[]): Promise<string> {
  return footage(path.join(await emptyFolder(), name), '-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=24:d=10', '-f', 'lavfi', '-i', 'sine=d=10', '-c:a', 'aac',
    '-c:v', 'libx264', '-preset', 'fast', '-bf', '3', '-g', '24', '-keyint_min', '24', '-sc_threshold', '0', '-pix_fmt', 'yuv420p', ...more)
}

/** Nothing that is called ffmpeg lies here. */
const noFfmpeg = '/nowhere/ffmpeg'

test('a cut that begins on a keyframe takes its packets over bit by bit, without ffmpeg', async () => {
  const source = await tenSeconds('take.mp4')
  const before = await fileHash(source)
  const shop = await workshop()
  const made = madeOf(await shop.make(source, { fromMs: 2000, toMs: 6000 }, { ffmpegPath: noFfmpeg }))
  expect(made.how).toBe('copy')
  const [theirs, ours] = [await packets(source, 'v'), await packets(made.path, 'v')]
  const first = theirs.findIndex((packet) => Math.abs(packet.seconds - 2) < 0.001)
  expect(theirs[first]?.key).toBe(true)
  expect(ours.map((packet) => packet.hash)).toEqual(theirs.slice(first, first + ours.length).map((packet) => packet.hash))
  // Four seconds less the pictures that lean on one beyond the end; never more than asked.
  expect(made.media.durationMs).toBeGreaterThan(3750)
  expect(made.media.durationMs).toBeLessThanOrEqual(4000)
  expect(Math.min(...ours.map((packet) => packet.seconds))).toBeCloseTo(0, 2)
  const sounds = (await packets(source, 'a')).map((packet) => packet.hash)
  const taken = (await packets(made.path, 'a')).map((packet) => packet.hash)
  expect(taken.length).toBeGreaterThan(165)
  expect(sounds.join().includes(taken.join())).toBe(true)
  expect(await complaints(made.path)).toBe('')
  expect(await fileHash(source)).toBe(before)
})

test('a cut between keyframes may begin at the keyframe before, and is no longer for it', async () => {
  const shop = await workshop()
  const made = madeOf(await shop.make(await tenSeconds('take.mp4'), { fromMs: 2500, toMs: 6000, cut: 'keyframe' }, { ffmpegPath: noFfmpeg }))
  expect(made.how).toBe('copy')
  expect((await packets(made.path, 'v'))[0]?.key).toBe(true)
  expect(made.media.durationMs).toBeLessThanOrEqual(3500)
  expect(made.media.durationMs).toBeGreaterThan(3200)
  expect(await complaints(made.path)).toBe('')
})

test('a cut between keyframes that must be exact waits for ffmpeg where there is none', async () => {
  const shop = await workshop()
  expect(await shop.make(await tenSeconds('take.mp4'), { fromMs: 2500, toMs: 6000 }, { ffmpegPath: noFfmpeg })).toMatchObject({ kind: 'no-ffmpeg', message: expect.stringContaining(noFfmpeg) as string })
  expect((await readdir(shop.folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())).toEqual([])
})

test('a MOV becomes an MP4 of the same packets', async () => {
  const source = await tenSeconds('take.mov')
  const shop = await workshop()
  const made = madeOf(await shop.make(source, { mp4: true }, { ffmpegPath: noFfmpeg }))
  expect(made.media).toMatchObject({ container: 'mp4', hasAudio: true, durationMs: 10_000 })
  expect((await packets(made.path, 'v')).map((packet) => packet.hash)).toEqual((await packets(source, 'v')).map((packet) => packet.hash))
  // What a decoder throws away at the beginning of the sound has no place in time and is left out.
  const heard = (await packets(source, 'a')).filter((packet) => packet.seconds >= 0)
  expect((await packets(made.path, 'a')).map((packet) => packet.hash)).toEqual(heard.map((packet) => packet.hash))
})

test('the sound can be left out without encoding', async () => {
  const source = await tenSeconds('take.mp4')
  const shop = await workshop()
  const made = madeOf(await shop.make(source, { audio: 'drop' }, { ffmpegPath: noFfmpeg }))
  expect(made.media.hasAudio).toBe(false)
  expect((await packets(made.path, 'v')).map((packet) => packet.hash)).toEqual((await packets(source, 'v')).map((packet) => packet.hash))
})

test('a clip held upright stays upright when it is taken over', async () => {
  const source = await turned(await makeClip(await emptyFolder(), 'phone.mp4', { width: 640, height: 360, seconds: 2, audio: true }))
  const shop = await workshop()
  const made = madeOf(await shop.make(source, { audio: 'drop' }))
  expect(made.how).toBe('copy')
  expect(made.media).toMatchObject({ width: 360, height: 640, rotation: 270 })
  expect((await stream(made.path)).side_data_list?.[0]?.rotation).toBe((await stream(source)).side_data_list?.[0]?.rotation)
})

test('where nothing has to be changed nothing is made', async () => {
  const shop = await workshop()
  expect(await shop.make(await makeClip(await emptyFolder(), 'short.mp4', { seconds: 3 }), { toMs: 30_000, codec: 'h264', audio: 'drop' })).toEqual({ kind: 'made', made: null })
})
