import { expect, test } from 'vitest'
import { openStage, type Stage } from '../helpers/core.ts'

const polls = ({ sandbox }: Stage) => sandbox.requests().filter((request) => request.method === 'GET')
const hourMs = 3_600_000

test('a review that never ends is asked about ever more slowly, and never given up', async () => {
  const stage = await openStage({ scenario: 'never-ends' })
  await stage.takeIn(1)
  await stage.clock.run(60_000)
  const inFirstMinute = polls(stage).length
  expect(inFirstMinute).toBeGreaterThan(12)
  await stage.clock.run(9 * 60_000)
  const inTenMinutes = polls(stage).length
  expect(inTenMinutes - inFirstMinute).toBeLessThan(9 * 10)
  for (let n = 0; n < 100; n++) await stage.clock.leap(30_000)
  await stage.clock.leap(23 * hourMs)
  const before = polls(stage).length
  // In steps of half a minute: as quick as it could be asked, and asked every five minutes.
  for (let n = 0; n < 120; n++) await stage.clock.leap(30_000)
  const inAnHour = polls(stage).length - before
  expect(inAnHour).toBeGreaterThanOrEqual(8)
  expect(inAnHour).toBeLessThanOrEqual(16)
  expect(await stage.counts()).toEqual({ 'in-review': 1 })
  expect(stage.submissions()).toHaveLength(1)
})

test('an unknown word is followed for a day, then a person is asked', async () => {
  const stage = await openStage({ scenario: 'unknown-status-forever', settings: { batchSize: 2 } })
  await stage.takeIn(2)
  await stage.clock.run(10_000)
  for (let n = 0; n < 23; n++) await stage.clock.leap(hourMs)
  expect(await stage.batches()).toMatchObject([{ state: 'in-review', rawStatus: 'human_review' }])
  await stage.clock.leap(hourMs)
  await stage.clock.leap(hourMs)
  expect(await stage.batches()).toMatchObject([{ state: 'needs-attention', why: { kind: 'unknown-word' } }])
  expect((await stage.batches())[0]?.why?.message).toContain('human_review')
  expect(await stage.counts()).toEqual({ 'needs-attention': 2 })
  const asked = polls(stage).length
  await stage.clock.leap(hourMs)
  expect(polls(stage)).toHaveLength(asked)
})

test('a task the service has forgotten is asked about for an hour, then a person is', async () => {
  const stage = await openStage({ scenario: 'task-forgotten', settings: { batchSize: 2 } })
  await stage.takeIn(2)
  await stage.clock.run(10_000)
  for (let n = 0; n < 11; n++) await stage.clock.leap(5 * 60_000)
  expect(await stage.counts()).toEqual({ 'in-review': 2 })
  for (let n = 0; n < 3; n++) await stage.clock.leap(5 * 60_000)
  expect(await stage.batches()).toMatchObject([{ state: 'needs-attention', why: { kind: 'task-forgotten' } }])
  expect(await stage.counts()).toEqual({ 'needs-attention': 2 })
  expect(stage.submissions()).toHaveLength(1)
})

test('an hour without the network is no hour in which the service had forgotten the task', async () => {
  const stage = await openStage({ scenario: 'task-found-late', sandbox: { reviewMs: 20_000 } })
  await stage.takeIn(1)
  await stage.clock.run(5_000)
  expect(polls(stage).at(-1)?.status).toBe(404)
  // The machine sleeps for two hours; the service knows the task by then.
  await stage.clock.leap(2 * hourMs)
  await stage.untilCounts({ active: 1 })
})

test('reviews are asked about fairly: a review that never ends does not hold up young ones', async () => {
  const stage = await openStage({ scenario: 'never-ends', pollRpm: 6, settings: { batchSize: 1 } })
  await stage.takeIn(30)
  await stage.untilCounts({ 'in-review': 30 })
  stage.sandbox.useScenario('plain')
  await stage.takeIn(1, { from: 100 })
  await stage.untilCounts({ active: 1 }, 4 * 60_000)
  // And the young ones do not hold up the old: each of the thirty is asked about in its turn.
  const asked = new Set(polls(stage).map((request) => request.path))
  await stage.clock.run(10 * 60_000)
  expect(new Set(polls(stage).map((request) => request.path)).size).toBeGreaterThan(asked.size)
})

test('a verdict read once stays: a batch is not asked about again once it is finished', async () => {
  const stage = await openStage()
  await stage.takeIn(3)
  await stage.untilCounts({ active: 3 })
  const asked = polls(stage).length
  await stage.clock.leap(hourMs)
  await stage.clock.run(10_000)
  expect(polls(stage)).toHaveLength(asked)
})
