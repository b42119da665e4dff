import { describe, expect, test } from 'vitest'
import { resubmitClips, replaceSource } from '../../src/main/ledger/clip-actions.ts'
import type { ClaimedBatch } from '../../src/main/ledger/claim-batch.ts'
import { claimPoll, dueBatches, nextPollDue } from '../../src/main/ledger/claim-poll.ts'
import { pauseGroup, readGroup } from '../../src/main/ledger/groups.ts'
import { pauseBatch } from '../../src/main/ledger/batches.ts'
import { recordReview, submittedAttempts, type ReviewNote } from '../../src/main/ledger/record-review.ts'
import type { Verdict } from '../../src/main/ledger/verdict.ts'
import { resubmissionOf } from '../../src/main/ledger/resubmission.ts'
import { usableAssets } from '../../src/main/ledger/usable-assets.ts'
import { claimNext, column, end, inReview, makeReady, plan, raw, statesOf, testLedger, type TestLedger } from '../helpers/ledger.ts'

type Said = 'active' | 'failed' | 'unclear' | { failed: string }

/** A verdict for each clip of a batch, in submission order. */
function verdicts(batch: ClaimedBatch, said: readonly Said[], match: 'exact' | 'assumed' = 'exact'): Verdict[] {
  return batch.attempts.map((attempt, n) => {
    const one = said[n] ?? 'active'
    const verdict = typeof one === 'string' ? one : 'failed'
    const code = typeof one === 'string' ? null : one.failed
    return {
      attemptId: attempt.id, clipId: attempt.clipId, verdict, match, assetId: verdict === 'active' ? `asset-${attempt.clipId}` : null, assetUrl: verdict === 'active' ? `asset://asset-${attempt.clipId}` : null,
      reason: code === null ? null : { code, message: null, breaches: [] },
    }
  })
}

const review = (t: TestLedger, batch: ClaimedBatch, note: ReviewNote, answer: string | null = null): Promise<void> =>
  t.ledger.transact((tx) => recordReview(tx, { id: batch.id, groupId: batch.groupId }, note, answer, { now: t.now, actor: 'system' }))
const judged = (t: TestLedger, batch: ClaimedBatch, said: readonly Said[], match?: 'exact' | 'assumed'): Promise<void> =>
  review(t, batch, { kind: 'verdicts', rawStatus: 'completed', verdicts: verdicts(batch, said, match) })

/** Resubmits clip 1, alone, and has it judged again. */
async function again(t: TestLedger, said: Said): Promise<void> {
  await t.ledger.transact((tx) => resubmitClips(tx, [1], { includeTiredOut: true }, { now: t.now, actor: 'Ada' }))
  await makeReady(t, [1])
  const batch = await claimNext(t)
  await end(t, batch, { kind: 'accepted', taskId: `task-${batch.id}`, nextPollAt: t.now })
  await judged(t, batch, [said])
}

