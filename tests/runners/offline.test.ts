import { expect, test } from 'vitest'
import { copyDemoClip } from '../helpers/clips.ts'
import { openStage, temporaryFolder, type Stage } from '../helpers/core.ts'
import { tcpGate, type TcpGate } from '../helpers/tcp-gate.ts'

/** A core whose way to the sandbox can be shut. */
async function behindAGate(scenario = 'plain', reviewMs = 2_000): Promise<Stage & { gate: TcpGate }> {
  const stage = await openStage({ scenario, baseUrl: null, key: null, settings: { batchSize: 1 }, sandbox: { reviewMs } })
  const gate = await tcpGate(stage.sandbox.url)
  await stage.client.accounts.set({ id: stage.account.id, settings: { baseUrl: gate.url }, key: 'any' })
  return Object.assign(stage, { gate })
}

const account = async ({ client }: Stage) => (await client.accounts.list())[0]

test('with nothing listening the account is offline, clips wait, and all goes on by itself when it is back', async () => {
  const stage = await behindAGate()
  await stage.gate.shut()
  await stage.takeIn(3)
  await stage.clock.run(20_000)
  expect(await account(stage)).toMatchObject({ state: 'offline', stop: null, troubleSince: expect.any(Number) as number, reason: expect.stringContaining('ECONNREFUSED') as string })
  expect(await stage.counts()).toEqual({ ready: 3 })
  expect((await stage.client.cue.get({})).doing).toBe('offline')
  // A weekend of it: no clip and no batch is the worse for it, and the history is not full of it.
  for (let hour = 0; hour < 48; hour++) await stage.clock.leap(3_600_000)
  expect(await stage.counts()).toEqual({ ready: 3 })
  expect(await stage.events('account.trouble-offline')).toHaveLength(1)
  expect(await stage.events('batch.outcome-unknown')).toEqual([])

  await stage.gate.open()
  await stage.untilCounts({ active: 3 }, 2 * 60_000)
  expect(stage.sandbox.accepted()).toHaveLength(3)
  expect(await stage.events('account.answers-again')).toHaveLength(1)
  expect((await stage.clips()).map((clip) => clip.attempts)).toEqual([1, 1, 1])
})

test('a host name that cannot be found is offline too', async () => {
  const stage = await openStage({ baseUrl: 'http://review.greenroom.invalid' })
  await stage.takeIn(2)
  await stage.clock.run(20_000)
  expect(await account(stage)).toMatchObject({ state: 'offline', stop: null })
  expect(await stage.counts()).toEqual({ ready: 2 })
  expect(await stage.events('batch.outcome-unknown')).toEqual([])
})

test('tries while offline cost nothing of the limit: it is there in full when the network is back', async () => {
  const stage = await behindAGate()
  await stage.client.accounts.set({ id: stage.account.id, settings: { submitRpm: 3 } })
  await stage.gate.shut()
  await stage.takeIn(3)
  await stage.clock.run(3 * 60_000)
  await stage.gate.open()
  await stage.untilCounts({ active: 3 }, 60_000)
})

test('reviews that were under way are followed on after the network was gone', async () => {
  const stage = await behindAGate('plain', 30_000)
  await stage.takeIn(2)
  await stage.untilCounts({ 'in-review': 2 })
  await stage.gate.shut()
  await stage.clock.run(20_000)
  expect(await account(stage)).toMatchObject({ state: 'offline' })
  await stage.clock.leap(3 * 3_600_000)
  await stage.gate.open()
  await stage.untilCounts({ active: 2 }, 10 * 60_000)
  expect(stage.submissions()).toHaveLength(2)
})

test('clips are taken in, checked and queued without any network', async () => {
  const stage = await behindAGate()
  stage.clock.breathMs = 25
  await stage.gate.shut()
  const file = await copyDemoClip(await temporaryFolder(), 'ada-reading.mp4')
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: [file] })
  await stage.untilCounts({ ready: 1 })
})

test('a service that answers nothing but errors is trouble, not offline, and is tried ever more slowly', async () => {
  const stage = await openStage({ scenario: 'envelope-500', settings: { batchSize: 1 } })
  await stage.takeIn(1)
  // The scenario relents after two; chosen again it begins anew.
  for (let n = 0; n < 200; n++) {
    await stage.clock.run(900)
    stage.sandbox.useScenario('envelope-500')
  }
  expect(await stage.counts()).toEqual({ ready: 1 })
  expect(await account(stage)).toMatchObject({ state: 'running', troubleSince: expect.any(Number) as number })
  expect((await stage.client.cue.get({})).doing).toBe('service-trouble')
  const tries = stage.submissions()
  expect(tries.length).toBeGreaterThan(3)
  expect(tries.length).toBeLessThan(16)
  expect(await stage.events('account.trouble-service')).toHaveLength(1)
})

test('the trial of an address says in words what is wrong with it', async () => {
  const stage = await behindAGate()
  const { id } = stage.account
  // Trials run in the loops, on the clock that stands still: it is let go on meanwhile.
  const trial = async () => {
    const asked = stage.client.accounts.test({ id })
    await stage.clock.run(5_000)
    return asked
  }
  expect(await trial()).toMatchObject({ ok: true })
  await stage.gate.shut()
  expect(await trial()).toMatchObject({ ok: false, advice: expect.any(String) as string, details: { kind: 'offline' } })
})

test('what waits for the network is told with its bytes, and nothing is told once it is back', async () => {
  const stage = await behindAGate()
  stage.clock.breathMs = 25
  await stage.client.accounts.setPublishing({ id: stage.account.id, publishing: { kind: 'links', origin: 'http://127.0.0.1:1', host: '127.0.0.1', port: 0, expiryMs: 86_400_000 } })
  await stage.gate.shut()
  const file = await copyDemoClip(await temporaryFolder(), 'ada-reading.mp4')
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: [file] })
  await stage.takeIn(2)
  await stage.clock.until(async () => (await account(stage))?.state === 'offline')
  await stage.untilCounts({ ready: 3 })
  const size = (await stage.clips())[0]?.media?.sizeBytes
  const waits = { why: 'service', clips: 3, bytes: size, about: false, durationMs: null }
  expect(size).toBeGreaterThan(1_000)
  expect(await stage.client.cue.waits({})).toMatchObject(waits)
  expect(await stage.client.cue.waits({ groupId: stage.group.id })).toMatchObject(waits)
  await stage.gate.open()
  await stage.clock.until(async () => (await stage.client.cue.waits({})).why === null)
})
