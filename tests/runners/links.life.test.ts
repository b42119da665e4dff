import { rm } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { copyDemoClip } from '../helpers/clips.ts'
import { openStage, temporaryFolder, type Stage } from '../helpers/core.ts'

async function withClips(names: string[]): Promise<Stage & { files: string[] }> {
  const stage = await openStage({ sandbox: { downloads: true } })
  stage.clock.breathMs = 25
  const shelf = await temporaryFolder()
  const files = await Promise.all(names.map((name) => copyDemoClip(shelf, name)))
  await stage.client.groups.pause({ id: stage.group.id })
  return { ...stage, files }
}

test('a link that grew old while its clip waited is made anew before it is sent', async () => {
  const stage = await withClips(['ada-reading.mp4'])
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: stage.files })
  await stage.untilCounts({ ready: 1 })
  for (let day = 0; day < 8; day++) await stage.clock.leap(86_400_000)
  await stage.client.groups.resume({ id: stage.group.id })
  // The reviewer really fetches: an old link would have failed.
  await stage.untilCounts({ active: 1 })
  const { events } = await stage.client.clips.get({ id: (await stage.clips())[0]?.id ?? 0 })
  expect(events.filter((event) => event.what === 'clip.publishing').map((event) => event.data['because'] ?? null)).toEqual(['link too old', null])
})

test('links set to live an hour are sent, not made anew for ever', async () => {
  const stage = await withClips(['ada-reading.mp4'])
  await stage.client.accounts.setPublishing({ id: stage.account.id, publishing: { kind: 'links', origin: 'http://127.0.0.1:1', host: '127.0.0.1', port: 0, expiryMs: 3_600_000 } })
  await stage.client.groups.resume({ id: stage.group.id })
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: stage.files })
  // Nothing listens at that origin, so the review fails: what counts is that it was sent at all.
  await stage.untilCounts({ failed: 1 })
  expect(stage.sandbox.accepted()).toHaveLength(1)
})

test('clips whose links led somewhere else for a while go by the first way again once it is the way again', async () => {
  const stage = await withClips(['ada-reading.mp4'])
  const first = stage.account.publishing
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: stage.files })
  await stage.untilCounts({ ready: 1 })
  // Nothing listens there: the clip fails by that link, and its first one lives on.
  await stage.client.accounts.setPublishing({ id: stage.account.id, publishing: { kind: 'links', origin: 'http://127.0.0.1:1', host: '127.0.0.1', port: 0, expiryMs: 7 * 86_400_000 } })
  await stage.client.groups.resume({ id: stage.group.id })
  await stage.untilCounts({ failed: 1 })
  await stage.client.accounts.setPublishing({ id: stage.account.id, publishing: first })
  await stage.client.clips.resubmit({ selection: { ids: [(await stage.clips())[0]?.id ?? 0] } })
  await stage.untilCounts({ active: 1 })
  const { events } = await stage.client.clips.get({ id: (await stage.clips())[0]?.id ?? 0 })
  // At first and when the way changed (sending it again is an event of its own): not to and fro for ever.
  expect(events.filter((event) => event.what === 'clip.publishing')).toHaveLength(2)
})

test('a file that went while its clip was queued is held, and the rest of its batch goes', async () => {
  const stage = await withClips(['ada-reading.mp4', 'ada-laughing.mp4', 'ada-monologue.mp4'])
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: stage.files })
  await stage.untilCounts({ ready: 3 })
  await rm(stage.files[1] ?? '')
  await stage.client.groups.resume({ id: stage.group.id })
  await stage.untilCounts({ active: 2, held: 1 })
  expect((await stage.clips()).find((clip) => clip.state === 'held')).toMatchObject({ location: stage.files[1], reason: { code: 'SourceGone' }, sourceMissing: true })
})

test('a file that changed while its clip was queued is checked again, and sent as it is now', async () => {
  const stage = await withClips(['ada-reading.mp4'])
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: stage.files })
  await stage.untilCounts({ ready: 1 })
  await copyDemoClip(path.dirname(stage.files[0] ?? ''), 'ada-monologue.mp4', 'ada-reading.mp4')
  const before = (await stage.clips())[0]?.media?.sizeBytes
  await stage.client.groups.resume({ id: stage.group.id })
  await stage.untilCounts({ active: 1 })
  expect((await stage.clips())[0]?.media?.sizeBytes).not.toBe(before)
  expect(stage.sandbox.accepted()).toHaveLength(1)
})
