import { describe, expect, test } from 'vitest'
import type { AccountStop } from '../../src/contract/models/states.ts'
import { openFaultStage, type FaultStage } from './harness/fault-stage.ts'
import type { Scripted } from './harness/fault-proxy.ts'
import { report } from './harness/report.ts'

const hourMs = 3_600_000
const envelope = (code: number, message: string, headers: Record<string, string> = {}): Scripted => ({ status: code, headers, body: { error: { code, message, type: 'x' } } })
const page = (status: number): Scripted => ({ status, body: `<html><h1>${status} by a gateway</h1></html>` })
const task = (data: object): Scripted => ({ status: 200, body: { code: 200, data } })

const polls = (stage: FaultStage): number => stage.proxy.passed().filter((call) => call.kind === 'poll').length
const submissions = (stage: FaultStage): number => stage.proxy.passed().filter((call) => call.kind === 'submit').length

async function counted(stage: FaultStage, called: string, goneAt: number | null, words: string | null = null): Promise<void> {
  const recovered = goneAt === null ? words : stage.clock.monotonic() - goneAt
  const tally = await stage.tally()
  expect(tally).toEqual({ lost: 0, doubled: 0 })
  expect(submissions(stage)).toBe(1)
  report({ part: 'service', fault: called, tried: 1, ...tally, recovered })
}

describe('answered with trouble, a review is asked about again until it is answered, and nobody is bothered', () => {
  test.each<[string, Scripted, 'service-trouble' | null]>([
    ['500 in the vendor’s envelope', envelope(500, 'internal'), 'service-trouble'],
    ['500 as a page', page(500), 'service-trouble'],
    ['502 as a page', page(502), 'service-trouble'],
    ['503 with Retry-After', envelope(503, 'maintenance', { 'retry-after': '20' }), 'service-trouble'],
    ['code 500 in a 200', { status: 200, body: { code: 500, message: 'busy', data: null } }, 'service-trouble'],
    ['a page in a 200', page(200), 'service-trouble'],
    ['403 as a page', page(403), 'service-trouble'],
    ['404 as a page', page(404), 'service-trouble'],
    ['404 in the vendor’s envelope', envelope(404, 'no such task'), null],
    ['400', envelope(400, 'bad id'), null],
    ['403 in the vendor’s envelope', envelope(403, 'not yours'), null],
    ['429 without Retry-After', envelope(429, 'slow down'), null],
    ['429 with Retry-After in seconds', envelope(429, 'slow down', { 'retry-after': '30' }), null],
    ['429 with a Retry-After of 3,000 years', envelope(429, 'slow down', { 'retry-after': '99999999999' }), null],
    ['a 200 without a task', { status: 200, body: { code: 200, data: null } }, null],
    ['an unknown status word', task({ status: 'human_review', progress: 50 }), null],
  ])('%s', async (called, answer, doing) => {
    const stage = await openFaultStage()
    stage.proxy.meet(answer, ['poll'])
    await stage.takeIn(3)
    for (let n = 0; n < 40; n++) await stage.clock.leap(15_000)
    expect(await stage.counts()).toEqual({ 'in-review': 3 })
    expect(await stage.inUse()).toMatchObject({ state: 'running', stop: null })
    expect((await stage.client.attention.list({})).map((cause) => cause.kind)).toEqual([])
    if (doing) {
      expect((await stage.client.cue.get({})).doing).toBe(doing)
      expect(await stage.events('account.trouble-service')).toHaveLength(1)
    }
    // Not hammered: fewer than one question in five seconds, and still asked.
    expect(polls(stage)).toBeGreaterThan(3)
    expect(polls(stage)).toBeLessThan(120)
    stage.proxy.meet(null)
    const goneAt = stage.clock.monotonic()
    await stage.untilCounts({ active: 3 }, 6 * 60_000)
    await counted(stage, `asking about a review: ${called}`, goneAt)
  })
})

describe('answered so that no call would be answered, the account stops, once, and the review goes on when it is resumed', () => {
  test.each<[string, Scripted, AccountStop]>([
    ['401', envelope(401, 'bad key'), 'key-refused'],
    ['402', envelope(402, 'no balance'), 'no-balance'],
  ])('%s', async (called, answer, stop) => {
    const stage = await openFaultStage()
    stage.proxy.meet(answer, ['poll'], 1)
    await stage.takeIn(3)
    await stage.clock.run(10_000)
    expect(await stage.inUse()).toMatchObject({ state: 'stopped', stop })
    await stage.clock.leap(hourMs)
    expect(await stage.events('account.stopped')).toMatchObject([{ data: { stop } }])
    // Without balance what was sent is still followed; with a refused key nothing is asked.
    expect(await stage.counts()).toEqual(stop === 'no-balance' ? { active: 3 } : { 'in-review': 3 })
    if (stop === 'key-refused') expect(polls(stage)).toBe(1)
    await stage.client.accounts.resume({ id: stage.account.id })
    const goneAt = stage.clock.monotonic()
    await stage.untilCounts({ active: 3 })
    await counted(stage, `asking about a review: ${called}`, goneAt)
  })
})

