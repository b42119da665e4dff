import { expect, onTestFinished, test } from 'vitest'
import type { ChannelSettings } from '../../src/contract/models/channel.ts'
import { ProblemError } from '../../src/contract/models/problem.ts'
import { noteAnswered, noteLinksTrouble, noteTrouble, pauseAccount, stopAccount } from '../../src/main/ledger/accounts.ts'
import { addChannel } from '../../src/main/ledger/channels.ts'
import { folderIsWatched, folderWaits } from '../../src/main/ledger/folder-causes.ts'
import { addFolder } from '../../src/main/ledger/folders.ts'
import { pauseGroup, stopGroup } from '../../src/main/ledger/groups.ts'
import type { Ledger } from '../../src/main/ledger/open-ledger.ts'
import { notePreparationWait } from '../../src/main/ledger/preparation-settings.ts'
import { resolveBatch } from '../../src/main/ledger/resolve-batch.ts'
import { beginSession, moveSession } from '../../src/main/ledger/sessions.ts'
import { endStorageTrouble, noteStorageTrouble } from '../../src/main/ledger/storage.ts'
import { createLoopWatch, stuckAfterMs } from '../../src/main/runners/loop-watch.ts'
import { runLoop } from '../../src/main/runners/run-loop.ts'
import type { RunnerContext } from '../../src/main/runners/runner-context.ts'
import { createTellRunner } from '../../src/main/runners/tell-runner.ts'
import { createTroubles } from '../../src/main/runners/troubles.ts'
import { createWake } from '../../src/main/runners/wake.ts'
import { watchLedger } from '../../src/main/watched-ledger.ts'
import { lend } from '../helpers/core.ts'
import { fakeClock, type FakeClock } from '../helpers/fake-clock.ts'
import { claimNext, end, raw, readyClips, testLedger, type TestLedger } from '../helpers/ledger.ts'
import { startHook, type Hook } from '../telling/hook-server.ts'

/** The law, as docs/reliability.md says it: every stop is told once, however often the loops meet it and whoever dies meanwhile; mended and met again, it is told again. */

const settings: ChannelSettings = { name: 'Night shift', wants: ['stops', 'unclear'], language: 'en', digestAtMinute: 480, everyMinutes: 5, enabled: true, mail: null }

/** A ledger, a channel at a real server, and processes with the news loop that come and go. */
interface Stage {
  t: TestLedger
  clock: FakeClock
  hook: Hook
  disk: { full: boolean }
  /** The ledger as the process that lives now writes to it. */
  ledger(): Ledger
  /** Another loop of this process: its step as it is told to behave. */
  other: { behave: 'well' | 'hang' | 'stumble'; wake(): void }
  begin(): void
  /** Ends the process and begins another one. */
  restart(): Promise<void>
}

async function stage(): Promise<Stage> {
  const hook = await startHook()
  const t = await testLedger()
  const clock = fakeClock(t.now)
  await t.ledger.transact((tx) => addChannel(tx, { kind: 'webhook', settings, secretName: 'channel', target: 'there' }, { now: clock.now(), actor: 'Ada' }))
  const disk = { full: false }
  const other: Stage['other'] = { behave: 'well', wake: () => undefined }
  let life: { ledger: Ledger; stop(): Promise<void> } | null = null

  const begin = (): void => {
    const { log, fetch } = lend(clock)
    const troubles = createTroubles(() => undefined)
    const full: Ledger = { ...t.ledger, transact: (work) => (disk.full ? Promise.reject(new ProblemError('disk-full', 'The disk of /data is full.', '')) : t.ledger.transact(work)) }
    const ledger = watchLedger(full, troubles, clock)
    const context = { ledger, clock, log, fetch, troubles, channelSecrets: () => Promise.resolve({ url: hook.url }), ending: new AbortController().signal } as unknown as RunnerContext
    const watch = createLoopWatch({ ledger, clock, log, troubles })
    const lent = { clock, wake: createWake(), log, watch }
    let release = (): void => undefined
    other.wake = () => release()
    const loops = [
      runLoop('news', createTellRunner(context).step, lent),
      runLoop('submissions', async () => {
        if (other.behave === 'hang') await new Promise<void>((resolve) => { release = resolve })
        if (other.behave === 'stumble') throw new Error('a mistake of ours')
        return { worked: false, dueAt: null }
      }, lent),
    ]
    life = {
      ledger,
      async stop() {
        const ending = loops.map((loop) => loop.stop())
        release()
        await Promise.all(ending)
        await watch.stop()
      },
    }
  }
  onTestFinished(() => life?.stop())
  return {
    t, clock, hook, disk, other, begin,
    ledger: () => life?.ledger ?? t.ledger,
    async restart() {
      await life?.stop()
      begin()
    },
  }
}

