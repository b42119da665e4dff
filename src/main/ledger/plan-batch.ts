import { sql } from 'kysely'
import type { AssetType } from '../../contract/models/states.ts'
import { isIn } from './json-list.ts'
import type { LedgerDb } from './open-ledger.ts'

/** The clips that would make the next batch, or a batch that was planned before and may be sent again. */
export interface BatchPlan {
  /** A batch that exists already (refused for its rate, or unsent). */
  batchId: number | null
  groupId: number
  assetType: AssetType
  clips: PlannedClip[]
}

export interface PlannedClip {
  id: number
  sourceId: number
  sourceKind: 'path' | 'url'
  location: string
  name: string
  sizeBytes: number | null
  mtimeMs: number | null
  preflight: boolean
  submitAnyway: boolean
}

export interface PlanQuestion {
  accountId: number
  batchSize: number
  now: number
  /** With nothing better to do, a folder's part-filled batch need not wait longer than this, ms. */
  idleLingerMs: number
  /** A clip that is still being checked holds a part-filled batch back no longer than this, ms. */
  companyMs: number
  /** Only clips that lie at URLs of somebody else's: none of this machine's may leave now. */
  urlsOnly?: boolean
}

/** Most clips looked at in one group when a batch is put together. */
const lookAhead = 2000

/**
 * What to submit next: batches that wait for their second chance first, then the group that has waited
 * longest since its last batch. Full batches go before part-filled ones.
 */
export async function planNextBatch(db: LedgerDb, question: PlanQuestion): Promise<BatchPlan | null> {
  return (await plannedBefore(db, question)) ?? (await newBatch(db, question))
}

async function plannedBefore(db: LedgerDb, { accountId, now, urlsOnly = false }: PlanQuestion): Promise<BatchPlan | null> {
  const batch = await db.selectFrom('batch').innerJoin('avatar_group', 'avatar_group.id', 'batch.group_id')
    .select(['batch.id', 'batch.group_id', 'batch.asset_type'])
    .where('batch.state', '=', 'planned').where('batch.account_id', '=', accountId).where('batch.paused', '=', 0)
    .where('avatar_group.paused', '=', 0).where('avatar_group.stop', 'is', null)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('forgetting').select('forgetting.id').whereRef('forgetting.group_id', '=', 'avatar_group.id').where('forgetting.state', '<>', 'done'))))
    .where((eb) => eb.or([eb('batch.retry_at', 'is', null), eb('batch.retry_at', '<=', now)]))
    .$if(urlsOnly, (query) => query.where(({ not, exists, selectFrom }) => not(exists(selectFrom('clip').select('clip.id').whereRef('clip.batch_id', '=', 'batch.id').where('clip.source_kind', '=', 'path')))))
    .orderBy('batch.id').limit(1).executeTakeFirst()
  if (!batch) return null
  const clips = await readyClips(db).where('clip.batch_id', '=', batch.id).where('clip.state', '=', 'ready').execute()
  return { batchId: batch.id, groupId: batch.group_id, assetType: batch.asset_type, clips: clips.map(withFlags) }
}

