import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { readGroup } from '../../src/main/ledger/groups.ts'
import { recordSubmission, recoverFromCrash, type SubmissionEnd } from '../../src/main/ledger/record-submission.ts'
import { closeOrphanedRequests, requestsInWindow } from '../../src/main/ledger/requests.ts'
import { claimNext, column, end, plan, raw, readyClips, statesOf, testLedger } from '../helpers/ledger.ts'
import { startProcess } from '../helpers/processes.ts'

const refused = (message: string): SubmissionEnd => ({ kind: 'refused', reason: { code: 'RefusedByService', message, breaches: [] }, message })

describe('a submission that ended', () => {
  test('accepted is followed under its task', async () => {
    const t = await testLedger()
    await readyClips(t, 2)
    const batch = await claimNext(t)
    t.now += 800
    await end(t, batch, { kind: 'accepted', taskId: 'task-9', nextPollAt: t.now + 5000 }, '{"id":"task-9"}')
    expect(raw(t, 'SELECT state, task_id, next_poll_at, answer FROM batch')).toEqual([{ state: 'in-review', task_id: 'task-9', next_poll_at: t.now + 5000, answer: '{"id":"task-9"}' }])
    expect(statesOf(t)).toEqual(['in-review', 'in-review'])
    expect(raw(t, 'SELECT answered_at, outcome, status FROM request')).toEqual([{ answered_at: t.now, outcome: 'accepted', status: 200 }])
  })

  test('refused for now waits, with why and until when', async () => {
    const t = await testLedger()
    await readyClips(t, 2)
    await end(t, await claimNext(t), { kind: 'again', why: 'too-fast', message: 'Too many requests', retryAt: t.now + 30_000 })
    expect(raw(t, 'SELECT state, retry_at, why_kind, why_message FROM batch')).toEqual([{ state: 'planned', retry_at: t.now + 30_000, why_kind: 'too-fast', why_message: 'Too many requests' }])
    expect(raw(t, 'SELECT state, batch_id, reason_code FROM clip')).toEqual([{ state: 'ready', batch_id: 1, reason_code: '' }, { state: 'ready', batch_id: 1, reason_code: '' }])
    expect(column(t, 'SELECT verdict FROM attempt')).toEqual(['pending', 'pending'])
  })

  test('refused for good holds its clips with the words of the service', async () => {
    const t = await testLedger()
    await readyClips(t, 2)
    await end(t, await claimNext(t), refused('group_id is unknown'))
    expect(raw(t, 'SELECT state, why_kind, why_message, finished_at FROM batch')).toEqual([{ state: 'refused', why_kind: 'RefusedByService', why_message: 'group_id is unknown', finished_at: t.now }])
    expect(raw(t, `SELECT state, reason_code, reason->>'message' AS said FROM clip`)).toEqual([1, 2].map(() => ({ state: 'held', reason_code: 'RefusedByService', said: 'group_id is unknown' })))
    expect(raw(t, `SELECT verdict, reason->>'message' AS said, decided_at FROM attempt`)).toEqual([1, 2].map(() => ({ verdict: 'refused', said: 'group_id is unknown', decided_at: t.now })))
  })

  test('without an answer is unclear: a person decides, and nothing sends it again by itself', async () => {
    const t = await testLedger()
    await readyClips(t, 2)
    await end(t, await claimNext(t), { kind: 'unknown', why: 'timeout', message: 'No answer within 60 s' })
    expect(raw(t, 'SELECT state, why_kind, task_id FROM batch')).toEqual([{ state: 'outcome-unknown', why_kind: 'timeout', task_id: null }])
    expect(raw(t, 'SELECT state, reason_code FROM clip')).toEqual([1, 2].map(() => ({ state: 'needs-attention', reason_code: 'OutcomeUnknown' })))
    t.now += 86_400_000
    expect(await plan(t)).toBeNull()
  })

  test('is written once: an end that comes after another changes nothing but its call', async () => {
    const t = await testLedger()
    await readyClips(t, 1)
    const batch = await claimNext(t)
    await t.ledger.transact((tx) => recoverFromCrash(tx, t.now))
    await end(t, batch, refused('late'))
    expect(raw(t, 'SELECT state, why_kind FROM batch')).toEqual([{ state: 'outcome-unknown', why_kind: 'process-ended' }])
    expect(statesOf(t)).toEqual(['needs-attention'])
    expect(column(t, 'SELECT verdict FROM attempt')).toEqual(['pending'])
    expect(await readGroup(t.ledger.read, t.groupId)).toMatchObject({ refusals_in_a_row: 0 })
    expect(column(t, 'SELECT outcome FROM request')).toEqual(['refused'])
  })

  test('as the service had accepted it is followed even when it was taken for lost', async () => {
    const t = await testLedger()
    await readyClips(t, 1)
    const batch = await claimNext(t)
    await t.ledger.transact((tx) => recoverFromCrash(tx, t.now))
    await end(t, batch, { kind: 'accepted', taskId: 'task-1', nextPollAt: t.now })
    expect(raw(t, 'SELECT state, task_id FROM batch')).toEqual([{ state: 'in-review', task_id: 'task-1' }])
    expect(statesOf(t)).toEqual(['in-review'])
  })
})

