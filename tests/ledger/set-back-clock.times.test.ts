import { expect, test } from 'vitest'
import { mendSetBackClock } from '../../src/main/ledger/mend-set-back-clock.ts'
import { countSince, lastLook, noteLooked } from '../../src/main/ledger/since-looked.ts'
import { beginUpload, claimLeftovers, giveUpUpload, leftovers } from '../../src/main/ledger/uploads.ts'
import { column, newClips, readyClips, testLedger, type TestLedger } from '../helpers/ledger.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000
const place = 'https://storage.example/bucket'

/** The machine's clock is set back a day, and the ledger hears of it. */
async function setBack(t: TestLedger): Promise<void> {
  t.now -= dayMs
  await t.ledger.transact((tx) => mendSetBackClock(tx, t.now, dayMs))
}

async function upload(t: TestLedger): Promise<number> {
  const [clipId] = await newClips(t, 1)
  const [clipSourceId = 0] = column<number>(t, 'SELECT source_id FROM clip WHERE id = ?', clipId)
  return (await t.ledger.transact((tx) => beginUpload(tx, { clipSourceId, place, sizeBytes: 1, mtimeMs: 0, objectKey: `o-${clipSourceId}`, partBytes: 8 }, t.now))).id
}

/** What is to be removed now: unfinished uploads after an hour, and what could not be removed, an hour after it was tried. */
async function due(t: TestLedger): Promise<number[]> {
  const rows = await leftovers(t.ledger.read, { accountId: t.accountId, place, sendingUntil: t.now - hourMs, objectsUntil: null, now: t.now, againMs: hourMs, limit: 10 })
  return rows.map(({ id }) => id)
}

test('an upload nobody goes on with is removed in its time, though the clock was set back a day meanwhile', async () => {
  const t = await testLedger()
  const id = await upload(t)
  await t.ledger.transact((tx) => tx.updateTable('upload').set({ settled_at: t.now }).where('id', '=', id).execute())
  t.now += 1_000
  await setBack(t)
  expect(await due(t)).toEqual([])
  t.now += hourMs
  expect(await due(t)).toEqual([id])
})

test('a removal that failed is tried again in its time, though the clock was set back a day meanwhile', async () => {
  const t = await testLedger()
  const id = await upload(t)
  await t.ledger.transact((tx) => giveUpUpload(tx, id, t.now))
  await t.ledger.transact(async (tx) => claimLeftovers(tx, await leftovers(tx, { accountId: t.accountId, place, sendingUntil: 0, objectsUntil: null, now: t.now, againMs: hourMs, limit: 10 }), t.now))
  t.now += 1_000
  await setBack(t)
  expect(await due(t)).toEqual([])
  t.now += hourMs
  expect(await due(t)).toEqual([id])
})

test('what is new since somebody looked is told, though the clock was set back a day meanwhile', async () => {
  const t = await testLedger()
  await t.ledger.transact((tx) => noteLooked(tx, 'Ada', t.now))
  t.now += 1_000
  await setBack(t)
  t.now += 1_000
  const [id] = await readyClips(t, 1)
  await t.ledger.transact((tx) => tx.updateTable('clip').set({ state: 'active', state_since: t.now }).where('id', '=', id ?? 0).execute())
  const look = await lastLook(t.ledger.read, 'Ada')
  expect(await countSince(t.ledger.read, look ?? { at: 0, lastClipId: 0 })).toMatchObject({ cleared: 1, taken: 1 })
})
