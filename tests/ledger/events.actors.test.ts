import { describe, expect, test } from 'vitest'
import { changeAccount, noteAnswered, noteTrouble, pauseAccount, stopAccount } from '../../src/main/ledger/accounts.ts'
import { pauseBatch } from '../../src/main/ledger/batches.ts'
import { resubmitClips } from '../../src/main/ledger/clip-actions.ts'
import { pageOfEvents } from '../../src/main/ledger/events.ts'
import { folderWaits } from '../../src/main/ledger/folder-causes.ts'
import { addFolder, changeFolder, moveFolder, removeFolder } from '../../src/main/ledger/folders.ts'
import { changeGroup, pauseGroup, stopGroup } from '../../src/main/ledger/groups.ts'
import { beginIntake, endIntakeScan, setAsideGated, setIntakeState } from '../../src/main/ledger/intakes.ts'
import type { LedgerTx } from '../../src/main/ledger/open-ledger.ts'
import { recordVerdicts } from '../../src/main/ledger/record-review.ts'
import { recoverFromCrash } from '../../src/main/ledger/record-submission.ts'
import { beginSession, moveSession } from '../../src/main/ledger/sessions.ts'
import { claimNext, column, inReview, newClips, raw, readyClips, testLedger, type TestLedger } from '../helpers/ledger.ts'

const who = { now: 0, actor: 'Ada' }
const folder = (t: TestLedger) => ({ group_id: t.groupId, path: '/w', volume_id: null, relative_path: null, settle_ms: 0, linger_ms: 0, batch_size: null, ignore: '[]', existing: 'submit' as const })
const intake = (t: TestLedger) => ({ accountId: t.accountId, groupId: t.groupId, inputs: [], batchSize: null, preflight: true, askWhenLarge: true })

/** The events that `write` adds. */
async function eventsOf(t: TestLedger, write: (tx: LedgerTx) => Promise<unknown>): Promise<{ actor: string; what: string }[]> {
  const [before = 0] = column<number>(t, 'SELECT max(id) FROM event')
  await t.ledger.transact(write)
  return raw(t, 'SELECT actor, what FROM event WHERE id > ? ORDER BY id', before) as { actor: string; what: string }[]
}

