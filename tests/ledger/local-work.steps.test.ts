import { describe, expect, test } from 'vitest'
import { bringBackClips, replaceSource, setAsideClips } from '../../src/main/ledger/clip-actions.ts'
import { beginIntake, openGate, openWholeGate, setAsideGated } from '../../src/main/ledger/intakes.ts'
import { dueClips, livingLinks, nextLocalDue, recordArrivals, recordChecks, recordLinks, type CheckNote } from '../../src/main/ledger/local-work.ts'
import { clipOfToken } from '../../src/main/ledger/links.ts'
import { candidate, claimNext, column, end, makeReady, newClips, raw, readyClips, statesOf, take, testLedger, type TestLedger } from '../helpers/ledger.ts'

type Move = CheckNote['move']

/** Writes that a clip was read and has this content. */
async function checked(t: TestLedger, clipId: number, contentHash: string | null, move: Move = { to: 'publishing' }, submitAnyway = false): Promise<void> {
  const [sourceId = 0] = column<number>(t, 'SELECT source_id FROM clip WHERE id = ?', clipId)
  await t.ledger.transact((tx) => recordChecks(tx, [{ clipId, sourceId, groupId: t.groupId, submitAnyway, media: null, fingerprint: null, contentHash, sizeBytes: null, mtimeMs: null, move }], t.now))
}

describe('arriving clips', () => {
  test('are looked at when they are due, the longest due first', async () => {
    const t = await testLedger()
    await newClips(t, 1, { settleMs: 5000 })
    await newClips(t, 1, { settleMs: 3000 })
    expect(await nextLocalDue(t.ledger.read, 'settling')).toBe(t.now + 3000)
    expect(await dueClips(t.ledger.read, 'settling', t.now + 2999, 10)).toEqual([])
    expect((await dueClips(t.ledger.read, 'settling', t.now + 5000, 10)).map((clip) => clip.id)).toEqual([2, 1])
  })

  test('wait on while they change, are checked once settled, and are held when they cannot be', async () => {
    const t = await testLedger()
    await newClips(t, 4, { settleMs: 0 })
    t.now += 1000
    await t.ledger.transact((tx) => recordArrivals(tx, [
      { clipId: 1, kind: 'changed', sourceId: 1, sizeBytes: 2000, mtimeMs: 6000, dueAt: t.now + 3000 }, { clipId: 2, kind: 'wait', dueAt: t.now + 100 },
      { clipId: 3, kind: 'settled', sourceId: 3, fingerprint: '1000-f' }, { clipId: 4, kind: 'refused', reason: { code: 'SourceGone', message: null, breaches: [] }, gone: true },
    ], t.now))
    expect(raw(t, 'SELECT state, due_at, reason_code, source_missing FROM clip ORDER BY id')).toEqual([
      { state: 'settling', due_at: t.now + 3000, reason_code: '', source_missing: 0 }, { state: 'settling', due_at: t.now + 100, reason_code: '', source_missing: 0 },
      { state: 'checking', due_at: t.now, reason_code: '', source_missing: 0 }, { state: 'held', due_at: null, reason_code: 'SourceGone', source_missing: 1 },
    ])
    expect(column(t, 'SELECT fingerprint FROM clip_source WHERE id = 3')).toEqual(['1000-f'])
    expect(raw(t, 'SELECT size_bytes, mtime_ms, observed_at FROM clip_source WHERE id < 3 ORDER BY id')).toEqual([{ size_bytes: 2000, mtime_ms: 6000, observed_at: t.now }, { size_bytes: 1000, mtime_ms: 5000, observed_at: t.now - 1000 }])
  })

  test('that were set aside meanwhile are left alone', async () => {
    const t = await testLedger()
    await newClips(t, 2, { settleMs: 0 })
    await t.ledger.transact((tx) => setAsideClips(tx, [1, 2], { now: t.now, actor: 'Ada' }))
    await t.ledger.transact((tx) => recordArrivals(tx, [{ clipId: 1, kind: 'settled', sourceId: 1, fingerprint: null }, { clipId: 2, kind: 'wait', dueAt: 1 }], t.now))
    expect(raw(t, 'SELECT state, due_at FROM clip')).toEqual([{ state: 'excluded', due_at: null }, { state: 'excluded', due_at: null }])
  })
})

