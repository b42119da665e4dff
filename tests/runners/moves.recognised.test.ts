import { copyFile, link, mkdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { copyDemoClip, makeClip } from '../helpers/clips.ts'
import { openFolderStage, type FolderStage } from './folder-stage.ts'

const assetsSent = (stage: FolderStage): number => stage.sandbox.accepted().flatMap((submission) => submission.assets).length
const whatHappened = async (stage: FolderStage, id: number): Promise<string[]> => (await stage.core.client.clips.get({ id })).events.map((event) => event.what)
const only = async (stage: FolderStage) => {
  const clips = await stage.clips()
  expect(clips).toHaveLength(1)
  return clips[0]!
}

test('a renamed file stays the same clip, with its verdict and its new place, and that is said once', async () => {
  const stage = await openFolderStage()
  const before = await copyDemoClip(stage.shelf, 'ada-reading.mp4')
  await stage.watch()
  await stage.untilOnly({ active: 1 })
  const { id, assetId } = await only(stage)
  const after = path.join(stage.shelf, 'take 1.mp4')
  await rename(before, after)
  await stage.until(async () => (await only(stage)).location === after)
  expect(await only(stage)).toMatchObject({ id, assetId, name: 'take 1.mp4', state: 'active', sourceMissing: false })
  expect(await whatHappened(stage, id)).toContain('clip.source-moved')
  const told = (await stage.core.client.activity.list({ limit: 500 })).rows.filter((event) => event.what === 'clip.source-moved')
  expect(told).toMatchObject([{ actor: 'system', data: { clips: 1, path: stage.shelf } }])
  expect(assetsSent(stage)).toBe(1)
})

test('a file moved from one watched folder to another of the same person goes over with its clip', async () => {
  const stage = await openFolderStage()
  const [one, two] = [path.join(stage.shelf, 'one'), path.join(stage.shelf, 'two')]
  await mkdir(two)
  const before = await copyDemoClip(one, 'ada-reading.mp4')
  await stage.watch({ path: one })
  const { id: second } = await stage.watch({ path: two })
  await stage.untilOnly({ active: 1 })
  const after = path.join(two, 'ada-reading.mp4')
  await rename(before, after)
  await stage.until(async () => (await only(stage)).location === after)
  expect(await only(stage)).toMatchObject({ state: 'active', watchFolderId: second })
  expect(assetsSent(stage)).toBe(1)
})

test('a copied file is a duplicate: held with the earlier clip named, and not sent', async () => {
  const stage = await openFolderStage()
  const first = await copyDemoClip(stage.shelf, 'ada-reading.mp4')
  await stage.watch()
  await stage.untilOnly({ active: 1 })
  const { id } = await only(stage)
  await copyFile(first, path.join(stage.shelf, 'copy.mp4'))
  await stage.untilOnly({ active: 1, held: 1 })
  expect((await stage.clips())[1]).toMatchObject({ duplicateOf: id, reason: { code: 'DuplicateContent' }, original: { id, state: 'active', assetUrl: expect.stringContaining('asset://') as string } })
  expect(assetsSent(stage)).toBe(1)
})

test('a move by a program that copies first and deletes then is one clip in the end, under its old number', async () => {
  const stage = await openFolderStage()
  const [one, two] = [path.join(stage.shelf, 'one'), path.join(stage.shelf, 'two')]
  await mkdir(two)
  const before = await copyDemoClip(one, 'ada-reading.mp4')
  await stage.watch({ path: one })
  await stage.watch({ path: two })
  await stage.untilOnly({ active: 1 })
  const { id } = await only(stage)
  const after = path.join(two, 'ada-reading.mp4')
  // With a time of its own, as many a drive gives it.
  await copyFile(before, after)
  await stage.untilOnly({ active: 1, held: 1 })
  const copy = (await stage.clips())[1]!
  await rm(before)
  await stage.untilOnly({ active: 1 })
  expect(await only(stage)).toMatchObject({ id, location: after, state: 'active' })
  // Whoever wrote the copy's number down finds the clip.
  expect((await stage.core.client.clips.get({ id: copy.id })).clip.id).toBe(id)
  expect(assetsSent(stage)).toBe(1)
})

test('a file that was moved while nothing ran is the same clip at the next start, whatever time it bears now', async () => {
  const stage = await openFolderStage()
  const [kept, aged] = [await copyDemoClip(stage.shelf, 'ada-reading.mp4'), await copyDemoClip(stage.shelf, 'ada-laughing.mp4')]
  await stage.watch()
  await stage.untilOnly({ active: 2 })
  const before = await stage.clips()
  await stage.core.end()
  await mkdir(path.join(stage.shelf, 'sorted'))
  const [one, two] = [path.join(stage.shelf, 'sorted', 'a.mp4'), path.join(stage.shelf, 'sorted', 'b.mp4')]
  await rename(kept, one)
  await rename(aged, two)
  await utimes(two, 1_600_000_000, 1_600_000_000)
  await stage.restart()
  await stage.until(async () => (await stage.clips()).every((clip) => clip.location.includes('sorted')))
  expect((await stage.clips()).map(({ id, state, location }) => ({ id, state, location }))).toEqual([
    { id: before.find((clip) => clip.location === kept)?.id, state: 'active', location: one }, { id: before.find((clip) => clip.location === aged)?.id, state: 'active', location: two },
  ].sort((a, b) => (a.id ?? 0) - (b.id ?? 0)))
  expect(assetsSent(stage)).toBe(2)
})

test('files that change places, and takes that move up a number, keep their clips', async () => {
  const stage = await openFolderStage()
  const [one, two, three] = ['take-1.mp4', 'take-2.mp4', 'take-3.mp4'].map((name) => path.join(stage.shelf, name)) as [string, string, string]
  await copyDemoClip(stage.shelf, 'ada-reading.mp4', 'take-1.mp4')
  await copyDemoClip(stage.shelf, 'ada-laughing.mp4', 'take-2.mp4')
  await stage.watch()
  await stage.untilOnly({ active: 2 })
  const before = await stage.clips()
  const idOf = (name: string): number | undefined => before.find((clip) => clip.name === name)?.id
  await stage.core.end()
  await rename(two, three)
  await rename(one, two)
  await stage.restart()
  await stage.until(async () => (await stage.clips()).some((clip) => clip.location === three))
  expect(new Map((await stage.clips()).map((clip) => [clip.location, clip.id]))).toEqual(new Map([[two, idOf('take-1.mp4')], [three, idOf('take-2.mp4')]]))
  await stage.core.end()
  const aside = path.join(stage.shelf, 'aside.tmp')
  await rename(two, aside)
  await rename(three, two)
  await rename(aside, three)
  await stage.restart()
  await stage.until(async () => (await stage.clips()).find((clip) => clip.location === three)?.id === idOf('take-1.mp4'))
  expect(new Map((await stage.clips()).map((clip) => [clip.location, clip.id]))).toEqual(new Map([[three, idOf('take-1.mp4')], [two, idOf('take-2.mp4')]]))
  expect((await stage.clips()).every((clip) => clip.state === 'active' && !clip.sourceMissing)).toBe(true)
  expect(assetsSent(stage)).toBe(2)
})

test('a file of the same size and the same ends but other content is a clip of its own', async () => {
  const stage = await openFolderStage()
  const first = await makeClip(stage.shelf, 'one.bmp')
  await stage.watch()
  await stage.untilOnly({ active: 1 })
  const { id } = await only(stage)
  // The middle differs; what is compared before the whole is read does not.
  const bytes = await readFile(first)
  bytes[Math.floor(bytes.length / 2)]! ^= 0xff
  const other = path.join(stage.shelf, 'other.bmp')
  await rm(first)
  await writeFile(other, bytes)
  await stage.untilOnly({ active: 2 })
  expect((await stage.clips()).map((clip) => [clip.id === id, clip.location, clip.duplicateOf])).toEqual([[true, first, null], [false, other, null]])
})

test('a file replaced in place after it was sent is a new clip; the old one keeps its verdict', async () => {
  const stage = await openFolderStage()
  const place = await copyDemoClip(stage.shelf, 'ada-reading.mp4')
  await stage.watch()
  await stage.untilOnly({ active: 1 })
  await copyDemoClip(stage.shelf, 'ada-laughing.mp4', 'ada-reading.mp4')
  await stage.untilOnly({ active: 2 })
  expect((await stage.clips()).map((clip) => clip.location)).toEqual([place, place])
  expect(assetsSent(stage)).toBe(2)
})

test('names composed otherwise and names in other case stay the same clip', async () => {
  const stage = await openFolderStage()
  const composed = await copyDemoClip(stage.shelf, 'ada-reading.mp4', 'Café.mp4'.normalize('NFC'))
  const lower = await copyDemoClip(stage.shelf, 'ada-laughing.mp4', 'take.mp4')
  await stage.watch()
  await stage.untilOnly({ active: 2 })
  const [decomposed, upper] = [path.join(stage.shelf, 'Café.mp4'.normalize('NFD')), path.join(stage.shelf, 'TAKE.mp4')]
  await rename(composed, decomposed)
  await rename(lower, upper)
  await stage.until(async () => (await stage.clips()).map((clip) => clip.location).sort().join() === [decomposed, upper].sort().join())
  expect((await stage.clips()).map((clip) => clip.state)).toEqual(['active', 'active'])
  expect(assetsSent(stage)).toBe(2)
})

test('two files whose names differ only in how they are composed are two clips, sent once each', async () => {
  const stage = await openFolderStage()
  const [one, two] = [await copyDemoClip(stage.shelf, 'ada-reading.mp4', 'é.mp4'.normalize('NFC')), await copyDemoClip(stage.shelf, 'ada-laughing.mp4', 'é.mp4'.normalize('NFD'))]
  const folder = await stage.watch()
  await stage.untilOnly({ active: 2 })
  for (let n = 0; n < 3; n++) {
    const scanned = (await stage.folder()).lastScanAt
    await stage.core.client.folders.rescan({ id: folder.id })
    await stage.until(async () => (await stage.folder()).lastScanAt !== scanned)
  }
  expect((await stage.clips()).map((clip) => clip.location).sort()).toEqual([one, two].sort())
  expect(assetsSent(stage)).toBe(2)
})

test('hard links and links are copies while both names are there; the one that is left keeps the clip', async () => {
  const stage = await openFolderStage()
  const first = await copyDemoClip(stage.shelf, 'ada-reading.mp4')
  await stage.watch()
  await stage.untilOnly({ active: 1 })
  const { id } = await only(stage)
  const hard = path.join(stage.shelf, 'hard.mp4')
  await link(first, hard)
  await symlink(first, path.join(stage.shelf, 'soft.mp4'))
  await stage.untilOnly({ active: 1, held: 2 })
  expect((await stage.clips()).slice(1).map((clip) => clip.duplicateOf)).toEqual([id, id])
  await rm(path.join(stage.shelf, 'soft.mp4'))
  await rm(first)
  await stage.until(async () => (await stage.clips()).some((clip) => clip.id === id && clip.location === hard))
  expect(assetsSent(stage)).toBe(1)
})

test('a file that is renamed while its clip waits for its batch is fetched from where it is now', async () => {
  const stage = await openFolderStage({ downloads: true })
  const { client } = stage.core
  await client.groups.pause({ id: stage.groupId })
  const before = await copyDemoClip(stage.shelf, 'ada-reading.mp4')
  await stage.watch()
  await stage.untilOnly({ ready: 1 })
  const after = path.join(stage.shelf, 'renamed.mp4')
  await rename(before, after)
  await stage.until(async () => (await only(stage)).location === after)
  await client.groups.resume({ id: stage.groupId })
  await stage.untilOnly({ active: 1 })
  expect((await client.clips.get({ id: (await only(stage)).id })).attempts).toHaveLength(1)
})

test('a file that had vanished and turns up elsewhere goes on by itself', async () => {
  const stage = await openFolderStage()
  const { client } = stage.core
  await client.groups.pause({ id: stage.groupId })
  const before = await copyDemoClip(stage.shelf, 'ada-reading.mp4')
  await stage.watch()
  await stage.untilOnly({ ready: 1 })
  const outside = path.join(stage.shelf, '..', `${path.basename(stage.shelf)}-outside.mp4`)
  await rename(before, outside)
  await client.groups.resume({ id: stage.groupId })
  await stage.untilOnly({ held: 1 })
  expect(await only(stage)).toMatchObject({ sourceMissing: true, reason: { code: 'SourceGone' } })
  await rename(outside, path.join(stage.shelf, 'back.mp4'))
  await stage.untilOnly({ active: 1 })
  expect(await only(stage)).toMatchObject({ sourceMissing: false, location: path.join(stage.shelf, 'back.mp4') })
})

test('a picked folder says what it holds besides clips', async () => {
  const stage = await openFolderStage()
  await copyDemoClip(stage.shelf, 'ada-reading.mp4')
  await writeFile(path.join(stage.shelf, 'A001'), 'x')
  await symlink('/nowhere.mp4', path.join(stage.shelf, 'dead.mp4'))
  const { id } = await stage.core.client.intakes.create({ groupId: stage.groupId, inputs: [stage.shelf] })
  expect((await stage.core.client.intakes.get({ id })).passedOver).toEqual([
    { code: 'NoExtension', count: 1, examples: [path.join(stage.shelf, 'A001')] }, { code: 'DanglingLink', count: 1, examples: [path.join(stage.shelf, 'dead.mp4')] },
  ])
})

test('a moved file that is picked by hand is the clip it was, with its verdict', async () => {
  const stage = await openFolderStage()
  const before = await copyDemoClip(stage.shelf, 'ada-reading.mp4')
  const first = await stage.core.client.intakes.create({ groupId: stage.groupId, inputs: [before] })
  expect(first).toMatchObject({ taken: 1 })
  await stage.untilOnly({ active: 1 })
  const after = path.join(stage.shelf, 'elsewhere.mp4')
  await rename(before, after)
  const again = await stage.core.client.intakes.create({ groupId: stage.groupId, inputs: [after] })
  expect(again).toMatchObject({ taken: 0, alreadyThere: 1 })
  expect((await stage.core.client.clips.list({ filter: { intakeId: again.id } })).rows).toMatchObject([{ state: 'active', given: after, location: after }])
  expect((await stat(after)).size).toBeGreaterThan(0)
})

test('an intake that took a moved file for a new one lists the clip it was, whatever its list is narrowed to', async () => {
  const stage = await openFolderStage()
  const before = await copyDemoClip(stage.shelf, 'ada-reading.mp4')
  await stage.core.client.intakes.create({ groupId: stage.groupId, inputs: [before] })
  await stage.untilOnly({ active: 1 })
  const after = path.join(stage.shelf, 'elsewhere.mp4')
  await rename(before, after)
  // Of another time it is told apart by its content alone, which only its check reads.
  await utimes(after, 1, 1)
  const { clips, intakes } = stage.core.client
  const again = await intakes.create({ groupId: stage.groupId, inputs: [after] })
  expect(again).toMatchObject({ taken: 1, alreadyThere: 0 })
  await stage.until(async () => (await intakes.get({ id: again.id })).alreadyThere === 1)
  expect(await intakes.get({ id: again.id })).toMatchObject({ taken: 0, alreadyThere: 1 })
  for (const narrowed of [{}, { states: ['active' as const] }]) {
    for (const sort of ['newest', 'recently-changed'] as const) expect((await clips.list({ filter: { intakeId: again.id, ...narrowed }, sort })).rows).toMatchObject([{ state: 'active', location: after }])
  }
})
