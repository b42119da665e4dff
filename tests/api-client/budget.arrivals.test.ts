import { expect, it } from 'vitest'
import { after429, afterAccepted, freshRateState, maxInFlight, slot, type RateState, type SentRequest } from '../../src/main/domain/rate-budget.ts'
import { acceptedBody, clientFor, json, oneClip, serveHttp } from './loopback.ts'

/** The minute of this test: short enough to see many pass. */
const windowMs = 120
const realClock = { now: () => Date.now(), monotonic: () => performance.now(), wait: (ms: number, signal?: AbortSignal) => new Promise<void>((resolve) => {
  const timer = setTimeout(resolve, ms)
  signal?.addEventListener('abort', () => { clearTimeout(timer); resolve() })
}) }

function fullestWindow(arrivals: readonly number[]): number {
  return Math.max(...arrivals.map((first, index) => arrivals.slice(index).filter((at) => at - first <= windowMs).length))
}

/** Sends as fast as the budget lets it, `total` requests, at most four at once. */
async function sendAll(url: string, configured: number, total: number): Promise<{ refusals: number; rate: RateState }> {
  const client = clientFor(url, { clock: realClock, timeoutMs: 5000 })
  const requests: SentRequest[] = []
  const accepted: number[] = []
  const underWay = new Set<Promise<void>>()
  let rate = freshRateState
  let refusals = 0

  const send = async () => {
    const request: SentRequest = { sentAt: Date.now(), answeredAt: null }
    requests.push(request)
    const { meaning, evidence } = await client.submit(oneClip)
    request.answeredAt = evidence.answeredAt
    const now = Date.now()
    const recent = accepted.filter((at) => at > now - windowMs)
    if (meaning.kind === 'accepted') {
      accepted.push(evidence.answeredAt)
      rate = afterAccepted(rate, { now, configuredLimit: configured, windowMs })
    } else if (meaning.kind === 'refused-retry') {
      refusals++
      rate = after429(rate, { now, retryDueAt: meaning.retryDueAt, acceptedInLastMinute: recent.length, oldestAcceptedAnsweredAt: recent[0] ?? null, random: () => 0.5, windowMs })
    } else {
      throw new Error(JSON.stringify(meaning))
    }
  }

  while (requests.length < total) {
    const now = Date.now()
    const limitPerMinute = Math.min(configured, rate.workingLimit ?? configured)
    const may = slot({ limitPerMinute, requests, now, notBefore: rate.notBefore, maxInFlight: maxInFlight(rate, now, null, windowMs), windowMs })
    if (may.free) {
      const one = send().finally(() => underWay.delete(one))
      underWay.add(one)
    } else {
      await Promise.race([...underWay, ...(may.at === null ? [] : [realClock.wait(may.at - now)])])
    }
  }
  await Promise.all(underWay)
  return { refusals, rate }
}

it('no window at a real server holds more than the configured limit', async () => {
  // Answers come after 0 to 35 ms, so that arrivals and answers of different requests interleave.
  const server = await serveHttp((_seen, response, turn) => void setTimeout(() => json(response, 200, acceptedBody), (turn * 13) % 36))
  await sendAll(server.url, 4, 24)
  expect(server.seen).toHaveLength(24)
  expect(fullestWindow(server.seen.map((seen) => seen.at))).toBeLessThanOrEqual(4)
})

it('a real server that allows less is soon asked for less', async () => {
  const allowed: number[] = []
  const server = await serveHttp((seen, response) => {
    const free = allowed.filter((at) => seen.at - at <= windowMs).length < 2
    if (free) allowed.push(seen.at)
    if (free) json(response, 200, acceptedBody)
    else json(response, 429, { error: { code: 429, message: 'slow', type: 'rate_limit_error' } })
  })
  const { refusals } = await sendAll(server.url, 8, 24)
  expect(fullestWindow(server.seen.map((seen) => seen.at))).toBeLessThanOrEqual(8)
  expect(refusals).toBeGreaterThan(0)
  expect(allowed.length).toBeGreaterThan(refusals)
})
