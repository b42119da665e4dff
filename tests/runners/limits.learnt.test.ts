import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { Cause } from '../../src/contract/models/overview.ts'
import { relaxedLimits, strictLimits } from '../../src/main/domain/media-limits.ts'
import { makeClip } from '../helpers/clips.ts'
import { openStage, temporaryFolder, type Stage } from '../helpers/core.ts'

const longest = (seconds: number) => ({ ...relaxedLimits, video: { ...relaxedLimits.video, maxDurationMs: seconds * 1000 } })

async function causeOf<K extends Cause['kind']>(stage: Stage, kind: K): Promise<Extract<Cause, { kind: K }> | undefined> {
  return (await stage.client.attention.list({})).find((cause): cause is Extract<Cause, { kind: K }> => cause.kind === kind)
}

/** Clips of these lengths in whole seconds, each with content of its own. */
async function takeInClips(stage: Stage, seconds: readonly number[], groupId = stage.group.id): Promise<void> {
  const dir = await temporaryFolder()
  const files = await Promise.all(seconds.map((length, n) => makeClip(dir, `take-${groupId}-${n}.mp4`, { seconds: length, width: 640 + 2 * n + 40 * groupId, height: 960 })))
  await stage.client.intakes.create({ groupId, inputs: files, askWhenLarge: false })
}

test('clips of several people that one limit holds are one cause, and all of them are set aside and taken back at once', async () => {
  const stage = await openStage({ settings: { limits: longest(2) } })
  const lin = await stage.client.groups.adopt({ remoteId: 'group-lin', name: 'Lin' })
  await takeInClips(stage, [3, 4])
  await takeInClips(stage, [3], lin.id)
  await stage.untilCounts({ held: 3 })
  const cause = await causeOf(stage, 'held')
  expect(cause).toMatchObject({ reasonCode: 'DurationTooLong', clips: 3, people: 2, groupId: null, limit: { limit: 2_000, unit: 'ms' }, trying: false })
  const aside = await stage.client.clips.setAside({ filter: { accountId: stage.account.id, states: ['held'], reasonCode: 'DurationTooLong' } })
  expect(aside).toMatchObject({ changed: 3 })
  expect(await stage.counts()).toEqual({ excluded: 3 })
  expect(await stage.client.clips.undo({ deed: aside.deed ?? 0 })).toEqual({ changed: 3 })
  expect(await stage.counts()).toEqual({ held: 3 })
  // One line a person in the history, however many pages it took.
  expect((await stage.events('clip.excluded')).map((event) => event.data.clips)).toEqual([2, 1])
})

test('a card offers to mend its clips although the newest of them breaks what no copy can keep to', async () => {
  const stage = await openStage({ settings: { limits: longest(2) } })
  await takeInClips(stage, [3])
  await stage.untilCounts({ held: 1 })
  const mendable = (await stage.clips())[0]?.id
  const wide = await makeClip(await temporaryFolder(), 'wide.mp4', { seconds: 3, width: 1600, height: 400 })
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: [wide], askWhenLarge: false })
  await stage.untilCounts({ held: 2 })
  expect(await causeOf(stage, 'held')).toMatchObject({ reasonCode: 'DurationTooLong', clips: 2, mendable: true, exampleClipId: mendable })
})

