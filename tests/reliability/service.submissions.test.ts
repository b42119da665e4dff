import { describe, expect, test } from 'vitest'
import type { AccountStop } from '../../src/contract/models/states.ts'
import { openFaultStage, type FaultStage } from './harness/fault-stage.ts'
import type { Scripted } from './harness/fault-proxy.ts'
import { report } from './harness/report.ts'

const envelope = (code: number, message: string, headers: Record<string, string> = {}): Scripted => ({ status: code, headers, body: { error: { code, message, type: 'x' } } })
const page = (status: number, accepted = false): Scripted => ({ status, accepted, body: `<html><h1>${status} by a gateway</h1></html>` })
const inner = (code: number | string, message: string): Scripted => ({ status: 200, body: { code, message, data: null } })

/** Headers by the clock of the test. */
type Headers = (now: number) => Record<string, string>
const date = (at: number): string => new Date(Math.ceil(at / 1_000) * 1_000).toUTCString()

const submissions = (stage: FaultStage) => stage.proxy.passed().filter((call) => call.kind === 'submit')

async function counted(stage: FaultStage, called: string, goneAt: number): Promise<void> {
  const recovered = stage.clock.monotonic() - goneAt
  const tally = await stage.tally()
  expect(tally).toEqual({ lost: 0, doubled: 0 })
  report({ part: 'service', fault: called, tried: 1, ...tally, recovered })
}

describe('answered 429, a submission waits as long as it is told, and is accepted once', () => {
  test.each<[string, Headers, exactMs: number | null]>([
    ['429 with Retry-After in seconds', () => ({ 'retry-after': '30' }), 30_000],
    ['429 with Retry-After in milliseconds', () => ({ 'retry-after-ms': '2500' }), 2_500],
    ['429 with a date by a server whose clock is an hour slow', (now) => ({ 'retry-after': date(now - 3_600_000 + 40_000), date: date(now - 3_600_000) }), 40_000],
    ['429 with Retry-After of a day', () => ({ 'retry-after': '86400' }), 86_400_000],
    ['429 without Retry-After', () => ({}), null],
    ['429 with a Retry-After that is no time', () => ({ 'retry-after': 'soon' }), null],
    ['429 with a negative Retry-After', () => ({ 'retry-after': '-5', 'retry-after-ms': '-5' }), null],
    ['429 with a date that has passed', (now) => ({ 'retry-after': date(now - 600_000), date: date(now) }), null],
    ['429 with a Retry-After of 3,000 years', () => ({ 'retry-after': '99999999999' }), null],
  ])('%s', async (called, headers, exactMs) => {
    const stage = await openFaultStage()
    stage.proxy.meet(envelope(429, 'slow down', headers(stage.clock.now())), ['submit'], 1)
    const beganAt = stage.clock.monotonic()
    await stage.takeIn(3)
    await stage.clock.until(() => submissions(stage).length === 1)
    await stage.clock.run(500)
    expect(await stage.counts()).toEqual({ ready: 3 })
    expect(await stage.batches()).toMatchObject([{ state: 'planned', why: { kind: 'too-fast', message: 'slow down' } }])
    // Until when is said, to the millisecond where it was told.
    const { submit } = await stage.inUse()
    const waitMs = (submit.toldToWaitUntil ?? submit.nextAt ?? 0) - stage.clock.now()
    if (exactMs !== null) expect(waitMs + 500).toBeGreaterThan(exactMs - 1_000)
    else expect(waitMs).toBeGreaterThan(2_000)
    expect(waitMs).toBeLessThanOrEqual(exactMs ?? 60_000)
    if (exactMs !== null && exactMs > 600_000) {
      await stage.clock.leap(exactMs - 60_000)
      expect(submissions(stage)).toHaveLength(1)
    }
    await stage.untilCounts({ active: 3 }, 2 * 60_000)
    const again = submissions(stage)
    expect(again.map((call) => call.met)).toEqual([true, false])
    const took = (stage.sandbox.accepted()[0]?.at ?? 0) - stage.clock.now() + stage.clock.monotonic() - beganAt
    if (exactMs !== null) expect(Math.abs(took - exactMs)).toBeLessThan(1_100)
    expect(await stage.events('batch.outcome-unknown')).toEqual([])
    await counted(stage, called, beganAt + (exactMs ?? 0))
  })
})

