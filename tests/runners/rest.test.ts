import { expect, test } from 'vitest'
import { openStage, type Stage } from '../helpers/core.ts'

/** Nine loops that look again every five seconds and one that listens for other processes, in five minutes. */
const atRest = 5 * (60 / 5) * 9 + 5 * 60 * 4

const standing: [string, (stage: Stage) => Promise<void>][] = [
  ['nothing to do', async () => undefined],
  ['everything finished', async (stage) => {
    await stage.takeIn(1)
    await stage.untilCounts({ active: 1 })
  }],
  ['clips that wait for a slot', async (stage) => {
    await stage.client.accounts.set({ id: stage.account.id, settings: { batchSize: 1 } })
    await stage.takeIn(20)
    await stage.untilCounts({ active: 1, ready: 19 })
  }],
  ['a paused account with clips', async (stage) => {
    await stage.client.accounts.pause({ id: stage.account.id })
    await stage.takeIn(20)
  }],
  ['a paused person with clips', async (stage) => {
    await stage.client.groups.pause({ id: stage.group.id })
    await stage.takeIn(20)
    await stage.untilCounts({ ready: 20 })
  }],
  ['a stopped account with clips', async (stage) => {
    stage.sandbox.useScenario('key-refused')
    await stage.takeIn(20)
    await stage.clock.run(5_000)
  }],
  ['a batch whose outcome is unknown', async (stage) => {
    stage.sandbox.useScenario('reset-before')
    await stage.takeIn(1)
    await stage.untilCounts({ 'needs-attention': 1 })
  }],
  ['a large intake that asks', async (stage) => {
    await stage.takeIn(501, { askWhenLarge: true })
    await stage.clock.run(5_000)
  }],
  ['a verification that waits for a slot', async (stage) => {
    await stage.takeIn(1)
    await stage.untilCounts({ active: 1 })
    await stage.client.sessions.create({ name: 'Ben' })
  }],
]

test.each(standing)('with %s the loops are at rest', async (_what, arrange) => {
  const stage = await openStage({ submitRpm: 0.1 })
  await arrange(stage)
  const before = stage.clock.waitsBegun()
  await stage.clock.run(5 * 60_000)
  // Room for what is really due in these minutes, none for a loop that wakes itself.
  expect(stage.clock.waitsBegun() - before).toBeLessThan(atRest * 2)
})
