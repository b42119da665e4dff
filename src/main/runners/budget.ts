import { after429, afterAccepted, maxInFlight, rateWindowMs, slot, type Slot } from '../domain/rate-budget.ts'
import { pullBackFutureRequests, requestsInWindow } from '../ledger/requests.ts'
import { rateStateOf, readAccount, saveRateState } from '../ledger/accounts.ts'
import type { LedgerDb, LedgerTx } from '../ledger/open-ledger.ts'
import type { Ceiling } from '../ledger/schema.ts'
import { allowedPerMinute, type EffectiveAccount } from './effective-account.ts'

/** Asking about reviews is cheap for both sides; only their number a minute is bounded. */
const mostPollsInFlight = 4

/**
 * May a call leave now? A function of the ledger alone, so it holds across restarts and processes.
 * Ask inside the transaction that opens the call, or two callers share one slot.
 */
export async function askSlot(db: LedgerDb, account: EffectiveAccount, ceiling: Ceiling, now: number): Promise<Slot> {
  const stored = await readAccount(db, account.id)
  const state = rateStateOf(stored, ceiling)
  const allowed = allowedPerMinute(account, ceiling)
  const limitPerMinute = Math.min(allowed, state.workingLimit ?? allowed)
  const notBefore = Math.max(state.notBefore ?? 0, stored.retry_at ?? 0) || null
  const reachMs = limitPerMinute < 1 ? rateWindowMs / limitPerMinute : rateWindowMs
  return slot({
    limitPerMinute, now, notBefore,
    requests: await requestsInWindow(db, account.id, ceiling, now, reachMs),
    maxInFlight: ceiling === 'poll' ? mostPollsInFlight : maxInFlight(state, now, stored.created_at),
  })
}

/** The same, for the transaction that opens the call: also mends times that a clock set back has left ahead of us. */
export async function takeSlot(tx: LedgerTx, account: EffectiveAccount, ceiling: Ceiling, now: number): Promise<boolean> {
  await pullBackFutureRequests(tx, account.id, now)
  return (await askSlot(tx, account, ceiling, now)).free
}

/** Learns from a 429. */
export async function noteRefusedForRate(tx: LedgerTx, account: EffectiveAccount, ceiling: Ceiling, refusal: { now: number; retryDueAt: number | null; random: () => number }): Promise<void> {
  // The ledger gives a second more than the window, which here would make the working limit too high.
  const accepted = (await requestsInWindow(tx, account.id, ceiling, refusal.now))
    .filter((request) => request.outcome === 'accepted' && request.answeredAt !== null && request.answeredAt > refusal.now - rateWindowMs)
  const answers = accepted.flatMap((request) => request.answeredAt ?? [])
  const state = rateStateOf(await readAccount(tx, account.id), ceiling)
  await saveRateState(tx, account.id, ceiling, after429(state, {
    ...refusal, acceptedInLastMinute: accepted.length, oldestAcceptedAnsweredAt: answers.length > 0 ? Math.min(...answers) : null,
  }))
}

/** The service told when to come back, or its trouble did: no call under this ceiling before. */
export async function noteNotBefore(tx: LedgerTx, account: EffectiveAccount, ceiling: Ceiling, notBefore: number, told: boolean): Promise<void> {
  const state = rateStateOf(await readAccount(tx, account.id), ceiling)
  if (state.told && state.notBefore !== null && state.notBefore >= notBefore) return
  await saveRateState(tx, account.id, ceiling, { ...state, notBefore, told })
}

/** Learns from a call that was let through. */
export async function noteLetThrough(tx: LedgerTx, account: EffectiveAccount, ceiling: Ceiling, now: number): Promise<void> {
  const stored = await readAccount(tx, account.id)
  const state = rateStateOf(stored, ceiling)
  const next = afterAccepted(state, { now, configuredLimit: allowedPerMinute(account, ceiling) })
  if (JSON.stringify(next) !== JSON.stringify(state)) await saveRateState(tx, account.id, ceiling, next)
}
