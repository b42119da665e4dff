import { describe, expect, it } from 'vitest'
import { after429, afterAccepted, freshRateState, maxInFlight, type RateRefusal, type RateState } from '../../src/main/domain/rate-budget.ts'

const now = 10_000_000
const minute = 60_000
const refuse = (state: RateState, refusal: Partial<RateRefusal> = {}) =>
  after429(state, { now, retryDueAt: null, acceptedInLastMinute: 3, oldestAcceptedAnsweredAt: now - 20_000, random: () => 0.5, ...refusal })
const accept = (state: RateState, at: number, configuredLimit = 6) => afterAccepted(state, { now: at, configuredLimit })

describe('after a 429 with Retry-After', () => {
  it('it is obeyed exactly, at the rate of before', () => {
    expect(refuse(freshRateState, { retryDueAt: now + 7 * 3_600_000 })).toEqual({
      workingLimit: null, notBefore: now + 7 * 3_600_000, told: true, last429At: now, raisedAt: null, backoffStep: 1, probedAt: null, failedProbes: 0,
    })
  })
  it('it replaces what we had reckoned ourselves only by a later time', () => {
    const reckoned = refuse(freshRateState)
    expect(reckoned.notBefore).toBe(now + 40_001)
    expect(refuse(reckoned, { retryDueAt: now + 10 })).toMatchObject({ notBefore: now + 10, told: true })
    expect(refuse(refuse(freshRateState, { retryDueAt: now + 50_000 }), { retryDueAt: now + 10 })).toMatchObject({ notBefore: now + 50_000, told: true })
  })
  it('and another one when it was obeyed, the count is believed too', () => {
    const told = refuse(freshRateState, { retryDueAt: now + 1000 })
    const again = refuse(told, { now: now + 1000, retryDueAt: now + 2000 })
    expect(again).toMatchObject({ workingLimit: 3, notBefore: now + 2000, told: true })
  })
})

describe('after a 429 without Retry-After', () => {
  it('what was accepted in the last minute is the limit, and the oldest of it says when', () => {
    expect(refuse(freshRateState)).toEqual({ workingLimit: 3, notBefore: now + 40_001, told: false, last429At: now, raisedAt: null, backoffStep: 1, probedAt: null, failedProbes: 0 })
  })
  it('the limit only falls', () => {
    expect(refuse({ ...freshRateState, workingLimit: 2 }).workingLimit).toBe(2)
    expect(refuse({ ...freshRateState, workingLimit: 9 }).workingLimit).toBe(3)
  })
  it('with nothing accepted it backs off, further each time, never to nothing and never for good', () => {
    const none = { acceptedInLastMinute: 0, oldestAcceptedAnsweredAt: null }
    let state = refuse(freshRateState, none)
    expect(state).toMatchObject({ workingLimit: 1, notBefore: now + 5000 + 7500 })
    expect(refuse(freshRateState, { ...none, random: () => 0 }).notBefore).toBe(now + 5000)
    for (let again = 0; again < 30; again++) state = refuse({ ...state, notBefore: null }, none)
    expect(state.notBefore).toBe(now + 5000 + 150_000)
  })
  it('a time the server gave still stands', () => {
    const told = refuse(freshRateState, { retryDueAt: now + 500_000 })
    expect(refuse(told)).toMatchObject({ notBefore: now + 500_000, told: true })
  })
})

describe('after what was accepted', () => {
  const limited: RateState = { ...freshRateState, workingLimit: 3, last429At: now, notBefore: now + 40_001, backoffStep: 2 }

  it('the limit rises by one each quiet minute of sending, until it is as configured', () => {
    const first = now + 41_000
    let state = accept(limited, first)
    expect(state).toMatchObject({ workingLimit: 3, backoffStep: 0, notBefore: null })
    state = accept(state, first + minute - 1)
    expect(state.workingLimit).toBe(3)
    state = accept(state, first + minute)
    expect(state).toMatchObject({ workingLimit: 4, raisedAt: first + minute })
    state = accept(state, first + 2 * minute - 1)
    expect(state.workingLimit).toBe(4)
    state = accept(state, first + 2 * minute)
    expect(state.workingLimit).toBe(5)
    state = accept(state, first + 3 * minute)
    expect(state).toMatchObject({ workingLimit: null, raisedAt: null })
  })
  it('each trial of a higher limit that ends in a 429 makes the next twice as late, up to an hour; one that holds starts afresh', () => {
    let state: RateState = { ...limited }
    let at = now + 41_000
    const waits: number[] = []
    for (let trial = 0; trial < 8; trial++) {
      state = accept(state, at)
      const since = at
      while (state.workingLimit === 3) {
        at += 1000
        state = accept(state, at)
      }
      waits.push((at - since) / minute)
      state = refuse(state, { now: at + 1000 })
      at += 62_000
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 64])
    const held = accept(accept({ ...state, failedProbes: 3, raisedAt: at, workingLimit: 3, probedAt: null }, at), at + 8 * minute)
    expect(held).toMatchObject({ workingLimit: 4, failedProbes: 3 })
    expect(accept(held, at + 16 * minute)).toMatchObject({ workingLimit: 5, failedProbes: 0 })
  })
  it('the minute begins anew after another 429', () => {
    const tried = accept(limited, now + 41_000)
    const again = refuse(tried, { now: now + 50_000 })
    expect(accept(again, now + 102_000)).toMatchObject({ workingLimit: 3, raisedAt: now + 102_000 })
  })
  it('a time to wait for that has not come yet stays', () => {
    expect(accept(limited, now + 5)).toMatchObject({ notBefore: now + 40_001 })
  })
  it('a limit that was configured lower meanwhile is no longer needed', () => {
    expect(accept(limited, now + 5, 2).workingLimit).toBeNull()
  })
  it('a clock that was set back does not stop the limit from rising', () => {
    const tomorrow = now + 86_400_000
    const state = accept({ ...limited, last429At: tomorrow, raisedAt: tomorrow }, now)
    expect(accept(state, now + minute).workingLimit).toBe(4)
  })
})

describe('submissions on their way at once', () => {
  it('are one until a minute has passed without a 429, then four', () => {
    const state = { ...freshRateState, last429At: now }
    expect(maxInFlight(state, now + minute - 1)).toBe(1)
    expect(maxInFlight(state, now + minute)).toBe(4)
  })
  it('are one in the first minute of running', () => {
    expect(maxInFlight(freshRateState, now, now - 1)).toBe(1)
    expect(maxInFlight(freshRateState, now, now - minute)).toBe(4)
    expect(maxInFlight(freshRateState, now)).toBe(4)
  })
})
