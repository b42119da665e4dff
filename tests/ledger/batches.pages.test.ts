import { expect, test } from 'vitest'
import { pageOfBatches } from '../../src/main/ledger/batches.ts'
import { pageOfEvents } from '../../src/main/ledger/events.ts'
import { addPerson, claimNext, end, inReview, readyClips, testLedger } from '../helpers/ledger.ts'

test('batches are listed newest first, in pages without a gap, by person and state', async () => {
  const t = await testLedger()
  for (let n = 1; n <= 4; n++) await inReview(t, 2, `task-${n}`)
  const bo = await addPerson(t, 'Bo')
  await readyClips(t, 1, { groupId: bo })
  await end(t, await claimNext(t), { kind: 'unknown', why: 'timeout', message: 'No answer' })
  const first = await pageOfBatches(t.ledger.read, {}, 3, null)
  expect(first.rows.map((batch) => batch.id)).toEqual([5, 4, 3])
  const second = await pageOfBatches(t.ledger.read, {}, 3, first.next)
  expect(second.rows.map((batch) => batch.id)).toEqual([2, 1])
  expect(second.next).toBeNull()
  expect((await pageOfBatches(t.ledger.read, { groupId: bo }, 9, null)).rows).toMatchObject([{ id: 5, groupName: 'Bo', state: 'outcome-unknown', why: { kind: 'timeout', message: 'No answer' } }])
  expect((await pageOfBatches(t.ledger.read, { states: ['in-review'] }, 9, null)).rows.map((batch) => batch.id)).toEqual([4, 3, 2, 1])
  expect(first.rows[1]?.cells).toMatchObject([{ clipId: 7, state: 'in-review' }, { clipId: 8, state: 'in-review' }])
})

test.each(['abc', '1.5', '-1', ' 7'])('"%s" is no place in a list of batches or events, and is said so', async (cursor) => {
  const { ledger } = await testLedger()
  await expect(pageOfBatches(ledger.read, {}, 5, cursor)).rejects.toMatchObject({ problem: { kind: 'invalid-input' } })
  await expect(pageOfEvents(ledger.read, {}, 5, cursor)).rejects.toMatchObject({ problem: { kind: 'invalid-input' } })
})
