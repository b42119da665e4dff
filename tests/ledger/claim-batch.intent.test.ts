import { describe, expect, test } from 'vitest'
import { changeAccount, pauseAccount, stopAccount } from '../../src/main/ledger/accounts.ts'
import { pauseBatch } from '../../src/main/ledger/batches.ts'
import { claimBatch } from '../../src/main/ledger/claim-batch.ts'
import { bringBackClips, setAsideClips } from '../../src/main/ledger/clip-actions.ts'
import { pauseGroup, stopGroup } from '../../src/main/ledger/groups.ts'
import { moveClips } from '../../src/main/ledger/move-clips.ts'
import type { BatchPlan } from '../../src/main/ledger/plan-batch.ts'
import { claim, claimNext, column, end, makeReady, plan, raw, readyClips, statesOf, testLedger, type TestLedger } from '../helpers/ledger.ts'

const again = { kind: 'again', why: 'too-fast', message: 'slow down', retryAt: null } as const

async function planned(t: TestLedger): Promise<BatchPlan> {
  const found = await plan(t)
  if (!found) throw new Error('There was nothing to plan.')
  return found
}

describe('the intent to send', () => {
  test('is on disk, names and all, before anybody could send it', async () => {
    const t = await testLedger()
    await readyClips(t, 2)
    const batch = await claimNext(t)
    expect(batch).toMatchObject({ id: 1, groupId: t.groupId, remoteGroupId: 'group-1', projectName: 'default', assetType: 'video' })
    expect(batch.attempts).toEqual([
      { id: 1, clipId: 1, position: 0, correlationName: 'clip-1-1', url: 'https://clips.example/1' },
      { id: 2, clipId: 2, position: 1, correlationName: 'clip-2-2', url: 'https://clips.example/2' },
    ])
    // As another process sees it.
    expect(raw(t, 'SELECT state, size, sends, sent_at, task_id FROM batch')).toEqual([{ state: 'sending', size: 2, sends: 1, sent_at: t.now, task_id: null }])
    expect(raw(t, 'SELECT correlation_name, position, number, verdict FROM attempt ORDER BY id')).toEqual([
      { correlation_name: 'clip-1-1', position: 0, number: 1, verdict: 'pending' }, { correlation_name: 'clip-2-2', position: 1, number: 1, verdict: 'pending' },
    ])
    expect(raw(t, 'SELECT state, batch_id, attempts FROM clip ORDER BY id')).toEqual([{ state: 'submitting', batch_id: 1, attempts: 1 }, { state: 'submitting', batch_id: 1, attempts: 1 }])
    expect(raw(t, 'SELECT id, batch_id, ceiling, sent_at, answered_at FROM request')).toEqual([{ id: batch.requestId, batch_id: 1, ceiling: 'submit', sent_at: t.now, answered_at: null }])
  })

  test('that cannot be written whole is not written at all', async () => {
    const t = await testLedger()
    await readyClips(t, 2)
    const found = await planned(t)
    const urls = new Map(found.clips.map((clip) => [clip.sourceId, 'https://clips.example/x']))
    await expect(t.ledger.transact((tx) => claimBatch(tx, found, urls, { accountId: t.accountId, now: t.now, nameOf: () => 'the same name twice' }))).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_UNIQUE' })
    expect(statesOf(t)).toEqual(['ready', 'ready'])
    expect(column(t, 'SELECT count(*) FROM batch UNION ALL SELECT count(*) FROM request')).toEqual([0, 0])
  })

  test('is written once: the same plan a second time finds nothing to do and harms nothing', async () => {
    const t = await testLedger()
    await readyClips(t, 2)
    const found = await planned(t)
    const batch = await claim(t, found)
    expect(await claim(t, found)).toBeNull()
    expect(column(t, 'SELECT count(*) FROM batch')).toEqual([1])
    await end(t, batch as never, again)
    const second = await planned(t)
    expect(await claim(t, second)).toMatchObject({ id: 1 })
    // The plan of a batch that is on its way by now.
    expect(await claim(t, second)).toBeNull()
    expect(raw(t, 'SELECT state, why_kind FROM batch')).toEqual([{ state: 'sending', why_kind: null }])
    expect(column(t, 'SELECT verdict FROM attempt')).toEqual(['pending', 'pending'])
    expect(statesOf(t)).toEqual(['submitting', 'submitting'])
  })

  test.each<[string, (t: TestLedger) => Promise<unknown>]>([
    ['the account is paused', (t) => t.ledger.transact((tx) => pauseAccount(tx, t.accountId, true, { now: t.now, actor: 'Ada' }))],
    ['the account is stopped', (t) => t.ledger.transact((tx) => stopAccount(tx, t.accountId, 'no-balance', null, t.now))],
    ['the person is paused', (t) => t.ledger.transact((tx) => pauseGroup(tx, t.groupId, true, { now: t.now, actor: 'Ada' }))],
    ['the person is stopped', (t) => t.ledger.transact((tx) => stopGroup(tx, t.groupId, { kind: 'most-fail', failed: 12, of: 20, message: null, at: t.now }))],
  ])('is dropped when, since it was planned, %s', async (_, hold) => {
    const t = await testLedger()
    await readyClips(t, 2)
    const found = await planned(t)
    await hold(t)
    expect(await claim(t, found)).toBeNull()
    expect(statesOf(t)).toEqual(['ready', 'ready'])
    expect(column(t, 'SELECT count(*) FROM batch UNION ALL SELECT count(*) FROM request')).toEqual([0, 0])
  })

  test('to send a batch again is dropped when, since it was planned, the batch is paused', async () => {
    const t = await testLedger()
    await readyClips(t, 2)
    await end(t, await claimNext(t), again)
    const found = await planned(t)
    await t.ledger.transact((tx) => pauseBatch(tx, 1, true, { now: t.now, actor: 'Ada' }))
    expect(await claim(t, found)).toBeNull()
    expect(raw(t, 'SELECT state, sends FROM batch')).toEqual([{ state: 'planned', sends: 1 }])
    expect(statesOf(t)).toEqual(['ready', 'ready'])
  })

  test('leaves out clips that were set aside, gated or lost their link since it was planned', async () => {
    const t = await testLedger()
    await readyClips(t, 4)
    const found = await planned(t)
    await t.ledger.transact(async (tx) => {
      await setAsideClips(tx, [1], { now: t.now, actor: 'Ada' })
      await tx.updateTable('clip').set({ gated: 1 }).where('id', '=', 2).execute()
      await tx.deleteFrom('link').where('clip_source_id', '=', 3).execute()
    })
    const batch = await claim(t, found)
    expect(batch?.attempts).toMatchObject([{ clipId: 4, position: 0 }])
    expect(statesOf(t)).toEqual(['excluded', 'ready', 'ready', 'submitting'])
    expect(column(t, 'SELECT size FROM batch')).toEqual([1])
  })
})