describe('content that is there already', () => {
  test('is held as a duplicate of the first clip that has it, in one page of checks or two', async () => {
    const t = await testLedger()
    await newClips(t, 3)
    await t.ledger.transact((tx) => recordChecks(tx, [1, 2].map((id) => ({ clipId: id, sourceId: id, groupId: t.groupId, submitAnyway: false, media: null, fingerprint: null, contentHash: 'same', sizeBytes: null, mtimeMs: null, move: { to: 'publishing' as const } })), t.now))
    await checked(t, 3, 'same')
    expect(raw(t, 'SELECT state, duplicate_of, reason_code FROM clip ORDER BY id')).toEqual([
      { state: 'publishing', duplicate_of: null, reason_code: '' }, { state: 'held', duplicate_of: 1, reason_code: 'DuplicateContent' }, { state: 'held', duplicate_of: 1, reason_code: 'DuplicateContent' },
    ])
  })

  test('goes when a person sends it anyway, when the first is set aside, and for another person', async () => {
    const t = await testLedger()
    await newClips(t, 3)
    await checked(t, 1, 'same')
    await checked(t, 2, 'same', { to: 'publishing' }, true)
    expect(statesOf(t, [2])).toEqual(['publishing'])
    await t.ledger.transact((tx) => setAsideClips(tx, [1, 2], { now: t.now, actor: 'Ada' }))
    await checked(t, 3, 'same')
    expect(statesOf(t, [3])).toEqual(['publishing'])
  })

  test('is found in a younger clip too, once that one has gone: a file mended in place is not paid for twice', async () => {
    const t = await testLedger()
    await readyClips(t, 1)
    await end(t, await claimNext(t), { kind: 'accepted', taskId: 'task-1', nextPollAt: t.now })
    // The file is mended where it lies and becomes clip 2, which goes its way.
    await take(t, [candidate('/footage/clip-1.mp4', { sizeBytes: 2000 })])
    await checked(t, 2, 'mended')
    // Clip 1 failed and is resubmitted; its file is seen to have changed, so it is checked again.
    await t.ledger.transact((tx) => tx.updateTable('clip').set({ state: 'checking' }).where('id', '=', 1).execute())
    await checked(t, 1, 'mended')
    expect(raw(t, 'SELECT state, duplicate_of FROM clip ORDER BY id')).toEqual([{ state: 'held', duplicate_of: 2 }, { state: 'publishing', duplicate_of: null }])
  })

  test('of a clip brought back is checked against what went meanwhile', async () => {
    const t = await testLedger()
    await newClips(t, 2)
    await checked(t, 1, 'same')
    await t.ledger.transact((tx) => setAsideClips(tx, [1], { now: t.now, actor: 'Ada' }))
    await checked(t, 2, 'same')
    await t.ledger.transact((tx) => bringBackClips(tx, [1], { now: t.now, actor: 'Ada' }))
    await checked(t, 1, 'same')
    expect(raw(t, 'SELECT state, duplicate_of FROM clip ORDER BY id')).toEqual([{ state: 'held', duplicate_of: 2 }, { state: 'publishing', duplicate_of: null }])
  })
})

test('a check keeps what was known where it learnt nothing new', async () => {
  const t = await testLedger()
  await newClips(t, 1)
  await t.ledger.transact((tx) => tx.updateTable('clip').set({ media: '{"kind":"video"}' }).execute())
  await checked(t, 1, null, { to: 'held', reason: { code: 'Unreadable', message: 'EACCES', breaches: [] }, gone: true })
  expect(raw(t, 'SELECT state, media, source_missing FROM clip')).toEqual([{ state: 'held', media: '{"kind":"video"}', source_missing: 1 }])
  expect(raw(t, 'SELECT size_bytes, mtime_ms FROM clip_source')).toEqual([{ size_bytes: 1000, mtime_ms: 5000 }])
})