test('three are sent as they are, each by itself; their verdicts set the limit, and what fits goes on', async () => {
  const stage = await openStage({ scenario: 'echo-names', settings: { limits: longest(2) } })
  await takeInClips(stage, [3, 4, 5, 6, 7])
  await stage.untilCounts({ held: 5 })
  expect(await stage.client.limits.tryThree({ accountId: stage.account.id, reasonCode: 'DurationTooLong' })).toEqual({ changed: 3 })
  expect(await causeOf(stage, 'held')).toMatchObject({ clips: 2, trying: true })
  await expect(stage.client.limits.tryThree({ accountId: stage.account.id, reasonCode: 'DurationTooLong' })).rejects.toThrow(/already/)
  await stage.untilCounts({ held: 2, active: 3 })
  expect((await stage.batches()).map((batch) => batch.size)).toEqual([1, 1, 1])
  const tried = await causeOf(stage, 'limit-tried')
  expect(tried).toMatchObject({ reasonCode: 'DurationTooLong', stillHeld: 2, lift: 7_000, clips: [{ measured: 3_000, verdict: 'active' }, { measured: 5_000, verdict: 'active' }, { measured: 7_000, verdict: 'active' }] })
  expect(await stage.client.limits.answerTrial({ id: tried?.trialId ?? 0, answer: 'lift' })).toEqual({ changed: 2 })
  await stage.untilCounts({ active: 5 })
  expect((await stage.client.accounts.list())[0]?.limits.video.maxDurationMs).toBe(7_000)
  expect(await causeOf(stage, 'limit-tried')).toBeUndefined()
})

test('a narrower limit only warns until the service itself names it, and then holds at a word', async () => {
  // The service of this account holds the narrower limits; it says so with each failure.
  const stage = await openStage({ scenario: 'reasons', sandbox: { downloads: true, limits: { ...strictLimits, video: { ...strictLimits.video, maxPixels: 650_000, minPixels: 1 } } } })
  const dir = await temporaryFolder()
  const wide = await Promise.all([0, 1].map((n) => makeClip(dir, `wide-${n}.mp4`, { seconds: 2, width: 1280, height: 960 + 2 * n })))
  await stage.client.groups.change({ id: stage.group.id, mode: 'certain' })
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: wide, askWhenLarge: false })
  await stage.clock.until(async () => (await stage.clips()).some((clip) => clip.warnings.length > 0))
  expect((await stage.clips()).find((clip) => clip.warnings.length > 0)?.warnings).toMatchObject([{ code: 'PixelCountTooLarge', limit: strictLimits.video.maxPixels }])
  await stage.untilCounts({ failed: 2 })
  const cause = await causeOf(stage, 'limit-applies')
  expect(cause).toMatchObject({ reasonCode: 'PixelCountTooLarge', broke: { failed: 2, of: 2, named: 2 } })
  await stage.client.accounts.pause({ id: stage.account.id })
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: [await makeClip(dir, 'waits.mp4', { seconds: 2, width: 1280, height: 1000 })], askWhenLarge: false })
  await stage.untilCounts({ failed: 2, publishing: 1 })
  expect(await stage.client.limits.answerStrict({ accountId: stage.account.id, assetType: 'video', reasonCode: 'PixelCountTooLarge', answer: 'hold' })).toEqual({ changed: 1 })
  expect((await stage.clips()).at(-1)).toMatchObject({ state: 'held', reason: { code: 'PixelCountTooLarge' } })
  expect(await causeOf(stage, 'limit-applies')).toBeUndefined()
})

test('submitting anyway can be taken back while nothing has left', async () => {
  const stage = await openStage({ settings: { limits: longest(2) } })
  await takeInClips(stage, [3])
  await stage.untilCounts({ held: 1 })
  await stage.client.groups.pause({ id: stage.group.id })
  const sent = await stage.client.clips.submitAnyway({ filter: { states: ['held'] } })
  await stage.untilCounts({ ready: 1 })
  expect(await stage.client.clips.undo({ deed: sent.deed ?? 0 })).toEqual({ changed: 1 })
  await stage.untilCounts({ held: 1 })
})

test('a file that is no clip is held in words of its code, with nothing in English beside it', async () => {
  const stage = await openStage()
  const file = path.join(await temporaryFolder(), 'words.mp4')
  await writeFile(file, 'not a film')
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: [file], askWhenLarge: false })
  await stage.untilCounts({ held: 1 })
  expect((await stage.clips())[0]?.reason).toEqual({ code: 'FormatUndetectable', message: null, breaches: [] })
})