describe('refused for a trouble of its own, a submission is sent again by itself, ever more slowly, and accepted once', () => {
  test.each<[string, Scripted, why: string]>([
    ['500 in the vendor’s envelope', envelope(500, 'internal'), 'service-trouble'],
    ['502 in the vendor’s envelope', envelope(502, 'upstream'), 'service-trouble'],
    ['408 in the vendor’s envelope', envelope(408, 'slow'), 'service-trouble'],
    ['503 as a page', page(503), 'service-trouble'],
    ['503 with Retry-After', envelope(503, 'maintenance', { 'retry-after': '20' }), 'service-trouble'],
    ['code 500 in a 200', inner(500, 'busy'), 'service-trouble'],
    ['code 429 in a 200', inner(429, 'too fast'), 'too-fast'],
  ])('%s', async (called, answer, why) => {
    const stage = await openFaultStage()
    stage.proxy.meet(answer, ['submit'])
    await stage.takeIn(3)
    for (let n = 0; n < 60; n++) await stage.clock.leap(10_000)
    expect(await stage.counts()).toEqual({ ready: 3 })
    expect(await stage.batches()).toMatchObject([{ state: 'planned', why: { kind: why } }])
    expect(submissions(stage).length).toBeGreaterThan(2)
    expect(submissions(stage).length).toBeLessThan(why === 'too-fast' ? 40 : 32)
    if (why === 'service-trouble') expect(await stage.events('account.trouble-service')).toHaveLength(1)
    stage.proxy.meet(null)
    const goneAt = stage.clock.monotonic()
    await stage.untilCounts({ active: 3 }, 10 * 60_000)
    expect(stage.sandbox.accepted()).toHaveLength(1)
    if (why === 'service-trouble') expect(await stage.events('account.answers-again')).toHaveLength(1)
    await counted(stage, called, goneAt)
  })
})

describe('refused for good, a submission is never repeated: its clips are held with the service’s words until a person acts', () => {
  test.each<[string, Scripted]>([
    ['400', envelope(400, 'assets[0].url is no good')],
    ['403 in the vendor’s envelope', envelope(403, 'assets[0].url is no good')],
    ['404 in the vendor’s envelope', envelope(404, 'assets[0].url is no good')],
    ['413', { status: 413, body: { message: 'assets[0].url is no good' } }],
    ['422', { status: 422, body: { message: 'assets[0].url is no good' } }],
    ['code 400 in a 200', inner(400, 'assets[0].url is no good')],
    ['a code nobody knows in a 200', inner('E_ASSET', 'assets[0].url is no good')],
  ])('%s', async (called, answer) => {
    const stage = await openFaultStage()
    stage.proxy.meet(answer, ['submit'], 1)
    await stage.takeIn(3)
    await stage.untilCounts({ held: 3 })
    for (const clip of await stage.clips()) expect(clip.reason).toMatchObject({ code: 'RefusedByService', message: expect.stringContaining('assets[0].url is no good') as string })
    expect(await stage.batches()).toMatchObject([{ state: 'refused' }])
    expect(await stage.events('batch.refused')).toMatchObject([{ actor: 'system' }])
    expect(await stage.client.attention.list({})).toMatchObject([{ kind: 'held', clips: 3 }])
    // Others are not kept waiting by it.
    await stage.takeIn(3, { from: 11 })
    await stage.untilCounts({ held: 3, active: 3 })
    await stage.clock.leap(3_600_000)
    expect(submissions(stage)).toHaveLength(2)
    const goneAt = stage.clock.monotonic()
    await stage.client.clips.submitAnyway({ filter: { groupId: stage.group.id, states: ['held'] } })
    await stage.untilCounts({ active: 6 })
    await counted(stage, called, goneAt)
  })
})

