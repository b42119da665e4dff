import { describe, expect, test } from 'vitest'
import { pauseBatch } from '../../src/main/ledger/batches.ts'
import { setAsideClips } from '../../src/main/ledger/clip-actions.ts'
import { pauseGroup, changeGroup, stopGroup } from '../../src/main/ledger/groups.ts'
import { addFolder } from '../../src/main/ledger/folders.ts'
import { moveClips } from '../../src/main/ledger/move-clips.ts'
import type { LedgerTx } from '../../src/main/ledger/open-ledger.ts'
import { addPerson, claimNext, column, end, newClips, plan, raw, readyClips, testLedger, type TestLedger } from '../helpers/ledger.ts'

const clipsOf = async (t: TestLedger, more: Parameters<typeof plan>[1] = {}): Promise<number[] | null> => (await plan(t, more))?.clips.map((clip) => clip.id) ?? null
const again = { kind: 'again', why: 'too-fast', message: '', retryAt: null } as const

describe('a new batch', () => {
  test('is the oldest clips of a person, no more than fit', async () => {
    const t = await testLedger()
    await readyClips(t, 7)
    expect(await clipsOf(t, { batchSize: 3 })).toEqual([1, 2, 3])
  })

  test('tells everything that is needed to look at its files once more', async () => {
    const t = await testLedger()
    await readyClips(t, 1)
    expect(await plan(t)).toEqual({ batchId: null, groupId: t.groupId, assetType: 'video', clips: [{ id: 1, sourceId: 1, sourceKind: 'path', location: '/footage/clip-1.mp4', name: 'clip-1', sizeBytes: 1000, mtimeMs: 5000, preflight: true, submitAnyway: false, assetType: 'video', batchSize: null, lingerUntil: null, createdAt: t.now, stateSince: t.now }] })
  })

  test('holds one clip where the person is submitted with certainty', async () => {
    const t = await testLedger()
    await readyClips(t, 3)
    await t.ledger.transact((tx) => changeGroup(tx, t.groupId, { mode: 'certain' }, { now: t.now, actor: 'Ada' }))
    expect(await clipsOf(t)).toEqual([1])
  })

  test('never mixes videos and images, nor batch sizes that were asked for apart', async () => {
    const t = await testLedger()
    const video = await readyClips(t, 2)
    const image = await readyClips(t, 2, { assetType: 'image' })
    const pairs = await readyClips(t, 2, { batchSize: 2 })
    // Full goes before part-filled, whatever came first.
    expect(await clipsOf(t)).toEqual(pairs)
    await end(t, await claimNext(t), { kind: 'accepted', taskId: 'task-1', nextPollAt: t.now })
    expect(await plan(t)).toMatchObject({ assetType: 'video' })
    expect(await clipsOf(t)).toEqual(video)
    await claimNext(t)
    expect(await plan(t)).toMatchObject({ assetType: 'image' })
    expect(await clipsOf(t)).toEqual(image)
  })

  test('goes to the person who has waited longest since the last batch', async () => {
    const t = await testLedger()
    const [lin, bo] = [t.groupId, await addPerson(t, 'Bo')]
    await readyClips(t, 4)
    await readyClips(t, 2, { groupId: bo })
    const order: number[] = []
    for (let n = 0; n < 3; n++) {
      t.now += 1000
      const batch = await claimNext(t, { batchSize: 2 })
      order.push(batch.groupId)
      await end(t, batch, { kind: 'accepted', taskId: `task-${n}`, nextPollAt: t.now })
    }
    expect(order).toEqual([lin, bo, lin])
    expect(await plan(t)).toBeNull()
  })

  test.each([
    ['paused', (t: TestLedger) => t.ledger.transact((tx) => pauseGroup(tx, t.groupId, true, { now: t.now, actor: 'Ada' }))],
    ['stopped', (t: TestLedger) => t.ledger.transact((tx) => stopGroup(tx, t.groupId, { kind: 'most-fail', failed: 12, of: 20, message: null, at: t.now }))],
  ])('is not made for a %s person, but for the others', async (_, hold) => {
    const t = await testLedger()
    await readyClips(t, 3)
    await hold(t)
    expect(await plan(t)).toBeNull()
    const bo = await addPerson(t, 'Bo')
    const theirs = await readyClips(t, 1, { groupId: bo })
    expect(await clipsOf(t)).toEqual(theirs)
    await t.ledger.transact((tx) => pauseGroup(tx, t.groupId, false, { now: t.now, actor: 'Ada' }))
    expect(await clipsOf(t, { batchSize: 3 })).toEqual([1, 2, 3])
  })
})

