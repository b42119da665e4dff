import { backoffMs } from './retry-policy.ts'

/** The window the limits are stated for, ms. Tests scale it. */
export const rateWindowMs = 60_000
/** A window that is closed at both ends at the server holds one millisecond more than its length. */
const edgeMs = 1

/** One request to the API that may have reached it, whatever it was answered. UTC ms. */
export interface SentRequest {
  sentAt: number
  /** Null while no answer has come. A request given up on counts as answered at that moment. */
  answeredAt: number | null
}

export interface SlotQuestion {
  /** Requests per window; below 1 it stretches the window (0.5: one every two minutes). */
  limitPerMinute: number
  /** Every request of the last window and every unanswered one; older ones do no harm. */
  requests: readonly SentRequest[]
  now: number
  /** Not before this time: what a 429 asked for. */
  notBefore: number | null
  maxInFlight: number
  windowMs?: number
}

/** `at`: the earliest time it is worth asking again; null when that depends on an answer. */
export type Slot = { free: true } | { free: false; at: number | null; because: 'limit' | 'told-to-wait' | 'in-flight' }

/**
 * May a request leave now?
 *
 * The server counts arrivals, and all we know of an arrival is that it lies between sending and answer.
 * So a slot is taken from the sending and freed a full window after the *answer*: whatever the network
 * did in between, no window at the server then holds more than the limit.
 */
export function slot({ limitPerMinute, requests, now, notBefore, maxInFlight, windowMs = rateWindowMs }: SlotQuestion): Slot {
  if (!(limitPerMinute > 0)) return { free: false, at: null, because: 'limit' }
  const limit = Math.max(1, Math.floor(limitPerMinute))
  const holdMs = (limitPerMinute < 1 ? Math.ceil(windowMs / limitPerMinute) : windowMs) + edgeMs

  const unanswered = requests.filter((request) => request.answeredAt === null).length
  const frees = requests
    .flatMap((request) => (request.answeredAt === null ? [] : [request.answeredAt + holdMs]))
    .filter((at) => at > now)
    .sort((a, b) => a - b)
  const excess = unanswered + frees.length - limit
  const limitAt = excess < 0 ? now : (frees[excess] ?? null)

  if (notBefore !== null && notBefore > now) {
    return { free: false, at: Math.max(notBefore, limitAt ?? notBefore), because: 'told-to-wait' }
  }
  if (excess >= 0) return { free: false, at: limitAt, because: 'limit' }
  if (unanswered >= maxInFlight) return { free: false, at: null, because: 'in-flight' }
  return { free: true }
}

/**
 * The request times as they must be read after the wall clock was set back: what seems to lie in the
 * future happened before now, so it is taken as answered now. Otherwise a clock that was a day fast
 * and is corrected would close the budget for a day.
 */
export function withoutFutureTimes(requests: readonly SentRequest[], now: number): SentRequest[] {
  return requests.map(({ sentAt, answeredAt }) => ({
    sentAt: Math.min(sentAt, now),
    answeredAt: answeredAt === null ? null : Math.min(answeredAt, now),
  }))
}

/** What the server's refusals have taught us about one account's rate. Kept in the ledger; times UTC ms. */
export interface RateState {
  /** Requests a minute that seem to be allowed; null: as configured. */
  workingLimit: number | null
  notBefore: number | null
  /** Whether `notBefore` is the server's own word (Retry-After) or our reckoning. */
  told: boolean
  last429At: number | null
  /** Since when the working limit is tried at its present height. */
  raisedAt: number | null
  /** Refusals in a row with nothing accepted between them. */
  backoffStep: number
  /** When a higher limit was last tried that has not held yet; null: none is on trial. */
  probedAt: number | null
  /** Trials of a higher limit in a row that ended in a 429: each doubles the wait before the next. */
  failedProbes: number
}

export const freshRateState: RateState = {
  workingLimit: null, notBefore: null, told: false, last429At: null, raisedAt: null, backoffStep: 0, probedAt: null, failedProbes: 0,
}

export interface RateRefusal {
  now: number
  /** From `parseRetryAfter`. */
  retryDueAt: number | null
  /** Requests accepted in the last window, and when the oldest of them was answered. */
  acceptedInLastMinute: number
  oldestAcceptedAnsweredAt: number | null
  random: () => number
  windowMs?: number
}

/**
 * After a 429. With Retry-After: exactly then, at the rate of before, unless it was refused in the window
 * before as well, or that rate was on trial. Without: what was accepted in the last window is the working
 * limit, and the next try comes when the oldest of it leaves the window; if nothing was accepted, back off.
 * An earlier, later due time stands: two refusals of one moment do not shorten the wait.
 */
