import { describe, expect, test } from 'vitest'
import type { BatchAnswer } from '../../src/contract/models/batch.ts'
import { bringBackClips, recheckClips, setAsideClips } from '../../src/main/ledger/clip-actions.ts'
import { dueBatches } from '../../src/main/ledger/claim-poll.ts'
import { recordReview, recordVerdicts, submittedAttempts } from '../../src/main/ledger/record-review.ts'
import { resolveBatch } from '../../src/main/ledger/resolve-batch.ts'
import { unclearBatches } from '../../src/main/ledger/unclear-batches.ts'
import { claimNext, column, end, inReview, makeReady, plan, raw, readyClips, statesOf, testLedger, type TestLedger } from '../helpers/ledger.ts'

const resolve = (t: TestLedger, answer: BatchAnswer, batchId = 1): Promise<number> => t.ledger.transact((tx) => resolveBatch(tx, batchId, answer, { now: t.now, actor: 'Ada' }))

/** A batch whose submission was never answered. */
async function lost(t: TestLedger, size: number): Promise<void> {
  await readyClips(t, size)
  await end(t, await claimNext(t, { batchSize: size }), { kind: 'unknown', why: 'timeout', message: 'No answer' })
}

/** A batch whose task ended with counts that disagree. */
async function disagreeing(t: TestLedger, size: number): Promise<void> {
  const batch = await inReview(t, size)
  await t.ledger.transact((tx) => recordReview(tx, batch, { kind: 'unclear', why: 'counts-disagree', code: 'CountsDisagree', message: 'more came back than went out', rawStatus: 'completed' }, null, { now: t.now, actor: 'system' }))
}

/** A batch of three: one cleared, one failed, one unclear. */
async function partlyUnclear(t: TestLedger): Promise<void> {
  const batch = await inReview(t, 3)
  const [one, two, three] = batch.attempts.map((attempt) => ({ attemptId: attempt.id, clipId: attempt.clipId, match: 'exact' as const, assetId: null, assetUrl: null, reason: null }))
  if (!one || !two || !three) throw new Error('It has three.')
  await t.ledger.transact((tx) => recordVerdicts(tx, batch, { rawStatus: null, verdicts: [{ ...one, verdict: 'active', assetId: 'asset-1', assetUrl: 'asset://asset-1' }, { ...two, verdict: 'failed' }, { ...three, verdict: 'unclear' }] }, null, { now: t.now, actor: 'system' }))
}

const batchRow = (t: TestLedger): unknown => raw(t, 'SELECT state, task_id, why_kind FROM batch WHERE id = 1')[0]

describe('"accepted, as this task"', () => {
  test('has a lost submission followed under it', async () => {
    const t = await testLedger()
    await lost(t, 2)
    t.now += 60_000
    expect(await resolve(t, { as: 'accepted', taskId: 'task-77' })).toBe(2)
    expect(batchRow(t)).toEqual({ state: 'in-review', task_id: 'task-77', why_kind: 'accepted-by-hand' })
    expect(raw(t, 'SELECT state, reason_code FROM clip')).toEqual([1, 2].map(() => ({ state: 'in-review', reason_code: '' })))
    expect(await dueBatches(t.ledger.read, t.accountId, t.now, 5)).toMatchObject([{ id: 1, taskId: 'task-77' }])
  })

  test('is refused for a task that is another batch already: one task is one batch', async () => {
    const t = await testLedger()
    await lost(t, 1)
    await inReview(t, 1, 'task-2')
    await expect(resolve(t, { as: 'accepted', taskId: 'task-2' })).rejects.toMatchObject({ problem: { kind: 'invalid-input', message: expect.stringContaining('batch 2') as string } })
    expect(batchRow(t)).toMatchObject({ state: 'outcome-unknown' })
  })
})

test('"follow again" asks about the same task, only for what is still unclear', async () => {
  const t = await testLedger()
  await partlyUnclear(t)
  expect(await resolve(t, { as: 'follow-again' })).toBe(1)
  expect(statesOf(t)).toEqual(['active', 'failed', 'in-review'])
  expect(batchRow(t)).toEqual({ state: 'in-review', task_id: 'task-1', why_kind: null })
  expect((await submittedAttempts(t.ledger.read, 1)).map((attempt) => attempt.decided)).toEqual([true, true, false])
})

