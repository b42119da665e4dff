import fc from 'fast-check'
import { expect, it } from 'vitest'
import { after429, afterAccepted, freshRateState, maxInFlight, slot, type RateState, type SentRequest } from '../../src/main/domain/rate-budget.ts'

/** How one request fares: ms until it reaches the server, ms until its answer is back; lost: no answer, given up on. */
interface Fare { thereMs: number; backMs: number; lost: boolean }

interface Journey { arrivals: number[]; refusals: number; accepted: number; endState: RateState }
interface Server {
  /** What it really allows in any minute; infinite: it never refuses. */
  limit: number
  /** Whether a refusal says when to come back. */
  says: boolean
}

const timeoutMs = 60_000
const minute = 60_000

/** A client that sends whenever it may, against a server that counts arrivals; the clock is a number. */
function drive(fares: readonly Fare[], configured: number, server: Server, runMs: number): Journey {
  let now = 0
  let rate: RateState = freshRateState
  const requests: SentRequest[] = []
  const arrivals: number[] = []
  const acceptedAt: number[] = []
  const pending: { at: number; happen: () => void }[] = []
  const journey = { refusals: 0, accepted: 0 }
  let sent = 0

  const send = () => {
    const fare = fares[sent++ % fares.length]!
    const request: SentRequest = { sentAt: now, answeredAt: null }
    requests.push(request)
    let retryDueAt: number | null = null
    let refused = false
    const sentAt = now
    pending.push({
      at: sentAt + fare.thereMs,
      happen: () => {
        const inWindow = acceptedAt.filter((at) => at > now - minute)
        refused = inWindow.length >= server.limit
        if (refused && server.says) retryDueAt = inWindow[0]! + minute
        if (!refused) acceptedAt.push(now)
        arrivals.push(now)
      },
    })
    pending.push({
      at: fare.lost ? sentAt + Math.max(timeoutMs, fare.thereMs) : sentAt + fare.thereMs + fare.backMs,
      happen: () => {
        request.answeredAt = now
        if (fare.lost) return
        if (!refused) {
          journey.accepted++
          rate = afterAccepted(rate, { now, configuredLimit: configured })
          return
        }
        journey.refusals++
        const recent = acceptedAt.filter((at) => at > now - minute)
        rate = after429(rate, { now, retryDueAt, acceptedInLastMinute: recent.length, oldestAcceptedAnsweredAt: recent[0] ?? null, random: () => 0.5 })
      },
    })
  }

  while (now <= runMs) {
    const live = requests.filter((request) => request.answeredAt === null || request.answeredAt > now - 2 * minute)
    const limitPerMinute = Math.min(configured, rate.workingLimit ?? configured)
    const may = slot({ limitPerMinute, requests: live, now, notBefore: rate.notBefore, maxInFlight: maxInFlight(rate, now) })
    if (may.free) {
      send()
      continue
    }
    pending.sort((a, b) => a.at - b.at)
    const next = pending[0]
    const wake = Math.min(may.at ?? Infinity, next?.at ?? Infinity)
    if (wake === Infinity) throw new Error(`the queue has stopped at ${now}: ${JSON.stringify(may)}`)
    now = wake
    if (next && next.at <= now) {
      pending.shift()
      next.happen()
    }
  }
  return { arrivals: arrivals.sort((a, b) => a - b), ...journey, endState: rate }
}

/** The fullest 60 s window there was at the server, both ends counted. */
function fullestWindow(arrivals: readonly number[]): number {
  let first = 0
  let fullest = 0
  arrivals.forEach((at, last) => {
    while (at - arrivals[first]! > minute) first++
    fullest = Math.max(fullest, last - first + 1)
  })
  return fullest
}

const latency = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 70_000 }))
const fares = fc.array(fc.record({ thereMs: latency, backMs: latency, lost: fc.boolean() }), { minLength: 1, maxLength: 30 })

it('no 60 s window at the server ever holds more than the configured limit, whatever the network does', () => {
  fc.assert(
    fc.property(fares, fc.integer({ min: 1, max: 8 }), (all, configured) => {
      const { arrivals } = drive(all, configured, { limit: Infinity, says: false }, 10 * minute)
      expect(arrivals.length).toBeGreaterThan(0)
      expect(fullestWindow(arrivals)).toBeLessThanOrEqual(configured)
    }),
    { numRuns: 150 },
  )
})

it('nor while it adapts to a server that allows less, and it never stops for good', () => {
  fc.assert(
    fc.property(fares, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }), fc.boolean(), (all, configured, limit, says) => {
      const { arrivals } = drive(all, configured, { limit, says }, 20 * minute)
      expect(fullestWindow(arrivals)).toBeLessThanOrEqual(configured)
      // Something goes out in every quarter of an hour, whatever was lost or refused.
      expect(arrivals.at(-1)).toBeGreaterThan(5 * minute)
    }),
    { numRuns: 150 },
  )
})

it('with quick answers the whole of the limit is used', () => {
  const { accepted, refusals } = drive([{ thereMs: 20, backMs: 30, lost: false }], 3, { limit: 3, says: false }, 60 * minute)
  expect(refusals).toBe(0)
  expect(accepted).toBeGreaterThan(175)
})

it.each([true, false])('a limit set far too high settles near what the server allows (Retry-After: %s)', (says) => {
  const { accepted, refusals } = drive([{ thereMs: 20, backMs: 30, lost: false }], 60, { limit: 3, says }, 60 * minute)
  expect(accepted).toBeGreaterThan(150)
  expect(refusals).toBeLessThan(says ? 15 : 20)
})

it.each([true, false])('a limit set one too high is tried ever more rarely: no window after window of refusals for a day (Retry-After: %s)', (says) => {
  const { accepted, refusals } = drive([{ thereMs: 20, backMs: 30, lost: false }], 4, { limit: 3, says }, 24 * 60 * minute)
  expect(accepted).toBeGreaterThan(24 * 150)
  expect(refusals).toBeLessThan(45)
})
