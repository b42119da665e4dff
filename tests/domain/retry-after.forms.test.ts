import { describe, expect, it } from 'vitest'
import { parseRetryAfter } from '../../src/main/domain/retry-after.ts'

const now = Date.parse('2026-03-01T12:00:00.000Z')
const due = (headers: Record<string, string>) => parseRetryAfter(new Headers(headers), now)

describe('when the server says to come back', () => {
  it.each<[string, Record<string, string>, number | null]>([
    ['milliseconds', { 'retry-after-ms': '1500' }, now + 1500],
    ['fractions of a millisecond are rounded up', { 'retry-after-ms': '0.2' }, now + 1],
    ['milliseconds before seconds', { 'retry-after-ms': '250', 'retry-after': '9' }, now + 250],
    ['seconds when the milliseconds are garbage', { 'retry-after-ms': 'soon', 'retry-after': '9' }, now + 9000],
    ['seconds', { 'retry-after': '7' }, now + 7000],
    ['fractions of seconds', { 'retry-after': '0.5' }, now + 500],
    ['at once', { 'retry-after': '0' }, now],
    ['an hour is not shortened', { 'retry-after': '3600' }, now + 3_600_000],
    ['a month is not shortened', { 'retry-after': '2592000' }, now + 2_592_000_000],
    ['more than a month', { 'retry-after': '99999999' }, null],
    ['more milliseconds than a month has', { 'retry-after-ms': '9'.repeat(40) }, null],
    ['a date in another century', { 'retry-after': 'Fri, 31 Dec 2999 23:59:59 GMT' }, null],
    ['an HTTP date', { 'retry-after': 'Sun, 01 Mar 2026 12:02:00 GMT' }, now + 120_000],
    ['an RFC 850 date', { 'retry-after': 'Sunday, 01-Mar-26 12:02:00 GMT' }, now + 120_000],
    ['an asctime date', { 'retry-after': 'Sun Mar  1 12:02:00 2026' }, now + 120_000],
    ['an ISO date', { 'retry-after': '2026-03-01T12:02:00Z' }, now + 120_000],
    ['a date by a server whose clock is an hour behind ours', { 'retry-after': 'Sun, 01 Mar 2026 11:00:30 GMT', date: 'Sun, 01 Mar 2026 11:00:00 GMT' }, now + 30_000],
    ['nothing', {}, null],
    ['an empty header', { 'retry-after': '' }, null],
    ['a negative number', { 'retry-after': '-5' }, null],
    ['negative milliseconds', { 'retry-after-ms': '-5' }, null],
    ['a date that has passed', { 'retry-after': 'Sun, 01 Mar 2026 11:59:00 GMT' }, null],
    ['words', { 'retry-after': 'a while' }, null],
    ['what only looks like a date', { 'retry-after': '12 potatoes' }, null],
    ['an exponent', { 'retry-after': '1e9' }, null],
    ['infinity', { 'retry-after': 'Infinity' }, null],
  ])('%s', (_name, headers, expected) => {
    expect(due(headers)).toBe(expected)
  })
})