test('a check of a source that was replaced meanwhile says nothing of the clip: the new one is checked', async () => {
  const t = await testLedger()
  await newClips(t, 1)
  const [before = 0] = column<number>(t, 'SELECT source_id FROM clip')
  const { id: clipId = 0 } = (await dueClips(t.ledger.read, 'checking', t.now, 1))[0] ?? {}
  await t.ledger.transact((tx) => replaceSource(tx, clipId, { kind: 'path', location: '/footage/other.mp4', locationKey: '/footage/other.mp4', given: '/footage/other.mp4', name: 'other.mp4', assetType: 'video', sizeBytes: 7, mtimeMs: 8 }, { now: t.now + 1, actor: 'Ada' }))
  await t.ledger.transact((tx) => recordChecks(tx, [{ clipId, sourceId: before, groupId: t.groupId, submitAnyway: false, media: null, fingerprint: 'f', contentHash: 'h', sizeBytes: 1000, mtimeMs: 5000, move: { to: 'publishing' } }], t.now + 2))
  expect(raw(t, 'SELECT state, media, location FROM clip')).toEqual([{ state: 'checking', media: null, location: '/footage/other.mp4' }])
  expect(raw(t, 'SELECT content_hash, size_bytes FROM clip_source ORDER BY id')).toEqual([{ content_hash: 'h', size_bytes: 1000 }, { content_hash: null, size_bytes: 7 }])
  expect((await dueClips(t.ledger.read, 'checking', t.now + 2, 10)).map((clip) => clip.location)).toEqual(['/footage/other.mp4'])
})

describe('the gate of a large intake', () => {
  async function gated(t: TestLedger, n: number): Promise<number> {
    const intakeId = await t.ledger.transact((tx) => beginIntake(tx, { accountId: t.accountId, groupId: t.groupId, inputs: [], batchSize: null, preflight: true, askWhenLarge: true }, { now: t.now, actor: 'Ada' }))
    await newClips(t, n, { intakeId, gated: true })
    return intakeId
  }

  test('lets clips be checked, but neither published nor sent', async () => {
    const t = await testLedger()
    await gated(t, 2)
    expect(await dueClips(t.ledger.read, 'checking', t.now, 10)).toHaveLength(2)
    await checked(t, 1, 'one')
    expect(raw(t, 'SELECT state, due_at FROM clip WHERE id = 1')).toEqual([{ state: 'publishing', due_at: null }])
    expect(await dueClips(t.ledger.read, 'publishing', t.now, 10)).toEqual([])
    expect(await nextLocalDue(t.ledger.read, 'publishing')).toBeNull()
  })

  test('opens for the first so many, and then for all', async () => {
    const t = await testLedger()
    const intakeId = await gated(t, 5)
    await checked(t, 1, 'one')
    expect(await t.ledger.transact((tx) => openGate(tx, intakeId, 2, t.now))).toBe(2)
    expect(column(t, 'SELECT gated FROM clip ORDER BY id')).toEqual([0, 0, 1, 1, 1])
    expect((await dueClips(t.ledger.read, 'publishing', t.now, 10)).map((clip) => clip.id)).toEqual([1])
    await checked(t, 5, null, { to: 'held', reason: { code: 'FpsTooLow', message: null, breaches: [] } })
    expect(await t.ledger.transact((tx) => openGate(tx, intakeId, 100, t.now))).toBe(2)
    await t.ledger.transact((tx) => openWholeGate(tx, intakeId, t.now))
    expect(column(t, 'SELECT DISTINCT gated FROM clip')).toEqual([0])
  })

  test('opened at once for all lets those go on that were checked meanwhile', async () => {
    const t = await testLedger()
    const intakeId = await gated(t, 3)
    await checked(t, 2, 'two')
    await t.ledger.transact((tx) => openWholeGate(tx, intakeId, t.now))
    expect((await dueClips(t.ledger.read, 'publishing', t.now, 10)).map((clip) => clip.id)).toEqual([2])
    expect(await nextLocalDue(t.ledger.read, 'publishing')).toBe(t.now)
  })

  test('closed for good sets aside what waits behind it, and nothing else', async () => {
    const t = await testLedger()
    const earlier = await newClips(t, 1)
    const intakeId = await gated(t, 3)
    await t.ledger.transact((tx) => openGate(tx, intakeId, 1, t.now))
    expect(await t.ledger.transact((tx) => setAsideGated(tx, intakeId, { now: t.now, actor: 'Ada' }))).toBe(2)
    expect(statesOf(t)).toEqual(['checking', 'checking', 'excluded', 'excluded'])
    expect(earlier).toEqual([1])
    expect(await t.ledger.transact((tx) => setAsideGated(tx, intakeId, { now: t.now, actor: 'Ada' }))).toBe(0)
  })
})