async function newBatch(db: LedgerDb, question: PlanQuestion): Promise<BatchPlan | null> {
  const groups = await sql<{ id: number; mode: string; incoming: number }>`
    SELECT g.id, g.mode, (SELECT ifnull(sum(n), 0) FROM clip_count c WHERE c.group_id = g.id AND c.gated = 0 AND c.folder_id = 0 AND c.state IN ('settling', 'checking', 'publishing')) AS incoming
    FROM avatar_group g
    WHERE g.account_id = ${question.accountId} AND g.paused = 0 AND g.stop IS NULL AND NOT EXISTS (SELECT 1 FROM forgetting f WHERE f.group_id = g.id AND f.state <> 'done')
      AND EXISTS (SELECT 1 FROM clip_count c WHERE c.group_id = g.id AND c.state = 'ready' AND c.n > 0)
    ORDER BY ifnull((SELECT b.sent_at FROM batch b WHERE b.group_id = g.id ORDER BY b.id DESC LIMIT 1), 0), g.id`.execute(db)
  let partFilled: BatchPlan | null = null
  let lingering: BatchPlan | null = null
  for (const group of groups.rows) {
    for (const kind of await kindsOf(db, group.id, group.mode === 'certain' ? 1 : null, question)) {
      const plan: BatchPlan = { batchId: null, groupId: group.id, assetType: kind.assetType, clips: kind.clips.slice(0, kind.size) }
      if (kind.clips.length >= kind.size) return plan
      const waited = question.now - Math.min(...kind.clips.map((clip) => clip.stateSince))
      const companyComes = group.incoming > 0 && waited < question.companyMs
      const lingerOver = kind.clips.some((clip) => clip.lingerUntil === null ? !companyComes : clip.lingerUntil <= question.now)
      if (lingerOver) partFilled ??= plan
      else if (kind.clips.every((clip) => clip.lingerUntil !== null) && question.now - Math.min(...kind.clips.map((clip) => clip.createdAt)) >= question.idleLingerMs) lingering ??= plan
    }
  }
  return partFilled ?? lingering
}

interface ReadyClip extends PlannedClip {
  lingerUntil: number | null
  createdAt: number
  stateSince: number
}

/** The group's queued clips by what may share a request: asset type and batch size. */
async function kindsOf(db: LedgerDb, groupId: number, fixedSize: number | null, { batchSize: accountSize, urlsOnly = false }: PlanQuestion): Promise<{ assetType: AssetType; size: number; clips: ReadyClip[] }[]> {
  const rows = await readyClips(db).select(['clip.asset_type as assetType', 'clip.batch_size as batchSize', 'clip.linger_until as lingerUntil', 'clip.created_at as createdAt', 'clip.state_since as stateSince'])
    .where('clip.group_id', '=', groupId).where('clip.state', '=', 'ready')
    .where(sql<boolean>`(clip.batch_id IS NULL OR clip.batch_id NOT IN (SELECT id FROM batch WHERE group_id = ${groupId} AND state = 'planned'))`)
    .$if(urlsOnly, (query) => query.where('clip.source_kind', '=', 'url'))
    .limit(lookAhead).execute()
  const kinds = new Map<string, { assetType: AssetType; size: number; clips: ReadyClip[] }>()
  for (const row of rows) {
    const size = fixedSize ?? row.batchSize ?? accountSize
    const key = `${row.assetType} ${size}`
    const kind = kinds.get(key) ?? { assetType: row.assetType, size, clips: [] }
    kind.clips.push(withFlags(row))
    kinds.set(key, kind)
  }
  return [...kinds.values()]
}

function readyClips(db: LedgerDb) {
  return db.selectFrom('clip').innerJoin('clip_source', 'clip_source.id', 'clip.source_id')
    .select(['clip.id', 'clip_source.id as sourceId', 'clip.source_kind as sourceKind', 'clip_source.location', 'clip.name', 'clip_source.size_bytes as sizeBytes', 'clip_source.mtime_ms as mtimeMs',
      sql<number>`clip.preflight`.as('preflightFlag'), sql<number>`clip.submit_anyway`.as('anywayFlag')])
    .orderBy('clip.id')
}

function withFlags<T extends { preflightFlag: number; anywayFlag: number }>({ preflightFlag, anywayFlag, ...clip }: T): Omit<T, 'preflightFlag' | 'anywayFlag'> & { preflight: boolean; submitAnyway: boolean } {
  return { ...clip, preflight: preflightFlag === 1, submitAnyway: anywayFlag === 1 }
}

/** The newest link of each source. */
export async function newestLinks(db: LedgerDb, sourceIds: readonly number[]): Promise<Map<number, { kind: string; url: string; expiresAt: number | null }>> {
  const rows = await db.selectFrom('link').select(['clip_source_id', 'kind', 'url', 'expires_at']).where(isIn('clip_source_id', sourceIds)).orderBy('id').execute()
  return new Map(rows.map((row) => [row.clip_source_id, { kind: row.kind, url: row.url, expiresAt: row.expires_at }]))
}
