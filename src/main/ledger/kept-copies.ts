import { sql } from 'kysely'
import type { MediaFacts } from '../../contract/models/clip.ts'
import { isIn } from './json-list.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'

export interface KeptCopy { id: number; path: string; bytes: number }

/**
 * A page of copies nobody needs any more: of clips that have had their verdict (or were set aside) for so long,
 * those another copy has taken the place of, and those that were only made to look at.
 * @param verdictBefore UTC ms; null: copies are kept after the verdict
 */
export async function copiesToRemove(db: LedgerDb, verdictBefore: number | null, trialBefore: number, limit = 200): Promise<KeptCopy[]> {
  const rows = await sql<KeptCopy>`SELECT p.id, p.path, p.kept_bytes AS bytes FROM preparation p JOIN clip c ON c.id = p.clip_id
    WHERE p.kept_bytes IS NOT NULL AND p.path IS NOT NULL AND (
      (p.trial_id IS NOT NULL AND p.finished_at < ${trialBefore})
      OR (p.trial_id IS NULL AND c.source_id <> p.copy_source_id AND c.state NOT IN ('submitting', 'in-review', 'needs-attention'))
      OR (p.trial_id IS NULL AND ${verdictBefore} IS NOT NULL AND c.state IN ('active', 'failed', 'excluded') AND c.state_since <= ${verdictBefore}))
    ORDER BY p.id LIMIT ${limit}`.execute(db)
  return rows.rows
}

/** Writes that copies are gone. */
export async function forgetCopies(tx: LedgerTx, ids: readonly number[]): Promise<void> {
  await tx.updateTable('preparation').set({ kept_bytes: null }).where(isIn('id', ids)).execute()
}

/** A copy that was made to look at, by the same recipe of the same source: it need not be made again. */
export async function triedCopy(db: LedgerDb, job: { clipId: number; fromSourceId: number; recipe: string }): Promise<{ id: number; path: string; beganAt: number; media: MediaFacts; how: 'ffmpeg' | 'copy' } | null> {
  const row = await db.selectFrom('preparation').select(['id', 'path', 'started_at', 'media', 'how']).where('clip_id', '=', job.clipId).where('from_source_id', '=', job.fromSourceId)
    .where('recipe', '=', job.recipe).where('trial_id', 'is not', null).where('kept_bytes', 'is not', null).where('state', '=', 'done').orderBy('id', 'desc').limit(1).executeTakeFirst()
  if (!row?.path || row.media === null) return null
  return { id: row.id, path: row.path, beganAt: row.started_at ?? 0, media: JSON.parse(row.media) as MediaFacts, how: row.how === 'copy' ? 'copy' : 'ffmpeg' }
}
