import { sql } from 'kysely'
import type { ClipState } from '../../contract/models/states.ts'
import { isIn } from './json-list.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import { isOwnFile } from './own-file.ts'

/** States of a clip that has come past its check with the content it has. */
const pastCheck: readonly ClipState[] = ['publishing', 'ready', 'submitting', 'in-review', 'active', 'failed', 'needs-attention']

/** What a clip was sent with, in a query that has the clip: this content, or a copy made of it that fits. */
const wentWith = (contentHash: unknown) => sql`attempt JOIN clip_source AS went ON went.id = attempt.clip_source_id LEFT JOIN clip_source AS made_of ON made_of.id = went.prepared_from
  WHERE attempt.clip_id = clip.id AND attempt.verdict NOT IN ('not-sent', 'refused') AND ${contentHash} IN (went.content_hash, made_of.content_hash)`

/** Whether a `clip_source` is what its clip stands for now. */
const isPresent = sql<boolean>`(clip_source.id = clip.source_id OR ${isOwnFile})`

/**
 * The first other clip of the group with this content that is not itself a duplicate: an older one, or a younger
 * one that came past its check before (a clip sent long ago whose file has changed since, checked again, meets the
 * younger clip that the change has become). One that was set aside, or has another source by now, only if this content
 * of it was sent: its verdict stands, whatever became of the clip.
 * @param sentOnly only one that has come past its check: for content that would be held for itself otherwise
 */
export async function twinWithContent(tx: LedgerTx, groupId: number, contentHash: string, clipId: number, sentOnly: boolean): Promise<number | null> {
  const sent = sql<boolean>`EXISTS (SELECT 1 FROM ${wentWith(sql`clip_source.content_hash`)})`
  const row = await tx.selectFrom('clip_source').innerJoin('clip', 'clip.id', 'clip_source.clip_id').select('clip.id')
    .where('clip_source.group_id', '=', groupId).where('clip_source.content_hash', '=', contentHash)
    .where('clip.id', '<>', clipId).where('clip.duplicate_of', 'is', null)
    .where((eb) => eb.or([eb.and([isPresent, eb('clip.state', '<>', 'excluded'), eb.or([eb('clip.state', 'in', pastCheck), ...(sentOnly ? [] : [eb('clip.id', '<', clipId)])])]), sent]))
    .orderBy('clip.id').limit(1).executeTakeFirst()
  return row?.id ?? null
}

/** What the service said of a content, where the clip it was sent with does not show it. */
export interface ContentVerdict {
  copyId: number
  state: Extract<ClipState, 'active' | 'failed' | 'in-review' | 'needs-attention'>
  at: number
  assetId: string | null
  assetUrl: string | null
}

/** For copies whose other clip was set aside or has another source by now: the last verdict of the content both had. */
export async function verdictsOfContent(db: LedgerDb, copyIds: readonly number[]): Promise<Map<number, ContentVerdict>> {
  if (copyIds.length === 0) return new Map()
  const { rows } = await sql<ContentVerdict>`SELECT copy.id AS copyId, CASE last.verdict WHEN 'pending' THEN 'in-review' WHEN 'unclear' THEN 'needs-attention' ELSE last.verdict END AS state,
      ifnull(last.decided_at, last.created_at) AS at, last.asset_id AS assetId, last.asset_url AS assetUrl
    FROM clip AS copy JOIN clip ON clip.id = copy.duplicate_of JOIN clip_source AS copied ON copied.id = copy.source_id
    JOIN attempt AS last ON last.id = (SELECT max(attempt.id) FROM ${wentWith(sql`copied.content_hash`)})
    WHERE ${isIn('copy.id', copyIds)} AND (clip.state = 'excluded'
      OR NOT EXISTS (SELECT 1 FROM clip_source WHERE clip_source.clip_id = clip.id AND clip_source.content_hash = copied.content_hash AND ${isPresent}))`.execute(db)
  return new Map(rows.map((row) => [row.copyId, row]))
}

/** Files whose time has changed but whose bytes have not: the same clips still. */
export async function noteSameContent(tx: LedgerTx, sources: readonly { sourceId: number; mtimeMs: number | null }[]): Promise<void> {
  if (sources.length === 0) return
  await sql`UPDATE "clip_source" SET mtime_ms = j.value->>1 FROM json_each(${JSON.stringify(sources.map((source) => [source.sourceId, source.mtimeMs]))}) AS j WHERE clip_source.id = j.value->>0`.execute(tx)
}