describe('answered so for good, a review needs a person, who is told why, and nothing is sent again', () => {
  test.each<[string, Scripted, afterHours: number, why: string, said: RegExp]>([
    ['a task the service has forgotten', envelope(404, 'no such task'), 1, 'task-forgotten', /For an hour the service has not known task task_/],
    ['400 for a day', envelope(400, 'bad id'), 24, 'review-refused', /For a day.*task task_.*bad id/],
    ['403 for a day', envelope(403, 'not yours'), 24, 'review-refused', /For a day.*task task_.*not yours/],
    ['200s without a task for a day', { status: 200, body: { code: 200, data: null } }, 24, 'review-refused', /For a day.*without a task/],
    ['an unknown status word for a day', task({ status: 'human_review', progress: 50 }), 24, 'unknown-word', /human_review/],
  ])('%s', async (called, answer, afterHours, why, said) => {
    const stage = await openFaultStage()
    stage.proxy.meet(answer, ['poll'])
    await stage.takeIn(3)
    await stage.clock.run(5_000)
    for (let n = 0; n < 10 * afterHours - 1; n++) await stage.clock.leap(hourMs / 10)
    expect(await stage.counts()).toEqual({ 'in-review': 3 })
    for (let n = 0; n < 5; n++) await stage.clock.leap(hourMs / 10)
    expect(await stage.batches()).toMatchObject([{ state: 'needs-attention', why: { kind: why, message: expect.stringMatching(said) as string } }])
    expect(await stage.events('batch.needs-attention')).toMatchObject([{ actor: 'system', data: { why } }])
    expect(await stage.client.attention.list({})).toMatchObject([{ kind: 'batches-unclear', why, clips: 3 }])
    const asked = polls(stage)
    await stage.clock.leap(hourMs)
    expect(polls(stage)).toBe(asked)
    stage.proxy.meet(null)
    await stage.client.batches.resolve({ ids: [(await stage.batches())[0]?.id ?? 0], answer: { as: 'follow-again' } })
    await stage.untilCounts({ active: 3 })
    await counted(stage, called, null, 'at a person’s word')
  })

  test.each<[scenario: string, called: string, why: string]>([
    ['missing-result', 'finished, and `result` missing', 'no-result'],
    ['counts-disagree', 'counts that disagree', 'counts-disagree'],
    ['in-both-lists', 'an asset usable and failed at once', 'in-both-lists'],
    ['cancelled', 'a task that was cancelled', 'no-result'],
  ])('%s', async (scenario, called, why) => {
    const stage = await openFaultStage({ scenario })
    await stage.takeIn(3)
    await stage.untilCounts({ 'needs-attention': 3 })
    expect(await stage.batches()).toMatchObject([{ state: 'needs-attention', why: { kind: why } }])
    for (const clip of await stage.clips()) expect(clip).toMatchObject({ match: null, assetUrl: null })
    await stage.clock.leap(hourMs)
    await counted(stage, called, null, 'at a person’s word')
  })
})

describe('answered oddly, a review comes to the verdicts the service gave, clip by clip', () => {
  test.each([
    ['echo-names-shuffled', 'names shuffled', 'exact'],
    ['echo-urls-shuffled', 'URLs shuffled', 'exact'],
    ['raw-text-names', 'names in text that was passed through', 'exact'],
    ['flat-bodies', 'bodies without their wrapping', 'assumed'],
    ['many-words', 'every known status word', 'assumed'],
    ['unknown-status', 'an unknown status word for a while', 'assumed'],
    ['task-found-late', 'a task that is not known at once', 'assumed'],
    ['polls-stumble', 'every second question goes wrong', 'assumed'],
    ['some-fail', 'failed with usable assets beside', 'assumed'],
  ])('%s', async (scenario, called, match) => {
    const stage = await openFaultStage({ scenario })
    await stage.takeIn(3)
    await stage.clock.until(async () => (await stage.counts())['in-review'] === undefined && (await stage.batches())[0]?.state === 'finished', { withinMs: 5 * 60_000, describe: () => stage.batches() })
    const truth = new Map([...stage.sandbox.outcomes().values()].flat().map((asset) => [asset.url, asset]))
    for (const clip of await stage.clips()) {
      const asset = truth.get(clip.location)
      expect(clip).toMatchObject({ state: asset?.passed ? 'active' : 'failed', assetId: asset?.assetId, match })
    }
    await counted(stage, called, null)
  })

  test('a task that never ends is asked about ever more slowly, and never given up', async () => {
    const stage = await openFaultStage({ scenario: 'never-ends' })
    await stage.takeIn(3)
    await stage.clock.run(10_000)
    for (let n = 0; n < 100; n++) await stage.clock.leap(30_000)
    const before = polls(stage)
    await stage.clock.leap(24 * hourMs)
    for (let n = 0; n < 60; n++) await stage.clock.leap(60_000)
    expect(polls(stage) - before).toBeGreaterThan(8)
    expect(polls(stage) - before).toBeLessThan(32)
    expect(await stage.counts()).toEqual({ 'in-review': 3 })
    await counted(stage, 'a task that never ends', null)
  })
})