describe('a batch sent for the second time', () => {
  test('keeps its attempts and names, and takes fresh links', async () => {
    const t = await testLedger()
    await readyClips(t, 2)
    await end(t, await claimNext(t), again)
    expect(statesOf(t)).toEqual(['ready', 'ready'])
    await t.ledger.transact((tx) => tx.updateTable('link').set({ url: 'https://clips.example/fresh' }).where('clip_source_id', '=', 1).execute())
    t.now += 1000
    const second = await claimNext(t)
    expect(second.attempts.map((attempt) => [attempt.correlationName, attempt.url])).toEqual([['clip-1-1', 'https://clips.example/fresh'], ['clip-2-2', 'https://clips.example/2']])
    expect(raw(t, 'SELECT sends, sent_at, size, why_kind FROM batch')).toEqual([{ sends: 2, sent_at: t.now, size: 2, why_kind: null }])
    expect(column(t, 'SELECT attempts FROM clip')).toEqual([1, 1])
    expect(column(t, 'SELECT count(*) FROM request')).toEqual([2])
  })

  test('goes without the clips that were withdrawn; the others close ranks', async () => {
    const t = await testLedger()
    await readyClips(t, 4)
    await end(t, await claimNext(t), again)
    await t.ledger.transact((tx) => setAsideClips(tx, [1, 3], { now: t.now, actor: 'Ada' }))
    const second = await claimNext(t)
    expect(second.attempts.map((attempt) => [attempt.clipId, attempt.position])).toEqual([[2, 0], [4, 1]])
    expect(raw(t, 'SELECT clip_id, verdict, decided_at FROM attempt ORDER BY id')).toEqual([
      { clip_id: 1, verdict: 'not-sent', decided_at: t.now }, { clip_id: 2, verdict: 'pending', decided_at: null },
      { clip_id: 3, verdict: 'not-sent', decided_at: t.now }, { clip_id: 4, verdict: 'pending', decided_at: null },
    ])
    expect(column(t, 'SELECT size FROM batch')).toEqual([2])
  })

  test('goes without a clip that was set aside and brought back: that one goes with the next batch', async () => {
    const t = await testLedger()
    await readyClips(t, 2)
    await end(t, await claimNext(t), again)
    await t.ledger.transact((tx) => setAsideClips(tx, [1], { now: t.now, actor: 'Ada' }))
    await t.ledger.transact((tx) => bringBackClips(tx, [1], { now: t.now, actor: 'Ada' }))
    await makeReady(t, [1])
    expect((await claimNext(t)).attempts.map((attempt) => attempt.clipId)).toEqual([2])
    const next = await claimNext(t)
    expect(next.id).toBe(2)
    expect(next.attempts.map((attempt) => attempt.clipId)).toEqual([1])
  })

  test('none of whose clips is left when it is claimed was closed in words', async () => {
    const t = await testLedger()
    await readyClips(t, 2)
    await end(t, await claimNext(t), again)
    const found = await planned(t)
    expect(found).toMatchObject({ batchId: 1, clips: [{ id: 1 }, { id: 2 }] })
    await t.ledger.transact((tx) => setAsideClips(tx, [1, 2], { now: t.now, actor: 'Ada' }))
    expect(await claim(t, found)).toBeNull()
    expect(raw(t, 'SELECT state, why_kind, finished_at FROM batch')).toEqual([{ state: 'refused', why_kind: 'withdrawn', finished_at: t.now }])
    expect(column(t, 'SELECT verdict FROM attempt')).toEqual(['not-sent', 'not-sent'])
    expect(await plan(t)).toBeNull()
  })
})

