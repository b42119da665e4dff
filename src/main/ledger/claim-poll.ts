import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import { openRequest } from './requests.ts'

/** A batch in review whose task is due to be asked about. */
export interface DueBatch {
  id: number
  groupId: number
  taskId: string
  sentAt: number
  pollErrors: number
  oddSince: number | null
  rawStatus: string | null
  whyKind: string | null
}

function followed(db: LedgerDb, accountId: number) {
  return db.selectFrom('batch').innerJoin('avatar_group', 'avatar_group.id', 'batch.group_id')
    .where('batch.state', '=', 'in-review').where('batch.account_id', '=', accountId).where('batch.paused', '=', 0).where('avatar_group.paused', '=', 0).where('batch.next_poll_at', 'is not', null)
}

/**
 * A page of batches to ask about, fairly: the longest overdue and the youngest in turn, so that neither
 * an old review that never ends nor a flood of new ones starves the other.
 */
export async function dueBatches(db: LedgerDb, accountId: number, now: number, limit: number): Promise<DueBatch[]> {
  const columns = ['batch.id', 'batch.group_id as groupId', 'batch.task_id as taskId', 'batch.sent_at as sentAt', 'batch.poll_errors as pollErrors', 'batch.odd_since as oddSince', 'batch.raw_status as rawStatus', 'batch.why_kind as whyKind'] as const
  const due = followed(db, accountId).where('batch.next_poll_at', '<=', now).select(columns)
  const overdue = await due.orderBy('batch.next_poll_at').limit(limit).execute()
  const young = await due.orderBy('batch.id', 'desc').limit(limit).execute()
  const seen = new Set<number>()
  const page: DueBatch[] = []
  for (let n = 0; page.length < limit && n < Math.max(overdue.length, young.length); n++) {
    for (const row of [overdue[n], young[n]]) {
      if (!row || seen.has(row.id) || page.length >= limit) continue
      seen.add(row.id)
      page.push({ ...row, taskId: row.taskId ?? '', sentAt: row.sentAt ?? now })
    }
  }
  return page
}

/** When the next answer is due to be asked for, UTC ms. */
export async function nextPollDue(db: LedgerDb, accountId: number): Promise<number | null> {
  const row = await followed(db, accountId).select('batch.next_poll_at as at').orderBy('batch.next_poll_at').limit(1).executeTakeFirst()
  return row?.at ?? null
}

/** Notes that the batch's task is being asked about. @returns the call's row, or null when it need not, or by a pause that came meanwhile must not, be any more. */
export async function claimPoll(tx: LedgerTx, batch: DueBatch, context: { accountId: number; now: number; leaseMs: number }): Promise<number | null> {
  const done = await tx.updateTable('batch').set((eb) => ({ next_poll_at: context.now + context.leaseMs, polls: eb('polls', '+', 1) }))
    .where('id', '=', batch.id).where('state', '=', 'in-review').where('paused', '=', 0)
    .where('group_id', 'in', (eb) => eb.selectFrom('avatar_group').select('id').where('paused', '=', 0))
    .where('account_id', 'in', (eb) => eb.selectFrom('account').select('id').where('paused', '=', 0)).executeTakeFirst()
  if (Number(done.numUpdatedRows) === 0) return null
  return openRequest(tx, { accountId: context.accountId, ceiling: 'poll', purpose: 'follow', batchId: batch.id, now: context.now })
}