test('a trial on images sets the limit of images, and leaves that of videos', async () => {
  const stage = await openStage({ scenario: 'echo-names', settings: { limits: { ...relaxedLimits, image: { ...relaxedLimits.image, maxSide: 600 }, video: { ...relaxedLimits.video, maxSide: 700 } } } })
  const dir = await temporaryFolder()
  const images = await Promise.all([640, 800, 1000, 1200].map((width, n) => makeClip(dir, `still-${n}.png`, { width, height: 480 })))
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: [...images, await makeClip(dir, 'film.mp4', { seconds: 2, width: 960, height: 640 })], askWhenLarge: false })
  await stage.untilCounts({ held: 5 })
  // Images and a video: what one of them may have is not what the card says of all.
  expect(await causeOf(stage, 'held')).toMatchObject({ reasonCode: 'WidthTooLarge', clips: 5, limit: null, mendable: true })
  expect(await stage.client.limits.tryThree({ accountId: stage.account.id, reasonCode: 'WidthTooLarge' })).toEqual({ changed: 3 })
  await stage.untilCounts({ held: 2, active: 3 })
  const tried = await causeOf(stage, 'limit-tried')
  expect(tried).toMatchObject({ assetType: 'image', limit: { limit: 600 }, lift: 1200, clips: [{ measured: 640 }, { measured: 1000 }, { measured: 1200 }] })
  await stage.client.limits.answerTrial({ id: tried?.trialId ?? 0, answer: 'lift' })
  await stage.untilCounts({ held: 1, active: 4 })
  expect((await stage.client.accounts.list())[0]?.limits).toMatchObject({ image: { maxSide: 1200 }, video: { maxSide: 700 } })
})

test('limits that are changed take their clips along: what they held is checked again, what waits unsent is held', async () => {
  const stage = await openStage({ settings: { limits: longest(4) } })
  await stage.client.groups.pause({ id: stage.group.id })
  await takeInClips(stage, [3, 5])
  await stage.untilCounts({ ready: 1, held: 1 })
  expect(await stage.client.limits.change({ accountId: stage.account.id, limits: longest(2) })).toEqual({ rechecked: 1, held: 1 })
  await stage.untilCounts({ held: 2 })
  expect(await stage.client.limits.change({ accountId: stage.account.id, limits: longest(2) })).toEqual({ rechecked: 0, held: 0 })
  await stage.client.accounts.set({ id: stage.account.id, settings: { limits: longest(9) } })
  await stage.untilCounts({ ready: 2 })
  await expect(stage.client.limits.change({ accountId: stage.account.id, limits: { ...longest(9), video: { ...longest(9).video, minDurationMs: 10_000 } } })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
})

test('what is only warned of is the account’s own: another limit warns, is counted, and applies with the account’s value', async () => {
  const narrower = { ...strictLimits, video: { ...strictLimits.video, minFps: 40, maxPixels: relaxedLimits.video.maxPixels } }
  const stage = await openStage({ scenario: 'reasons', sandbox: { downloads: true, limits: { ...relaxedLimits, video: { ...relaxedLimits.video, minFps: 40 } } }, settings: { narrowerLimits: narrower } })
  await stage.client.groups.change({ id: stage.group.id, mode: 'certain' })
  await takeInClips(stage, [2, 3])
  await stage.untilCounts({ failed: 2 })
  expect((await stage.clips())[0]?.warnings).toMatchObject([{ code: 'FpsTooLow', limit: 40 }])
  expect(await causeOf(stage, 'limit-applies')).toMatchObject({ reasonCode: 'FpsTooLow', assetType: 'video', limit: { limit: 40 }, broke: { failed: 2, named: 2 } })
  // Another limit is another question.
  await stage.client.limits.change({ accountId: stage.account.id, narrowerLimits: { ...narrower, video: { ...narrower.video, minFps: 50 } } })
  expect(await causeOf(stage, 'limit-applies')).toBeUndefined()
  expect((await stage.clips())[0]?.warnings).toMatchObject([{ code: 'FpsTooLow', limit: 50 }])
  await stage.client.limits.reset({ accountId: stage.account.id })
  expect((await stage.client.accounts.list())[0]).toMatchObject({ limits: relaxedLimits, narrowerLimits: strictLimits })
})