describe('refused batches', () => {
  test('three in a row stop the person, with words; the account and the others go on', async () => {
    const t = await testLedger()
    await readyClips(t, 4)
    for (let n = 1; n <= 3; n++) {
      expect((await readGroup(t.ledger.read, t.groupId)).stop).toBeNull()
      await end(t, await claimNext(t, { batchSize: 1 }), refused(`no ${n}`))
    }
    expect(JSON.parse((await readGroup(t.ledger.read, t.groupId)).stop ?? 'null')).toEqual({ kind: 'batches-refused', failed: 3, of: 3, message: 'no 3', at: t.now })
    expect(raw(t, `SELECT actor, what, group_id FROM event WHERE what LIKE 'group.s%'`)).toEqual([{ actor: 'system', what: 'group.stopped', group_id: t.groupId }])
    expect(await plan(t, { batchSize: 1 })).toBeNull()
  })

  test('with an accepted one between them do not', async () => {
    const t = await testLedger()
    await readyClips(t, 5)
    for (const how of ['refused', 'refused', 'accepted', 'refused', 'refused']) {
      await end(t, await claimNext(t, { batchSize: 1 }), how === 'refused' ? refused('no') : { kind: 'accepted', taskId: 'task-1', nextPollAt: t.now })
    }
    expect(await readGroup(t.ledger.read, t.groupId)).toMatchObject({ stop: null, refusals_in_a_row: 2 })
  })
})

describe('what a process that was killed left behind', () => {
  test('in the middle of a submission becomes unclear, and its call counts as answered now', async () => {
    const t = await testLedger()
    const sender = startProcess(path.join(import.meta.dirname, 'processes/claim-and-die.ts'), [t.dataDir])
    await readyClips(t, 3)
    await sender.message()
    sender.tell('go')
    expect(await sender.message()).toEqual({ claimed: 1, clips: 2 })
    await sender.kill()
    expect(statesOf(t)).toEqual(['submitting', 'submitting', 'ready'])
    t.now += 5000
    const found = await t.ledger.transact(async (tx) => ({ ...(await recoverFromCrash(tx, t.now)), calls: await closeOrphanedRequests(tx, t.now) }))
    expect(found).toEqual({ unknown: 1, calls: 1 })
    expect(raw(t, 'SELECT state, why_kind FROM batch')).toEqual([{ state: 'outcome-unknown', why_kind: 'process-ended' }])
    expect(statesOf(t)).toEqual(['needs-attention', 'needs-attention', 'ready'])
    expect(await requestsInWindow(t.ledger.read, t.accountId, 'submit', t.now)).toMatchObject([{ answeredAt: t.now, outcome: 'lost' }])
    expect(await t.ledger.transact((tx) => recoverFromCrash(tx, t.now))).toEqual({ unknown: 0 })
  })

  test('in review, planned or finished is left as it is', async () => {
    const t = await testLedger()
    await readyClips(t, 2)
    await end(t, await claimNext(t, { batchSize: 1 }), { kind: 'accepted', taskId: 'task-1', nextPollAt: t.now })
    await end(t, await claimNext(t, { batchSize: 1 }), { kind: 'again', why: 'too-fast', message: '', retryAt: null })
    expect(await t.ledger.transact((tx) => recoverFromCrash(tx, t.now))).toEqual({ unknown: 0 })
    expect(column(t, 'SELECT state FROM batch ORDER BY id')).toEqual(['in-review', 'planned'])
  })
})

test('a submission whose ledger cannot be written is written whole or not at all', async () => {
  const t = await testLedger()
  await readyClips(t, 1)
  const batch = await claimNext(t)
  await expect(t.ledger.transact(async (tx) => {
    await recordSubmission(tx, { id: batch.id, requestId: batch.requestId, groupId: batch.groupId, clipIds: [1] }, { kind: 'accepted', taskId: 'task-1', nextPollAt: 0 }, { answeredAt: t.now, outcome: 'accepted', status: 200, requestId: null }, null)
    throw new Error('disk full')
  })).rejects.toThrow('disk full')
  expect(statesOf(t)).toEqual(['submitting'])
  expect(column(t, 'SELECT answered_at FROM request')).toEqual([null])
})
