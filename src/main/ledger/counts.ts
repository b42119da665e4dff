import { sql } from 'kysely'
import { noClips, type AssetType, type BatchState, type StateCounts } from '../../contract/models/states.ts'
import type { LedgerDb } from './open-ledger.ts'

/** Clips by state, from the kept counts. */
export async function countClips(db: LedgerDb, of: { accountId?: number; groupId?: number; folderId?: number; reasonCode?: string }): Promise<StateCounts> {
  let query = db.selectFrom('clip_count').select(['state', (eb) => eb.fn.sum<number>('n').as('n')])
  if (of.groupId !== undefined) query = query.where('group_id', '=', of.groupId)
  if (of.folderId !== undefined) query = query.where('folder_id', '=', of.folderId)
  if (of.reasonCode !== undefined) query = query.where('reason_code', '=', of.reasonCode)
  if (of.accountId !== undefined) query = query.where('group_id', 'in', (eb) => eb.selectFrom('avatar_group').select('id').where('account_id', '=', of.accountId ?? 0))
  const counts = noClips()
  for (const row of await query.groupBy('state').execute()) counts[row.state] = Number(row.n)
  return counts
}

/** Clips by state for every group at once. */
export async function countClipsByGroup(db: LedgerDb): Promise<Map<number, StateCounts>> {
  const rows = await db.selectFrom('clip_count').select(['group_id', 'state', (eb) => eb.fn.sum<number>('n').as('n')]).groupBy(['group_id', 'state']).execute()
  const counts = new Map<number, StateCounts>()
  for (const row of rows) {
    const of = counts.get(row.group_id) ?? noClips()
    of[row.state] = Number(row.n)
    counts.set(row.group_id, of)
  }
  return counts
}

/** Clips by reason, of the states that say one. */
export async function countReasons(db: LedgerDb, accountId?: number): Promise<{ groupId: number; state: 'held' | 'failed'; code: string; n: number }[]> {
  let query = db.selectFrom('clip_count').select(['group_id', 'state', 'reason_code', (eb) => eb.fn.sum<number>('n').as('n')]).where('state', 'in', ['held', 'failed'])
  if (accountId !== undefined) query = query.where('group_id', 'in', (eb) => eb.selectFrom('avatar_group').select('id').where('account_id', '=', accountId))
  const rows = await query.groupBy(['group_id', 'state', 'reason_code']).execute()
  return rows.filter((row) => Number(row.n) > 0).map((row) => ({ groupId: row.group_id, state: row.state as 'held' | 'failed', code: row.reason_code, n: Number(row.n) }))
}

/** Whether any of the clips that are held for a reason is of this kind; by an index of its own. */
export async function holdsKind(db: LedgerDb, groupIds: readonly number[], code: string, kind: AssetType): Promise<boolean> {
  const found = await sql<{ id: number }>`SELECT clip.id FROM json_each(${JSON.stringify(groupIds)}) AS person CROSS JOIN clip ON clip.reason_code = ${code} AND clip.reason_code <> '' AND clip.state = 'held' AND clip.group_id = person.value AND clip.asset_type = ${kind} LIMIT 1`.execute(db)
  return found.rows.length > 0
}

/** Batches by state, from the kept counts. */
export async function countBatches(db: LedgerDb, of: { groupId?: number; accountId?: number }): Promise<Partial<Record<BatchState, number>>> {
  let query = db.selectFrom('batch_count').select(['state', (eb) => eb.fn.sum<number>('n').as('n')])
  if (of.groupId !== undefined) query = query.where('group_id', '=', of.groupId)
  if (of.accountId !== undefined) query = query.where('group_id', 'in', (eb) => eb.selectFrom('avatar_group').select('id').where('account_id', '=', of.accountId ?? 0))
  return Object.fromEntries((await query.groupBy('state').execute()).map((row) => [row.state, Number(row.n)]))
}
