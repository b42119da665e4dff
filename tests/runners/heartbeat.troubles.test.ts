import { expect, onTestFinished, test } from 'vitest'
import type { ChannelKind, ChannelSettings } from '../../src/contract/models/channel.ts'
import { ProblemError } from '../../src/contract/models/problem.ts'
import { addChannel, listChannels } from '../../src/main/ledger/channels.ts'
import type { Ledger } from '../../src/main/ledger/open-ledger.ts'
import { writeEvents } from '../../src/main/ledger/write-event.ts'
import { createLoopWatch, stuckAfterMs } from '../../src/main/runners/loop-watch.ts'
import { runLoop } from '../../src/main/runners/run-loop.ts'
import type { RunnerContext } from '../../src/main/runners/runner-context.ts'
import { createTellRunner } from '../../src/main/runners/tell-runner.ts'
import { createTroubles } from '../../src/main/runners/troubles.ts'
import { createWake } from '../../src/main/runners/wake.ts'
import { watchLedger } from '../../src/main/watched-ledger.ts'
import { lend } from '../helpers/core.ts'
import { fakeClock } from '../helpers/fake-clock.ts'
import { testLedger } from '../helpers/ledger.ts'
import { startHook } from '../telling/hook-server.ts'

const settings: ChannelSettings = { name: 'Watchdog', wants: ['stops'], language: 'en', digestAtMinute: 480, everyMinutes: 5, enabled: true, mail: null }

/** The news loop over a real ledger whose disk can be full, under a real watchdog, with one channel at a real server. */
async function stage(kind: ChannelKind) {
  const hook = await startHook()
  const clock = fakeClock()
  const { log, said, fetch } = lend(clock)
  const troubles = createTroubles(() => undefined)
  const t = await testLedger()
  const disk = { full: false }
  const full: Ledger = { ...t.ledger, transact: (work) => (disk.full ? Promise.reject(new ProblemError('disk-full', 'The disk is full.', '')) : t.ledger.transact(work)) }
  const ledger = watchLedger(full, troubles, clock)
  await t.ledger.transact((tx) => addChannel(tx, { kind, settings, secretName: 'channel', target: 'there' }, { now: clock.now(), actor: 'Ada' }))
  const context = { ledger, clock, log, fetch, troubles, channelSecrets: () => Promise.resolve({ url: hook.url }), ending: new AbortController().signal } as unknown as RunnerContext
  const watch = createLoopWatch({ ledger, clock, log, troubles })
  const lent = { clock, wake: createWake(), log, watch }
  const news = runLoop('news', createTellRunner(context).step, lent)
  onTestFinished(async () => {
    await news.stop()
    await watch.stop()
  })
  /** A loop beside it whose step ends when told. */
  const hang = (): (() => void) => {
    let release = (): void => undefined
    const loop = runLoop('submissions', () => new Promise((resolve) => { release = () => resolve({ worked: false, dueAt: null }) }), lent)
    onTestFinished(() => { const ending = loop.stop(); release(); return ending })
    return () => release()
  }
  return { hook, clock, ledger, disk, said, troubles, hang, channel: async () => (await listChannels(ledger.read))[0] }
}

test('the heart does not beat while a loop hangs, and beats again when it goes on', async () => {
  const { hook, clock, hang } = await stage('heartbeat')
  await clock.run(11 * 60_000)
  expect(hook.calls).toHaveLength(3)
  const release = hang()
  await clock.run(stuckAfterMs + 60_000)
  const before = hook.calls.length
  await clock.run(3_600_000)
  expect(hook.calls).toHaveLength(before)
  release()
  await clock.run(6 * 60_000)
  expect(hook.calls.length).toBeGreaterThan(before)
})

test('the heart does not beat while the ledger cannot be written, and finds out by itself that it can again', async () => {
  const { hook, clock, disk, troubles } = await stage('heartbeat')
  await clock.run(60_000)
  expect(hook.calls).toHaveLength(1)
  disk.full = true
  await clock.run(3_600_000)
  expect(hook.calls).toHaveLength(1)
  expect(troubles.list()).toMatchObject([{ kind: 'ledger-unwritable' }])
  disk.full = false
  await clock.run(6 * 60_000)
  expect(hook.calls.length).toBeGreaterThan(1)
  expect(troubles.list()).toEqual([])
})

test('a watchdog that does not answer is called again before its next beat is due', async () => {
  const { hook, clock, channel } = await stage('heartbeat')
  hook.answer = { status: 502, body: '' }
  await clock.run(1_000)
  expect(await channel()).toMatchObject({ failures: 1 })
  hook.answer = { status: 200, body: 'ok' }
  await clock.run(61_000)
  expect(await channel()).toMatchObject({ failures: 0, trouble: null })
})

test('what was told while the disk is full is told once, and remembered once there is room', async () => {
  const { hook, clock, ledger, disk, channel, said } = await stage('webhook')
  await ledger.transact((tx) => writeEvents(tx, [{ at: clock.now(), actor: 'system', what: 'account.stopped', accountId: 1, data: { account: 'default', stop: 'no-balance' } }]))
  disk.full = true
  await clock.run(3_600_000)
  // One of the account, one of the disk.
  const kinds = () => hook.calls.map(({ body }) => (JSON.parse(body) as { kinds: string[] }).kinds).flat().sort()
  expect(kinds()).toEqual(['account-stopped', 'own-trouble'])
  disk.full = false
  await clock.run(60_000)
  expect(kinds()).toEqual(['account-stopped', 'own-trouble'])
  expect(await channel()).toMatchObject({ told_event_id: expect.any(Number) as number, failures: 0 })
  expect((await channel())?.told_at).not.toBeNull()
  expect(said.filter((line) => line.level === 'error')).toEqual([])
})

test('work that was committed is not reported as failed when the disk fills again before that is written down', async () => {
  const { ledger, disk, troubles } = await stage('webhook')
  disk.full = true
  await expect(ledger.transact(() => Promise.resolve())).rejects.toThrow('full')
  disk.full = false
  await expect(ledger.transact((tx) => {
    // What follows this transaction, the line that it can be written again, meets a full disk.
    disk.full = true
    return writeEvents(tx, [{ at: 1, actor: 'Ada', what: 'account.resumed', accountId: 1 }])
  })).resolves.toBeUndefined()
  expect(troubles.list()).toMatchObject([{ kind: 'ledger-unwritable' }])
})
