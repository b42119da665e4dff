import { expect, test } from 'vitest'
import { countClips } from '../../src/main/ledger/counts.ts'
import { fetchRate, waitingBytes } from '../../src/main/ledger/waiting-bytes.ts'
import { addPerson, candidate, take, testLedger } from '../helpers/ledger.ts'

test('adds up the files of clips that were not sent, of a person and of the account; URLs come to nothing', async () => {
  const t = await testLedger()
  const other = await addPerson(t, 'Mo')
  await take(t, [candidate('/a.mp4', { sizeBytes: 1_000 }), candidate('/b.mp4', { sizeBytes: 2_000 }), candidate('https://x/c.mp4', { kind: 'url', sizeBytes: null })])
  await take(t, [candidate('/d.mp4', { sizeBytes: 500 })], { groupId: other })
  await t.ledger.transact(async (tx) => {
    await tx.updateTable('clip').set({ state: 'in-review' }).where('name', '=', 'b').execute()
    await tx.updateTable('clip').set({ state: 'ready' }).where('name', '=', 'a').execute()
  })
  const sum = async (of: { groupId: number } | { accountId: number }) => waitingBytes(t.ledger.read, of, await countClips(t.ledger.read, of))
  expect(await sum({ groupId: t.groupId })).toEqual({ bytes: 1_000, about: false })
  expect(await sum({ accountId: t.accountId })).toEqual({ bytes: 1_500, about: false })
})

test('of very many clips a part is added up, and the rest is taken to be like it', async () => {
  const t = await testLedger()
  await take(t, Array.from({ length: 20_500 }, (_, n) => candidate(`/clip-${n}.mp4`, { sizeBytes: 100 })))
  expect(await waitingBytes(t.ledger.read, { groupId: t.groupId }, await countClips(t.ledger.read, { groupId: t.groupId }))).toEqual({ bytes: 2_050_000, about: true })
})

test('the rate of our own links is measured from what readers fetched; small answers say nothing', async () => {
  const t = await testLedger()
  expect(await fetchRate(t.ledger.read)).toBeNull()
  await take(t, [candidate('/a.mp4')])
  await t.ledger.transact(async (tx) => {
    const link = await tx.insertInto('link').values({ clip_source_id: 1, kind: 'links x', url: 'x', token: 't', size_bytes: 1, expires_at: 1, created_at: 1, real_path: null }).returning('id').executeTakeFirstOrThrow()
    const row = { link_id: link.id, clip_id: 1, address: 'a', agent: 'b', requests: 1, status: 200, first_at: 1_000 }
    await tx.insertInto('link_fetch').values([{ ...row, last_at: 3_000, bytes: 4_000_000 }, { ...row, last_at: 5_000, bytes: 4_000_000 }, { ...row, last_at: 90_000, bytes: 10 }]).execute()
  })
  expect(Math.round((await fetchRate(t.ledger.read)) ?? 0)).toBe(1_333_333)
})
