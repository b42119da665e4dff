import { expect, test } from 'vitest'
import { clipsThatMustAnswer, readFetches, readLinkDay, recordFetches, type SeenFetch } from '../../src/main/ledger/links.ts'
import { recordLinks } from '../../src/main/ledger/local-work.ts'
import { candidate, take, testLedger, type TestLedger } from '../helpers/ledger.ts'

async function linked(clips: number): Promise<TestLedger> {
  const t = await testLedger()
  await take(t, Array.from({ length: clips }, (_, n) => candidate(`/footage/clip-${n + 1}.mp4`)))
  await t.ledger.transact(async (tx) => {
    await tx.updateTable('clip').set({ state: 'publishing' }).execute()
    await recordLinks(tx, Array.from({ length: clips }, (_, n) => ({ clipId: n + 1, kind: 'linked' as const, sourceId: n + 1, publisher: 'links http://x', url: `http://x/c/${n + 1}`, token: `token-${n + 1}`, sizeBytes: 1000, expiresAt: t.now + 1_000_000 })), t.now)
  })
  return t
}

const seen = (t: TestLedger, more: Partial<SeenFetch> = {}): SeenFetch => ({ token: 'token-1', address: '203.0.113.5', agent: 'bot', at: t.now, endedAt: t.now + 500, requests: 1, bytes: 100, status: 206, ...more })
const record = (t: TestLedger, fetches: SeenFetch[], refused = 0) => t.ledger.transact((tx) => recordFetches(tx, fetches, refused, t.now))

test('a reader that asks in many parts is one entry; another reader, or the same an hour later, is another', async () => {
  const t = await linked(2)
  await record(t, [seen(t), seen(t, { address: '198.51.100.7', bytes: 5 })])
  t.now += 60_000
  await record(t, [seen(t, { requests: 3, bytes: 300, status: 200 })])
  t.now += 3_600_000
  await record(t, [seen(t), seen(t, { token: 'token-2' }), seen(t, { token: 'never made' })])
  expect((await readFetches(t.ledger.read, { clipId: 1 }, 50)).map(({ address, requests, bytes, status }) => [address, requests, bytes, status])).toEqual([
    ['203.0.113.5', 1, 100, 206], ['198.51.100.7', 1, 5, 206], ['203.0.113.5', 4, 400, 200],
  ])
  expect(await readFetches(t.ledger.read, { accountId: t.accountId }, 1)).toMatchObject([{ clipId: 2, clipName: 'clip-2' }])
})

test('the log stays bounded for each clip, and the day keeps its sums', async () => {
  const t = await linked(1)
  for (let n = 0; n < 70; n++) await record(t, [seen(t, { agent: `bot ${n}` })], 2)
  const kept = await readFetches(t.ledger.read, { clipId: 1 }, 500)
  expect([kept.length, kept[0]?.agent, kept.at(-1)?.agent]).toEqual([50, 'bot 69', 'bot 20'])
  expect(await readLinkDay(t.ledger.read, t.now)).toEqual({ requests: 70, bytes: 7_000, refused: 140 })
  expect(await readLinkDay(t.ledger.read, t.now + 86_400_000)).toEqual({ requests: 0, bytes: 0, refused: 0 })
})

test('the whole log keeps its newest twenty thousand rows', async () => {
  const t = await linked(1)
  await record(t, [seen(t)])
  await t.ledger.transact((tx) => tx.insertInto('link_fetch').values({ id: 30_000, link_id: 1, clip_id: 1, address: 'a', agent: 'b', first_at: 1, last_at: 1, requests: 1, bytes: 1, status: 200 }).execute())
  await record(t, [seen(t, { address: 'c' })])
  expect((await readFetches(t.ledger.read, { clipId: 1 }, 50)).map(({ id }) => id)).toEqual([30_001, 30_000])
})

test('links must answer for clips the service has or may have', async () => {
  const t = await linked(3)
  const counts: Record<string, number> = {}
  for (const state of ['ready', 'submitting', 'in-review', 'needs-attention', 'active', 'failed'] as const) {
    await t.ledger.transact((tx) => tx.updateTable('clip').set({ state }).execute())
    counts[state] = await clipsThatMustAnswer(t.ledger.read, t.accountId)
  }
  expect(counts).toEqual({ ready: 0, submitting: 3, 'in-review': 3, 'needs-attention': 3, active: 0, failed: 0 })
})
