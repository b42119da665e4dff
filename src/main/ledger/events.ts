import type { LedgerEvent } from '../../contract/models/event.ts'
import { readIdCursor } from './id-cursor.ts'
import type { LedgerDb } from './open-ledger.ts'

/** One page of history, the newest first. Without a clip named, single clips' steps are left out: they are told by their batches. */
export async function pageOfEvents(
  db: LedgerDb, of: { groupId?: number; clipId?: number; batchId?: number; actor?: 'people' | 'system' }, limit: number, after: string | null,
): Promise<{ rows: LedgerEvent[]; next: string | null }> {
  let query = db.selectFrom('event').selectAll()
  if (of.clipId !== undefined) query = query.where('clip_id', '=', of.clipId)
  else if (of.batchId !== undefined) query = query.where('batch_id', '=', of.batchId).where('clip_id', 'is', null)
  else query = query.where('clip_id', 'is', null)
  if (of.groupId !== undefined) query = query.where('group_id', '=', of.groupId)
  if (of.actor === 'people') query = query.where('actor', '<>', 'system')
  if (of.actor === 'system') query = query.where('actor', '=', 'system')
  if (after) query = query.where('id', '<', readIdCursor(after))
  const rows = await query.orderBy('id', 'desc').limit(limit + 1).execute()
  const page = rows.slice(0, limit)
  return {
    rows: page.map((row) => ({
      id: row.id, at: row.at, actor: row.actor, what: row.what, accountId: row.account_id, groupId: row.group_id, clipId: row.clip_id, batchId: row.batch_id, folderId: row.folder_id,
      data: JSON.parse(row.data) as Record<string, unknown>,
    })),
    next: rows.length > limit ? String(page.at(-1)?.id) : null,
  }
}
