import { expect, test } from 'vitest'
import { openStage } from '../helpers/core.ts'

test('the loops leave a window that opens alone until it has painted, and questions are answered meanwhile', async () => {
  const painted = Promise.withResolvers<void>()
  const stage = await openStage({ calmUntil: painted.promise })
  await stage.takeIn(2)
  await stage.clock.run(60_000)
  // Taken in, and nothing was done about it: the process runs the queue all the same, and says so.
  expect(await stage.counts()).toEqual({ checking: 2 })
  expect(stage.sandbox.requests()).toEqual([])
  expect((await stage.client.cue.get({})).runner).toMatchObject({ here: true })
  painted.resolve()
  await stage.untilCounts({ active: 2 })
})

test('a window that is closed before it has painted holds up no end', async () => {
  const stage = await openStage({ calmUntil: new Promise(() => undefined) })
  await stage.takeIn(1)
  await stage.core.end()
})

test('with the ledger in threads of its own the whole job is done as in one', async () => {
  const stage = await openStage({ ledgerApart: true })
  expect(stage.core.lent.workers).toContain('ledger')
  await stage.takeIn(45, { batchSize: 20 })
  await stage.untilCounts({ active: 45 })
  expect(stage.sandbox.accepted().map(({ assets }) => assets.length)).toEqual([20, 20, 5])
  await stage.restart()
  expect(await stage.counts()).toEqual({ active: 45 })
})
