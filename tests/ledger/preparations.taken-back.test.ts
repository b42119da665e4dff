import { expect, test } from 'vitest'
import { recipe } from '../../src/contract/models/preparation.ts'
import { askPreparation, cancelPreparations } from '../../src/main/ledger/ask-preparation.ts'
import { moveSources } from '../../src/main/ledger/move-sources.ts'
import { recordReview } from '../../src/main/ledger/record-review.ts'
import { beginPreparation, failPreparation, nextPreparation } from '../../src/main/ledger/work-preparation.ts'
import { inReview, newClips, raw, testLedger, type TestLedger } from '../helpers/ledger.ts'

const ada = (t: TestLedger) => ({ now: t.now, actor: 'Ada' })
const tenSeconds = recipe.parse({ toMs: 10_000 })
const everything = { folders: [], ids: [] }

async function heldFor(t: TestLedger, code: string): Promise<void> {
  await newClips(t, 1)
  await t.ledger.transact((tx) => tx.updateTable('clip').set({ state: 'held', due_at: null, reason_code: code, reason: JSON.stringify({ code, message: null, breaches: [] }) }).execute())
}

test('a mending that is taken back has its clip checked as it is', async () => {
  const t = await testLedger()
  await heldFor(t, 'DurationTooLong')
  expect(await t.ledger.transact((tx) => askPreparation(tx, [1], tenSeconds, ada(t)))).toEqual([1])
  t.now += 1
  expect(await t.ledger.transact((tx) => cancelPreparations(tx, [1], ada(t)))).toEqual([1])
  expect(raw(t, 'SELECT state, due_at FROM clip')).toEqual([{ state: 'checking', due_at: t.now }])
  expect(raw(t, 'SELECT state FROM preparation')).toEqual([{ state: 'cancelled' }])
})

test('a clip that had failed is failed again when its mending is taken back, with its reason, and is not sent', async () => {
  const t = await testLedger()
  const batch = await inReview(t, 1)
  const [attempt] = batch.attempts
  if (!attempt) throw new Error('A batch has its clips.')
  const reason = { code: 'FaceMismatch', message: 'no face', breaches: [] }
  await t.ledger.transact((tx) => recordReview(tx, { id: batch.id, groupId: batch.groupId }, { kind: 'verdicts', rawStatus: 'completed', verdicts: [{ attemptId: attempt.id, clipId: 1, verdict: 'failed', match: 'assumed', assetId: null, assetUrl: null, reason }] }, null, ada(t)))
  await t.ledger.transact((tx) => askPreparation(tx, [1], tenSeconds, ada(t)))
  expect(raw(t, 'SELECT state, due_at FROM clip')).toEqual([{ state: 'checking', due_at: null }])
  expect(await t.ledger.transact((tx) => cancelPreparations(tx, [1], ada(t)))).toEqual([1])
  expect(raw(t, 'SELECT state, due_at, reason_code, reason, match FROM clip')).toEqual([{ state: 'failed', due_at: null, reason_code: 'FaceMismatch', reason: JSON.stringify(reason), match: 'assumed' }])
  expect(raw(t, 'SELECT state FROM preparation')).toEqual([{ state: 'cancelled' }])
  expect(raw(t, `SELECT actor, data->>'to' AS "to" FROM event WHERE what = 'clip.preparation-cancelled'`)).toEqual([{ actor: 'Ada', to: 'failed' }])
})

test('a source that was moved while it was looked for is looked for where it lies, and is not gone', async () => {
  const t = await testLedger()
  await heldFor(t, 'DurationTooLong')
  await t.ledger.transact((tx) => askPreparation(tx, [1], tenSeconds, ada(t)))
  const job = await nextPreparation(t.ledger.read, everything)
  if (!job) throw new Error('One copy is asked for.')
  await t.ledger.transact((tx) => beginPreparation(tx, job.id, t.now))
  await t.ledger.transact((tx) => moveSources(tx, [{ sourceId: job.fromSourceId, clipId: 1, was: job.location, now: '/elsewhere/take.mp4', nowKey: '/elsewhere/take.mp4', given: '/elsewhere/take.mp4', sizeBytes: 1000, mtimeMs: 5000 }], ada(t)))
  const gone = { code: 'SourceGone', message: 'The file is no longer there.', gone: true }
  await t.ledger.transact((tx) => failPreparation(tx, job, gone, t.now))
  expect(raw(t, 'SELECT state, source_missing FROM clip')).toEqual([{ state: 'checking', source_missing: 0 }])
  const again = await nextPreparation(t.ledger.read, everything)
  expect(again).toMatchObject({ id: job.id, location: '/elsewhere/take.mp4' })
  // Not there either: now it is gone.
  if (!again) throw new Error('It is asked for again.')
  await t.ledger.transact((tx) => beginPreparation(tx, again.id, t.now))
  await t.ledger.transact((tx) => failPreparation(tx, again, gone, t.now))
  expect(raw(t, 'SELECT state, reason_code, source_missing FROM clip')).toEqual([{ state: 'held', reason_code: 'SourceGone', source_missing: 1 }])
})
