import type { MediaFacts } from '../../contract/models/clip.ts'
import type { Recipe } from '../../contract/models/preparation.ts'
import { moveClips } from './move-clips.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import { readRecipe } from './preparation-profiles.ts'
import { writeEvents } from './write-event.ts'

/** A copy that is to be made. */
export interface PreparationJob {
  id: number
  clipId: number
  groupId: number
  trialId: number | null
  fromSourceId: number
  recipe: Recipe
  mediaMs: number
  /** What it is made from. */
  location: string
  name: string
  /** The source's size when it was last looked at. */
  sizeBytes: number | null
  /** The source's folder, when it is watched. */
  folderId: number | null
}

/** The next copy to make: trials first, since a person looks on, then in the order asked. `not`: of watched folders that are away, and those whose source is still being written. */
export async function nextPreparation(db: LedgerDb, not: { folders: readonly number[]; ids: readonly number[] }): Promise<PreparationJob | null> {
  const one = (trial: boolean) => db.selectFrom('preparation').innerJoin('clip_source', 'clip_source.id', 'preparation.from_source_id').innerJoin('clip', 'clip.id', 'preparation.clip_id')
    .select(['preparation.id', 'preparation.clip_id as clipId', 'preparation.group_id as groupId', 'preparation.trial_id as trialId', 'preparation.from_source_id as fromSourceId', 'preparation.recipe',
      'preparation.media_ms as mediaMs', 'clip_source.location', 'clip_source.size_bytes as sizeBytes', 'clip.name', 'clip.watch_folder_id as folderId'])
    .where('preparation.state', '=', 'queued').where('preparation.trial_id', trial ? 'is not' : 'is', null)
    .$if(not.folders.length > 0, (query) => query.where((eb) => eb.or([eb('clip.watch_folder_id', 'is', null), eb('clip.watch_folder_id', 'not in', not.folders)])))
    .$if(not.ids.length > 0, (query) => query.where('preparation.id', 'not in', not.ids)).orderBy('preparation.id').limit(1).executeTakeFirst()
  const row = (await one(true)) ?? (await one(false))
  return row ? { ...row, recipe: readRecipe(row.recipe) } : null
}

/** Writes that a copy is about to be made. @returns false when it was taken back meanwhile. */
export async function beginPreparation(tx: LedgerTx, id: number, now: number): Promise<boolean> {
  const done = await tx.updateTable('preparation').set({ state: 'running', state_since: now, started_at: now, progress: 0, pid: null }).where('id', '=', id).where('state', '=', 'queued').executeTakeFirst()
  return Number(done.numUpdatedRows) === 1
}

export async function notePid(tx: LedgerTx, id: number, pid: number): Promise<void> {
  await tx.updateTable('preparation').set({ pid }).where('id', '=', id).execute()
}

export async function noteProgress(tx: LedgerTx, progress: readonly { id: number; progress: number }[]): Promise<void> {
  for (const one of progress) await tx.updateTable('preparation').set({ progress: one.progress }).where('id', '=', one.id).where('state', '=', 'running').execute()
}

/** The copies that are being made, as the ledger knows it. */
export async function runningIds(db: LedgerDb): Promise<Set<number>> {
  const rows = await db.selectFrom('preparation').select('id').where('state', '=', 'running').execute()
  return new Set(rows.map((row) => row.id))
}

/** Puts back what was begun and not ended: a pause, a stop, a full disk. */
export async function putBackPreparation(tx: LedgerTx, id: number, to: 'queued' | 'waiting', now: number): Promise<void> {
  await tx.updateTable('preparation').set({ state: to, state_since: now, started_at: null, progress: null, pid: null }).where('id', '=', id).where('state', '=', 'running').execute()
}

async function placeOf(tx: LedgerTx, sourceId: number): Promise<string | undefined> {
  return (await tx.selectFrom('clip_source').select('location').where('id', '=', sourceId).executeTakeFirst())?.location
}

/** What waited for ffmpeg is tried again. */
export async function wakeWaiting(tx: LedgerTx, now: number): Promise<number> {
  const done = await tx.updateTable('preparation').set({ state: 'queued', state_since: now }).where('state', '=', 'waiting').executeTakeFirst()
  return Number(done.numUpdatedRows)
}

export async function countWaiting(db: LedgerDb): Promise<number> {
  const row = await db.selectFrom('preparation').select((eb) => eb.fn.countAll<number>().as('n')).where('state', '=', 'waiting').executeTakeFirst()
  return Number(row?.n ?? 0)
}

