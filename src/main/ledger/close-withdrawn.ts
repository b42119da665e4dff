import { isIn } from './json-list.ts'
import { moveBatch } from './move-batch.ts'
import type { LedgerTx } from './open-ledger.ts'

/**
 * Ends planned batches that no clip is part of any more: all were set aside, replaced or are checked anew.
 * Nothing would ever look at them again, and they would be called *planned* for ever.
 */
export async function closeWithdrawn(tx: LedgerTx, batchIds: readonly number[], now: number): Promise<void> {
  for (const id of batchIds) {
    if (await tx.selectFrom('clip').select('id').where('batch_id', '=', id).limit(1).executeTakeFirst()) continue
    const ended = await moveBatch(tx, id, 'refused', { now, actor: 'system', from: ['planned'] }, { why_kind: 'withdrawn', why_message: 'Every clip of it was set aside or has changed.', finished_at: now })
    if (ended) await tx.updateTable('attempt').set({ verdict: 'not-sent', decided_at: now }).where(isIn('batch_id', [id])).where('verdict', '=', 'pending').execute()
  }
}
