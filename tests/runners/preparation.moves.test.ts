import { copyFile, mkdir, rename } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { makeClip } from '../helpers/clips.ts'
import { given, inFootage, preparationStage } from './preparation-stage.ts'

const small = { width: 320, height: 240, seconds: 6 }

test('the file of a clip that was sent as a copy is renamed and moved, and is the same clip in its new place', async () => {
  const stage = await preparationStage()
  const profile = await stage.client.preparations.saveProfile({ name: 'Three seconds', recipe: given({ toMs: 3000 }) })
  const folder = path.join(stage.footage, 'day-1')
  await mkdir(folder)
  const before = await makeClip(folder, 'long.mp4', small)
  await stage.client.folders.add({ groupId: stage.groupId, path: folder, settleMs: 0, lingerMs: 0, profileId: profile.id })
  const { id } = await stage.untilClip((clip) => clip.state === 'active')
  await rename(before, path.join(folder, 'take 1.mp4'))
  await stage.untilClip((clip) => clip.location.endsWith('take 1.mp4'))
  expect(await stage.clips()).toMatchObject([{ id, name: 'take 1.mp4', state: 'active', sourceMissing: false }])
  // Out of the folder, and shown where it is.
  await rename(path.join(folder, 'take 1.mp4'), inFootage(stage, 'elsewhere.mp4'))
  expect(await stage.client.clips.locate({ id, location: inFootage(stage, 'elsewhere.mp4') })).toMatchObject({ relinked: 1 })
  expect(await stage.clips()).toMatchObject([{ id, location: inFootage(stage, 'elsewhere.mp4') }])
  const { sources } = await stage.client.clips.get({ id })
  expect(sources.map((source) => source.preparedFrom === null)).toEqual([true, false])
})

test('a copy of a file that is changed before it was sent is made anew, of what is there now', async () => {
  const stage = await preparationStage()
  await stage.client.groups.pause({ id: stage.groupId })
  const source = await makeClip(stage.footage, 'long.mp4', small)
  const other = await makeClip(path.join(stage.footage, 'aside'), 'other.mp4', { ...small, seconds: 7, colour: 'red' })
  await stage.takeIn(source)
  const { id } = await stage.untilClip((clip) => clip.state === 'held')
  await stage.client.preparations.start({ selection: { ids: [id] }, recipe: given({ toMs: 3000 }) })
  await stage.untilClip((clip) => clip.state === 'ready')
  await copyFile(other, source)
  await stage.takeIn(source)
  expect(await stage.untilClip((clip) => clip.state === 'held')).toMatchObject({ id, reason: { code: 'DurationTooLong', breaches: [{ measured: 7000 }] } })
})