export function after429(state: RateState, refusal: RateRefusal): RateState {
  const { now, retryDueAt, acceptedInLastMinute: accepted, oldestAcceptedAnsweredAt: oldest, random } = refusal
  const windowMs = refusal.windowMs ?? rateWindowMs
  const refused = { ...state, last429At: now, backoffStep: state.backoffStep + 1, probedAt: null, failedProbes: state.failedProbes + (state.probedAt === null ? 0 : 1) }
  const workingLimit = Math.max(1, Math.min(accepted, state.workingLimit ?? accepted))
  if (retryDueAt !== null) {
    const standing = state.told && state.notBefore !== null ? state.notBefore : retryDueAt
    // Services that always say "1 second" exist: refused again although we came when told, we also go by the count.
    const obeyed = state.told && state.notBefore !== null && now >= state.notBefore
    // Sent again and again at the rate of before, we would be refused in every window: the second time the count is believed.
    const sinceLast = state.last429At === null ? Infinity : now - state.last429At
    const everyWindow = accepted > 0 && sinceLast >= windowMs / 2 && sinceLast <= 2 * windowMs
    return {
      ...refused,
      workingLimit: obeyed || everyWindow || state.probedAt !== null ? workingLimit : state.workingLimit,
      notBefore: Math.max(standing, retryDueAt),
      told: true,
    }
  }
  const leavesWindowAt = accepted > 0 && oldest !== null ? oldest + windowMs + edgeMs : null
  const backoffAt = now + windowMs / 12 + backoffMs(state.backoffStep, { baseMs: windowMs / 4, capMs: windowMs * 5 }, random)
  const due = Math.ceil(leavesWindowAt !== null && leavesWindowAt > now ? leavesWindowAt : backoffAt)
  const standing = state.notBefore !== null && state.notBefore > due
  return {
    ...refused,
    workingLimit,
    notBefore: standing ? state.notBefore : due,
    told: standing ? state.told : false,
  }
}

/** After so many failed trials the wait no longer doubles: about once an hour is tried again. */
const mostDoublings = 6

/**
 * After a request that was not refused for its rate: a working limit below the configured one is raised
 * by one for each quiet minute of sending, until it is the configured one again. The minute counts from the
 * first acceptance after a 429: the wait that the 429 itself caused proves nothing. A trial that ends in a
 * 429 makes the next one twice as late; one that holds makes them come each minute again.
 */
export function afterAccepted(state: RateState, { now, configuredLimit, windowMs = rateWindowMs }: {
  now: number
  configuredLimit: number
  windowMs?: number
}): RateState {
  const waiting = state.notBefore !== null && state.notBefore > now
  // Two whole windows at the higher limit without a 429 are a trial that held.
  const held = state.probedAt !== null && (state.probedAt > now || now - state.probedAt >= 2 * windowMs)
  const settled: RateState = { ...state, backoffStep: 0, notBefore: waiting ? state.notBefore : null, told: waiting && state.told, ...(held ? { probedAt: null, failedProbes: 0 } : {}) }
  const { raisedAt, last429At, failedProbes } = settled
  if (settled.workingLimit === null) return settled
  if (settled.workingLimit >= configuredLimit) return { ...settled, workingLimit: null, raisedAt: null, probedAt: null, failedProbes: 0 }

  // A time ahead of now is from before the clock was set back: the minute begins anew instead of lasting for hours.
  const isTried = raisedAt !== null && raisedAt <= now && raisedAt > pastOrNever(last429At, now)
  if (!isTried) return { ...settled, raisedAt: now }
  if (now - raisedAt < windowMs * 2 ** Math.min(failedProbes, mostDoublings)) return settled
  const raised = settled.workingLimit + 1
  const trial = { ...settled, probedAt: now }
  return raised >= configuredLimit
    ? { ...trial, workingLimit: null, raisedAt: null }
    : { ...trial, workingLimit: raised, raisedAt: now }
}

const mostInFlight = 4

/**
 * Submissions that may be on their way at once: one until a minute has passed without a 429, then four.
 *
 * @param runningSince when this process began to send; without it only 429s are looked at.
 */
export function maxInFlight(state: RateState, now: number, runningSince: number | null = null, windowMs = rateWindowMs): number {
  const quietSince = Math.max(pastOrNever(state.last429At, now), pastOrNever(runningSince, now))
  return now - quietSince < windowMs ? 1 : mostInFlight
}

function pastOrNever(time: number | null, now: number): number {
  return time === null || time > now ? -Infinity : time
}