describe('links', () => {
  const opened = async (t: TestLedger): Promise<unknown> => clipOfToken(t.ledger.read, 'secret')

  test('open a file only while its clip is in flight', async () => {
    const t = await testLedger()
    await newClips(t, 1)
    await checked(t, 1, 'one')
    await t.ledger.transact((tx) => recordLinks(tx, [{ clipId: 1, kind: 'linked', sourceId: 1, publisher: 'links', url: 'https://clips.example/secret', token: 'secret', sizeBytes: 1000, expiresAt: t.now + 1000 }], t.now))
    const seen: Record<string, boolean> = {}
    for (const state of ['ready', 'submitting', 'in-review', 'needs-attention', 'active', 'failed', 'held', 'excluded'] as const) {
      await t.ledger.transact((tx) => tx.updateTable('clip').set({ state }).execute())
      seen[state] = (await opened(t)) !== null
    }
    expect(seen).toEqual({ ready: true, submitting: true, 'in-review': true, 'needs-attention': true, active: false, failed: false, held: false, excluded: false })
    await t.ledger.transact((tx) => tx.updateTable('clip').set({ state: 'ready' }).execute())
    expect(await opened(t)).toMatchObject({ clipId: 1, path: '/footage/clip-1.mp4', sizeBytes: 1000, mtimeMs: 5000, realPath: null, expiresAt: t.now + 1000 })
    expect(await clipOfToken(t.ledger.read, 'other')).toBeNull()
  })

  test('are used again while they live long enough for the file as it is', async () => {
    const t = await testLedger()
    await newClips(t, 1)
    await makeReady(t, [1])
    const expiresAt = t.now + 86_400_000
    expect([...(await livingLinks(t.ledger.read, [1], 'links', expiresAt))]).toEqual([[1, 'https://clips.example/1']])
    expect([...(await livingLinks(t.ledger.read, [1], 'links', expiresAt + 1))]).toEqual([])
    expect([...(await livingLinks(t.ledger.read, [1], 'base-url', t.now))]).toEqual([])
    await t.ledger.transact((tx) => tx.updateTable('clip_source').set({ size_bytes: 1001 }).execute())
    expect([...(await livingLinks(t.ledger.read, [1], 'links', t.now))]).toEqual([])
  })

  test('of a clip that moved on meanwhile are kept, and the clip is left where it is', async () => {
    const t = await testLedger()
    await newClips(t, 1)
    await checked(t, 1, 'one')
    await t.ledger.transact((tx) => setAsideClips(tx, [1], { now: t.now, actor: 'Ada' }))
    await t.ledger.transact((tx) => recordLinks(tx, [{ clipId: 1, kind: 'linked', sourceId: 1, publisher: 'links', url: 'u', token: 'x', sizeBytes: 1, expiresAt: 1 }], t.now))
    expect(statesOf(t)).toEqual(['excluded'])
  })
})
