import { expect, test } from 'vitest'
import { openStage } from '../helpers/core.ts'
import { withTally } from './harness/fault-stage.ts'
import { report } from './harness/report.ts'

const dayMs = 86_400_000

/** What a clock can do to a machine that is left alone. */
const jumps = [
  { fault: 'the clock is set a day ahead', wallMs: dayMs, sleepMs: 0 },
  { fault: 'the clock is set a day back', wallMs: -dayMs, sleepMs: 0 },
  { fault: 'the machine sleeps for a night', wallMs: 0, sleepMs: 9 * 3_600_000 },
  { fault: 'the machine sleeps, and its clock wakes a day behind', wallMs: -dayMs, sleepMs: 9 * 3_600_000 },
]

test.each(jumps)('$fault: batches that wait, one that was told to wait and reviews go on, in their rate, each once', async ({ fault, wallMs, sleepMs }) => {
  const stage = withTally(await openStage({ submitRpm: 6, scenario: 'rate-limited', settings: { batchSize: 1 }, sandbox: { reviewMs: 30_000 } }))
  await stage.takeIn(8)
  await stage.clock.run(10_000)
  // Three are in review, the fourth was told to wait, and the rest waits for its turn.
  expect(stage.submissions().map((one) => one.status)).toEqual([200, 200, 200, 429])
  stage.clock.setWall(wallMs)
  await stage.clock.leap(sleepMs)
  const jumpedAt = stage.clock.monotonic()
  await stage.clock.until(() => stage.sandbox.accepted().length > 3)
  const recovered = stage.clock.monotonic() - jumpedAt
  await stage.clock.until(() => stage.sandbox.accepted().length === 8)
  // Neither a burst, which the service would turn away, nor a budget that stays closed.
  expect(stage.clock.monotonic() - jumpedAt).toBeLessThan(4 * 60_000)
  expect(stage.submissions().filter((one) => one.status === 429).length).toBeLessThanOrEqual(6)
  // The sandbox reckons its reviews by the same clock, and waits for the right time to come back with it.
  if (wallMs < 0) stage.clock.setWall(-wallMs)
  await stage.untilCounts({ active: 8 })
  const set = await stage.events('clock.set-back')
  expect(set).toHaveLength(wallMs < 0 ? 1 : 0)
  expect(await stage.events('batch.outcome-unknown')).toEqual([])
  expect(await stage.client.attention.list({})).toEqual([])
  const tally = await stage.tally()
  expect(tally).toEqual({ lost: 0, doubled: 0 })
  report({ part: 'machine', fault, tried: 1, ...tally, recovered })
})
