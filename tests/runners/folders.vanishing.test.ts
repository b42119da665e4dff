import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { copyDemoClip } from '../helpers/clips.ts'
import { report } from '../reliability/harness/report.ts'
import { openFolderStage } from './folder-stage.ts'

test('a folder that vanishes waits, its clips with it; when it is back all goes on', async () => {
  const stage = await openFolderStage()
  const { client } = stage.core
  const takes = path.join(stage.shelf, 'takes')
  await mkdir(takes)
  for (const name of ['ada-reading.mp4', 'ada-laughing.mp4', 'ada-monologue.mp4']) await copyDemoClip(takes, name)
  // A pause keeps the clips between here and there: checked, some with a link, none sent.
  await client.groups.pause({ id: stage.groupId })
  await stage.watch({ path: takes })
  await stage.untilOnly({ ready: 3 })
  await rename(takes, path.join(stage.shelf, 'unplugged'))
  await stage.until(async () => (await stage.folder()).state === 'waiting')
  expect((await stage.folder()).why).toContain(takes)
  expect(await client.attention.list({})).toContainEqual(expect.objectContaining({ kind: 'folder-waiting', path: takes }))

  await client.groups.resume({ id: stage.groupId })
  await stage.untilOnly({ settling: 3 })
  expect(stage.sandbox.accepted()).toEqual([])
  await rename(path.join(stage.shelf, 'unplugged'), takes)
  const backAt = performance.now()
  await stage.untilOnly({ active: 3 })
  const recovered = performance.now() - backAt
  const sent = await stage.sent()
  expect(new Set(sent).size).toBe(3)
  report({ part: 'machine', fault: 'a volume vanishes under a watch folder and returns', tried: 1, lost: 3 - (await stage.clips()).length, doubled: sent.length - 3, recovered })
  expect((await stage.folder()).state).toBe('watching')
  for (const clip of await stage.clips()) {
    const steps = (await client.clips.get({ id: clip.id })).events.map((event) => event.what)
    expect(steps).toContain('clip.settling')
    expect(steps.filter((what) => what === 'clip.held' || what === 'clip.failed')).toEqual([])
  }
  expect((await client.activity.list({ limit: 500 })).rows.map((event) => event.what)).toContain('folder.waiting')
})

test('a failed clip that is resubmitted while its folder is away waits for the folder', async () => {
  const stage = await openFolderStage({ scenario: 'all-fail' })
  const { client } = stage.core
  const takes = path.join(stage.shelf, 'takes')
  await copyDemoClip(takes, 'ada-reading.mp4')
  await stage.watch({ path: takes })
  await stage.untilOnly({ failed: 1 })
  stage.sandbox.useScenario('plain')
  await rename(takes, path.join(stage.shelf, 'unplugged'))
  await client.clips.resubmit({ selection: { filter: { groupId: stage.groupId } } })
  await stage.untilOnly({ settling: 1 })
  await rename(path.join(stage.shelf, 'unplugged'), takes)
  await stage.untilOnly({ active: 1 })
})

test('one file deleted from a folder that is there is held by itself, with the reason', async () => {
  const stage = await openFolderStage()
  const { client } = stage.core
  await client.groups.pause({ id: stage.groupId })
  const gone = await copyDemoClip(stage.shelf, 'ada-reading.mp4')
  await copyDemoClip(stage.shelf, 'ada-laughing.mp4')
  await stage.watch()
  await stage.untilOnly({ ready: 2 })
  await rm(gone)
  await client.groups.resume({ id: stage.groupId })
  await stage.untilOnly({ active: 1, held: 1 })
  expect((await stage.clips()).find((clip) => clip.state === 'held')).toMatchObject({ location: gone, sourceMissing: true, reason: { code: 'SourceGone' } })
  // Put back and checked again, it goes.
  await copyDemoClip(stage.shelf, 'ada-reading.mp4')
  await client.clips.recheck({ filter: { groupId: stage.groupId, states: ['held'] } })
  await stage.untilOnly({ active: 2 })
})

test('a paused folder takes nothing in until it is resumed', async () => {
  const stage = await openFolderStage()
  const { client } = stage.core
  const { id } = await stage.watch()
  await stage.until(async () => (await stage.folder()).state === 'watching')
  await client.folders.pause({ id })
  await copyDemoClip(stage.shelf, 'ada-reading.mp4')
  const other = path.join(stage.shelf, '..', `${path.basename(stage.shelf)}-other`)
  await copyDemoClip(other, 'ada-laughing.mp4')
  // What another folder takes in meanwhile shows that the paused one had its chance.
  await client.folders.add({ groupId: stage.groupId, path: other, settleMs: 100, lingerMs: 0 })
  await stage.untilOnly({ active: 1 })
  await rm(other, { recursive: true })
  await client.folders.resume({ id })
  await stage.untilOnly({ active: 2 })
})

test('a removed folder is watched no longer, and its clips stay', async () => {
  const stage = await openFolderStage()
  const { client } = stage.core
  await copyDemoClip(stage.shelf, 'ada-reading.mp4')
  const { id } = await stage.watch()
  await stage.untilOnly({ active: 1 })
  await client.folders.remove({ id })
  expect(await client.folders.list({})).toEqual([])
  await writeFile(path.join(stage.shelf, 'later.mp4'), 'x')
  await stage.restart()
  expect(await stage.clips()).toHaveLength(1)
})

test.each([
  ['inside', 'takes'],
  ['around', '..'],
])('a folder %s one that is watched is refused in words', async (_where, relative) => {
  const stage = await openFolderStage()
  await mkdir(path.join(stage.shelf, 'takes'))
  await stage.watch()
  await expect(stage.watch({ path: path.join(stage.shelf, relative) })).rejects.toMatchObject({ data: { kind: 'folder-overlaps', message: expect.stringContaining('watched already') as string } })
})

test('a folder that is not there, or is a file, is refused in words', async () => {
  const stage = await openFolderStage()
  await expect(stage.watch({ path: path.join(stage.shelf, 'nowhere') })).rejects.toMatchObject({ data: { kind: 'folder-missing', advice: expect.stringContaining('mounted') as string } })
  const file = await copyDemoClip(stage.shelf, 'ada-reading.mp4')
  await expect(stage.watch({ path: file })).rejects.toMatchObject({ data: { kind: 'invalid-input', message: expect.stringContaining('is a file') as string } })
})
