import { expect, test } from 'vitest'
import { gatherNews, newsOf, type NewsItem } from '../../src/main/domain/news.ts'
import { digestDueAfter, tellAgainAfter, tellAt } from '../../src/main/domain/telling-policy.ts'

test('a weekend of batches is one line a person, and what stopped comes first', () => {
  const items: NewsItem[] = [
    { kind: 'results', person: 'Ada', cleared: 18, failed: 2 },
    { kind: 'unclear', person: 'Ada', clips: 20, batches: 1 },
    { kind: 'results', person: 'Lin', cleared: 1, failed: 0 },
    { kind: 'results', person: 'Ada', cleared: 20, failed: 0 },
    { kind: 'account-stopped', account: 'default', stop: 'no-balance', reason: null },
    { kind: 'unclear', person: 'Ada', clips: 3, batches: 1 },
  ]
  expect(gatherNews(items)).toEqual([
    { kind: 'account-stopped', account: 'default', stop: 'no-balance', reason: null },
    { kind: 'unclear', person: 'Ada', clips: 23, batches: 2 },
    { kind: 'results', person: 'Ada', cleared: 38, failed: 2 },
    { kind: 'results', person: 'Lin', cleared: 1, failed: 0 },
  ])
})

test('trouble of Greenroom itself is news, the gravest there is', () => {
  const stuck = newsOf({ what: 'runner.stuck', data: { loop: 'links', message: 'The links loop has not come back for 5 minutes.' } }, '')
  expect(stuck).toEqual({ kind: 'own-trouble', trouble: 'loop-stuck', message: 'The links loop has not come back for 5 minutes.' })
  for (const what of ['ledger.damaged', 'ledger.backup-failed', 'storage.trouble-refused']) expect(newsOf({ what, data: {} }, '')).toMatchObject({ kind: 'own-trouble' })
  expect(gatherNews([{ kind: 'account-stopped', account: 'default', stop: 'no-balance', reason: null }, ...(stuck ? [stuck, stuck] : [])]).map(({ kind }) => kind)).toEqual(['own-trouble', 'account-stopped'])
})

test('what a person did, and what goes its ordinary way, is no news', () => {
  for (const what of ['account.paused', 'batch.sending', 'clip.failed', 'folder.added']) expect(newsOf({ what, data: {} }, 'Ada')).toBeNull()
})

test('the first word after a quiet time goes soon, a storm is told once a minute, results wait for company', () => {
  expect(tellAt({ oldestAt: 1000, onlyResults: false, toldAt: null })).toBe(11_000)
  expect(tellAt({ oldestAt: 1000, onlyResults: false, toldAt: 900 })).toBe(60_900)
  expect(tellAt({ oldestAt: 1000, onlyResults: true, toldAt: null })).toBe(301_000)
})

test('a channel that does not answer is asked less and less, but at least every hour', () => {
  expect([1, 2, 3, 7, 50].map(tellAgainAfter)).toEqual([60_000, 120_000, 240_000, 3_600_000, 3_600_000])
})

test('the digest leaves at its time of day, wherever the machine stands', () => {
  const at = Date.UTC(2026, 2, 12, 6, 30)
  expect(new Date(digestDueAfter(at, 8 * 60, () => 0)).toISOString()).toBe('2026-03-12T08:00:00.000Z')
  // Shanghai is eight hours ahead: there it is half past two in the afternoon already.
  expect(new Date(digestDueAfter(at, 8 * 60, () => -480)).toISOString()).toBe('2026-03-13T00:00:00.000Z')
  expect(new Date(digestDueAfter(Date.UTC(2026, 2, 12, 8), 8 * 60, () => 0)).toISOString()).toBe('2026-03-13T08:00:00.000Z')
})

test.each(['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Shanghai'])('a digest leaves once a day, at its time on the clocks of %s, when they change too', (timeZone) => {
  const clocks = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  const offsetAt = (at: number): number => (at - Date.parse(`${clocks.format(at).replace(' ', 'T')}Z`)) / 60_000
  let at = Date.UTC(2026, 0, 1, 1)
  const told: string[] = []
  for (let n = 0; n < 366; n++) told.push(clocks.format((at = digestDueAfter(at, 8 * 60, offsetAt))))
  expect(told.map((each) => each.slice(11))).toEqual(told.map(() => '08:00'))
  expect(new Set(told).size).toBe(told.length)
  expect(Date.parse(told.at(-1)?.slice(0, 10) ?? '') - Date.parse(told[0]?.slice(0, 10) ?? '')).toBe(365 * 24 * 3_600_000)
  // A time that is shown twice, or never, is told once all the same.
  for (const minuteOfDay of [90, 130, 150]) {
    const days: string[] = []
    at = Date.UTC(2026, 0, 1, 12)
    for (let n = 0; n < 365; n++) days.push(clocks.format((at = digestDueAfter(at, minuteOfDay, offsetAt))).slice(0, 10))
    expect(new Set(days).size).toBe(365)
  }
})