/** After a process died: what it had begun is queued again. @returns ffmpeg processes that may have outlived it. */
export async function recoverPreparations(tx: LedgerTx, now: number): Promise<{ id: number; pid: number }[]> {
  const rows = await tx.selectFrom('preparation').select(['id', 'pid']).where('state', '=', 'running').execute()
  await tx.updateTable('preparation').set({ state: 'queued', state_since: now, started_at: null, progress: null, pid: null }).where('state', '=', 'running').execute()
  return rows.flatMap((row) => (row.pid === null ? [] : [{ id: row.id, pid: row.pid }]))
}

export interface MadeCopy {
  path: string
  locationKey: string
  sizeBytes: number
  mtimeMs: number
  media: MediaFacts
  how: 'ffmpeg' | 'copy'
}

/**
 * Writes that a copy is there (`made` null: the source fits its recipe): it becomes a further source of its
 * clip, which is checked again with it.
 * @returns false when it was taken back meanwhile; its file is then nobody's
 */
export async function finishPreparation(tx: LedgerTx, job: PreparationJob, made: MadeCopy | null, now: number): Promise<boolean> {
  const row = await tx.selectFrom('preparation').innerJoin('clip', 'clip.id', 'preparation.clip_id').innerJoin('clip_source', 'clip_source.id', 'preparation.from_source_id')
    .select(['preparation.state', 'preparation.started_at', 'clip.state as clipState', 'clip.due_at', 'clip.account_id', 'clip_source.given'])
    .where('preparation.id', '=', job.id).executeTakeFirst()
  const mine = row?.state === 'running' && (job.trialId !== null || (row.clipState === 'checking' && row.due_at === null))
  if (!row || !mine) return false
  let sourceId = job.fromSourceId
  if (made && job.trialId === null) {
    const copy = await tx.insertInto('clip_source').values({
      clip_id: job.clipId, group_id: job.groupId, kind: 'path', location: made.path, location_key: made.locationKey, given: row.given, prepared_from: job.fromSourceId,
      size_bytes: made.sizeBytes, mtime_ms: made.mtimeMs, fingerprint: null, content_hash: null, observed_at: now, created_at: now,
    }).returning('id').executeTakeFirstOrThrow()
    sourceId = copy.id
  }
  await tx.updateTable('preparation').set({
    state: 'done', state_since: now, finished_at: now, progress: null, pid: null, how: made?.how ?? 'nothing', path: made?.path ?? null, output_bytes: made?.sizeBytes ?? null, kept_bytes: made?.sizeBytes ?? null,
    took_ms: row.started_at === null ? null : now - row.started_at, media: made ? JSON.stringify(made.media) : null, media_ms: made?.media.durationMs ?? job.mediaMs,
    copy_source_id: made && job.trialId === null ? sourceId : null,
  }).where('id', '=', job.id).execute()
  if (job.trialId !== null) return true
  await tx.updateTable('clip').set({ source_id: sourceId, due_at: now, media: null, source_missing: 0 }).where('id', '=', job.clipId).execute()
  await writeEvents(tx, [{
    at: now, actor: 'system', what: 'clip.prepared', accountId: row.account_id, groupId: job.groupId, clipId: job.clipId,
    data: { how: made?.how ?? 'nothing', ...(made ? { path: made.path, sizeBytes: made.sizeBytes } : {}) },
  }])
  return true
}

/** Writes that a copy could not be made; the clip is held with the words for it. A source that was looked for where it no longer lies is looked for where it does. */
export async function failPreparation(tx: LedgerTx, job: PreparationJob, failure: { code: string; message: string; gone?: boolean }, now: number): Promise<void> {
  if (failure.gone && (await placeOf(tx, job.fromSourceId)) !== job.location) return putBackPreparation(tx, job.id, 'queued', now)
  const done = await tx.updateTable('preparation').set({ state: 'failed', state_since: now, finished_at: now, progress: null, pid: null, why: failure.message }).where('id', '=', job.id).where('state', '=', 'running').executeTakeFirst()
  if (Number(done.numUpdatedRows) === 0 || job.trialId !== null) return
  await moveClips(tx, [{ clipId: job.clipId, to: 'held', from: ['checking'], reason: { code: failure.code, message: failure.message, breaches: [] }, sourceMissing: failure.gone }], { now, actor: 'system' })
}
