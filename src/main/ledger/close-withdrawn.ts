import { dropAttempts } from './drop-attempts.ts'
import { moveBatch } from './move-batch.ts'
import type { LedgerTx } from './open-ledger.ts'

/**
 * For planned batches that clips have left (set aside, replaced, checked anew): they go without them. One that nobody
 * is part of any more is ended: nothing would ever look at it again, and it would be called *planned* for ever.
 */
export async function closeWithdrawn(tx: LedgerTx, batchIds: readonly number[], now: number): Promise<void> {
  for (const id of batchIds) {
    const batch = await tx.selectFrom('batch').select('state').where('id', '=', id).executeTakeFirst()
    if (batch?.state !== 'planned') continue
    const staying = await tx.selectFrom('clip').select('id').where('batch_id', '=', id).execute()
    await dropAttempts(tx, id, staying.map((clip) => clip.id), now)
    if (staying.length > 0) await tx.updateTable('batch').set({ size: staying.length }).where('id', '=', id).execute()
    else await moveBatch(tx, id, 'refused', { now, actor: 'system', from: ['planned'] }, { why_kind: 'withdrawn', why_message: 'Every clip of it was set aside or has changed.', finished_at: now })
  }
}
