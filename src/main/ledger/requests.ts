import { rateWindowMs, type SentRequest } from '../domain/rate-budget.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import type { Ceiling } from './schema.ts'

/** Writes that a call to the service is about to leave: before it leaves. @returns its row. */
export async function openRequest(
  tx: LedgerTx, call: { accountId: number; ceiling: Ceiling; purpose: string; batchId?: number; now: number },
): Promise<number> {
  const row = await tx.insertInto('request').values({
    account_id: call.accountId, ceiling: call.ceiling, purpose: call.purpose, batch_id: call.batchId ?? null, sent_at: call.now,
    answered_at: null, outcome: null, status: null, request_id: null,
  }).returning('id').executeTakeFirstOrThrow()
  return row.id
}

export interface RequestEnd {
  answeredAt: number
  /** What the answer meant; `unsent` frees its slot, since nothing reached the service. */
  outcome: string
  status: number | null
  requestId: string | null
}

/** Writes how a call ended. */
export async function closeRequest(tx: LedgerTx, id: number, end: RequestEnd): Promise<void> {
  await tx.updateTable('request').set({ answered_at: end.answeredAt, outcome: end.outcome, status: end.status, request_id: end.requestId }).where('id', '=', id).execute()
}

/**
 * The calls that the budget of `now` is a function of: those of the last window and the unanswered.
 * @param reachMs how far back; longer than a window for limits below one a minute.
 */
export async function requestsInWindow(db: LedgerDb, accountId: number, ceiling: Ceiling, now: number, reachMs = rateWindowMs): Promise<(SentRequest & { outcome: string | null })[]> {
  const columns = ['sent_at as sentAt', 'answered_at as answeredAt', 'outcome'] as const
  const open = await db.selectFrom('request').select(columns).where('account_id', '=', accountId).where('ceiling', '=', ceiling).where('answered_at', 'is', null).execute()
  const answered = await db.selectFrom('request').select(columns)
    .where('account_id', '=', accountId).where('ceiling', '=', ceiling).where('answered_at', '>=', now - reachMs - 1000).execute()
  return [...open, ...answered.filter((request) => request.outcome !== 'unsent')]
}

/** After the wall clock was set back: what seems to lie ahead happened before now. */
export async function pullBackFutureRequests(tx: LedgerTx, accountId: number, now: number): Promise<void> {
  await tx.updateTable('request').set({ answered_at: now }).where('account_id', '=', accountId).where('answered_at', '>', now).execute()
}

/** Calls whose process has died: they count as answered now, since they may have arrived until now. */
export async function closeOrphanedRequests(tx: LedgerTx, now: number): Promise<number> {
  // Whom they asked about is asked about again at once, not when the dead process's claim runs out.
  await tx.updateTable('batch').set({ next_poll_at: now }).where('state', '=', 'in-review')
    .where('id', 'in', (eb) => eb.selectFrom('request').select('batch_id').where('answered_at', 'is', null).where('ceiling', '=', 'poll').where('batch_id', 'is not', null).$castTo<{ batch_id: number }>()).execute()
  const done = await tx.updateTable('request').set({ answered_at: now, outcome: 'lost' }).where('answered_at', 'is', null).executeTakeFirst()
  return Number(done.numUpdatedRows)
}
