import { appendFile, mkdir, open, readFile, rename, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { copyDemoClip, demoClipsDir } from '../helpers/clips.ts'
import { openFolderStage } from './folder-stage.ts'

test('a clip dropped into a watched folder is noticed, sent and cleared', async () => {
  const stage = await openFolderStage()
  await stage.watch()
  await stage.until(async () => (await stage.folder()).state === 'watching')
  await mkdir(path.join(stage.shelf, 'day one'))
  const file = await copyDemoClip(path.join(stage.shelf, 'day one'), 'ada-reading.mp4')
  await stage.untilOnly({ active: 1 })
  expect(await stage.sent()).toEqual([file])
})

test('a growing file is not taken before it is whole, however long it pauses', async () => {
  const stage = await openFolderStage()
  await stage.watch({ settleMs: 100 })
  const whole = await readFile(path.join(demoClipsDir, 'ada-monologue.mp4'))
  const file = path.join(stage.shelf, 'growing.mp4')
  await writeFile(file, whole.subarray(0, 40_000))
  // Long after its settle time it is still half a clip: looked at, and left to arrive.
  await stage.until(async () => (await stage.clips()).some((clip) => clip.state === 'settling' && (clip.dueAt ?? 0) > clip.createdAt + 1_000))
  expect(stage.sandbox.accepted()).toEqual([])
  await appendFile(file, whole.subarray(40_000))
  await stage.untilOnly({ active: 1 })
  expect((await stage.clips())[0]?.media?.sizeBytes).toBe(whole.length)
  expect(stage.sandbox.accepted()).toHaveLength(1)
})

test('a file whose room was made before its content came is not taken for whole', async () => {
  const stage = await openFolderStage()
  await stage.watch({ settleMs: 100 })
  const whole = await readFile(path.join(demoClipsDir, 'ada-monologue.mp4'))
  const handle = await open(path.join(stage.shelf, 'preallocated.mp4'), 'w')
  await handle.truncate(whole.length)
  await stage.until(async () => (await stage.clips()).some((clip) => clip.state === 'settling' && (clip.dueAt ?? 0) > clip.createdAt + 1_000))
  expect(stage.sandbox.accepted()).toEqual([])
  await handle.write(whole, 0, whole.length, 0)
  await handle.close()
  await stage.untilOnly({ active: 1 })
})

test('names of unfinished copies, hidden files and what the folder leaves alone are not taken; renamed they are', async () => {
  const stage = await openFolderStage()
  await stage.watch({ ignore: ['*_proxy.mp4', 'Rushes/**'] })
  await mkdir(path.join(stage.shelf, 'Rushes'))
  for (const [clip, name] of [
    ['ada-reading.mp4', 'a.mp4.part'], ['ada-laughing.mp4', 'b.mp4.partial'], ['ada-turning.mov', '.c.mov'], ['ada-profile-left.mp4', 'd.mp4~'],
    ['ada-profile-right.mp4', 'e_proxy.mp4'], ['ada-close-up-01.mp4', 'Rushes/f.mp4'],
  ] as const) await copyDemoClip(stage.shelf, clip, name)
  await writeFile(path.join(stage.shelf, 'notes.txt'), 'no clip')
  const last = await copyDemoClip(stage.shelf, 'ada-monologue.mp4')
  await stage.untilOnly({ active: 1 })
  expect(await stage.sent()).toEqual([last])
  const finished = path.join(stage.shelf, 'a.mp4')
  await rename(path.join(stage.shelf, 'a.mp4.part'), finished)
  await stage.untilOnly({ active: 2 })
  expect(await stage.sent()).toEqual([last, finished])
})

test('a full batch leaves at once, a part-filled one when its oldest clip has waited its longest', async () => {
  const stage = await openFolderStage()
  await stage.watch({ batchSize: 2, lingerMs: 3_600_000 })
  for (const name of ['ada-reading.mp4', 'ada-laughing.mp4', 'ada-monologue.mp4']) await copyDemoClip(stage.shelf, name)
  // The third has an hour to wait for company; only a rested budget sends it sooner, after half a minute.
  await stage.untilOnly({ active: 2, ready: 1 })
  expect(stage.sandbox.accepted().map((submission) => submission.assets.length)).toEqual([2])
  stage.clock.leap(3_600_000)
  await stage.untilOnly({ active: 3 })
  expect(stage.sandbox.accepted().map((submission) => submission.assets.length)).toEqual([2, 1])
})

test('what lay there before is sent or left alone, as was said; what comes later is sent', async () => {
  const stage = await openFolderStage()
  const before = await copyDemoClip(stage.shelf, 'ada-reading.mp4')
  await stage.watch({ existing: 'ignore' })
  await stage.until(async () => (await stage.folder()).state === 'watching')
  const after = await copyDemoClip(stage.shelf, 'ada-laughing.mp4')
  await stage.untilOnly({ active: 1 })
  expect(await stage.sent()).toEqual([after])
  await stage.restart()
  const later = await copyDemoClip(stage.shelf, 'ada-monologue.mp4')
  await stage.untilOnly({ active: 2 })
  expect(await stage.sent()).toEqual([after, later])
  expect((await stage.clips()).some((clip) => clip.location === before)).toBe(false)
})

test('a restart takes nothing in again, and what came meanwhile is found', async () => {
  const stage = await openFolderStage()
  const first = [await copyDemoClip(stage.shelf, 'ada-reading.mp4'), await copyDemoClip(stage.shelf, 'ada-laughing.mp4')]
  await stage.watch()
  await stage.untilOnly({ active: 2 })
  await stage.core.end()
  const meanwhile = await copyDemoClip(stage.shelf, 'ada-monologue.mp4')
  await stage.restart()
  await stage.untilOnly({ active: 3 })
  expect((await stage.sent()).sort()).toEqual([...first, meanwhile].sort())
})

test('a file that changed after it was sent is a new clip; one that was only touched is the same', async () => {
  const stage = await openFolderStage()
  const touched = await copyDemoClip(stage.shelf, 'ada-reading.mp4')
  const changed = await copyDemoClip(stage.shelf, 'ada-laughing.mp4')
  await stage.watch()
  await stage.untilOnly({ active: 2 })
  const long = new Date(Date.now() - 3_600_000)
  await utimes(touched, long, long)
  await copyDemoClip(stage.shelf, 'ada-monologue.mp4', 'ada-laughing.mp4')
  await stage.untilOnly({ active: 3 })
  await stage.core.client.folders.rescan({ id: (await stage.folder()).id })
  await stage.until(async () => (await stage.folder()).lastScanAt !== null)
  expect(stage.sandbox.accepted().flatMap((submission) => submission.assets)).toHaveLength(3)
  expect((await stage.clips()).map((clip) => clip.location)).toEqual(expect.arrayContaining([touched, changed, changed]))
})

test('names in any script and of any length are taken as they are', async () => {
  const stage = await openFolderStage()
  await stage.watch()
  const files = [
    await copyDemoClip(stage.shelf, 'ada-reading.mp4', '🎬 阿达 — première prise.mp4'),
    await copyDemoClip(stage.shelf, 'ada-laughing.mp4', `${'long '.repeat(49)}.mp4`),
    await copyDemoClip(stage.shelf, 'ada-monologue.mp4', 'é composed.mp4'.normalize('NFD')),
  ]
  await stage.untilOnly({ active: 3 })
  expect((await stage.sent()).sort()).toEqual(files.sort())
  // As a clip is called that was picked.
  expect((await stage.clips()).map(({ name }) => name).sort()).toEqual(files.map((file) => path.basename(file)).sort())
  for (const asset of stage.sandbox.accepted().flatMap((submission) => submission.assets)) {
    expect(asset.name.length).toBeLessThanOrEqual(64)
    expect(asset.name.isWellFormed()).toBe(true)
  }
})
