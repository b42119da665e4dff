import { open, readdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { runFfmpeg } from '../../src/main/preparation/run-ffmpeg.ts'
import { makeClip } from '../helpers/clips.ts'
import { complaints, emptyFolder, fileHash, footage, madeOf, run, stream, turned, workshop } from './support.ts'

const files = async (folder: string): Promise<string[]> => (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => entry.name)

test('an exact part is cut to the frame, and the source is not touched', async () => {
  const source = await makeClip(await emptyFolder(), 'long.mp4', { seconds: 8, audio: true })
  const before = await fileHash(source)
  const fractions: number[] = []
  const shop = await workshop()
  const made = madeOf(await shop.make(source, { fromMs: 1500, toMs: 6500 }, { onProgress: (fraction) => fractions.push(fraction) }))
  expect(made).toMatchObject({ how: 'ffmpeg', media: { durationMs: 5000, hasAudio: true, videoCodec: 'h264', container: 'mp4' } })
  expect(await complaints(made.path)).toBe('')
  expect(await fileHash(source)).toBe(before)
  expect(await files(shop.folder)).toEqual([path.basename(made.path)])
  expect(fractions.at(-1)).toBeGreaterThan(0.9)
})

test('a picture with odd sides gets even ones', async () => {
  const source = await footage(path.join(await emptyFolder(), 'odd.mp4'), '-f', 'lavfi', '-i', 'testsrc2=s=641x361:r=24:d=2', '-c:v', 'libx264', '-pix_fmt', 'yuv444p')
  const shop = await workshop()
  const made = madeOf(await shop.make(source, { fps: 30 }))
  expect(made.media).toMatchObject({ width: 640, height: 360, fps: 30 })
  expect((await stream(made.path)).pix_fmt).toBe('yuv420p')
})

test('a large upright clip fits into its box upright', async () => {
  const source = await makeClip(await emptyFolder(), 'tall.mp4', { width: 540, height: 960, seconds: 1 })
  const shop = await workshop()
  expect(madeOf(await shop.make(source, { box: { width: 640, height: 360 } })).media).toMatchObject({ width: 360, height: 640 })
})

test('a clip lying on its side in the file comes out as it is seen', async () => {
  const source = await turned(await makeClip(await emptyFolder(), 'phone.mp4', { width: 640, height: 360, seconds: 1 }))
  const shop = await workshop()
  const made = madeOf(await shop.make(source, { box: { width: 480, height: 270 } }))
  expect(made.media).toMatchObject({ width: 270, height: 480, rotation: 0 })
})

test('a variable frame rate becomes a steady one, of the same length', async () => {
  const folder = await emptyFolder()
  const source = await footage(path.join(folder, 'vfr.mp4'), '-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=60:d=4', '-vf', "select='if(lt(t,2),1,not(mod(n,4)))'", '-vsync', 'vfr', '-c:v', 'libx264', '-pix_fmt', 'yuv420p')
  const shop = await workshop()
  const made = madeOf(await shop.make(source, { fps: 30 }))
  const seen = await stream(made.path)
  expect([seen.r_frame_rate, seen.avg_frame_rate]).toEqual(['30/1', '30/1'])
  expect(Math.abs((made.media.durationMs ?? 0) - 4000)).toBeLessThanOrEqual(70)
})

test('HDR in ten bits becomes ordinary video in eight', async () => {
  const source = await footage(path.join(await emptyFolder(), 'hdr.mp4'), '-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=24:d=2', '-c:v', 'libx265', '-pix_fmt', 'yuv420p10le', '-tag:v', 'hvc1',
    '-x265-params', 'log-level=error:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc')
  expect(await stream(source)).toMatchObject({ pix_fmt: 'yuv420p10le', color_transfer: 'smpte2084' })
  const shop = await workshop()
  const made = madeOf(await shop.make(source, { codec: 'h264' }))
  expect(await stream(made.path)).toMatchObject({ codec_name: 'h264', pix_fmt: 'yuv420p', color_transfer: 'bt709' })
})

test('a clip without sound is encoded without, or gets a silent track that is no longer than it', async () => {
  const source = await makeClip(await emptyFolder(), 'mute.mp4', { seconds: 3 })
  const shop = await workshop()
  expect(madeOf(await shop.make(source, { codec: 'h265' })).media).toMatchObject({ hasAudio: false, videoCodec: 'h265' })
  const silent = madeOf(await shop.make(source, { audio: 'silent' }, { id: 2 })).media
  expect(silent).toMatchObject({ hasAudio: true, videoCodec: 'h264', durationMs: 3000 })
})

test('a file keeps below the size that was asked for', async () => {
  const folder = await emptyFolder()
  // Noise is what no coder can make small.
  const source = await footage(path.join(folder, 'noise.mp4'), '-f', 'lavfi', '-i', 'color=gray:s=320x180:r=24:d=4,noise=alls=100:allf=t', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p')
  const shop = await workshop()
  const made = madeOf(await shop.make(source, { mostBytes: 700_000 }))
  expect(made.sizeBytes).toBeLessThanOrEqual(700_000)
  expect(made.sizeBytes).toBeGreaterThan(300_000)
})

test('footage that cameras write and no reviewer takes becomes H.264', async () => {
  const source = await footage(path.join(await emptyFolder(), 'camera.mov'), '-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=25:d=2', '-f', 'lavfi', '-i', 'sine=d=2', '-c:v', 'prores_ks', '-c:a', 'pcm_s16le')
  const shop = await workshop()
  const made = madeOf(await shop.make(source, { codec: 'h264', mp4: true }))
  expect(made.media).toMatchObject({ container: 'mp4', videoCodec: 'h264', hasAudio: true })
})

test('names with colons, dashes and quotes are files, not options', async () => {
  const source = await makeClip(await emptyFolder(), `-i take: 1 'b' "c".mp4`, { seconds: 2 })
  const shop = await workshop()
  expect(madeOf(await shop.make(source, { fps: 30 })).media.fps).toBe(30)
})

test('a damaged source fails with words and leaves nothing behind', async () => {
  const noisy = await footage(path.join(await emptyFolder(), 'noisy.mp4'), '-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=24:d=6', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-movflags', '+faststart')
  const file = await open(noisy, 'r+')
  const { size } = await file.stat()
  await file.write(Buffer.alloc(Math.floor(size / 3), 0x5a), 0, Math.floor(size / 3), Math.floor(size / 2))
  await file.close()
  const shop = await workshop()
  const end = await shop.make(noisy, { fps: 30 })
  expect(end).toMatchObject({ kind: 'failed', code: 'PreparationFailed' })
  expect((end as { message: string }).message.length).toBeGreaterThan(10)
  expect(await files(shop.folder)).toEqual([])
})

test('a source that is no video fails as its check does', async () => {
  const folder = await emptyFolder()
  const source = path.join(folder, 'words.mp4')
  const file = await open(source, 'w')
  await file.write('these are words')
  await file.close()
  const shop = await workshop()
  expect(await shop.make(source, { fps: 30 })).toMatchObject({ kind: 'failed', code: 'FormatUndetectable' })
})

test('stopped in the middle, ffmpeg ends and what it had written is gone', async () => {
  const source = await makeClip(await emptyFolder(), 'slow.mp4', { seconds: 30, width: 1280, height: 720 })
  const shop = await workshop()
  const stop = new AbortController()
  const started = Promise.withResolvers<number>()
  const end = shop.make(source, { codec: 'h265' }, { signal: stop.signal, onPid: started.resolve })
  const pid = await started.promise
  stop.abort()
  expect(await end).toEqual({ kind: 'stopped' })
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/)
  expect(await files(shop.folder)).toEqual([])
})

test('a disk that is full is told from a clip that cannot be made', async () => {
  const folder = await emptyFolder()
  const source = await footage(path.join(folder, 'noise.mp4'), '-f', 'lavfi', '-i', 'color=gray:s=320x180:r=24:d=4,noise=alls=100:allf=t', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p')
  const { stdout } = await run('which', ['ffmpeg'])
  // /dev/full takes nothing, as a full disk does.
  const end = await runFfmpeg({
    ffmpeg: stdout.trim(), args: ['-hide_banner', '-nostdin', '-loglevel', 'error', '-y', '-i', `file:${source}`, '-c', 'copy', '-f', 'mpegts', 'file:/dev/full'],
    lengthMs: 4000, signal: new AbortController().signal, onStart: () => undefined, onProgress: () => undefined,
  })
  expect(end).toMatchObject({ kind: 'disk-full', message: expect.stringContaining('No space left') as string })
})

test('a source that is moved away before it is read, or while it is, has changed: it is not gone, and not damaged', async () => {
  const folder = await emptyFolder()
  const away = (source: string) => () => rename(source, path.join(folder, 'moved.mp4'))
  const shop = await workshop()
  const early = await makeClip(folder, 'early.mp4', { seconds: 2 })
  expect(await shop.make(early, { toMs: 1000 }, { beforeReading: away(early) })).toEqual({ kind: 'changed' })
  const late = await makeClip(folder, 'late.mp4', { seconds: 2 })
  // An ffmpeg that finds nothing where the file was a moment ago.
  const moving = path.join(folder, 'ffmpeg')
  await writeFile(moving, `#!/bin/sh\ncase "$*" in *-version*) echo "ffmpeg version 6.0";; *-encoders*) echo libx264;; *-filters*) ;; *) mv "${late}" "${late}.moved"; echo "late.mp4: No such file or directory" >&2; exit 1;; esac\n`, { mode: 0o755 })
  expect(await shop.make(late, { fps: 30 }, { ffmpegPath: moving })).toEqual({ kind: 'changed' })
  expect(await files(shop.folder)).toEqual([])
})
