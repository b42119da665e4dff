import { sql } from 'kysely'
import type { MediaFacts } from '../../contract/models/clip.ts'
import type { AssetType } from '../../contract/models/states.ts'
import type { ClipPreparation, PreparationState } from '../../contract/models/preparation.ts'
import { isIn } from './json-list.ts'
import type { LedgerDb } from './open-ledger.ts'
import { readRecipe } from './preparation-profiles.ts'

/** The newest preparation of a clip. */
export async function preparationOfClip(db: LedgerDb, clipId: number): Promise<ClipPreparation | null> {
  const row = await db.selectFrom('preparation').selectAll().where('clip_id', '=', clipId).where('trial_id', 'is', null).orderBy('id', 'desc').limit(1).executeTakeFirst()
  if (!row) return null
  return { id: row.id, state: row.state, progress: row.progress, recipe: readRecipe(row.recipe), how: row.how, why: row.why, finishedAt: row.finished_at }
}

/** How many preparations are in each state, and the length of what they make; of one person, one account or all. */
export async function countPreparations(db: LedgerDb, { groupId, accountId }: { groupId?: number; accountId?: number } = {}): Promise<Record<PreparationState, { n: number; mediaMs: number }>> {
  let query = db.selectFrom('preparation_count').select(['state', (eb) => eb.fn.sum<number>('n').as('n'), (eb) => eb.fn.sum<number>('media_ms').as('mediaMs')])
  if (groupId !== undefined) query = query.where('group_id', '=', groupId)
  if (accountId !== undefined) query = query.where('group_id', 'in', (eb) => eb.selectFrom('avatar_group').select('id').where('account_id', '=', accountId))
  const none = () => ({ n: 0, mediaMs: 0 })
  const counts: Record<PreparationState, { n: number; mediaMs: number }> = { queued: none(), running: none(), waiting: none(), done: none(), failed: none(), cancelled: none() }
  for (const row of await query.groupBy('state').execute()) counts[row.state] = { n: Number(row.n), mediaMs: Number(row.mediaMs) }
  return counts
}

export async function runningPreparations(db: LedgerDb, groupId?: number): Promise<{ id: number; clipId: number; name: string; progress: number | null }[]> {
  let query = db.selectFrom('preparation').innerJoin('clip', 'clip.id', 'preparation.clip_id').select(['preparation.id', 'preparation.clip_id as clipId', 'clip.name', 'preparation.progress'])
    .where('preparation.state', '=', 'running').where('preparation.trial_id', 'is', null)
  if (groupId !== undefined) query = query.where('preparation.group_id', '=', groupId)
  return query.orderBy('preparation.id').limit(20).execute()
}

/** What has ended since the oldest that is still open was asked for: this run's work. */
export async function endedThisRun(db: LedgerDb, groupId?: number): Promise<{ done: number; failed: number }> {
  const of = groupId === undefined ? sql`` : sql`AND group_id = ${groupId}`
  const oldest = await sql<{ at: number | null }>`SELECT min(created_at) AS at FROM (
    SELECT * FROM (SELECT created_at FROM preparation WHERE state = 'running' AND trial_id IS NULL ${of} ORDER BY id LIMIT 1)
    UNION ALL SELECT * FROM (SELECT created_at FROM preparation WHERE state = 'queued' AND trial_id IS NULL ${of} ORDER BY id LIMIT 1)
    UNION ALL SELECT * FROM (SELECT created_at FROM preparation WHERE state = 'waiting' AND trial_id IS NULL ${of} ORDER BY id LIMIT 1))`.execute(db)
  const since = oldest.rows[0]?.at ?? null
  if (since === null) return { done: 0, failed: 0 }
  const row = await sql<{ done: number; failed: number }>`SELECT ifnull(sum(state = 'done'), 0) AS done, ifnull(sum(state = 'failed'), 0) AS failed
    FROM preparation WHERE finished_at >= ${since} AND trial_id IS NULL ${of}`.execute(db)
  return row.rows[0] ?? { done: 0, failed: 0 }
}

/** What the last copies took: length made and time spent, ms, and their bytes. Copies that cost nothing tell nothing. */
export async function lately(db: LedgerDb): Promise<{ mediaMs: number; tookMs: number; bytes: number }> {
  const row = await sql<{ mediaMs: number; tookMs: number; bytes: number }>`SELECT ifnull(sum(media_ms), 0) AS mediaMs, ifnull(sum(took_ms), 0) AS tookMs, ifnull(sum(output_bytes), 0) AS bytes
    FROM (SELECT media_ms, took_ms, output_bytes FROM preparation WHERE finished_at IS NOT NULL AND state = 'done' AND how <> 'nothing' ORDER BY finished_at DESC LIMIT 50)`.execute(db)
  return row.rows[0] ?? { mediaMs: 0, tookMs: 0, bytes: 0 }
}

/** Where a copy lies; null: there is none, or no more. */
export async function pathOfCopy(db: LedgerDb, preparationId: number): Promise<string | null> {
  return (await db.selectFrom('preparation').select('path').where('id', '=', preparationId).where('kept_bytes', 'is not', null).executeTakeFirst())?.path ?? null
}

/** Media facts of those of these clips that lie on this machine. */
export async function factsOfClips(db: LedgerDb, ids: readonly number[]): Promise<{ id: number; accountId: number; assetType: AssetType; facts: MediaFacts | null }[]> {
  const rows = await db.selectFrom('clip').select(['id', 'account_id', 'asset_type', 'media']).where(isIn('id', ids)).where('source_kind', '=', 'path').orderBy('id').execute()
  return rows.map((row) => ({ id: row.id, accountId: row.account_id, assetType: row.asset_type, facts: row.media === null ? null : (JSON.parse(row.media) as MediaFacts) }))
}