describe('answered so that nothing else would be accepted either, the account stops, once and in words, until a person resumes it', () => {
  test.each<[string, Scripted, AccountStop]>([
    ['401', envelope(401, 'bad key'), 'key-refused'],
    ['401 as a page', page(401), 'key-refused'],
    ['code 401 in a 200', inner(401, 'bad key'), 'key-refused'],
    ['402', envelope(402, 'no balance'), 'no-balance'],
    ['code 402 in a 200', inner('402', 'no balance'), 'no-balance'],
    ['403 as a page', page(403), 'not-the-api'],
    ['404 as a page', page(404), 'not-the-api'],
    ['a redirect', { status: 302, headers: { location: 'https://elsewhere.example/' }, body: '' }, 'not-the-api'],
  ])('%s', async (called, answer, stop) => {
    const stage = await openFaultStage()
    stage.proxy.meet(answer, ['submit'], 1)
    await stage.takeIn(6)
    await stage.clock.run(20_000)
    expect(await stage.inUse()).toMatchObject({ state: 'stopped', stop, reason: expect.any(String) as string })
    expect(await stage.counts()).toEqual({ ready: 6 })
    for (let hour = 0; hour < 3; hour++) await stage.clock.leap(3_600_000)
    await stage.restart()
    await stage.clock.run(60_000)
    expect(submissions(stage)).toHaveLength(1)
    expect(await stage.events('account.stopped')).toMatchObject([{ actor: 'system', data: { stop } }])
    expect(await stage.client.attention.list({})).toMatchObject([{ kind: 'account-stopped', stop, waiting: 6 }])
    await stage.client.accounts.resume({ id: stage.account.id })
    const goneAt = stage.clock.monotonic()
    await stage.untilCounts({ active: 6 })
    await counted(stage, called, goneAt)
  })
})

describe('answered so that nobody can tell, a submission is unclear and is never repeated by itself', () => {
  const unreadable: [string, Scripted, why: string][] = [
    ['500 as a page', page(500), 'server-error'],
    ['502 as a page', page(502), 'server-error'],
    ['504 as a page', page(504), 'server-error'],
    ['520 as a page', page(520), 'server-error'],
    ['500 as JSON without the envelope', { status: 500, body: { oops: true } }, 'server-error'],
    ['408 of a gateway', page(408), 'gave-up-waiting'],
    ['a page in a 200', page(200), 'web-page'],
    ['an empty 200', { status: 200, body: '' }, 'not-json'],
    ['a 200 without a task', { status: 200, body: { code: 200, data: null } }, 'no-task-id'],
    ['a refusal that names a task', { status: 200, body: { code: 500, message: 'no', data: { id: 'task_x', status: 'processing' } } }, 'contradiction'],
  ]
  test.each(unreadable.flatMap(([called, answer, why]) => [false, true].map((accepted) => ({ called, answer: { ...answer, accepted }, why, accepted, truly: accepted ? 'accepted' : 'not accepted' }))))('$called, $truly', async ({ called, answer, why, accepted }) => {
    const stage = await openFaultStage()
    stage.proxy.meet(answer, ['submit'], 1)
    await stage.takeIn(3)
    await stage.untilCounts({ 'needs-attention': 3 })
    expect(await stage.batches()).toMatchObject([{ state: 'outcome-unknown', why: { kind: why } }])
    expect((await stage.inUse()).reason).toContain(`127.0.0.1:${stage.proxy.port}`)
    expect(await stage.events('batch.outcome-unknown')).toMatchObject([{ actor: 'system', data: { why, clips: 3 } }])
    const goneAt = stage.clock.monotonic()
    await stage.takeIn(3, { from: 11 })
    await stage.untilCounts({ 'needs-attention': 3, active: 3 })
    const recovered = stage.clock.monotonic()
    await stage.clock.leap(3_600_000)
    await stage.restart()
    await stage.clock.run(30_000)
    expect(submissions(stage)).toHaveLength(2)
    expect(stage.sandbox.accepted()).toHaveLength(accepted ? 2 : 1)
    await counted(stage, called, goneAt + stage.clock.monotonic() - recovered)
  })
})
