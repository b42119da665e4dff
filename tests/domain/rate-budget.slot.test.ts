import { describe, expect, it } from 'vitest'
import { slot, withoutFutureTimes, type SentRequest, type SlotQuestion } from '../../src/main/domain/rate-budget.ts'

const now = 1_000_000
const ask = (question: Partial<SlotQuestion>) => slot({ limitPerMinute: 3, requests: [], now, notBefore: null, maxInFlight: 4, ...question })
const answered = (...agoMs: number[]): SentRequest[] => agoMs.map((ago) => ({ sentAt: now - ago - 500, answeredAt: now - ago }))
const onItsWay = (...agoMs: number[]): SentRequest[] => agoMs.map((ago) => ({ sentAt: now - ago, answeredAt: null }))

describe('a slot', () => {
  it('is free while fewer than the limit are taken', () => {
    expect(ask({})).toEqual({ free: true })
    expect(ask({ requests: answered(1, 2) })).toEqual({ free: true })
  })
  it('frees a minute and a millisecond after the answer of the oldest, not after its sending', () => {
    const requests = answered(10_000, 40_000, 59_000)
    expect(ask({ requests })).toEqual({ free: false, at: now + 1001, because: 'limit' })
    expect(ask({ requests, now: now + 1000 }).free).toBe(false)
    expect(ask({ requests, now: now + 1001 }).free).toBe(true)
  })
  it('waits for as many to free as are too many', () => {
    expect(ask({ limitPerMinute: 2, requests: answered(10_000, 20_000, 30_000, 40_000) })).toEqual({ free: false, at: now + 40_001, because: 'limit' })
  })
  it('is held by a request without an answer, however old', () => {
    expect(ask({ requests: [...onItsWay(5_000_000, 1), ...answered(30_000)] })).toEqual({ free: false, at: now + 30_001, because: 'limit' })
    expect(ask({ requests: onItsWay(5_000_000, 1, 1) })).toEqual({ free: false, at: null, because: 'limit' })
  })
  it('waits for an answer when as many are on their way as may be', () => {
    expect(ask({ requests: onItsWay(10), maxInFlight: 1 })).toEqual({ free: false, at: null, because: 'in-flight' })
    expect(ask({ requests: onItsWay(10), maxInFlight: 2 })).toEqual({ free: true })
  })
  it('waits until the server said, and for the limit beyond it', () => {
    expect(ask({ notBefore: now + 5 })).toEqual({ free: false, at: now + 5, because: 'told-to-wait' })
    expect(ask({ notBefore: now })).toEqual({ free: true })
    expect(ask({ notBefore: now + 5, requests: answered(1, 2, 3) })).toEqual({ free: false, at: now + 59_998, because: 'told-to-wait' })
    expect(ask({ notBefore: now + 5, requests: onItsWay(1, 2, 3) })).toEqual({ free: false, at: now + 5, because: 'told-to-wait' })
  })
  it('of a limit below one a minute comes once in as many minutes as it takes', () => {
    const requests = answered(0)
    expect(ask({ limitPerMinute: 0.25, requests })).toEqual({ free: false, at: now + 240_001, because: 'limit' })
    expect(ask({ limitPerMinute: 1.5, requests })).toEqual({ free: false, at: now + 60_001, because: 'limit' })
  })
  it.each([0, -1, Number.NaN])('is never free under a limit of %d', (limitPerMinute) => {
    expect(ask({ limitPerMinute })).toEqual({ free: false, at: null, because: 'limit' })
  })
})

it('a clock set back a day does not close the budget for a day', () => {
  const day = 86_400_000
  const requests = answered(-day, -day + 5, -day + 9)
  expect(ask({ requests })).toMatchObject({ free: false, at: now + day + 60_001 - 9 })
  expect(ask({ requests: withoutFutureTimes(requests, now) })).toEqual({ free: false, at: now + 60_001, because: 'limit' })
  expect(withoutFutureTimes(onItsWay(-day), now)).toEqual([{ sentAt: now, answeredAt: null }])
})
