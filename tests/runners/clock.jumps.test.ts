import { expect, test } from 'vitest'
import { mostInAnyWindow, openStage } from '../helpers/core.ts'

const hourMs = 3_600_000

test('a wall clock that is set back an hour neither bursts nor closes the budget for an hour', async () => {
  const stage = await openStage({ submitRpm: 3, settings: { batchSize: 1 } })
  const arrived: number[] = []
  const note = (): void => { arrived.push(...Array.from({ length: stage.sandbox.accepted().length - arrived.length }, () => stage.clock.monotonic())) }
  await stage.takeIn(9)
  await stage.clock.run(20_000)
  note()
  expect(arrived).toHaveLength(3)
  stage.clock.setWall(-hourMs)
  while (arrived.length < 9 && stage.clock.monotonic() < 10 * 60_000) {
    await stage.clock.run(1_000)
    note()
  }
  expect(arrived).toHaveLength(9)
  expect(mostInAnyWindow(arrived)).toBeLessThanOrEqual(3)
  expect(await stage.events('clock.set-back')).toMatchObject([{ actor: 'system', data: { byMs: expect.closeTo(hourMs, -5) as number } }])
})

test.each([
  ['while it ran', false],
  ['between two processes', true],
])('what is in review is followed on after the clock was set back %s', async (_when, restarted) => {
  const stage = await openStage({ sandbox: { reviewMs: 60_000 } })
  await stage.takeIn(2)
  await stage.clock.run(30_000)
  expect(await stage.counts()).toEqual({ 'in-review': 2 })
  const before = stage.clock.monotonic()
  if (restarted) {
    await stage.core.end()
    stage.clock.setWall(-hourMs)
    await stage.restart()
  } else stage.clock.setWall(-hourMs)
  // The sandbox reckons its reviews by the same clock and is an hour early too: what counts is that it is asked.
  await stage.clock.run(2 * 60_000)
  const readings = stage.sandbox.requests().filter((request) => request.method === 'GET')
  expect(readings.length).toBeGreaterThan(20)
  expect(stage.clock.monotonic() - before).toBeLessThan(hourMs)
})

test('a wall clock that is set back is noticed though something is written at once after it', async () => {
  const stage = await openStage({ sandbox: { reviewMs: 60_000 } })
  await stage.takeIn(2)
  await stage.clock.run(30_000)
  expect(await stage.counts()).toEqual({ 'in-review': 2 })
  const asked = stage.sandbox.requests().length
  stage.clock.setWall(-hourMs)
  // The newest rows of the ledger are of the new time now: only the process itself can tell that its clock was set.
  await stage.takeIn(1)
  await stage.clock.run(2 * 60_000)
  expect(stage.sandbox.requests().slice(asked).filter((request) => request.method === 'GET').length).toBeGreaterThan(20)
  expect(await stage.events('clock.set-back')).toMatchObject([{ data: { byMs: hourMs } }])
})

test('a wait the service asked for keeps its length when the clock is set back', async () => {
  const stage = await openStage({ scenario: 'rate-limited', settings: { batchSize: 1 } })
  await stage.takeIn(4)
  await stage.clock.run(10_000)
  expect(stage.submissions().map((one) => one.status)).toEqual([200, 200, 200, 429])
  stage.clock.setWall(-hourMs)
  await stage.clock.run(45_000)
  expect(stage.submissions()).toHaveLength(4)
  await stage.clock.run(20_000)
  expect(stage.submissions().map((one) => one.status)).toEqual([200, 200, 200, 429, 200])
})

test('a machine that slept for a night goes on where it was, without a burst', async () => {
  const stage = await openStage({ submitRpm: 3, settings: { batchSize: 1 } })
  await stage.takeIn(12)
  await stage.clock.run(20_000)
  await stage.clock.leap(9 * hourMs)
  await stage.untilCounts({ active: 12 })
  expect(mostInAnyWindow(stage.submissions().map((one) => one.at))).toBe(3)
  expect(await stage.events('clock.set-back')).toEqual([])
})