describe('a task that goes on', () => {
  test('is asked again when it is due, and not sooner', async () => {
    const t = await testLedger()
    const batch = await inReview(t, 1)
    expect(await dueBatches(t.ledger.read, t.accountId, t.now, 10)).toEqual([])
    expect(await nextPollDue(t.ledger.read, t.accountId)).toBe(t.now + 1000)
    t.now += 1000
    const [due] = await dueBatches(t.ledger.read, t.accountId, t.now, 10)
    expect(due).toEqual({ id: 1, groupId: t.groupId, taskId: 'task-1', sentAt: t.now - 1000, pollErrors: 0, oddSince: null, rawStatus: null, whyKind: null })
    const asked = await t.ledger.transact((tx) => claimPoll(tx, due as never, { accountId: t.accountId, now: t.now, leaseMs: 60_000 }))
    expect(asked).toEqual(expect.any(Number))
    // While the answer is awaited nobody else asks.
    expect(await dueBatches(t.ledger.read, t.accountId, t.now, 10)).toEqual([])
    await review(t, batch, { kind: 'no-answer', nextPollAt: t.now + 2000, oddSince: null })
    await review(t, batch, { kind: 'moving', progress: 40, rawStatus: 'processing', nextPollAt: t.now + 3000, oddSince: null }, '{"progress":40}')
    expect(raw(t, 'SELECT progress, raw_status, next_poll_at, poll_errors, polls, answer FROM batch')).toEqual([{ progress: 40, raw_status: 'processing', next_poll_at: t.now + 3000, poll_errors: 0, polls: 1, answer: '{"progress":40}' }])
    expect(statesOf(t)).toEqual(['in-review'])
  })

  test('and others are asked about in turn: the longest overdue, and the youngest', async () => {
    const t = await testLedger()
    for (let n = 1; n <= 5; n++) await inReview(t, 1, `task-${n}`)
    await t.ledger.transact(async (tx) => {
      for (let id = 1; id <= 5; id++) await tx.updateTable('batch').set({ next_poll_at: t.now + (id === 4 ? -50 : id) }).where('id', '=', id).execute()
    })
    t.now += 10
    expect((await dueBatches(t.ledger.read, t.accountId, t.now, 3)).map((due) => due.id)).toEqual([4, 5, 1])
    expect((await dueBatches(t.ledger.read, t.accountId, t.now, 9)).map((due) => due.id).sort()).toEqual([1, 2, 3, 4, 5])
  })

  test('is not asked about while it or its person is paused', async () => {
    const t = await testLedger()
    await inReview(t, 1)
    t.now += 1000
    const [due] = await dueBatches(t.ledger.read, t.accountId, t.now, 10)
    await t.ledger.transact((tx) => pauseBatch(tx, 1, true, { now: t.now, actor: 'Ada' }))
    expect(await dueBatches(t.ledger.read, t.accountId, t.now, 10)).toEqual([])
    expect(await t.ledger.transact((tx) => claimPoll(tx, due as never, { accountId: t.accountId, now: t.now, leaseMs: 1 }))).toBeNull()
    await t.ledger.transact(async (tx) => {
      await pauseBatch(tx, 1, false, { now: t.now, actor: 'Ada' })
      await pauseGroup(tx, t.groupId, true, { now: t.now, actor: 'Ada' })
    })
    expect(await dueBatches(t.ledger.read, t.accountId, t.now, 10)).toEqual([])
    expect(await nextPollDue(t.ledger.read, t.accountId)).toBeNull()
  })
})

