import { describe, expect, test } from 'vitest'
import { clipStates, type ClipState } from '../../src/contract/models/states.ts'
import { mayMove } from '../../src/main/domain/clip-transitions.ts'
import { bringBackClips, recheckClips, replaceSource, resubmitClips, setAsideClips, submitAnyway } from '../../src/main/ledger/clip-actions.ts'
import type { LedgerTx } from '../../src/main/ledger/open-ledger.ts'
import { readAttempts, readClip, readSources } from '../../src/main/ledger/read-clips.ts'
import { candidate, claimNext, column, end, newClips, raw, statesOf, take, testLedger, type TestLedger } from '../helpers/ledger.ts'

const ada = (t: TestLedger): { now: number; actor: string } => ({ now: t.now, actor: 'Ada' })

/** One clip in each state, in their order. */
async function oneOfEach(t: TestLedger): Promise<void> {
  const ids = await newClips(t, clipStates.length)
  await t.ledger.transact(async (tx) => {
    for (const [n, state] of clipStates.entries()) await tx.updateTable('clip').set({ state, due_at: null, ...(state === 'excluded' ? { set_aside_from: 'held' as const } : {}) }).where('id', '=', ids[n] ?? 0).execute()
  })
}

const file = (location: string) => ({ kind: 'path' as const, location, locationKey: location.normalize('NFC'), given: location, name: 'better', assetType: 'video' as const, sizeBytes: 5, mtimeMs: 6 })

describe.each<[string, (tx: LedgerTx, ids: number[], t: TestLedger) => Promise<number[]>, ClipState[], ClipState, string]>([
  ['resubmitting', (tx, ids, t) => resubmitClips(tx, ids, { includeTiredOut: false }, ada(t)), ['failed'], 'publishing', 'clip.resubmitted'],
  ['setting aside', (tx, ids, t) => setAsideClips(tx, ids, ada(t)), ['settling', 'checking', 'held', 'publishing', 'ready', 'failed', 'needs-attention'], 'excluded', 'clip.excluded'],
  ['bringing back', (tx, ids, t) => bringBackClips(tx, ids, ada(t)), ['excluded'], 'held', 'clip.brought-back'],
  ['checking anew', (tx, ids, t) => recheckClips(tx, ids, ada(t)), ['held'], 'checking', 'clip.recheck-asked'],
  ['submitting anyway', (tx, ids, t) => submitAnyway(tx, ids, ada(t)), ['held'], 'publishing', 'clip.submit-anyway'],
])('%s', (_, act, from, to, what) => {
  test(`concerns clips that are ${from.join(', ')}, and leaves all others where they are`, async () => {
    const t = await testLedger()
    await oneOfEach(t)
    const all = clipStates.map((_state, n) => n + 1)
    const went = await t.ledger.transact((tx) => act(tx, all, t))
    expect(went.map((id) => clipStates[id - 1])).toEqual(from)
    expect(statesOf(t)).toEqual(clipStates.map((state) => (from.includes(state) ? to : state)))
    expect(from.every((state) => mayMove(state, to))).toBe(true)
    expect(raw(t, `SELECT DISTINCT actor, what FROM event WHERE data->>'from' IS NOT NULL`)).toEqual([{ actor: 'Ada', what }])
  })
})

test('what a person resubmits leaves at once, whatever its folder lets clips wait', async () => {
  const t = await testLedger()
  await newClips(t, 1, { lingerMs: 600_000 })
  await t.ledger.transact((tx) => tx.updateTable('clip').set({ state: 'failed', reason_code: 'NoReason', reason: '{"code":"NoReason","message":null}', match: 'assumed' }).execute())
  await t.ledger.transact((tx) => resubmitClips(tx, [1], { includeTiredOut: false }, ada(t)))
  expect(raw(t, 'SELECT state, linger_until, due_at, reason_code, reason FROM clip')).toEqual([{ state: 'publishing', linger_until: null, due_at: t.now, reason_code: '', reason: null }])
  expect(raw(t, `SELECT actor, data->>'assumed' AS assumed FROM event WHERE what = 'clip.resubmitted'`)).toEqual([{ actor: 'Ada', assumed: 1 }])
})

test.each<[ClipState, ClipState]>([['held', 'held'], ['failed', 'failed'], ['settling', 'checking'], ['checking', 'checking'], ['publishing', 'checking'], ['ready', 'checking']])('a clip set aside while %s comes back as %s, with its reason', async (from, to) => {
  const t = await testLedger()
  await newClips(t, 1)
  const reason = ['held', 'failed'].includes(from) ? { reason_code: 'FpsTooLow', reason: '{"code":"FpsTooLow","message":null,"breaches":[]}' } : {}
  await t.ledger.transact((tx) => tx.updateTable('clip').set({ state: from, ...reason }).execute())
  await t.ledger.transact((tx) => setAsideClips(tx, [1], ada(t)))
  expect(raw(t, 'SELECT state, due_at FROM clip')).toEqual([{ state: 'excluded', due_at: null }])
  t.now += 1
  await t.ledger.transact((tx) => bringBackClips(tx, [1], ada(t)))
  expect(raw(t, 'SELECT state, due_at, set_aside_from, reason_code FROM clip')).toEqual([{ state: to, due_at: to === 'checking' ? t.now : null, set_aside_from: null, reason_code: reason.reason_code ?? '' }])
})

