import { describe, expect, test } from 'vitest'
import { openStage } from '../helpers/core.ts'

describe('a large intake', () => {
  const open = (submitRpm = 3) => openStage({ submitRpm, settings: { batchSize: 20 } })

  test('over 500 clips it asks first, with an estimate, and nothing has been sent', async () => {
    const stage = await open()
    const intake = await stage.takeIn(501, { askWhenLarge: true })
    // 26 requests at 3 a minute: the last leaves eight windows after the first.
    expect(intake).toMatchObject({ state: 'asking', taken: 501, estimate: { clips: 501, requests: 26, durationMs: 8 * 60_000, limitedBy: 'api' } })
    await stage.clock.run(60_000)
    expect(stage.sandbox.requests()).toEqual([])
    expect(await stage.client.attention.list({})).toMatchObject([{ kind: 'intake-asks', intake: { id: intake.id } }])
    expect(await stage.events('intake.asks')).toMatchObject([{ data: { taken: 501 } }])
  })

  test('500 clips go without a word', async () => {
    const stage = await open()
    expect(await stage.takeIn(500, { askWhenLarge: true })).toMatchObject({ state: 'running', estimate: null })
    await stage.clock.until(() => stage.sandbox.accepted().length === 3)
  })

  test('it waits through a restart', async () => {
    const stage = await open()
    await stage.takeIn(501, { askWhenLarge: true })
    await stage.restart()
    await stage.clock.run(60_000)
    expect(stage.sandbox.requests()).toEqual([])
  })

  test('start: all of it goes', async () => {
    const stage = await open(600)
    const { id } = await stage.takeIn(501, { askWhenLarge: true })
    expect(await stage.client.intakes.decide({ id, decision: 'start' })).toMatchObject({ state: 'running' })
    await stage.untilCounts({ active: 501 })
    expect(stage.sandbox.accepted()).toHaveLength(26)
    expect(await stage.client.attention.list({})).toEqual([])
  })

  test('first batch only: one batch goes, the rest waits for another word', async () => {
    const stage = await open(600)
    const { id } = await stage.takeIn(501, { askWhenLarge: true })
    expect(await stage.client.intakes.decide({ id, decision: 'first-batch-only' })).toMatchObject({ state: 'first-batch' })
    await stage.untilCounts({ active: 20 })
    for (let n = 0; n < 10; n++) await stage.clock.leap(60_000)
    expect(stage.sandbox.accepted()).toHaveLength(1)
    expect(stage.sandbox.accepted()[0]?.assets).toHaveLength(20)
    await stage.client.intakes.decide({ id, decision: 'start' })
    await stage.untilCounts({ active: 501 })
  })

  test('cancel: what waits is set aside, and can be brought back', async () => {
    const stage = await open()
    const { id } = await stage.takeIn(501, { askWhenLarge: true })
    await stage.clock.run(1_000)
    expect(await stage.client.intakes.decide({ id, decision: 'cancel' })).toMatchObject({ state: 'cancelled' })
    await stage.clock.run(60_000)
    expect(await stage.counts()).toEqual({ excluded: 501 })
    expect(stage.sandbox.requests()).toEqual([])
    await expect(stage.client.intakes.decide({ id, decision: 'start' })).rejects.toMatchObject({ data: { kind: 'not-permitted-now' } })
    const [first] = await stage.clips()
    await stage.client.clips.bringBack({ ids: [first?.id ?? 0] })
    await stage.untilCounts({ active: 1, excluded: 500 })
  })
})