describe('verdicts', () => {
  test('reach attempts and clips, each with how sure the match is', async () => {
    const t = await testLedger()
    const batch = await inReview(t, 3)
    t.now += 60_000
    await judged(t, batch, ['active', 'failed', { failed: 'FaceMismatch' }], 'assumed')
    expect(raw(t, 'SELECT state, match, asset_id, asset_url, reason_code, same_outcome, due_at FROM clip ORDER BY id')).toEqual([
      { state: 'active', match: 'assumed', asset_id: 'asset-1', asset_url: 'asset://asset-1', reason_code: '', same_outcome: 0, due_at: null },
      { state: 'failed', match: 'assumed', asset_id: null, asset_url: null, reason_code: 'NoReason', same_outcome: 1, due_at: null },
      { state: 'failed', match: 'assumed', asset_id: null, asset_url: null, reason_code: 'FaceMismatch', same_outcome: 1, due_at: null },
    ])
    expect(raw(t, 'SELECT verdict, match, asset_id, decided_at FROM attempt ORDER BY id')).toEqual([
      { verdict: 'active', match: 'assumed', asset_id: 'asset-1', decided_at: t.now }, { verdict: 'failed', match: 'assumed', asset_id: null, decided_at: t.now }, { verdict: 'failed', match: 'assumed', asset_id: null, decided_at: t.now },
    ])
    expect(raw(t, 'SELECT state, progress, next_poll_at, finished_at FROM batch')).toEqual([{ state: 'finished', progress: 100, next_poll_at: null, finished_at: t.now }])
    const pages = []
    for await (const page of usableAssets(t.ledger.read, t.groupId, { exact: false })) pages.push(page)
    expect(pages).toMatchObject([[{ clipId: 1, assetUrl: 'asset://asset-1', match: 'assumed' }]])
    for await (const page of usableAssets(t.ledger.read, t.groupId, { exact: true })) expect(page).toEqual([])
  })

  test('that leave a clip out make that one unclear and its batch with it; the others keep theirs', async () => {
    const t = await testLedger()
    const batch = await inReview(t, 3)
    await judged(t, batch, ['active', 'unclear', 'failed'])
    expect(statesOf(t)).toEqual(['active', 'needs-attention', 'failed'])
    expect(raw(t, 'SELECT state, why_kind, finished_at FROM batch')).toEqual([{ state: 'needs-attention', why_kind: 'unknown-word', finished_at: null }])
    expect(await submittedAttempts(t.ledger.read, 1)).toMatchObject([{ decided: true }, { decided: false }, { decided: true }])
  })

  test('that cannot be matched make the whole batch unclear, and nothing is guessed', async () => {
    const t = await testLedger()
    const batch = await inReview(t, 2)
    await review(t, batch, { kind: 'unclear', why: 'counts-disagree', code: 'CountsDisagree', message: '2 were sent, 3 came back', rawStatus: 'completed' }, '{}')
    expect(raw(t, `SELECT state, reason_code, reason->>'message' AS said, match FROM clip`)).toEqual([1, 2].map(() => ({ state: 'needs-attention', reason_code: 'CountsDisagree', said: '2 were sent, 3 came back', match: null })))
    expect(raw(t, 'SELECT state, why_kind, next_poll_at FROM batch')).toEqual([{ state: 'needs-attention', why_kind: 'counts-disagree', next_poll_at: null }])
    expect(await nextPollDue(t.ledger.read, t.accountId)).toBeNull()
  })

  test('that come twice are written once', async () => {
    const t = await testLedger()
    const batch = await inReview(t, 2)
    await judged(t, batch, ['active', 'failed'])
    const events = column(t, 'SELECT count(*) FROM event')
    t.now += 1000
    await judged(t, batch, ['failed', 'active'])
    expect(statesOf(t)).toEqual(['active', 'failed'])
    expect(column(t, 'SELECT verdict FROM attempt ORDER BY id')).toEqual(['active', 'failed'])
    expect(column(t, 'SELECT count(*) FROM event')).toEqual(events)
    expect(await readGroup(t.ledger.read, t.groupId)).toMatchObject({ verdicts_failed: 1, verdicts_total: 2 })
  })
})

