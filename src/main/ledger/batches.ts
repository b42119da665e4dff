import type { Batch } from '../../contract/models/batch.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import type { BatchState } from '../../contract/models/states.ts'
import { readIdCursor } from './id-cursor.ts'
import { isIn } from './json-list.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import { writeEvents } from './write-event.ts'

/** One page of batches, the newest first. */
export async function pageOfBatches(db: LedgerDb, of: { groupId?: number; states?: readonly BatchState[] }, limit: number, after: string | null): Promise<{ rows: Batch[]; next: string | null }> {
  let query = db.selectFrom('batch').select('id')
  if (of.groupId !== undefined) query = query.where('group_id', '=', of.groupId)
  if (of.states) query = query.where('state', 'in', of.states)
  if (after) query = query.where('id', '<', readIdCursor(after))
  const rows = await query.orderBy('id', 'desc').limit(limit + 1).execute()
  const page = rows.slice(0, limit)
  return { rows: await readBatches(db, page.map((row) => row.id)), next: rows.length > limit ? String(page.at(-1)?.id) : null }
}

/** Batches as the contract shows them, in the order of `ids`. */
export async function readBatches(db: LedgerDb, ids: readonly number[]): Promise<Batch[]> {
  const rows = await db.selectFrom('batch').innerJoin('avatar_group', 'avatar_group.id', 'batch.group_id').selectAll('batch').select('avatar_group.name as groupName').where(isIn('batch.id', ids)).execute()
  const cells = await db.selectFrom('attempt').innerJoin('clip', 'clip.id', 'attempt.clip_id').select(['attempt.batch_id', 'attempt.clip_id as clipId', 'attempt.verdict', 'clip.state', 'clip.batch_id as latest'])
    .where(isIn('attempt.batch_id', ids)).where('attempt.verdict', '<>', 'not-sent').orderBy('attempt.position').execute()
  const byId = new Map(rows.map((row): [number, Batch] => [row.id, {
    id: row.id, groupId: row.group_id, groupName: row.groupName, state: row.state, stateSince: row.state_since, size: row.size, taskId: row.task_id, assetType: row.asset_type,
    paused: row.paused === 1, createdAt: row.created_at, sentAt: row.sent_at, nextPollAt: row.next_poll_at, progress: row.progress, rawStatus: row.raw_status,
    why: row.why_kind === null ? null : { kind: row.why_kind, message: row.why_message ?? '' },
    // A clip that has gone on to another batch shows here what this batch gave it.
    cells: cells.filter((cell) => cell.batch_id === row.id).map((cell) => ({
      clipId: cell.clipId,
      current: cell.latest === row.id,
      state: cell.latest === row.id ? cell.state : cell.verdict === 'active' ? 'active' : cell.verdict === 'failed' ? 'failed' : cell.verdict === 'refused' ? 'held' : 'needs-attention',
    })),
  }]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** @throws ProblemError `not-found`. */
export async function readBatch(db: LedgerDb, id: number): Promise<Batch> {
  const batch = (await readBatches(db, [id]))[0]
  if (!batch) throw new ProblemError('not-found', `There is no batch ${id}.`, 'List the batches to see their numbers.')
  return batch
}

/** Pauses or resumes one batch: it is neither sent nor asked about. */
export async function pauseBatch(tx: LedgerTx, id: number, paused: boolean, context: { now: number; actor: string }): Promise<void> {
  const batch = await readBatch(tx, id)
  await tx.updateTable('batch').set({ paused: paused ? 1 : 0 }).where('id', '=', id).execute()
  await writeEvents(tx, [{ at: context.now, actor: context.actor, what: paused ? 'batch.paused' : 'batch.resumed', groupId: batch.groupId, batchId: id, data: { clips: batch.size } }])
}