describe('a person most of whose clips fail', () => {
  test('is stopped at 60 % of at least 20 verdicts, with words; resuming lifts it', async () => {
    const stage = await openStage({ scenario: 'most-fail', submitRpm: 3, settings: { batchSize: 10 } })
    await stage.takeIn(60)
    await stage.clock.run(3 * 60_000)
    const [stop] = await stage.events('group.stopped')
    // 30 were on their way in the first minute; after the second batch's verdicts nothing more left.
    expect(stop).toMatchObject({ actor: 'system', groupId: stage.group.id, data: { name: 'Ada', kind: 'most-fail', failed: 16, of: 20 } })
    expect(await stage.counts()).toEqual({ active: 6, failed: 24, ready: 30 })
    expect(await stage.client.groups.get({ id: stage.group.id })).toMatchObject({ stop: { kind: 'most-fail', failed: 16, of: 20 } })
    expect(await stage.client.attention.list({})).toContainEqual(expect.objectContaining({ kind: 'group-stopped', groupName: 'Ada', waiting: 30 }))

    stage.sandbox.useScenario('plain')
    await stage.client.groups.resume({ id: stage.group.id })
    await stage.untilCounts({ active: 36, failed: 24 })
    expect(await stage.events('group.stopped')).toHaveLength(1)
  })

  test('19 failures are too few to stop anybody', async () => {
    const stage = await openStage({ scenario: 'all-fail', submitRpm: 3, settings: { batchSize: 19 } })
    await stage.takeIn(19)
    await stage.untilCounts({ failed: 19 })
    expect((await stage.client.groups.get({ id: stage.group.id })).stop).toBeNull()
  })

  test('three refused batches in a row stop a person too', async () => {
    // The sandbox takes two assets in a request; every batch of three is refused for good.
    const stage = await openStage({ settings: { batchSize: 3 }, sandbox: { maxAssets: 2 } })
    await stage.takeIn(15)
    await stage.clock.run(3 * 60_000)
    expect(stage.submissions().map((one) => one.status)).toEqual([400, 400, 400])
    expect(await stage.counts()).toEqual({ held: 9, ready: 6 })
    const held = (await stage.clips()).find((clip) => clip.state === 'held')
    expect(held?.reason).toMatchObject({ code: 'RefusedByService', message: expect.stringContaining('最多 2 个') as string })
    expect(await stage.events('group.stopped')).toMatchObject([{ data: { kind: 'batches-refused', message: expect.stringContaining('最多 2 个') as string } }])
  })
})

describe('resubmitting', () => {
  test('contains exactly the failed clips; after three alike they leave "all", and go when meant', async () => {
    const stage = await openStage({ scenario: 'reasons', settings: { batchSize: 5 } })
    stage.sandbox.useScenario('some-fail')
    await stage.takeIn(5)
    const settle = () => stage.clock.until(async () => {
      const { active = 0, failed = 0 } = await stage.counts()
      return active + failed === 5
    })
    await settle()
    expect((await stage.counts()).failed).toBe(2)
    const failedOnes = new Set((await stage.clips()).filter((clip) => clip.state === 'failed').map((clip) => clip.location))
    stage.sandbox.useScenario('all-fail')
    const all = { filter: { groupId: stage.group.id, states: ['failed' as const] } }
    expect(await stage.client.clips.resubmission({ filter: { groupId: stage.group.id } })).toEqual({ failed: 2, assumed: 2, tiredOut: 0, others: 3 })
    for (const attempt of [2, 3]) {
      expect(await stage.client.clips.resubmit({ selection: all, includeTiredOut: false })).toMatchObject({ changed: 2 })
      await settle()
      expect(new Set(stage.sandbox.accepted().at(-1)?.assets.map((asset) => asset.url))).toEqual(failedOnes)
      expect((await stage.clips()).filter((clip) => clip.state === 'failed').map((clip) => clip.attempts)).toEqual([attempt, attempt])
    }
    expect(await stage.client.clips.resubmission(all)).toEqual({ failed: 2, assumed: 2, tiredOut: 2, others: 0 })
    expect(await stage.client.clips.resubmit({ selection: all, includeTiredOut: false })).toMatchObject({ changed: 0 })
    await stage.clock.run(60_000)
    expect(stage.sandbox.accepted()).toHaveLength(3)

    stage.sandbox.useScenario('plain')
    expect(await stage.client.clips.resubmit({ selection: all, includeTiredOut: true })).toMatchObject({ changed: 2 })
    await stage.untilCounts({ active: 5 })
    const [tired] = (await stage.clips()).filter((clip) => clip.attempts === 4)
    const { attempts, events } = await stage.client.clips.get({ id: tired?.id ?? 0 })
    // Every attempt ever made stays on record, and who asked for it.
    expect(attempts.map((attempt) => attempt.verdict).sort()).toEqual(['active', 'failed', 'failed', 'failed'])
    expect(events.filter((event) => event.what === 'clip.resubmitted').map((event) => event.actor)).toEqual(['operator', 'operator', 'operator'])
  })
})