test('"follow again" is refused for a submission that was never answered', async () => {
  const t = await testLedger()
  await lost(t, 1)
  await expect(resolve(t, { as: 'follow-again' })).rejects.toMatchObject({ problem: { kind: 'not-permitted-now', advice: expect.stringContaining('accepted') as string } })
  expect(statesOf(t)).toEqual(['needs-attention'])
})

test.each([['not-accepted', 'not-sent'], ['resubmit', 'unclear']] as const)('"%s" closes the batch and queues its clips again, in a batch of their own', async (as, verdict) => {
  const t = await testLedger()
  await lost(t, 2)
  expect(await resolve(t, { as })).toBe(2)
  expect(batchRow(t)).toMatchObject({ state: 'refused', why_kind: as })
  expect(column(t, 'SELECT verdict FROM attempt')).toEqual([verdict, verdict])
  expect(statesOf(t)).toEqual(['publishing', 'publishing'])
  await makeReady(t, [1, 2])
  const next = await claimNext(t, { batchSize: 2 })
  expect(next.id).toBe(2)
  expect(column(t, 'SELECT number FROM attempt WHERE batch_id = 2')).toEqual([2, 2])
})

test('"resubmit" sends again only what is unclear, never what has its verdict', async () => {
  const t = await testLedger()
  await partlyUnclear(t)
  expect(await resolve(t, { as: 'resubmit' })).toBe(1)
  expect(statesOf(t)).toEqual(['active', 'failed', 'publishing'])
  expect(column(t, 'SELECT verdict FROM attempt ORDER BY id')).toEqual(['active', 'failed', 'unclear'])
})

describe('"these verdicts"', () => {
  test('settle every unclear clip, named by number, file, given words or correlation name', async () => {
    const t = await testLedger()
    await disagreeing(t, 4)
    expect(await resolve(t, { as: 'verdicts', verdicts: [
      { clip: '1', verdict: 'active', assetId: 'asset-a' }, { clip: 'clip-2', verdict: 'failed' },
      { clip: '/footage/clip-3.mp4', verdict: 'active', assetUrl: 'asset://b' }, { clip: 'clip-4-4', verdict: 'failed' },
    ] })).toBe(4)
    expect(raw(t, 'SELECT state, match, asset_id, asset_url, reason_code FROM clip ORDER BY id')).toEqual([
      { state: 'active', match: 'exact', asset_id: 'asset-a', asset_url: 'asset://asset-a', reason_code: '' }, { state: 'failed', match: 'exact', asset_id: null, asset_url: null, reason_code: 'NoReason' },
      { state: 'active', match: 'exact', asset_id: null, asset_url: 'asset://b', reason_code: '' }, { state: 'failed', match: 'exact', asset_id: null, asset_url: null, reason_code: 'NoReason' },
    ])
    expect(batchRow(t)).toMatchObject({ state: 'finished', why_kind: null })
  })

  test.each<[string, { clip: string; verdict: 'active' | 'failed' }[], RegExp]>([
    ['that leave a clip out', [{ clip: '1', verdict: 'active' }], /leave out 1 clips.*clip-2/],
    ['that name a stranger', [{ clip: '1', verdict: 'active' }, { clip: '2', verdict: 'active' }, { clip: 'nobody', verdict: 'active' }], /"nobody" is no unclear clip/],
    ['that contradict themselves', [{ clip: '1', verdict: 'active' }, { clip: '2', verdict: 'active' }, { clip: '1', verdict: 'failed' }], /clip-1.*twice/],
  ])('%s are refused whole', async (_, verdicts, words) => {
    const t = await testLedger()
    await disagreeing(t, 2)
    await expect(resolve(t, { as: 'verdicts', verdicts })).rejects.toMatchObject({ problem: { kind: 'invalid-input', message: expect.stringMatching(words) as string } })
    expect(statesOf(t)).toEqual(['needs-attention', 'needs-attention'])
    expect(batchRow(t)).toMatchObject({ state: 'needs-attention' })
  })

  test('that name two clips at once are refused', async () => {
    const t = await testLedger()
    await disagreeing(t, 2)
    await t.ledger.transact((tx) => tx.updateTable('clip').set({ name: 'same' }).execute())
    await expect(resolve(t, { as: 'verdicts', verdicts: [{ clip: 'same', verdict: 'active' }] })).rejects.toMatchObject({ problem: { message: expect.stringContaining('2 clips') as string } })
  })
})