interface Stop {
  /** The loops meet it, as they do. */
  meet(s: Stage): Promise<unknown>
  mend(s: Stage): Promise<unknown>
  /** How long it lasts before it is one. */
  afterMs?: number
  /** What is said of it. */
  says: RegExp
  /** The event that tells it; null: none can be written while it lasts. */
  event: string | null
  /** A process that hangs does so by itself: what another process meets is another stop. */
  ofThisProcess?: boolean
}

const write = (s: Stage, work: Parameters<Ledger['transact']>[0]): Promise<unknown> => s.ledger().transact(work)
const at = (s: Stage): { now: number; actor: string } => ({ now: s.clock.now(), actor: 'system' })
const stopOf = (stop: 'key-refused' | 'no-balance' | 'not-the-api', says: RegExp): Stop => ({
  says, event: 'account.stopped',
  meet: (s) => write(s, (tx) => stopAccount(tx, s.t.accountId, stop, 'in its own words', s.clock.now())),
  mend: (s) => write(s, (tx) => pauseAccount(tx, s.t.accountId, false, { now: s.clock.now(), actor: 'Ada' })),
})

let folderId = 0
let sessionId = 0
const stops: Record<string, Stop> = {
  'an account stopped by a refused key (401)': stopOf('key-refused', /refuses the key/),
  'an account stopped for want of balance (402)': stopOf('no-balance', /balance is used up/),
  'an account whose address is not the API': stopOf('not-the-api', /not the review API/),
  'a person stopped by refused batches (400, 403)': {
    says: /refused 3 batches in a row/, event: 'group.stopped',
    meet: (s) => write(s, (tx) => stopGroup(tx, s.t.groupId, { kind: 'batches-refused', failed: 3, of: 3, message: 'forbidden', at: s.clock.now() })),
    mend: (s) => write(s, (tx) => pauseGroup(tx, s.t.groupId, false, { now: s.clock.now(), actor: 'Ada' })),
  },
  'a storage that refuses, between moments without a network': {
    says: /storage refuses uploads/, event: 'storage.trouble-refused',
    async meet(s) {
      const note = (kind: 'offline' | 'refused', code: 'offline' | 'bad-credentials'): Promise<unknown> => write(s, (tx) => noteStorageTrouble(tx, s.t.accountId, { kind, code: code as never, message: 'The key is wrong.', advice: '' }, { now: s.clock.now(), retryAt: s.clock.now() + 1_000 }))
      await note('offline', 'offline')
      await note('refused', 'bad-credentials')
    },
    mend: (s) => write(s, (tx) => endStorageTrouble(tx, s.t.accountId, { now: s.clock.now(), answered: true })),
  },
  'links that do not open, in changing words': {
    says: /Links do not open/, event: 'account.links-silent',
    meet: (s) => write(s, (tx) => noteLinksTrouble(tx, s.t.accountId, `links.example answers with HTTP ${500 + (s.clock.now() % 7)}.`, s.clock.now())),
    mend: (s) => write(s, (tx) => noteLinksTrouble(tx, s.t.accountId, null, s.clock.now())),
  },
  'a folder that is lost': {
    says: /not there any more/, event: 'folder.waiting',
    async meet(s) {
      if (folderId === 0) {
        await write(s, async (tx) => { folderId = await addFolder(tx, { group_id: s.t.groupId, path: '/footage', volume_id: null, relative_path: null, settle_ms: 0, linger_ms: 0, batch_size: null, ignore: '[]', existing: 'submit' }, { now: s.clock.now(), actor: 'Ada' }) })
        onTestFinished(() => { folderId = 0 })
      }
      await write(s, (tx) => folderWaits(tx, folderId, { cause: 'gone', message: '/footage cannot be found.' }, s.clock.now()))
    },
    mend: (s) => write(s, (tx) => folderIsWatched(tx, folderId, [], { mode: 'events', now: s.clock.now() })),
  },
  'a verification that ran out': {
    says: /ran out before anybody asked/, event: 'session.expired',
    async meet(s) {
      if (sessionId === 0) {
        await write(s, async (tx) => {
          sessionId = await beginSession(tx, { accountId: s.t.accountId, name: 'Mei', projectName: 'default', callbackUrl: '', callbackToken: null, consentNote: '' }, { now: s.clock.now(), actor: 'Ada' })
          await moveSession(tx, sessionId, 'open', at(s))
        })
        onTestFinished(() => { sessionId = 0 })
      }
      await write(s, (tx) => moveSession(tx, sessionId, 'expired', at(s)))
    },
    async mend() { sessionId = 0; return Promise.resolve() },
  },
  'a submission whose answer was lost': {
    says: /unclear what became of 1 clips/, event: 'batch.outcome-unknown',
    async meet(s) {
      if (raw(s.t, `SELECT id FROM batch WHERE state = 'outcome-unknown'`).length > 0) return
      s.t.now = s.clock.now()
      await readyClips(s.t, 1)
      await end(s.t, await claimNext(s.t, { companyMs: 0 }), { kind: 'unknown', why: 'timed-out', message: 'no answer' })
    },
    async mend(s) {
      for (const { id } of raw(s.t, `SELECT id FROM batch WHERE state = 'outcome-unknown'`) as { id: number }[]) await write(s, (tx) => resolveBatch(tx, id, { as: 'not-accepted' }, { now: s.clock.now(), actor: 'Ada' }))
    },
  },
  'copies that cannot be made': {
    says: /No copies are made/, event: 'preparation.waits',
    meet: (s) => write(s, (tx) => notePreparationWait(tx, { why: 'disk', message: 'The disk is full.' }, s.clock.now())),
    mend: (s) => write(s, (tx) => notePreparationWait(tx, null, s.clock.now())),
  },
  'a loop that hangs': {
    says: /has not come back/, event: 'runner.stuck', afterMs: stuckAfterMs + 60_000, ofThisProcess: true,
    async meet(s) { s.other.behave = 'hang'; return Promise.resolve() },
    async mend(s) { s.other.behave = 'well'; s.other.wake(); return Promise.resolve() },
  },
  'a loop that stumbles at every try': {
    says: /failed at every try for \d+ minutes: a mistake of ours/, event: 'runner.stuck', afterMs: stuckAfterMs + 60_000, ofThisProcess: true,
    async meet(s) { s.other.behave = 'stumble'; return Promise.resolve() },
    async mend(s) { s.other.behave = 'well'; return Promise.resolve() },
  },
  'a ledger whose disk is full': {
    says: /cannot write its ledger/, event: null, ofThisProcess: true,
    async meet(s) { s.disk.full = true; await write(s, (tx) => noteAnswered(tx, s.t.accountId, s.clock.now())).catch(() => undefined) },
    async mend(s) { s.disk.full = false; await write(s, (tx) => noteAnswered(tx, s.t.accountId, s.clock.now())) },
  },
}