describe('the history says', () => {
  test.each<[string, string, (t: TestLedger) => (tx: LedgerTx) => Promise<unknown>]>([
    ['who paused the account', 'account.paused', (t) => (tx) => pauseAccount(tx, t.accountId, true, who)],
    ['who resumed the account', 'account.resumed', (t) => (tx) => pauseAccount(tx, t.accountId, false, who)],
    ['who changed the account', 'account.changed', (t) => (tx) => changeAccount(tx, t.accountId, { submit_rpm: 5 }, { ...who, liftsStop: false, data: {} })],
    ['who changed a person', 'group.changed', (t) => (tx) => changeGroup(tx, t.groupId, { name: 'Lin Z.' }, who)],
    ['who paused a person', 'group.paused', (t) => (tx) => pauseGroup(tx, t.groupId, true, who)],
    ['who added a folder', 'folder.added', (t) => (tx) => addFolder(tx, folder(t), who)],
    ['who asked for a verification', 'session.creating', (t) => (tx) => beginSession(tx, { accountId: t.accountId, name: 'Bo', projectName: 'default', callbackUrl: '', callbackToken: null, consentNote: '' }, who)],
  ])('%s', async (_, what, write) => {
    const t = await testLedger()
    expect(await eventsOf(t, write(t))).toEqual([{ actor: 'Ada', what }])
  })

  test('who changed and removed a folder, and that the system found it gone', async () => {
    const t = await testLedger()
    const id = await t.ledger.transact((tx) => addFolder(tx, folder(t), who))
    expect(await eventsOf(t, (tx) => folderWaits(tx, id, { cause: 'gone', message: 'It is gone.' }, 0))).toEqual([{ actor: 'system', what: 'folder.waiting' }])
    expect(await eventsOf(t, (tx) => changeFolder(tx, id, { state: 'paused' }, who))).toEqual([{ actor: 'Ada', what: 'folder.paused' }])
    // A pause that came meanwhile stays.
    expect(await eventsOf(t, (tx) => moveFolder(tx, id, ['waiting', 'watching'], 'scanning', {}, 0))).toEqual([])
    expect(await eventsOf(t, (tx) => removeFolder(tx, id, who))).toEqual([{ actor: 'Ada', what: 'folder.removed' }])
  })

  test('who took clips in, who let them go on and who set them aside', async () => {
    const t = await testLedger()
    const id = await t.ledger.transact((tx) => beginIntake(tx, intake(t), who))
    expect(await eventsOf(t, (tx) => endIntakeScan(tx, id, { state: 'asking', refusals: [], estimate: null }, who))).toEqual([{ actor: 'Ada', what: 'intake.asks' }])
    await newClips(t, 2, { intakeId: id, gated: true })
    expect(column(t, `SELECT DISTINCT actor FROM event WHERE what = 'clip.taken-in'`)).toEqual(['Ada'])
    expect(await eventsOf(t, (tx) => setIntakeState(tx, id, 'cancelled', who))).toEqual([{ actor: 'Ada', what: 'intake.cancelled' }])
    expect(await eventsOf(t, (tx) => setAsideGated(tx, id, who))).toEqual([{ actor: 'Ada', what: 'clip.excluded' }, { actor: 'Ada', what: 'clip.excluded' }])
  })

  test('who paused and resumed a batch', async () => {
    const t = await testLedger()
    await inReview(t, 1)
    expect(await eventsOf(t, (tx) => pauseBatch(tx, 1, true, who))).toEqual([{ actor: 'Ada', what: 'batch.paused' }])
    expect(await eventsOf(t, (tx) => pauseBatch(tx, 1, false, who))).toEqual([{ actor: 'Ada', what: 'batch.resumed' }])
  })

  test('that the system stopped an account once, met trouble once, and is answered again', async () => {
    const t = await testLedger()
    expect(await eventsOf(t, (tx) => stopAccount(tx, t.accountId, 'no-balance', '402', 0))).toEqual([{ actor: 'system', what: 'account.stopped' }])
    expect(await eventsOf(t, (tx) => stopAccount(tx, t.accountId, 'no-balance', '402', 1))).toEqual([])
    expect(await eventsOf(t, (tx) => noteTrouble(tx, t.accountId, { kind: 'offline', message: '', now: 0, retryAt: 1 }))).toEqual([{ actor: 'system', what: 'account.trouble-offline' }])
    expect(await eventsOf(t, (tx) => noteTrouble(tx, t.accountId, { kind: 'offline', message: '', now: 1, retryAt: 2 }))).toEqual([])
    expect(await eventsOf(t, (tx) => noteAnswered(tx, t.accountId, 2))).toEqual([{ actor: 'system', what: 'account.answers-again' }])
    expect(await eventsOf(t, (tx) => noteAnswered(tx, t.accountId, 3))).toEqual([])
  })

  test('that a verification moved on, and by whom', async () => {
    const t = await testLedger()
    const id = await t.ledger.transact((tx) => beginSession(tx, { accountId: t.accountId, name: 'Bo', projectName: 'default', callbackUrl: '', callbackToken: null, consentNote: '' }, who))
    expect(await eventsOf(t, (tx) => moveSession(tx, id, 'open', { now: 0, actor: 'system' }))).toEqual([{ actor: 'system', what: 'session.open' }])
    expect(await eventsOf(t, (tx) => moveSession(tx, id, 'verdict-asked', who))).toEqual([{ actor: 'Ada', what: 'session.verdict-asked' }])
    expect(await eventsOf(t, (tx) => moveSession(tx, id, 'creating', who))).toEqual([])
  })

  test('that a clip went its way by itself, and that a person sent it again', async () => {
    const t = await testLedger()
    const batch = await inReview(t, 1)
    await t.ledger.transact((tx) => recordVerdicts(tx, batch, { rawStatus: null, verdicts: batch.attempts.map((attempt) => ({ attemptId: attempt.id, clipId: attempt.clipId, verdict: 'failed', match: 'exact', assetId: null, assetUrl: null, reason: null })) }, null, { now: t.now, actor: 'system' }))
    await t.ledger.transact((tx) => resubmitClips(tx, [1], { includeTiredOut: false }, { now: t.now, actor: '赵敏' }))
    const { rows } = await pageOfEvents(t.ledger.read, { clipId: 1 }, 50, null)
    expect(rows.map((event) => `${event.actor} ${event.what}`)).toEqual([
      '赵敏 clip.resubmitted', 'system clip.failed', 'system clip.in-review', 'system clip.submitting', 'system clip.ready', 'system clip.publishing', 'Ada clip.taken-in',
    ])
  })

  test('that the system recovered from a crash and stopped a person, with everything it was about', async () => {
    const t = await testLedger()
    await readyClips(t, 1)
    await claimNext(t)
    expect(await eventsOf(t, (tx) => recoverFromCrash(tx, t.now))).toEqual([{ actor: 'system', what: 'batch.outcome-unknown' }, { actor: 'system', what: 'clip.needs-attention' }])
    expect(await eventsOf(t, (tx) => stopGroup(tx, t.groupId, { kind: 'most-fail', failed: 12, of: 20, message: null, at: 0 }))).toEqual([{ actor: 'system', what: 'group.stopped' }])
    expect(raw(t, `SELECT account_id, group_id, clip_id, batch_id FROM event WHERE what = 'clip.needs-attention'`)).toEqual([{ account_id: t.accountId, group_id: t.groupId, clip_id: 1, batch_id: 1 }])
  })
})

test('the history of a person leaves single clips out and pages backwards without a gap', async () => {
  const t = await testLedger()
  for (let n = 1; n <= 3; n++) await inReview(t, 1, `task-${n}`)
  await t.ledger.transact((tx) => pauseGroup(tx, t.groupId, true, who))
  const seen: string[] = []
  for (let after: string | null = null; ;) {
    const page: Awaited<ReturnType<typeof pageOfEvents>> = await pageOfEvents(t.ledger.read, { groupId: t.groupId }, 3, after)
    seen.push(...page.rows.map((event) => event.what))
    if (page.next === null) break
    after = page.next
  }
  expect(seen).toEqual(['group.paused', ...[1, 2, 3].flatMap(() => ['batch.in-review', 'batch.sending']), 'group.adopted'])
  const people = await pageOfEvents(t.ledger.read, { groupId: t.groupId, actor: 'people' }, 50, null)
  expect(people.rows.map((event) => event.actor)).toEqual(['Ada', 'Ada'])
  expect((await pageOfEvents(t.ledger.read, { batchId: 2 }, 50, null)).rows.map((event) => event.what)).toEqual(['batch.in-review', 'batch.sending'])
})

test('an event without an actor is refused', async () => {
  const t = await testLedger()
  await expect(t.ledger.transact((tx) => tx.insertInto('event').values({ at: 0, actor: null as never, what: 'test', account_id: null, group_id: null, clip_id: null, batch_id: null, folder_id: null }).execute())).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_NOTNULL' })
})