describe('an answer', () => {
  test.each<[string, (t: TestLedger) => Promise<unknown>]>([
    ['in review', (t) => inReview(t, 1)],
    ['refused', async (t) => { await lost(t, 1); await resolve(t, { as: 'not-accepted' }) }],
  ])('is refused for a batch that is %s', async (_, prepare) => {
    const t = await testLedger()
    await prepare(t)
    await expect(resolve(t, { as: 'resubmit' })).rejects.toMatchObject({ problem: { kind: 'not-permitted-now' } })
  })

  test('is refused for a batch that is not there', async () => {
    await expect(resolve(await testLedger(), { as: 'resubmit' }, 7)).rejects.toMatchObject({ problem: { kind: 'not-found' } })
  })

  test('to several batches is given to all or none', async () => {
    const t = await testLedger()
    await lost(t, 1)
    await inReview(t, 1)
    await expect(t.ledger.transact(async (tx) => {
      for (const id of [1, 2]) await resolveBatch(tx, id, { as: 'resubmit' }, { now: t.now, actor: 'Ada' })
    })).rejects.toMatchObject({ problem: { kind: 'not-permitted-now', message: expect.stringContaining('Batch 2') as string } })
    expect(statesOf(t)).toEqual(['needs-attention', 'in-review'])
  })

  test.each<BatchAnswer>([{ as: 'accepted', taskId: 'x' }, { as: 'not-accepted' }, { as: 'resubmit' }, { as: 'verdicts', verdicts: [{ clip: '1', verdict: 'failed' }] }])('carries the name of who gave it ($as)', async (answer) => {
    const t = await testLedger()
    await lost(t, 1)
    const before = column<number>(t, 'SELECT max(id) FROM event')[0]
    await resolve(t, answer)
    const events = raw(t, 'SELECT actor, clip_id IS NULL AS ofBatch FROM event WHERE id > ? ORDER BY id', before)
    expect(events).toEqual([{ actor: 'Ada', ofBatch: 1 }, { actor: 'Ada', ofBatch: 0 }])
  })
})

