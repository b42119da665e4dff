import { existsSync, utimesSync } from 'node:fs'
import { mkdir, readdir, rm, stat, symlink, truncate, unlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../src/node-host/system-clock.ts'
import { makeClip } from '../helpers/clips.ts'
import { startProcess } from '../helpers/processes.ts'
import { footage } from '../preparation/support.ts'
import { quickClock } from '../reliability/harness/quick-clock.ts'
import { given, inFootage, preparationStage, type PreparationStage } from './preparation-stage.ts'

const small = { width: 320, height: 240, seconds: 6 }

async function held(stage: PreparationStage, ...colours: string[]): Promise<number[]> {
  await stage.takeIn(...(await Promise.all(colours.map((colour) => makeClip(stage.footage, `${colour}.mp4`, { ...small, colour })))))
  await stage.until(async () => (await stage.clips()).filter((clip) => clip.state === 'held').length === colours.length)
  return (await stage.clips()).map((clip) => clip.id)
}

const parts = async (dataDir: string): Promise<string[]> => (await readdir(path.join(dataDir, 'copies'), { recursive: true }).catch(() => [])).filter((name) => name.endsWith('.part'))

test('where the space for copies is used up the rest waits, says so, and goes on when it may take more', async () => {
  const stage = await preparationStage()
  const ids = await held(stage, 'red', 'green')
  await stage.client.preparations.set({ quotaBytes: 1_000_000 })
  // The first copy is expected to be as large as its source; a source of two megabytes does not fit into one.
  for (const colour of ['red', 'green']) await truncate(inFootage(stage, `${colour}.mp4`), 2_000_000)
  await stage.client.clips.recheck({ ids })
  await stage.until(async () => (await stage.clips()).every((clip) => clip.state === 'held'))
  await stage.client.preparations.start({ selection: { ids }, recipe: given({ toMs: 3000 }) })
  const waits = await stage.until(async () => (await stage.client.preparations.overview({})).waits)
  expect(waits).toMatchObject({ why: 'quota', message: expect.stringContaining('1.0 MB') as string })
  expect((await stage.client.attention.list({})).find((cause) => cause.kind === 'preparation-waits')).toMatchObject({ why: 'quota', clips: 2 })
  expect((await stage.clips()).every((clip) => clip.state === 'checking' && clip.preparing)).toBe(true)

  await stage.client.preparations.set({ quotaBytes: 100_000_000 })
  await stage.until(async () => (await stage.clips()).every((clip) => clip.state === 'active'))
  expect(await stage.client.preparations.overview({})).toMatchObject({ waits: null, queued: 0, copies: { count: 2 } })
  expect(await stage.client.attention.list({})).toEqual([])
})

test('where the space is used up, copies that were only looked at give way to those that are to be sent', async () => {
  let ahead = 0
  const stage = await preparationStage({ clock: { ...systemClock, now: () => systemClock.now() + ahead } })
  // Noise: its copies are large, and of about one size.
  await stage.takeIn(await footage(inFootage(stage, 'noise.mp4'), '-f', 'lavfi', '-i', 'nullsrc=s=320x240:r=24:d=6,geq=random(1)*255:128:128', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'))
  const { id } = await stage.untilClip((clip) => clip.state === 'held')
  const ids = [id]
  const tried = await stage.client.preparations.try({ selection: { ids }, recipe: given({ toMs: 2000, fps: 30 }) })
  await stage.until(async () => (await stage.client.preparations.trial({ id: tried.id })).state === 'done')
  const { copies } = await stage.client.preparations.overview({})
  expect(copies.count).toBe(1)
  // Room for one copy, and that one is of the trial.
  await stage.client.preparations.set({ quotaBytes: Math.round(copies.bytes * 1.5) })
  await stage.client.preparations.start({ selection: { ids }, recipe: given({ toMs: 2000, fps: 25 }) })
  expect((await stage.until(async () => (await stage.client.preparations.overview({})).waits)).why).toBe('quota')
  ahead = 11 * 60_000
  await stage.untilClip((clip) => clip.state === 'active')
  expect((await stage.client.preparations.overview({})).copies.count).toBe(1)
})

test('without ffmpeg what needs it waits, what does not is made, and all goes on once it is there', async () => {
  const stage = await preparationStage()
  const tools = path.join(stage.footage, 'tools')
  await mkdir(tools)
  const real = (await stage.client.preparations.tools()).ffmpeg?.path ?? ''
  const set = path.join(tools, 'ffmpeg')
  await symlink(real, set)
  await stage.client.preparations.set({ ffmpegPath: set })
  await unlink(set)
  const [encode = 0, copy = 0] = await held(stage, 'red', 'green')
  await stage.client.preparations.start({ selection: { ids: [encode] }, recipe: given({ toMs: 3000, fps: 30 }) })
  await stage.client.preparations.start({ selection: { ids: [copy] }, recipe: given({ toMs: 3000 }) })
  await stage.untilClip((clip) => clip.state === 'active', copy)
  expect(await stage.client.preparations.overview({})).toMatchObject({ waiting: 1, waits: { why: 'no-ffmpeg', message: expect.stringContaining(set) as string } })
  expect(await stage.client.preparations.tools()).toMatchObject({ ffmpeg: null, problem: expect.stringContaining(set) as string, howTo: expect.arrayContaining([expect.objectContaining({ system: 'linux', here: true, command: 'sudo apt install ffmpeg' })]) as unknown })
  await symlink(real, set)
  expect((await stage.untilClip((clip) => clip.state === 'active', encode)).media?.fps).toBe(30)
  expect((await stage.client.preparations.overview({})).waits).toBeNull()
})

test('a path that is not ffmpeg, and a folder of copies inside a watched one, are refused with words', async () => {
  const stage = await preparationStage({ idle: true })
  await expect(stage.client.preparations.set({ ffmpegPath: process.execPath })).rejects.toMatchObject({ data: { kind: 'invalid-input', message: expect.stringContaining(process.execPath) as string } })
  await expect(stage.client.preparations.set({ folder: 'copies' })).rejects.toMatchObject({ data: { kind: 'invalid-input' } })
  await stage.client.folders.add({ groupId: stage.groupId, path: stage.footage })
  await expect(stage.client.preparations.set({ folder: path.join(stage.footage, 'copies') })).rejects.toMatchObject({ data: { kind: 'folder-overlaps' } })
  await expect(stage.client.folders.add({ groupId: stage.groupId, path: stage.dataDir })).rejects.toMatchObject({ data: { kind: 'folder-overlaps' } })
  expect(await stage.client.preparations.settings()).toMatchObject({ ffmpegPath: null, folder: null })
})

test('a watched folder prepares its clips by its profile, those that need it, before they are sent', async () => {
  const stage = await preparationStage()
  const profile = await stage.client.preparations.saveProfile({ name: 'Three seconds', recipe: given({ toMs: 3000 }) })
  await expect(stage.client.preparations.saveProfile({ name: 'Three seconds', recipe: given({}) })).rejects.toMatchObject({ data: { kind: 'already-there' } })
  await makeClip(stage.footage, 'long.mp4', small)
  await makeClip(stage.footage, 'short.mp4', { ...small, seconds: 2, colour: 'red' })
  const folder = await stage.client.folders.add({ groupId: stage.groupId, path: stage.footage, settleMs: 0, lingerMs: 0, profileId: profile.id })
  expect(folder).toMatchObject({ profileId: profile.id, profileName: 'Three seconds' })
  await stage.until(async () => (await stage.clips()).length === 2 && (await stage.clips()).every((clip) => clip.state === 'active'))
  const lengths = new Map((await stage.clips()).map((clip) => [clip.name, clip.media?.durationMs]))
  expect(lengths.get('short.mp4')).toBe(2000)
  expect(lengths.get('long.mp4')).toBeLessThanOrEqual(3000)
  expect((await stage.client.preparations.overview({})).copies.count).toBe(1)
  await expect(stage.client.preparations.removeProfile({ id: profile.id })).rejects.toMatchObject({ data: { kind: 'not-permitted-now' } })
  await stage.client.folders.change({ id: folder.id, settings: { profileId: null } })
  await stage.client.preparations.removeProfile({ id: profile.id })
  expect(await stage.client.preparations.profiles()).toEqual([])
})

test('a copy that was tidied away is made again when its clip is sent again', async () => {
  const stage = await preparationStage()
  const [id = 0] = await held(stage, 'red')
  await stage.client.accounts.pause({ id: stage.accountId })
  await stage.client.preparations.start({ selection: { ids: [id] }, recipe: given({ toMs: 3000 }) })
  await stage.until(async () => (await stage.client.clips.get({ id })).preparation?.state === 'done')
  const first = (await stage.client.clips.get({ id })).sources.at(-1)?.location ?? ''
  await stage.client.clips.setAside({ ids: [id] })
  expect(await stage.client.preparations.cleanUp()).toMatchObject({ copies: 1 })
  await stage.client.clips.bringBack({ ids: [id] })
  await stage.client.accounts.resume({ id: stage.accountId })
  await stage.untilClip((clip) => clip.state === 'active')
  const second = (await stage.client.clips.get({ id })).sources.at(-1)?.location ?? ''
  expect(second).not.toBe(first)
  expect(existsSync(second)).toBe(true)
})

test('paused in the middle it ends its ffmpeg, and begins again when it goes on', async () => {
  const stage = await preparationStage()
  const source = await makeClip(stage.footage, 'slow.mp4', { width: 1280, height: 720, seconds: 30 })
  await stage.takeIn(source)
  const clip = await stage.untilClip((one) => one.state === 'held')
  const selection = { ids: [clip.id] }
  await stage.client.preparations.start({ selection, recipe: given({ codec: 'h265' }) })
  await stage.until(async () => (await parts(stage.dataDir)).length === 1)
  await stage.client.preparations.pause()
  await stage.until(async () => (await parts(stage.dataDir)).length === 0)
  expect(await stage.client.preparations.overview({})).toMatchObject({ paused: true, queued: 1, running: [] })
  await stage.client.preparations.start({ selection, recipe: given({ toMs: 2000 }) })
  await stage.client.preparations.resume()
  await stage.untilClip((one) => one.state === 'active')
})

const program = path.resolve(import.meta.dirname, '../helpers/preparation-program.ts')

test('killed in the middle, the next process ends the ffmpeg left behind, tidies up and makes the copy', async () => {
  const stage = await preparationStage({ idle: true })
  const source = await makeClip(stage.footage, 'slow.mp4', { width: 1280, height: 720, seconds: 30 })
  const first = startProcess(program, [stage.dataDir, source])
  const pid = Number(await first.message())
  onTestFinished(() => { try { process.kill(pid, 'SIGKILL') } catch { /* It has ended, as it should. */ } })
  await first.kill()
  expect(await parts(stage.dataDir)).toHaveLength(1)
  process.kill(pid, 0)

  await stage.core.start()
  await stage.until(async () => {
    try {
      process.kill(pid, 0)
      return false
    } catch {
      return true
    }
  })
  const [clip] = await stage.clips()
  await stage.until(async () => (await stage.client.preparations.overview({})).running.length === 1)
  // Made in earnest it would take a while; asked otherwise it is quick, and the other is not made any more.
  await stage.client.preparations.start({ selection: { ids: [clip?.id ?? 0] }, recipe: given({ toMs: 2000 }) })
  const done = await stage.untilClip((one) => one.state === 'active')
  expect(done.media?.durationMs).toBeLessThanOrEqual(2000)
  expect(await parts(stage.dataDir)).toEqual([])
})

test('of two processes over one data directory only the one that runs the loops prepares, whoever asks', async () => {
  const stage = await preparationStage()
  const [id = 0] = await held(stage, 'red')
  const other = await stage.another()
  await other.start()
  await other.client.preparations.start({ selection: { ids: [id] }, recipe: given({ toMs: 3000 }) })
  await stage.untilClip((clip) => clip.state === 'active')
  expect(await other.client.preparations.overview({})).toMatchObject({ copies: { count: 1 } })
  const copies = (await readdir(path.join(stage.dataDir, 'copies'), { recursive: true })).filter((name) => name.endsWith('.mp4'))
  expect(copies).toHaveLength(1)
  expect((await stat(path.join(stage.dataDir, 'copies', copies[0] ?? ''))).size).toBeGreaterThan(1000)
})

test('copies may be kept in a folder one chooses', async () => {
  const stage = await preparationStage()
  const folder = path.join(stage.footage, 'public', 'prepared')
  await stage.client.preparations.set({ folder })
  const [id = 0] = await held(stage, 'blue')
  await stage.client.preparations.start({ selection: { ids: [id] }, recipe: given({ toMs: 3000 }) })
  await stage.untilClip((clip) => clip.state === 'active')
  expect((await stage.client.clips.get({ id })).sources.at(-1)?.location.startsWith(folder)).toBe(true)
})

test('copies that could not be kept go on though the clock was set back a day meanwhile', async () => {
  let setBack = 0
  const quick = quickClock(Date.now(), 10)
  const stage = await preparationStage({ clock: { ...quick, now: () => quick.now() - setBack } })
  const [id = 0] = await held(stage, 'red')
  // A file stands where the folder of copies is to be.
  const place = path.join(stage.dataDir, 'copies')
  await rm(place, { recursive: true, force: true })
  await writeFile(place, '')
  await stage.client.preparations.start({ selection: { ids: [id] }, recipe: given({ toMs: 3000 }) })
  await stage.until(async () => (await stage.client.preparations.overview({})).waits?.why === 'place')
  setBack = 86_400_000
  await rm(place)
  await stage.untilClip((clip) => clip.state === 'active', id)
})

test('a source that is written on and on keeps no other copy from being made', async () => {
  const stage = await preparationStage()
  const [written = 0, other = 0] = await held(stage, 'red', 'green')
  let times = 0
  const writing = setInterval(() => { utimesSync(inFootage(stage, 'red.mp4'), 1, ++times) }, 5)
  onTestFinished(() => clearInterval(writing))
  await stage.client.preparations.start({ selection: { ids: [written] }, recipe: given({ toMs: 3000 }) })
  await stage.client.preparations.start({ selection: { ids: [other] }, recipe: given({ toMs: 3000 }) })
  await stage.untilClip((clip) => clip.state === 'ready', other)
  expect((await stage.clips()).find((clip) => clip.id === written)?.state).toBe('checking')
  clearInterval(writing)
  await stage.untilClip((clip) => clip.state === 'active', written)
})
