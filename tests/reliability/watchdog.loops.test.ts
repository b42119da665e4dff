import { expect, onTestFinished, test } from 'vitest'
import { createLoopWatch, stuckAfterMs } from '../../src/main/runners/loop-watch.ts'
import { runLoop } from '../../src/main/runners/run-loop.ts'
import { createTroubles } from '../../src/main/runners/troubles.ts'
import { createWake } from '../../src/main/runners/wake.ts'
import { lend } from '../helpers/core.ts'
import { fakeClock } from '../helpers/fake-clock.ts'
import { raw, testLedger } from '../helpers/ledger.ts'

async function stage(patienceMs?: number) {
  const t = await testLedger()
  const clock = fakeClock()
  const { log, said } = lend(clock)
  const troubles = createTroubles(() => undefined)
  const watch = createLoopWatch({ ledger: t.ledger, clock, log, troubles })
  let release = (): void => undefined
  let steps = 0
  const loop = runLoop('links', () => new Promise((resolve) => {
    steps++
    release = () => resolve({ worked: false, dueAt: null })
  }), { clock, wake: createWake(), log, watch, patienceMs })
  onTestFinished(async () => {
    const stopping = loop.stop()
    release()
    await stopping
    await watch.stop()
  })
  const events = () => raw(t, `SELECT what, data->>'loop' AS loop FROM event WHERE what LIKE 'runner.%' ORDER BY id`)
  return { clock, troubles, said, events, release: () => release(), steps: () => steps }
}

test('a loop whose step never comes back is told once, with its name, and told again when it goes on', async () => {
  const { clock, troubles, said, events, release } = await stage()
  await clock.run(stuckAfterMs - 1_000)
  expect(troubles.list()).toEqual([])
  await clock.run(3 * 3_600_000)
  expect(troubles.list()).toMatchObject([{ kind: 'loop-stuck', subject: 'links', message: expect.stringContaining('links loop') as string }])
  expect(events()).toEqual([{ what: 'runner.stuck', loop: 'links' }])
  expect(said).toHaveLength(1)
  release()
  await clock.run(60_000)
  expect(troubles.list()).toEqual([])
  expect(events()).toEqual([{ what: 'runner.stuck', loop: 'links' }, { what: 'runner.goes-on', loop: 'links' }])
})

test('a loop that may take long has its own patience', async () => {
  const { clock, troubles } = await stage(3_600_000)
  await clock.run(59 * 60_000)
  expect(troubles.list()).toEqual([])
  await clock.run(3 * 60_000)
  expect(troubles.list()).toHaveLength(1)
})

test('a machine that slept for a night has no loop that hangs', async () => {
  const { clock, troubles, events } = await stage()
  await clock.run(60_000)
  await clock.leap(9 * 3_600_000)
  await clock.run(60_000)
  expect(troubles.list()).toEqual([])
  expect(events()).toEqual([])
})

test('a loop that works and rests is never called stuck', async () => {
  const { clock, troubles, release, steps } = await stage()
  for (let n = 0; n < 200; n++) {
    release()
    await clock.run(10_000)
  }
  expect(steps()).toBeGreaterThan(100)
  expect(troubles.list()).toEqual([])
})