describe('outcomes that repeat', () => {
  test('are counted while they are alike; three alike leave "resubmit all"', async () => {
    const t = await testLedger()
    await judged(t, await inReview(t, 1), [{ failed: 'FaceMismatch' }])
    await again(t, { failed: 'FaceMismatch' })
    expect(column(t, 'SELECT same_outcome FROM clip')).toEqual([2])
    expect(await t.ledger.transact((tx) => resubmitClips(tx, [1], { includeTiredOut: false }, { now: t.now, actor: 'Ada' }))).toEqual([1])
    await makeReady(t, [1])
    const third = await claimNext(t)
    await end(t, third, { kind: 'accepted', taskId: 'task-3', nextPollAt: t.now })
    await judged(t, third, [{ failed: 'FaceMismatch' }])
    expect(column(t, 'SELECT same_outcome FROM clip')).toEqual([3])
    expect(await resubmissionOf(t.ledger.read, { filter: { groupId: t.groupId } })).toEqual({ failed: 1, assumed: 0, tiredOut: 1, others: 0 })
    expect(await t.ledger.transact((tx) => resubmitClips(tx, [1], { includeTiredOut: false }, { now: t.now, actor: 'Ada' }))).toEqual([])
    expect(await t.ledger.transact((tx) => resubmitClips(tx, [1], { includeTiredOut: true }, { now: t.now, actor: 'Ada' }))).toEqual([1])
  })

  test('begin anew with another reason', async () => {
    const t = await testLedger()
    await judged(t, await inReview(t, 1), ['failed'])
    await again(t, 'failed')
    expect(column(t, 'SELECT same_outcome FROM clip')).toEqual([2])
    await again(t, { failed: 'FpsTooLow' })
    expect(column(t, 'SELECT same_outcome FROM clip')).toEqual([1])
    await again(t, 'failed')
    expect(column(t, 'SELECT same_outcome FROM clip')).toEqual([1])
  })

  test('begin anew with another file', async () => {
    const t = await testLedger()
    await judged(t, await inReview(t, 1), ['failed'])
    await again(t, 'failed')
    await t.ledger.transact((tx) => replaceSource(tx, 1, { kind: 'path', location: '/better.mp4', locationKey: '/better.mp4', given: '/better.mp4', name: 'better', assetType: 'video', sizeBytes: 1, mtimeMs: 1 }, { now: t.now, actor: 'Ada' }))
    await makeReady(t, [1])
    const batch = await claimNext(t)
    await end(t, batch, { kind: 'accepted', taskId: 'task-3', nextPollAt: t.now })
    await judged(t, batch, ['failed'])
    expect(column(t, 'SELECT same_outcome FROM clip')).toEqual([1])
    expect(raw(t, 'SELECT number, clip_source_id FROM attempt ORDER BY id')).toEqual([{ number: 1, clip_source_id: 1 }, { number: 2, clip_source_id: 1 }, { number: 3, clip_source_id: 2 }])
  })
})

describe('the brake', () => {
  const failing = (n: number, of: number): Said[] => Array.from({ length: of }, (_, i) => (i < n ? 'failed' : 'active'))

  test.each([[12, 20, true], [11, 20, false], [19, 19, false], [13, 21, true], [12, 21, false]])('%i failures of %i verdicts: stops %s', async (failed, of, stops) => {
    const t = await testLedger()
    await judged(t, await inReview(t, of), failing(failed, of))
    const group = await readGroup(t.ledger.read, t.groupId)
    expect(JSON.parse(group.stop ?? 'null')).toEqual(stops ? { kind: 'most-fail', failed, of, message: null, at: t.now } : null)
  })

  test('adds up over batches, stops what waits, and is let go by a person, who starts the count anew', async () => {
    const t = await testLedger()
    for (let n = 0; n < 4; n++) await judged(t, await inReview(t, 5), failing(3, 5))
    expect((await readGroup(t.ledger.read, t.groupId)).stop).not.toBeNull()
    await expect(inReview(t, 1)).rejects.toThrow('nothing to claim')
    await t.ledger.transact((tx) => pauseGroup(tx, t.groupId, false, { now: t.now, actor: 'Ada' }))
    expect(await readGroup(t.ledger.read, t.groupId)).toMatchObject({ stop: null, verdicts_failed: 0, verdicts_total: 0 })
    expect(await plan(t)).not.toBeNull()
  })

  test('hears a new cause behind a long good history', async () => {
    const t = await testLedger()
    for (let n = 0; n < 10; n++) await judged(t, await inReview(t, 20), failing(0, 20))
    let batches = 0
    while ((await readGroup(t.ledger.read, t.groupId)).stop === null) {
      await judged(t, await inReview(t, 20), failing(20, 20))
      batches++
    }
    // 100 good verdicts at most are remembered: 8 batches of 20 failures would outweigh them unfaded.
    expect(batches).toBeLessThanOrEqual(7)
  })

  test('does not count clips the service said nothing about', async () => {
    const t = await testLedger()
    await judged(t, await inReview(t, 30), [...failing(11, 19), ...Array.from({ length: 11 }, (): Said => 'unclear')])
    expect(await readGroup(t.ledger.read, t.groupId)).toMatchObject({ stop: null, verdicts_failed: 11, verdicts_total: 19 })
  })
})
