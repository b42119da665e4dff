import { expect, onTestFinished, test } from 'vitest'
import type { Found } from '../../src/main/intake/found.ts'
import { createDisk } from '../../src/main/intake/disk.ts'
import { createMediaFactsPool } from '../../src/main/intake/media-facts-pool.ts'
import { setIntakeState } from '../../src/main/ledger/intakes.ts'
import { openLedger } from '../../src/main/ledger/open-ledger.ts'
import { runIntake, type IntakeContext } from '../../src/main/runners/intake-flow.ts'
import { openStage, type Stage } from '../helpers/core.ts'
import { pause } from '../helpers/ledger.ts'

const workerUrl = (name: string): URL => new URL(`../../src/main/intake/${name}-worker.ts`, import.meta.url)
const minute = 60_000

/** What another process takes in with, beside the one that runs the loops. */
async function beside(stage: Stage): Promise<IntakeContext> {
  const ledger = await openLedger({ dataDir: stage.dataDir, pause })
  const [media, disk] = [createMediaFactsPool({ workerUrl: workerUrl('media-facts'), size: 1 }), createDisk({ workerUrl: workerUrl('disk') })]
  onTestFinished(async () => { await Promise.all([media.close(), disk.close(), ledger.close()]) })
  return { ledger, clock: stage.clock, media, disk, account: () => Promise.reject(new Error('Nobody is asked about so few.')) }
}

const url = (n: number): Found => ({ kind: 'url', location: `http://127.0.0.1:9/take-${n}.mp4`, given: `line ${n}`, name: `take-${n}`, assetType: 'video', sizeBytes: null, mtimeMs: null })
const request = (stage: Stage) => ({ groupId: stage.group.id, inputs: ['a list'], preflight: false, askWhenLarge: true })
/** So few are written together that a short list comes in pieces. */
const page = 2

test('what was taken in of a list that could not be read to its end is asked about, and goes on', async () => {
  const stage = await openStage()
  async function* broken(): AsyncGenerator<Found> {
    for (let n = 1; n <= 5; n++) yield url(n)
    throw new Error('The drive was pulled out.')
  }
  await expect(runIntake(await beside(stage), request(stage), broken(), 'operator', [], page)).rejects.toThrow('pulled out')
  const [intake] = await stage.client.intakes.list({})
  expect(intake).toMatchObject({ state: 'asking', taken: 4, refusals: [{ code: 'Interrupted', message: expect.stringContaining('The drive was pulled out.') as unknown }] })
  await stage.client.intakes.decide({ id: intake?.id ?? 0, decision: 'start' })
  await stage.untilCounts({ active: 4 })
})

test('what a process had taken in that was killed beside the one that runs the loops is asked about half an hour later, and goes on', async () => {
  const stage = await openStage()
  async function* cutShort(): AsyncGenerator<Found> {
    for (let n = 1; n <= 4; n++) yield url(n)
    await new Promise(() => undefined)
  }
  void runIntake(await beside(stage), request(stage), cutShort(), 'operator', [], page)
  await stage.untilCounts({ publishing: 4 })
  await stage.clock.run(29 * minute)
  expect(await stage.client.intakes.list({})).toMatchObject([{ state: 'scanning' }])
  await stage.clock.run(2 * minute)
  const [intake] = await stage.client.intakes.list({})
  expect(intake).toMatchObject({ state: 'asking', taken: 4, refusals: [{ code: 'Interrupted' }] })
  await stage.client.intakes.decide({ id: intake?.id ?? 0, decision: 'start' })
  await stage.untilCounts({ active: 4 })
})

test('a list that finds something now and then is nobody’s to end', async () => {
  const stage = await openStage()
  let more = (): void => undefined
  async function* slow(): AsyncGenerator<Found> {
    for (let n = 1; n <= 8; n++) {
      yield url(n)
      if (n % page === 0) await new Promise<void>((resolve) => { more = resolve })
    }
  }
  const ended = runIntake(await beside(stage), request(stage), slow(), 'operator', [], page)
  for (let n = 1; n <= 4; n++) {
    await stage.untilCounts({ publishing: n * page })
    await stage.clock.run(20 * minute)
    more()
  }
  await ended
  await stage.untilCounts({ active: 8 })
  expect(await stage.events('intake.interrupted')).toEqual([])
})

test('a gate that a process beside the one that runs the loops did not live to open, or to empty, is opened or emptied within a minute', async () => {
  const stage = await openStage()
  const other = await beside(stage)
  for (const [state, end, from] of [['running', 'active', 1], ['cancelled', 'excluded', 11]] as const) {
    async function* broken(): AsyncGenerator<Found> {
      for (let n = from; n < from + 4; n++) yield url(n)
      throw new Error('The drive was pulled out.')
    }
    await runIntake(other, request(stage), broken(), 'operator', [], page).catch(() => undefined)
    await stage.untilCounts({ publishing: 4 })
    const [intake] = await stage.client.intakes.list({})
    // The first of the commits that a person's word is.
    await other.ledger.transact((tx) => setIntakeState(tx, intake?.id ?? 0, state, { now: stage.clock.now(), actor: 'operator' }))
    await stage.untilCounts({ [end]: 4 }, minute)
  }
})
