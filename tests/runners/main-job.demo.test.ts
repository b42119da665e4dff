import path from 'node:path'
import { expect, test } from 'vitest'
import { copyDemoClip, demoClipNames } from '../helpers/clips.ts'
import { openStage, temporaryFolder } from '../helpers/core.ts'

test('the demo clips of a folder: cleared, held or failed as they must be; one click sends exactly the failed ones again', async () => {
  const stage = await openStage({ scenario: 'demo', settings: { batchSize: 5 }, sandbox: { downloads: true } })
  // Worker threads read the media; they are waited for in real time.
  stage.clock.breathMs = 25
  const shelf = await temporaryFolder()
  const names = await demoClipNames()
  expect(names).toHaveLength(14)
  for (const name of names) await copyDemoClip(shelf, name)
  const intake = await stage.client.intakes.create({ groupId: stage.group.id, inputs: [shelf] })
  expect(intake).toMatchObject({ taken: 14, refusals: [], state: 'running' })

  await stage.untilCounts({ active: 10, failed: 3, held: 1 })
  const clips = await stage.clips()
  const outcome = Object.fromEntries(clips.map((clip) => [path.basename(clip.location), [clip.state, clip.reason?.code ?? null]]))
  expect(outcome).toMatchObject({
    'too-short-slate.mp4': ['held', 'DurationTooShort'],
    'no-face-empty-set.mp4': ['failed', 'FaceMismatch'],
    'flaky-ada-hallway.mp4': ['failed', 'NoReason'],
    'flaky-ada-stairs.mp4': ['failed', 'NoReason'],
  })
  expect(clips.every((clip) => clip.state === 'held' || clip.match === 'exact')).toBe(true)
  // What would be rejected costs nothing: it was never sent.
  const sent = () => stage.sandbox.accepted().flatMap((submission) => submission.assets)
  expect(sent()).toHaveLength(13)
  expect(sent().some((asset) => asset.name.startsWith('too-short'))).toBe(false)
  expect(stage.sandbox.accepted()).toHaveLength(3)

  const all = { filter: { groupId: stage.group.id, states: ['failed' as const] } }
  expect(await stage.client.clips.resubmission(all)).toEqual({ failed: 3, assumed: 0, tiredOut: 0, others: 0 })
  expect(await stage.client.clips.resubmit({ selection: all })).toMatchObject({ changed: 3 })
  await stage.untilCounts({ active: 12, failed: 1, held: 1 })
  const again = sent().slice(13)
  expect(again.map((asset) => asset.name.replace(/-[0-9a-z]+$/, '')).sort()).toEqual(['flaky-ada-hallway', 'flaky-ada-stairs', 'no-face-empty-set'])
  expect(new Set(sent().map((asset) => asset.name)).size).toBe(16)
  for (const asset of sent()) expect(asset.name.length).toBeLessThanOrEqual(64)

  // The usable ones can be taken out, each with how sure the match is.
  const csv = await stage.client.assets.export({ groupId: stage.group.id, format: 'csv' })
  expect(csv.count).toBe(12)
  expect(csv.text.split('\n')[0]).toContain('match')
  const urls = await stage.client.assets.export({ groupId: stage.group.id, format: 'asset-urls' })
  expect(urls.text.trim().split('\n').every((line) => /^asset:\/\/\S+$/.test(line))).toBe(true)

  // The same folder again: every clip is met in its state, and nothing is sent.
  expect(await stage.client.intakes.create({ groupId: stage.group.id, inputs: [shelf] })).toMatchObject({ taken: 0, alreadyThere: 14 })
  await stage.clock.run(30_000)
  expect(sent()).toHaveLength(16)
})

test('the same content under another name is held as a duplicate, and says of which clip', async () => {
  const stage = await openStage({ sandbox: { downloads: true } })
  stage.clock.breathMs = 25
  const shelf = await temporaryFolder()
  await copyDemoClip(shelf, 'ada-laughing.mp4')
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: [shelf] })
  await stage.untilCounts({ active: 1 })
  await copyDemoClip(shelf, 'ada-laughing.mp4', 'the same once more.mp4')
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: [shelf] })
  await stage.untilCounts({ active: 1, held: 1 })
  const [first, second] = await stage.clips()
  expect(second).toMatchObject({ reason: { code: 'DuplicateContent' }, duplicateOf: first?.id })
  // A person's word sends it all the same.
  await stage.client.clips.submitAnyway({ ids: [second?.id ?? 0] })
  await stage.untilCounts({ active: 2 })
})

test('replacing the file of a failed clip sends the new file, once, and keeps the history', async () => {
  const stage = await openStage({ scenario: 'demo', sandbox: { downloads: true } })
  stage.clock.breathMs = 25
  const shelf = await temporaryFolder()
  await copyDemoClip(shelf, 'no-face-empty-set.mp4')
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: [shelf] })
  await stage.untilCounts({ failed: 1 })
  const [clip] = await stage.clips()
  const better = await copyDemoClip(await temporaryFolder(), 'ada-reading.mp4')
  await stage.client.clips.replaceSource({ id: clip?.id ?? 0, location: better })
  await stage.untilCounts({ active: 1 })
  const { attempts, sources } = await stage.client.clips.get({ id: clip?.id ?? 0 })
  expect(attempts.map((attempt) => path.basename(attempt.location)).sort()).toEqual(['ada-reading.mp4', 'no-face-empty-set.mp4'])
  expect(sources).toHaveLength(2)
  expect(stage.sandbox.accepted()).toHaveLength(2)
})
