import type { Updateable } from 'kysely'
import type { BatchState } from '../../contract/models/states.ts'
import { mayBatchMove } from '../domain/batch-transitions.ts'
import type { LedgerTx } from './open-ledger.ts'
import type { BatchRow } from './schema.ts'
import { writeEvents } from './write-event.ts'

/**
 * The one function that changes a batch's state, with the event beside it.
 * @returns false when the batch has moved on meanwhile and was left as it is.
 */
export async function moveBatch(
  tx: LedgerTx,
  batchId: number,
  to: BatchState,
  context: { now: number; actor: string; from?: readonly BatchState[]; data?: Record<string, unknown> },
  changes: Updateable<BatchRow> = {},
): Promise<boolean> {
  const row = await tx.selectFrom('batch').select(['id', 'state', 'account_id', 'group_id', 'size']).where('id', '=', batchId).executeTakeFirst()
  if (!row || (context.from && !context.from.includes(row.state)) || !mayBatchMove(row.state, to)) return false
  await tx.updateTable('batch').set({ ...changes, state: to, state_since: context.now }).where('id', '=', batchId).execute()
  await writeEvents(tx, [{
    at: context.now, actor: context.actor, what: `batch.${to}`, accountId: row.account_id, groupId: row.group_id, batchId,
    data: { from: row.state, to, clips: row.size, ...(changes.why_kind ? { why: changes.why_kind, message: changes.why_message } : {}), ...context.data },
  }])
  return true
}