describe('another source for a clip', () => {
  test('is checked and sent as the same clip, whose attempts stay', async () => {
    const t = await testLedger()
    const [id = 0] = await newClips(t, 1)
    await t.ledger.transact((tx) => tx.updateTable('clip').set({ state: 'failed', reason_code: 'FpsTooLow', same_outcome: 3, media: '{}' }).execute())
    t.now += 1
    await t.ledger.transact((tx) => replaceSource(tx, id, file('/better.mp4'), ada(t)))
    expect(await readClip(t.ledger.read, id)).toMatchObject({ state: 'checking', name: 'better', location: '/better.mp4', sameOutcome: 0, media: null, reason: null, dueAt: t.now })
    expect(await readSources(t.ledger.read, id)).toMatchObject([{ location: '/footage/clip-1.mp4', current: false }, { location: '/better.mp4', current: true, sizeBytes: 5, mtimeMs: 6 }])
    expect(raw(t, `SELECT actor, what, data->>'before' AS before, data->>'now' AS now FROM event WHERE what LIKE 'clip.s%'`)).toEqual([{ actor: 'Ada', what: 'clip.source-replaced', before: '/footage/clip-1.mp4', now: '/better.mp4' }])
  })

  test('and the first one again is still the same clip to whoever finds either file', async () => {
    const t = await testLedger()
    await newClips(t, 1)
    for (const location of ['/better.mp4', '/footage/clip-1.mp4']) await t.ledger.transact((tx) => replaceSource(tx, 1, file(location), ada(t)))
    expect(await take(t, ['/better.mp4', '/footage/clip-1.mp4'].map((location) => candidate(location, { sizeBytes: 5, mtimeMs: 6 })))).toMatchObject({ taken: 0, alreadyThere: 2 })
    expect(await readClip(t.ledger.read, 1)).toMatchObject({ location: '/footage/clip-1.mp4' })
  })

  test.each<ClipState>(['submitting', 'in-review', 'active', 'needs-attention'])('is refused in words while the clip is %s', async (state) => {
    const t = await testLedger()
    await newClips(t, 1)
    await t.ledger.transact((tx) => tx.updateTable('clip').set({ state }).execute())
    await expect(t.ledger.transact((tx) => replaceSource(tx, 1, file('/better.mp4'), ada(t)))).rejects.toMatchObject({ problem: { kind: 'not-permitted-now' } })
    expect(column(t, 'SELECT location FROM clip')).toEqual(['/footage/clip-1.mp4'])
  })

  test('is refused when it is another clip of the person already, and when there is no such clip', async () => {
    const t = await testLedger()
    await newClips(t, 2)
    await expect(t.ledger.transact((tx) => replaceSource(tx, 1, file('/footage/clip-2.mp4'), ada(t)))).rejects.toMatchObject({ problem: { kind: 'already-there', message: expect.stringContaining('clip 2') as string } })
    await expect(t.ledger.transact((tx) => replaceSource(tx, 9, file('/x.mp4'), ada(t)))).rejects.toMatchObject({ problem: { kind: 'not-found' } })
  })

  test('while it is still being checked is noted, and checked in its turn', async () => {
    const t = await testLedger()
    await newClips(t, 1)
    await t.ledger.transact((tx) => replaceSource(tx, 1, file('/better.mp4'), ada(t)))
    expect(raw(t, `SELECT state, location FROM clip`)).toEqual([{ state: 'checking', location: '/better.mp4' }])
    expect(raw(t, `SELECT actor FROM event WHERE what = 'clip.source-replaced'`)).toEqual([{ actor: 'Ada' }])
  })

  test('after a failure shows every attempt with the file it was made with', async () => {
    const t = await testLedger()
    await newClips(t, 1)
    await t.ledger.transact((tx) => tx.updateTable('clip').set({ state: 'ready' }).execute())
    await t.ledger.transact((tx) => tx.insertInto('link').values({ clip_source_id: 1, kind: 'links', url: 'https://clips.example/1', token: null, size_bytes: null, expires_at: null, created_at: 0 }).execute())
    await end(t, await claimNext(t), { kind: 'refused', reason: { code: 'RefusedByService', message: null, breaches: [] }, message: '' })
    await t.ledger.transact((tx) => replaceSource(tx, 1, file('/better.mp4'), ada(t)))
    expect(await readAttempts(t.ledger.read, 1)).toMatchObject([{ number: 1, location: '/footage/clip-1.mp4', verdict: 'refused', batchState: 'refused', reason: { code: 'RefusedByService' } }])
  })
})