const told = (s: Stage, says: RegExp): string[] => s.hook.calls.flatMap(({ body }) => (JSON.parse(body) as { lines: string[] }).lines).filter((line) => says.test(line))

test.each(Object.entries(stops))('%s is told once, with its reason, and again only when it was mended and is met anew', async (_, stop) => {
  const s = await stage()
  if (stop.ofThisProcess) s.begin()
  await stop.meet(s)
  // The process that met it dies before it told anybody; the next one does.
  if (!stop.ofThisProcess) await s.restart()
  await s.clock.run((stop.afterMs ?? 0) + 30_000)
  expect(told(s, stop.says)).toHaveLength(1)
  for (let hour = 0; hour < 3; hour++) {
    await stop.meet(s)
    if (!stop.ofThisProcess) await s.restart()
    await s.clock.run(1_200_000)
  }
  expect(told(s, stop.says)).toHaveLength(1)
  await stop.mend(s)
  await s.clock.run(120_000)
  expect(told(s, stop.says)).toHaveLength(1)
  await stop.meet(s)
  await s.clock.run((stop.afterMs ?? 0) + 120_000)
  expect(told(s, stop.says)).toHaveLength(2)
  if (stop.event !== null) {
    const events = raw(s.t, `SELECT actor, coalesce(data->>'message', data->>'why', data->>'stop', data->>'name', '') AS reason FROM event WHERE what = ?`, stop.event) as { actor: string; reason: string }[]
    expect(events).toHaveLength(2)
    for (const event of events) {
      expect(event.actor).toBe('system')
      expect(event.reason).not.toBe('')
    }
  }
}, 60_000)

