import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { locationKey } from '../../src/main/domain/file-names.ts'
import { addFolder, readFolder } from '../../src/main/ledger/folders.ts'
import { relocateFolder } from '../../src/main/runners/relocate-folder.ts'
import { copyDemoClip } from '../helpers/clips.ts'
import { temporaryFolder } from '../helpers/core.ts'
import { candidate, column, pause, raw, take, testLedger } from '../helpers/ledger.ts'
import { openFolderStage } from './folder-stage.ts'

const clock = { now: () => 1, monotonic: () => 1, wait: pause }

test('one file that is shown where it is now brings the rest of its tree along, and says what is still missing', async () => {
  const stage = await openFolderStage()
  const { client } = stage.core
  const old = path.join(stage.shelf, 'drive A')
  await copyDemoClip(path.join(old, 'day 1'), 'ada-reading.mp4')
  await copyDemoClip(path.join(old, 'day 1'), 'ada-laughing.mp4')
  await copyDemoClip(path.join(old, 'day 2', 'cam'), 'ada-monologue.mp4')
  await copyDemoClip(path.join(old, 'day 2'), 'ada-turning.mov')
  await copyDemoClip(path.join(old, 'day 2'), 'ada-profile-left.mp4')
  await client.intakes.create({ groupId: stage.groupId, inputs: [old] })
  await stage.untilOnly({ active: 5 })
  const before = await stage.clips()
  const now = path.join(stage.shelf, 'somewhere', 'drive B')
  await mkdir(path.dirname(now))
  await rename(old, now)
  await rm(path.join(now, 'day 2', 'ada-turning.mov'))
  await writeFile(path.join(now, 'day 2', 'ada-profile-left.mp4'), 'another file')
  const first = before.find((clip) => clip.name.includes('reading'))!

  const wrong = await client.clips.locate({ id: first.id, location: path.join(now, 'day 1', 'ada-laughing.mp4') }).catch((error: unknown) => error)
  expect(wrong).toMatchObject({ data: { kind: 'invalid-input', message: expect.stringContaining('another file') as string, advice: expect.stringContaining('replace the source') as string } })
  expect((await stage.clips()).map((clip) => clip.location)).toEqual(before.map((clip) => clip.location))

  const found = await client.clips.locate({ id: first.id, location: path.join(now, 'day 1', 'ada-reading.mp4') })
  expect(found).toEqual({ relinked: 3, stillMissing: 1, otherFile: 1, from: old, to: now })
  expect((await stage.clips()).map((clip) => clip.location.startsWith(now))).toEqual(before.map((clip) => !clip.name.includes('turning') && !clip.name.includes('profile')))
  expect((await client.activity.list({ limit: 100 })).rows.filter((event) => event.what === 'clip.source-moved').reduce((sum, event) => sum + Number(event.data.clips), 0)).toBe(3)
  // What is in its place is left there, however often one looks.
  expect(await client.clips.locate({ id: first.id, location: path.join(now, 'day 1', 'ada-reading.mp4') })).toMatchObject({ relinked: 0, stillMissing: 0 })
})

test('clips that were held because their file was missing go on once it is shown; a watch folder goes along', async () => {
  const stage = await openFolderStage()
  const { client } = stage.core
  await client.groups.pause({ id: stage.groupId })
  const old = path.join(stage.shelf, 'old')
  const file = await copyDemoClip(old, 'ada-reading.mp4')
  const picked = await copyDemoClip(stage.shelf, 'ada-laughing.mp4')
  await stage.watch({ path: old })
  await client.intakes.create({ groupId: stage.groupId, inputs: [picked] })
  await stage.untilOnly({ ready: 2 })
  await rename(old, path.join(stage.shelf, 'new'))
  await copyFile(picked, path.join(stage.shelf, 'new', 'beside.mp4'))
  await rm(picked)
  await client.groups.resume({ id: stage.groupId })
  await stage.untilOnly({ settling: 1, held: 1 })
  const waiting = (await stage.clips()).find((clip) => clip.location === file)!
  expect(await client.clips.locate({ id: waiting.id, location: path.join(stage.shelf, 'new', 'ada-reading.mp4') })).toMatchObject({ relinked: 1, from: old })
  expect(await stage.folder()).toMatchObject({ path: path.join(stage.shelf, 'new') })
  // The folder is looked through where it is now, and there the other one turns up too.
  await stage.untilOnly({ active: 2 })
})

test('a watch folder whose drive is mounted elsewhere follows it with its clips, and nothing is read or sent again', async () => {
  const t = await testLedger()
  const mount = await temporaryFolder()
  const now = path.join(mount, 'shoot')
  await mkdir(now)
  const id = await t.ledger.transact((tx) => addFolder(tx, { group_id: t.groupId, path: '/media/ada/A/shoot', volume_id: 'uuid:1', relative_path: 'shoot', settle_ms: 0, linger_ms: 0, batch_size: null, ignore: '[]', existing: 'submit' }, { now: t.now, actor: 'Ada' }))
  const twin = '/media/ada/A/shoot/é.mp4'.normalize('NFD')
  await take(t, [candidate('/media/ada/A/shoot/day/a.mp4'), candidate('/media/ada/A/shoot/é.mp4'), candidate(twin, { locationKey: `${locationKey(twin)}\0${twin}` })], { folderId: id })
  await take(t, [candidate('/media/ada/A/other.mp4')])
  const folder = await readFolder(t.ledger.read, id)
  expect(await relocateFolder({ ledger: t.ledger, clock }, folder, () => Promise.resolve(null))).toBeNull()
  expect(await relocateFolder({ ledger: t.ledger, clock }, folder, (volume) => Promise.resolve(volume === 'uuid:1' ? mount : null))).toBe(now)
  expect(column(t, 'SELECT location FROM clip ORDER BY id')).toEqual([`${now}/day/a.mp4`, `${now}/é.mp4`.normalize('NFC'), `${now}/é.mp4`.normalize('NFD'), '/media/ada/A/other.mp4'])
  expect(raw(t, 'SELECT path, volume_id FROM watch_folder')).toEqual([{ path: now, volume_id: 'uuid:1' }])
  expect(column(t, `SELECT data FROM event WHERE what = 'folder.relocated'`).map((data) => JSON.parse(String(data)) as unknown)).toEqual([{ path: now, before: '/media/ada/A/shoot', clips: 3 }])
  // There it stays.
  expect(await relocateFolder({ ledger: t.ledger, clock }, await readFolder(t.ledger.read, id), () => Promise.resolve(mount))).toBeNull()
})
