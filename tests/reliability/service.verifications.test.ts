import { describe, expect, test } from 'vitest'
import type { AccountStop, SessionState } from '../../src/contract/models/states.ts'
import { openFaultStage, type FaultStage } from './harness/fault-stage.ts'
import type { CallKind, Scripted } from './harness/fault-proxy.ts'
import { report } from './harness/report.ts'

const envelope = (code: number, message: string, headers: Record<string, string> = {}): Scripted => ({ status: code, headers, body: { error: { code, message, type: 'x' } } })
const page = (status: number): Scripted => ({ status, body: `<html><h1>${status} by a gateway</h1></html>` })
const empty: Scripted = { status: 200, body: { code: 200, data: null } }

const calls = (stage: FaultStage, kind: CallKind): number => stage.proxy.passed().filter((call) => call.kind === kind).length

/** A person whose session is created, or whose verdict is asked for, while each such call meets `answer`. */
async function meeting(answer: Scripted, kind: 'session' | 'verdict', times?: number) {
  const stage = await openFaultStage()
  if (kind === 'session') stage.proxy.meet(answer, [kind], times)
  const { id } = await stage.client.sessions.create({ name: 'Ben', callbackUrl: 'http://127.0.0.1:9/verified' })
  const session = () => stage.client.sessions.get({ id })
  const until = (state: SessionState) => stage.clock.until(async () => (await session()).state === state, { describe: session })
  if (kind === 'verdict') {
    await until('open')
    await stage.sandbox.finishSession(stage.sandbox.sessions()[0]?.id ?? '', 'passed')
    stage.proxy.meet(answer, [kind], times)
    await stage.client.sessions.askVerdict({ id })
  }
  return { stage, id, session, until, waits: kind === 'session' ? 'creating' as const : 'verdict-asked' as const, done: kind === 'session' ? 'open' as const : 'verified' as const }
}

const both = <T extends object>(rows: readonly T[]): (T & { kind: 'session' | 'verdict' })[] => rows.flatMap((row) => (['session', 'verdict'] as const).map((kind) => ({ ...row, kind })))

describe('with a service in trouble it waits, says why, asks ever more slowly, and goes on by itself', () => {
  test.each(both([
    { called: '500 in the vendor’s envelope', answer: envelope(500, 'internal') },
    { called: '503 with Retry-After', answer: envelope(503, 'maintenance', { 'retry-after': '20' }) },
    { called: '429 without Retry-After', answer: envelope(429, 'slow down') },
    { called: '429 with Retry-After in seconds', answer: envelope(429, 'slow down', { 'retry-after': '30' }) },
    { called: 'code 500 in a 200', answer: { status: 200, body: { code: 500, message: 'busy', data: null } } },
  ]))('$kind: $called', async ({ called, answer, kind }) => {
    const { stage, session, until, waits, done } = await meeting(answer, kind)
    for (let n = 0; n < 60; n++) await stage.clock.leap(10_000)
    expect(await session()).toMatchObject({ state: waits, problem: { kind: 'service-trouble', message: expect.stringContaining('127.0.0.1') as string } })
    expect(calls(stage, kind)).toBeGreaterThan(2)
    expect(calls(stage, kind)).toBeLessThan(40)
    stage.proxy.meet(null)
    const goneAt = stage.clock.monotonic()
    await until(done)
    expect(await session()).toMatchObject({ problem: null })
    report({ part: 'service', fault: `verifying a person: ${called}`, tried: 1, ...(await stage.tally()), recovered: stage.clock.monotonic() - goneAt })
  })
})

describe('with an answer nobody can read it is asked once more, and then a person is told', () => {
  test.each(both([
    { called: '502 as a page', answer: page(502) },
    { called: 'a 200 without what was asked for', answer: empty },
  ]))('$kind: $called', async ({ called, answer, kind }) => {
    const once = await meeting(answer, kind, 1)
    await once.until(once.done)
    expect(calls(once.stage, kind)).toBe(2)
    const { stage, id, session, until } = await meeting(answer, kind, 2)
    await until('verdict-unknown')
    expect((await session()).problem?.message).toContain('127.0.0.1')
    expect(await stage.events('session.verdict-unknown')).toMatchObject([{ actor: 'system', data: { name: 'Ben' } }])
    await stage.clock.leap(3_600_000)
    expect(calls(stage, kind)).toBe(2)
    // What was never made has no code to ask a verdict by; a verdict that was lost may be asked for again.
    if (kind === 'session') {
      await expect(stage.client.sessions.askVerdict({ id })).rejects.toMatchObject({ data: { kind: 'not-permitted-now' } })
      const again = await stage.client.sessions.renew({ id })
      await stage.clock.until(async () => (await stage.client.sessions.get({ id: again.id })).state === 'open')
    } else expect(await stage.client.sessions.askVerdict({ id })).toMatchObject({ state: 'verdict-asked' })
    report({ part: 'service', fault: `verifying a person: ${called}`, tried: 2, ...(await stage.tally()), recovered: 'once by itself, then at a person’s word' })
  })
})

describe('refused, it ends with the service’s words', () => {
  test.each(both([{ called: '400', answer: envelope(400, 'no such thing') }, { called: '403 in the vendor’s envelope', answer: envelope(403, 'no such thing') }]))('$kind: $called', async ({ called, answer, kind }) => {
    const { stage, session, until } = await meeting(answer, kind, 1)
    await until(kind === 'session' ? 'refused' : 'spent')
    expect((await session()).problem).toMatchObject({ message: expect.stringContaining('no such thing') as string, advice: expect.any(String) as string })
    await stage.clock.leap(3_600_000)
    expect(calls(stage, kind)).toBe(1)
    report({ part: 'service', fault: `verifying a person: ${called}`, tried: 1, ...(await stage.tally()), recovered: 'at a person’s word' })
  })
})

describe('with an account that is refused it waits for the account, and goes on when that is resumed', () => {
  test.each(both<{ called: string; answer: Scripted; stop: AccountStop }>([
    { called: '401', answer: envelope(401, 'bad key'), stop: 'key-refused' },
    { called: '402', answer: envelope(402, 'no balance'), stop: 'no-balance' },
    { called: '404 as a page', answer: page(404), stop: 'not-the-api' },
  ]))('$kind: $called', async ({ called, answer, kind, stop }) => {
    const { stage, session, until, waits, done } = await meeting(answer, kind)
    await stage.clock.run(20_000)
    expect(await stage.inUse()).toMatchObject({ state: 'stopped', stop })
    expect((await session()).state).toBe(waits)
    await stage.clock.leap(3_600_000)
    expect(await stage.events('account.stopped')).toHaveLength(1)
    stage.proxy.meet(null)
    await stage.client.accounts.resume({ id: stage.account.id })
    const goneAt = stage.clock.monotonic()
    await stage.clock.until(async () => [done, kind === 'verdict' ? 'spent' : done].includes((await session()).state), { describe: session })
    void until
    report({ part: 'service', fault: `verifying a person: ${called}`, tried: 1, ...(await stage.tally()), recovered: stage.clock.monotonic() - goneAt })
  })
})