describe('a part-filled batch', () => {
  test('of an intake leaves at once when nothing more of it is on its way', async () => {
    const t = await testLedger()
    await readyClips(t, 2)
    expect(await clipsOf(t)).toEqual([1, 2])
  })

  test('waits for company that is still being checked, but not for ever', async () => {
    const t = await testLedger()
    await readyClips(t, 2)
    await newClips(t, 1)
    expect(await plan(t)).toBeNull()
    t.now += 9_999
    expect(await plan(t)).toBeNull()
    t.now += 1
    expect(await clipsOf(t)).toEqual([1, 2])
  })

  test('does not wait for clips behind a closed gate', async () => {
    const t = await testLedger()
    await readyClips(t, 2)
    await newClips(t, 1, { gated: true })
    expect(await clipsOf(t)).toEqual([1, 2])
  })

  test('of a watch folder waits until its oldest clip has waited its longest', async () => {
    const t = await testLedger()
    await readyClips(t, 1, { lingerMs: 600_000 })
    t.now += 5_000
    await readyClips(t, 1, { lingerMs: 600_000 })
    t.now += 594_999
    expect(await plan(t, { idleLingerMs: Infinity })).toBeNull()
    t.now += 1
    expect(await clipsOf(t, { idleLingerMs: Infinity })).toEqual([1, 2])
  })

  test('of a watch folder goes after half a minute when there is nothing better to do', async () => {
    const t = await testLedger()
    await readyClips(t, 1, { lingerMs: 600_000 })
    t.now += 29_999
    expect(await plan(t)).toBeNull()
    t.now += 1
    expect(await clipsOf(t)).toEqual([1])
    // Something better: a part-filled batch that need not linger.
    const bo = await addPerson(t, 'Bo')
    const theirs = await readyClips(t, 1, { groupId: bo })
    expect(await clipsOf(t)).toEqual(theirs)
  })

  test('of a watch folder is full with fewer where the folder says so', async () => {
    const t = await testLedger()
    const folderId = await t.ledger.transact((tx) => addFolder(tx, { group_id: t.groupId, path: '/w', volume_id: null, relative_path: null, settle_ms: 0, linger_ms: 600_000, batch_size: 2, ignore: '[]', existing: 'submit' }, { now: t.now, actor: 'Ada' }))
    await readyClips(t, 3, { folderId, lingerMs: 600_000, batchSize: 2 })
    expect(await clipsOf(t)).toEqual([1, 2])
  })
})

describe('a batch that waits for its second chance', () => {
  test('goes before new ones, with the clips it had', async () => {
    const t = await testLedger()
    await readyClips(t, 2)
    const first = await claimNext(t, { batchSize: 2 })
    await end(t, first, again)
    await readyClips(t, 20)
    expect(await plan(t)).toMatchObject({ batchId: first.id, groupId: t.groupId, assetType: 'video' })
    expect(await clipsOf(t)).toEqual([1, 2])
  })

  test('is not sent before its time, and its clips are in no other batch meanwhile', async () => {
    const t = await testLedger()
    await readyClips(t, 2)
    await end(t, await claimNext(t, { batchSize: 2 }), { ...again, retryAt: t.now + 30_000 })
    expect(await plan(t)).toBeNull()
    t.now += 30_000
    expect(await clipsOf(t)).toEqual([1, 2])
  })

  test.each([
    ['it is paused', (t: TestLedger, batchId: number) => t.ledger.transact((tx) => pauseBatch(tx, batchId, true, { now: t.now, actor: 'Ada' }))],
    ['its person is paused', (t: TestLedger) => t.ledger.transact((tx) => pauseGroup(tx, t.groupId, true, { now: t.now, actor: 'Ada' }))],
    ['its person is stopped', (t: TestLedger) => t.ledger.transact((tx) => stopGroup(tx, t.groupId, { kind: 'most-fail', failed: 12, of: 20, message: null, at: t.now }))],
  ])('stays where it is while %s', async (_, hold) => {
    const t = await testLedger()
    await readyClips(t, 2)
    const batch = await claimNext(t, { batchSize: 2 })
    await end(t, batch, again)
    await hold(t, batch.id)
    expect(await plan(t)).toBeNull()
  })

  test('goes without a clip that was set aside', async () => {
    const t = await testLedger()
    await readyClips(t, 3)
    await end(t, await claimNext(t, { batchSize: 3 }), again)
    await t.ledger.transact((tx) => setAsideClips(tx, [2], { now: t.now, actor: 'Ada' }))
    expect(await clipsOf(t)).toEqual([1, 3])
  })
})

describe('a planned batch that no clip is part of any more', () => {
  test.each([
    ['set aside', setAsideClips],
    ['given a new link', (tx: LedgerTx, ids: readonly number[], context: { now: number; actor: string }) => moveClips(tx, ids.map((clipId) => ({ clipId, to: 'publishing' as const })), context)],
  ])('because all were %s is ended at once, with words, and its attempts were not sent', async (_, leave) => {
    const t = await testLedger()
    const clipIds = await readyClips(t, 2)
    const batch = await claimNext(t)
    await end(t, batch, again)
    await t.ledger.transact((tx) => leave(tx, clipIds.slice(0, 1), { now: t.now, actor: 'Ada' }))
    expect(column(t, 'SELECT state FROM batch')).toEqual(['planned'])
    await t.ledger.transact((tx) => leave(tx, clipIds.slice(1), { now: t.now, actor: 'Ada' }))
    expect(raw(t, 'SELECT state, why_kind FROM batch')).toEqual([{ state: 'refused', why_kind: 'withdrawn' }])
    expect(column(t, 'SELECT verdict FROM attempt')).toEqual(['not-sent', 'not-sent'])
  })
})
