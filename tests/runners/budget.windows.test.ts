import { describe, expect, test } from 'vitest'
import { mostInAnyWindow, openStage, type Stage } from '../helpers/core.ts'

const arrivals = (stage: Stage) => stage.submissions().map((submission) => submission.at)
const readings = ({ sandbox }: Stage) => sandbox.requests().filter((request) => request.method === 'GET').map((request) => request.at)

describe('the limits that are set hold in every window as the service sees it', () => {
  test('3 a minute for 40 batches, across a restart in the middle, with both ceilings at once', async () => {
    const stage = await openStage({ submitRpm: 3, pollRpm: 10, settings: { batchSize: 1 }, sandbox: { reviewMs: 20_000 } })
    await stage.takeIn(40)
    await stage.clock.run(5 * 60_000 + 7_000)
    expect(stage.sandbox.accepted().length).toBeGreaterThan(12)
    await stage.restart()
    await stage.untilCounts({ active: 40 }, 20 * 60_000)
    expect(arrivals(stage)).toHaveLength(40)
    expect(mostInAnyWindow(arrivals(stage))).toBe(3)
    expect(mostInAnyWindow(readings(stage))).toBe(10)
    // And the limit is used, not just kept: forty at three a minute need thirteen windows and a little.
    const [first = 0] = arrivals(stage)
    expect((arrivals(stage).at(-1) ?? 0) - first).toBeLessThan(14 * 60_000)
  })

  test('a slot is free again a minute after its answer, not after its sending: it may have arrived as late as that', async () => {
    const stage = await openStage({ scenario: 'slow', submitRpm: 3, settings: { batchSize: 1 } })
    await stage.takeIn(9)
    await stage.untilCounts({ active: 9 }, 20 * 60_000)
    const times = arrivals(stage)
    for (const [n, time] of times.entries()) if (n >= 3) expect(time - (times[n - 3] ?? 0)).toBeGreaterThanOrEqual(63_000)
  })

  test('each account has a budget of its own', async () => {
    const stage = await openStage({ submitRpm: undefined, settings: { batchSize: 1 }, baseUrl: null, key: null })
    await stage.client.accounts.set({ id: stage.account.id, settings: { baseUrl: stage.sandbox.url }, key: 'one' })
    const other = await stage.client.accounts.create({ name: 'other', baseUrl: stage.sandbox.url, key: 'two' })
    await stage.client.accounts.set({ id: other.id, settings: { batchSize: 1, submitRpm: 2 } })
    const ben = await stage.client.groups.adopt({ accountId: other.id, remoteId: 'group-ben', name: 'Ben' })
    await stage.client.accounts.set({ id: stage.account.id, settings: { submitRpm: 3 } })
    await stage.takeIn(6)
    await stage.takeIn(6, { from: 100, groupId: ben.id })
    await stage.untilCounts({ active: 12 })
    const of = (groupId: string) => stage.sandbox.accepted().filter((submission) => submission.groupId === groupId).map((submission) => submission.at)
    expect([mostInAnyWindow(of('group-ada')), mostInAnyWindow(of('group-ben'))]).toEqual([3, 2])
  })

  test('our share of a limit that others use too', async () => {
    const stage = await openStage({ submitRpm: 4, settings: { batchSize: 1, sharePercent: 50 } })
    await stage.takeIn(8)
    await stage.untilCounts({ active: 8 })
    expect(mostInAnyWindow(arrivals(stage))).toBe(2)
  })

  test('less than one a minute stretches the window', async () => {
    const stage = await openStage({ submitRpm: 0.5, settings: { batchSize: 1 } })
    await stage.takeIn(4)
    await stage.untilCounts({ active: 4 }, 12 * 60_000)
    const times = arrivals(stage)
    for (const [n, time] of times.entries()) if (n > 0) expect(time - (times[n - 1] ?? 0)).toBeGreaterThanOrEqual(120_000)
  })
})

