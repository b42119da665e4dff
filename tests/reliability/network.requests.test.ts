import { describe, expect, test } from 'vitest'
import { callTimeoutMs } from '../helpers/fake-clock.ts'
import { openFaultStage, type FaultStage } from './harness/fault-stage.ts'
import type { RequestFault } from './harness/fault-proxy.ts'
import { report } from './harness/report.ts'

interface Row {
  fault: Exclude<RequestFault, object>
  /** For the table. */
  called: string
  /** Whether the service has acted on it. */
  arrived: boolean
  /** Why the batch is unclear, and what the account says. */
  why: string
  said: RegExp
}

const hangs = /hang/
/** Between the request's first byte and the answer's last, everything that can happen to a call. */
const rows: Row[] = [
  { fault: 'reset-before', called: 'reset before the request is passed on', arrived: false, why: 'connection-lost', said: /lost.*broken off/ },
  { fault: 'closed-before', called: 'closed before the request is passed on', arrived: false, why: 'connection-lost', said: /lost.*broken off/ },
  { fault: 'hang-before', called: 'hangs before the request is passed on', arrived: false, why: 'timed-out', said: /in time/ },
  { fault: 'reset-after', called: 'reset after the request, the answer lost', arrived: true, why: 'connection-lost', said: /lost.*broken off/ },
  { fault: 'closed-after', called: 'closed after the request, the answer lost', arrived: true, why: 'connection-lost', said: /lost.*broken off/ },
  { fault: 'hang-after', called: 'hangs after the request, no answer ever', arrived: true, why: 'timed-out', said: /in time/ },
  { fault: 'half-head-after', called: 'half an answer: its head', arrived: true, why: 'connection-lost', said: /lost.*broken off/ },
  { fault: 'half-body-after', called: 'half an answer: its body', arrived: true, why: 'cut-short', said: /broke off.*“\{"code":200/ },
  { fault: 'hang-in-body-after', called: 'half an answer, then nothing', arrived: true, why: 'cut-short', said: /broke off.*“\{"code":200/ },
  { fault: 'no-http-after', called: 'an answer that is no HTTP', arrived: true, why: 'connection-lost', said: /lost.*no HTTP/ },
]

/** Lets a call that hangs run into its time-out, which takes no real time; others are over long before. */
async function untilGivenUp(stage: FaultStage, fault: string): Promise<void> {
  if (!hangs.test(fault)) return stage.clock.run(2_000)
  stage.clock.patienceMs = 50
  await stage.clock.run(100)
  await stage.clock.leap(callTimeoutMs)
}

describe.each(rows)('a call: $called', ({ fault, called, arrived, why, said }) => {
  test('while a batch is submitted: it is unclear, is not sent again by itself, others go on, and a person’s word ends it', async () => {
    const stage = await openFaultStage()
    stage.proxy.meet(fault, ['submit'], 1)
    await stage.takeIn(3)
    await untilGivenUp(stage, fault)
    expect(await stage.batches()).toMatchObject([{ state: 'outcome-unknown', why: { kind: why } }])
    expect(await stage.counts()).toEqual({ 'needs-attention': 3 })
    expect((await stage.inUse()).reason).toMatch(said)
    expect((await stage.inUse()).reason).toContain(`127.0.0.1:${stage.proxy.port}`)
    expect(await stage.events('batch.outcome-unknown')).toMatchObject([{ actor: 'system', data: { why, clips: 3 } }])
    expect(await stage.client.attention.list({})).toMatchObject([{ kind: 'batches-unclear', why: 'outcome-unknown', clips: 3 }])
    expect(stage.sandbox.accepted()).toHaveLength(arrived ? 1 : 0)

    const goneAt = stage.clock.monotonic()
    await stage.takeIn(3, { from: 11 })
    await stage.untilCounts({ active: 3, 'needs-attention': 3 })
    const recovered = stage.clock.monotonic() - goneAt
    for (let quarter = 0; quarter < 4; quarter++) await stage.clock.leap(15 * 60_000)
    await stage.restart()
    await stage.clock.run(60_000)
    expect(stage.proxy.passed().filter((call) => call.kind === 'submit')).toHaveLength(2)

    const [unclear] = await stage.batches()
    const taskId = stage.sandbox.accepted()[0]?.taskId ?? ''
    await stage.client.batches.resolve({ ids: [unclear?.id ?? 0], answer: arrived ? { as: 'accepted', taskId } : { as: 'not-accepted' } })
    await stage.untilCounts({ active: 6 })
    expect((await stage.inUse()).state).toBe('running')
    const tally = await stage.tally()
    expect(tally).toEqual({ lost: 0, doubled: 0 })
    report({ part: 'network', fault: called, tried: 1, ...tally, recovered })
  })

  test('while a review is asked about: it stays in review, is asked again, and nothing is sent', async () => {
    const stage = await openFaultStage()
    stage.proxy.meet(fault, ['poll'])
    await stage.takeIn(3)
    await untilGivenUp(stage, fault)
    for (let minute = 0; minute < 6; minute++) await stage.clock.leap(callTimeoutMs)
    expect(await stage.counts()).toEqual({ 'in-review': 3 })
    expect(await stage.inUse()).toMatchObject({ state: 'running', stop: null, troubleSince: expect.any(Number) as number, reason: expect.stringContaining(`127.0.0.1:${stage.proxy.port}`) as string })
    expect(await stage.events('account.trouble-service')).toHaveLength(1)
    stage.proxy.meet(null)
    const goneAt = stage.clock.monotonic()
    await stage.untilCounts({ active: 3 })
    const recovered = stage.clock.monotonic() - goneAt
    expect(await stage.events('account.answers-again')).toHaveLength(1)
    expect(stage.proxy.passed().filter((call) => call.kind === 'submit')).toHaveLength(1)
    const tally = await stage.tally()
    expect(tally).toEqual({ lost: 0, doubled: 0 })
    report({ part: 'network', fault: called, tried: 1, ...tally, recovered })
  })

  test('while a person is verified: session and verdict are each asked for once more, and the person is there', async () => {
    const stage = await openFaultStage()
    stage.proxy.meet(fault, ['session'], 1)
    const { id } = await stage.client.sessions.create({ name: 'Ben', callbackUrl: 'http://127.0.0.1:9/verified' })
    const state = async () => (await stage.client.sessions.get({ id })).state
    await untilGivenUp(stage, fault)
    expect(await state()).toBe('creating')
    await stage.clock.until(async () => (await state()) === 'open', { describe: state })
    // One that nobody's phone has opened costs nothing and harms nobody.
    expect(stage.sandbox.sessions()).toHaveLength(arrived ? 2 : 1)
    await stage.sandbox.finishSession(stage.sandbox.sessions().at(-1)?.id ?? '', 'passed')
    stage.proxy.meet(fault, ['verdict'], 1)
    await stage.client.sessions.askVerdict({ id })
    await untilGivenUp(stage, fault)
    const goneAt = stage.clock.monotonic()
    await stage.clock.until(async () => (await state()) === 'verified', { describe: state })
    expect(stage.proxy.passed().map((call) => call.kind).filter((kind) => kind !== 'poll')).toEqual(['session', 'session', 'verdict', 'verdict'])
    expect((await stage.client.groups.list({})).map((group) => group.name).sort()).toEqual(['Ada', 'Ben'])
    report({ part: 'network', fault: called, tried: 2, ...(await stage.tally()), recovered: stage.clock.monotonic() - goneAt })
  })
})

test('an answer that comes byte by byte is waited for and believed', async () => {
  const stage = await openFaultStage()
  stage.proxy.meet('drip-after')
  await stage.takeIn(3)
  const { id } = await stage.client.sessions.create({ name: 'Ben', callbackUrl: 'http://127.0.0.1:9/verified' })
  await stage.untilCounts({ active: 3 })
  expect((await stage.client.sessions.get({ id })).state).toBe('open')
  expect(stage.proxy.passed().filter((call) => call.kind === 'submit')).toEqual([{ kind: 'submit', met: true }])
  expect(await stage.events('account.trouble-service')).toEqual([])
  const tally = await stage.tally()
  expect(tally).toEqual({ lost: 0, doubled: 0 })
  report({ part: 'network', fault: 'an answer byte by byte', tried: 1, ...tally, recovered: null })
})