describe('a clip set aside while its batch is unclear', () => {
  const aside = async (t: TestLedger): Promise<void> => {
    await t.ledger.transact((tx) => setAsideClips(tx, [1], { now: t.now, actor: 'Ada' }))
    expect(statesOf(t, [1])).toEqual(['excluded'])
  }
  const back = (t: TestLedger): Promise<number[]> => t.ledger.transact((tx) => bringBackClips(tx, [1], { now: t.now, actor: 'Ada' }))

  test('comes back unclear while it still is', async () => {
    const t = await testLedger()
    await lost(t, 2)
    await aside(t)
    expect(await back(t)).toEqual([1])
    expect(raw(t, 'SELECT state, reason_code FROM clip WHERE id = 1')).toEqual([{ state: 'needs-attention', reason_code: 'OutcomeUnknown' }])
    expect(await unclearBatches(t.ledger.read)).toMatchObject([{ why: 'outcome-unknown', batchIds: [1] }])
  })

  test.each(['not-accepted', 'resubmit'] as const)('comes back to be checked and sent when the answer was "%s"', async (as) => {
    const t = await testLedger()
    await lost(t, 2)
    await aside(t)
    await resolve(t, { as })
    expect(column(t, `SELECT count(*) FROM attempt WHERE verdict = 'pending'`)).toEqual([0])
    await back(t)
    expect(statesOf(t, [1])).toEqual(['checking'])
  })

  test('comes back into review when the batch is followed', async () => {
    const t = await testLedger()
    await lost(t, 2)
    await aside(t)
    await resolve(t, { as: 'accepted', taskId: 'task-1' })
    await back(t)
    expect(statesOf(t)).toEqual(['in-review', 'in-review'])
  })

  test('comes back with the verdict it got meanwhile', async () => {
    const t = await testLedger()
    await lost(t, 3)
    await t.ledger.transact((tx) => setAsideClips(tx, [1, 2], { now: t.now, actor: 'Ada' }))
    await resolve(t, { as: 'accepted', taskId: 'task-1' })
    const attempts = await submittedAttempts(t.ledger.read, 1)
    const reason = { code: 'FaceMismatch', message: null, breaches: [] }
    await t.ledger.transact((tx) => recordVerdicts(tx, { id: 1, groupId: t.groupId }, { rawStatus: 'completed', verdicts: attempts.map((attempt) => ({
      attemptId: attempt.id, clipId: attempt.clipId, match: 'assumed', ...(attempt.clipId === 2 ? { verdict: 'failed', assetId: null, assetUrl: null, reason } : { verdict: 'active', assetId: `asset-${attempt.clipId}`, assetUrl: `asset://asset-${attempt.clipId}`, reason: null }),
    })) }, null, { now: t.now, actor: 'system' }))
    expect(statesOf(t)).toEqual(['excluded', 'excluded', 'active'])
    await t.ledger.transact((tx) => bringBackClips(tx, [1, 2], { now: t.now, actor: 'Ada' }))
    expect(raw(t, 'SELECT state, match, asset_url, reason_code FROM clip WHERE id < 3 ORDER BY id')).toEqual([
      { state: 'active', match: 'assumed', asset_url: 'asset://asset-1', reason_code: '' }, { state: 'failed', match: 'assumed', asset_url: null, reason_code: 'FaceMismatch' },
    ])
  })

  test('comes back on hold when the others were given their verdicts without it, and is sent at a person\'s word', async () => {
    const t = await testLedger()
    await lost(t, 2)
    await aside(t)
    await resolve(t, { as: 'verdicts', verdicts: [{ clip: '2', verdict: 'active', assetId: 'a' }] })
    expect(column(t, 'SELECT verdict FROM attempt ORDER BY id')).toEqual(['unclear', 'active'])
    await back(t)
    expect(statesOf(t)).toEqual(['held', 'active'])
    expect(column(t, 'SELECT reason_code FROM clip WHERE id = 1')).toEqual(['OutcomeUnknown'])
    expect(await plan(t)).toBeNull()
    await t.ledger.transact((tx) => recheckClips(tx, [1], { now: t.now, actor: 'Ada' }))
    await makeReady(t, [1])
    expect(await plan(t)).toMatchObject({ clips: [{ id: 1 }] })
  })
})

describe('answers that would cost a person dearly', () => {
  test('"not accepted" is refused for a batch the service has a task for: its clips would be paid for twice', async () => {
    const t = await testLedger()
    const batch = await inReview(t, 1, 'task-9')
    await t.ledger.transact((tx) => recordReview(tx, batch, { kind: 'unclear', why: 'no-result', code: 'NoResult', message: 'no result', rawStatus: 'completed' }, null, { now: t.now, actor: 'system' }))
    await expect(resolve(t, { as: 'not-accepted' })).rejects.toMatchObject({ problem: { kind: 'not-permitted-now', message: expect.stringContaining('task-9') as string } })
    expect(batchRow(t)).toMatchObject({ state: 'needs-attention' })
  })

  test('a verdict of "active" without an asset is refused: the clip could not be used', async () => {
    const t = await testLedger()
    await lost(t, 1)
    await expect(resolve(t, { as: 'verdicts', verdicts: [{ clip: '1', verdict: 'active' }] })).rejects.toMatchObject({ problem: { kind: 'invalid-input' } })
    expect(batchRow(t)).toMatchObject({ state: 'outcome-unknown' })
  })
})