test('a clip resubmitted after its verdict gets an attempt of its own, numbered on', async () => {
  const t = await testLedger()
  await readyClips(t, 1)
  await end(t, await claimNext(t), { kind: 'accepted', taskId: 'task-1', nextPollAt: t.now })
  await t.ledger.transact((tx) => moveClips(tx, [{ clipId: 1, to: 'failed' }, { clipId: 1, to: 'publishing' }, { clipId: 1, to: 'ready' }], { now: t.now, actor: 'system' }))
  await claimNext(t)
  expect(raw(t, 'SELECT batch_id, number, correlation_name FROM attempt ORDER BY id')).toEqual([
    { batch_id: 1, number: 1, correlation_name: 'clip-1-1' }, { batch_id: 2, number: 2, correlation_name: 'clip-1-2' },
  ])
  expect(column(t, 'SELECT attempts FROM clip')).toEqual([2])
})

test('resuming an account lets its batches go again', async () => {
  const t = await testLedger()
  await readyClips(t, 1)
  await t.ledger.transact((tx) => stopAccount(tx, t.accountId, 'key-refused', '401', t.now))
  const found = await planned(t)
  expect(await claim(t, found)).toBeNull()
  await t.ledger.transact((tx) => changeAccount(tx, t.accountId, {}, { now: t.now, actor: 'Ada', liftsStop: true, data: { changed: ['key'] } }))
  expect(await claim(t, found)).toMatchObject({ id: 1 })
})