test('a service in trouble and a network that is lost are events with a reason, one each time they begin, and no stop', async () => {
  const s = await stage()
  s.begin()
  for (let n = 0; n < 5; n++) await write(s, (tx) => noteTrouble(tx, s.t.accountId, { kind: 'offline', message: 'no network', now: s.clock.now(), retryAt: s.clock.now() + 1_000 }))
  await write(s, (tx) => noteAnswered(tx, s.t.accountId, s.clock.now()))
  await s.clock.run(600_000)
  expect(raw(s.t, `SELECT what, data->>'message' AS message FROM event WHERE what LIKE 'account.%' ORDER BY id`)).toEqual([{ what: 'account.made', message: null }, { what: 'account.trouble-offline', message: 'no network' }, { what: 'account.answers-again', message: null }])
  expect(s.hook.calls).toEqual([])
})

test('what a person ended, and a batch whose clips were taken out of it, is nobody\'s news', async () => {
  const s = await stage()
  s.begin()
  s.t.now = s.clock.now()
  await readyClips(s.t, 1)
  await end(s.t, await claimNext(s.t), { kind: 'unknown', why: 'timed-out', message: 'no answer' })
  const [batch] = raw(s.t, 'SELECT id FROM batch') as { id: number }[]
  await write(s, (tx) => resolveBatch(tx, batch?.id ?? 0, { as: 'resubmit' }, { now: s.clock.now(), actor: 'Ada' }))
  await s.clock.run(600_000)
  expect(s.hook.calls.flatMap(({ body }) => (JSON.parse(body) as { kinds: string[] }).kinds)).toEqual(['unclear'])
})

test('news goes on after the clock was set back by a day', async () => {
  const s = await stage()
  s.begin()
  await write(s, (tx) => stopAccount(tx, s.t.accountId, 'no-balance', null, s.clock.now()))
  await s.clock.run(60_000)
  await write(s, (tx) => pauseAccount(tx, s.t.accountId, false, { now: s.clock.now(), actor: 'Ada' }))
  await write(s, (tx) => stopAccount(tx, s.t.accountId, 'key-refused', null, s.clock.now()))
  s.clock.setWall(-86_400_000)
  await s.clock.run(120_000)
  expect(told(s, /refuses the key/)).toHaveLength(1)
})
