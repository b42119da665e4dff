import { describe, expect, test, vi } from 'vitest'
import { slowMs } from '../../src/main/sandbox/submissions.ts'
import { openStage, temporaryFolder, type Stage } from '../helpers/core.ts'
import { fakeClock } from '../helpers/fake-clock.ts'
import { startProgram, type RunningProgram } from '../helpers/programs.ts'

interface Killed extends Stage {
  program: RunningProgram
  /** This process becomes the next one over the same data. */
  takeUp(): Promise<void>
}

/** A core in another process, with nine clips in batches of three, over a sandbox whose time stands still. */
async function inAnotherProcess(scenario: string, submitRpm?: number): Promise<Killed> {
  const dataDir = await temporaryFolder()
  const clock = fakeClock(Date.now())
  const stage = await openStage({ scenario, dataDir, clock, idle: true, submitRpm: submitRpm ?? 600 })
  const program = startProgram({ dataDir, baseUrl: stage.sandbox.url, submitRpm, takeIn: { clips: 9, batchSize: 3 } })
  expect(await program.line()).toBe('ready')
  return {
    ...stage, program,
    async takeUp() {
      await clock.leap(Date.now() - clock.now())
      await stage.core.start()
    },
  }
}

const acceptedNames = ({ sandbox }: Stage) => sandbox.accepted().flatMap((submission) => submission.assets.map((asset) => asset.name))
const real = { timeout: 30_000, interval: 20 }

describe('killed while a submission is on its way', () => {
  test.each([
    ['hang', 'the answer never came'],
    ['slow', 'the answer was still to come'],
  ])('%s: the batch is unclear, its clips say so, and nothing is sent twice', async (scenario) => {
    const stage = await inAnotherProcess(scenario)
    await vi.waitUntil(() => stage.sandbox.accepted().length === 1, real)
    await stage.program.kill()
    stage.sandbox.useScenario('plain')
    await stage.takeUp()
    await stage.untilCounts({ 'needs-attention': 3, active: 6 })

    const [killed] = await stage.batches()
    expect(killed).toMatchObject({ state: 'outcome-unknown', size: 3, taskId: null, why: { kind: 'process-ended' } })
    for (const clip of (await stage.clips()).slice(0, 3)) expect(clip).toMatchObject({ state: 'needs-attention', reason: { code: 'OutcomeUnknown' } })
    for (let n = 0; n < 4; n++) await stage.clock.leap(15 * 60_000)
    expect(stage.sandbox.accepted()).toHaveLength(3)
    expect(new Set(acceptedNames(stage)).size).toBe(9)
    // The sandbox keeps names as sent; the ledger had them on disk before the first byte left.
    const { attempts } = await stage.client.clips.get({ id: (await stage.clips())[0]?.id ?? 0 })
    expect(acceptedNames(stage)).toContain(attempts[0]?.correlationName)

    // A person who finds the task at the service has it followed to its verdicts.
    await stage.client.batches.resolve({ ids: [killed?.id ?? 0], answer: { as: 'accepted', taskId: stage.sandbox.accepted()[0]?.taskId ?? '' } })
    await stage.untilCounts({ active: 9 })
    expect(stage.sandbox.accepted()).toHaveLength(3)
  })

  test('resubmitted by a person it is sent once', async () => {
    const stage = await inAnotherProcess('hang')
    await vi.waitUntil(() => stage.sandbox.accepted().length === 1, real)
    await stage.program.kill()
    stage.sandbox.useScenario('plain')
    await stage.takeUp()
    await stage.untilCounts({ 'needs-attention': 3, active: 6 })
    await stage.client.batches.resolve({ ids: [(await stage.batches())[0]?.id ?? 0], answer: { as: 'resubmit' } })
    await stage.untilCounts({ active: 9 })
    expect(stage.sandbox.accepted()).toHaveLength(4)
    expect(new Set(acceptedNames(stage)).size).toBe(12)
  })
})

test('killed between two batches: the next process goes on where it was, inside the same minute\'s budget', async () => {
  const stage = await inAnotherProcess('plain', 1)
  await vi.waitUntil(async () => (await stage.counts())['in-review'] === 3, real)
  await stage.program.kill()
  await stage.takeUp()
  await stage.untilCounts({ active: 9 })
  expect(stage.sandbox.accepted()).toHaveLength(3)
  expect(new Set(acceptedNames(stage)).size).toBe(9)
  expect(await stage.events('batch.outcome-unknown')).toEqual([])
  const times = stage.submissions().map((submission) => submission.at)
  for (const [n, time] of times.entries()) if (n > 0) expect(time - (times[n - 1] ?? 0)).toBeGreaterThanOrEqual(60_000)
})

test('asked to end, it waits for the answer that is on its way, and nothing is unclear', async () => {
  const stage = await inAnotherProcess('slow')
  await vi.waitUntil(() => stage.sandbox.accepted().length === 1, real)
  const ended = stage.program.stop()
  await stage.clock.leap(slowMs)
  expect(await ended).toBe(0)
  await stage.takeUp()
  await stage.untilCounts({ active: 9 })
  expect(stage.sandbox.accepted()).toHaveLength(3)
  expect(await stage.events('batch.outcome-unknown')).toEqual([])
})