describe('a service that says 429', () => {
  /** When each refused submission was told to come back, by the sandbox's own reckoning of its window. */
  function refusals(stage: Stage): { at: number; due: number; next: number | undefined }[] {
    const all = stage.submissions()
    return all.flatMap(({ at, status }, n) => {
      if (status !== 429) return []
      const taken = all.slice(0, n).filter((one) => one.status === 200 && one.at > at - 60_000).map((one) => one.at)
      return [{ at, due: (taken.at(-3) ?? at) + 60_000, next: all.slice(n + 1).find((one) => one.at > at)?.at }]
    })
  }

  test.each(['rate-limited', 'rate-limited-ms', 'rate-limited-date'])('%s: nothing is sent before it said so, and all gets through once', async (scenario) => {
    const stage = await openStage({ scenario, settings: { batchSize: 1 } })
    await stage.takeIn(11)
    await stage.untilCounts({ active: 11 }, 15 * 60_000)
    expect(stage.sandbox.accepted()).toHaveLength(11)
    const refused = refusals(stage)
    expect(refused.length).toBeGreaterThan(0)
    for (const { due, next } of refused) {
      expect(next).toBeGreaterThanOrEqual(due)
      expect(next).toBeLessThan(due + 2_000)
    }
  })

  test('what it said outlives a restart', async () => {
    const stage = await openStage({ scenario: 'rate-limited', settings: { batchSize: 1 } })
    await stage.takeIn(5)
    await stage.clock.run(10_000)
    expect(stage.submissions().map((one) => one.status)).toEqual([200, 200, 200, 429])
    await stage.restart()
    await stage.clock.run(45_000)
    expect(stage.submissions()).toHaveLength(4)
    await stage.untilCounts({ active: 5 })
    expect(stage.submissions().map((one) => one.status)).toEqual([200, 200, 200, 429, 200, 200])
  })

  test('without a word on when, the working limit is what got through, and it recovers when the service allows more', async () => {
    const stage = await openStage({ scenario: 'rate-limited-bare', submitRpm: 8, settings: { batchSize: 1 } })
    const rate = async () => (await stage.client.accounts.list())[0]?.submit
    await stage.takeIn(60)
    await stage.clock.run(30_000)
    expect(stage.submissions().map((one) => one.status)).toEqual([200, 200, 200, 429])
    expect(await rate()).toMatchObject({ limitRpm: 8, workingRpm: 3, toldToWaitUntil: null })
    await stage.clock.run(6 * 60_000)
    const statuses = stage.submissions().map((one) => one.status)
    const refused = statuses.filter((status) => status === 429).length
    expect(refused).toBeLessThanOrEqual(4)
    expect(statuses.length - refused).toBeGreaterThanOrEqual(15)

    stage.sandbox.useScenario('plain')
    await stage.clock.until(async () => (await rate())?.workingRpm === null, { describe: rate })
    await stage.untilCounts({ active: 60 }, 20 * 60_000)
    expect(mostInAnyWindow(arrivals(stage))).toBeLessThanOrEqual(8)
    expect(stage.sandbox.accepted()).toHaveLength(60)
  })

  test('readings refused for their rate wait as told and hold up no submission', async () => {
    const stage = await openStage({ scenario: 'polls-limited', settings: { batchSize: 1 }, sandbox: { reviewMs: 10_000 } })
    await stage.takeIn(12)
    await stage.untilCounts({ active: 12 }, 10 * 60_000)
    expect(arrivals(stage).at(-1)).toBeLessThan((arrivals(stage)[0] ?? 0) + 5_000)
    const all = stage.sandbox.requests().filter((request) => request.method === 'GET')
    const refused = all.filter((request) => request.status === 429)
    expect(refused.length).toBeGreaterThan(0)
    for (const { at } of refused) {
      const taken = all.filter((one) => one.status === 200 && one.at <= at && one.at > at - 60_000)
      const next = all.find((one) => one.at > at)?.at
      expect(next).toBeGreaterThanOrEqual((taken[0]?.at ?? at) + 60_000)
    }
  })
})
