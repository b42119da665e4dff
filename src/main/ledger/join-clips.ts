import { sql } from 'kysely'
import type { ClipState } from '../../contract/models/states.ts'
import { moveSources } from './move-sources.ts'
import type { LedgerTx } from './open-ledger.ts'
import { isOwnFile } from './own-file.ts'

/** A clip that was taken in anew, and the one it turns out to be: same content, whose file is no longer where it was. */
export interface Joining {
  arrivedClipId: number
  clipId: number
  sourceId: number
  /** Where the older clip's file was. */
  was: string
}

/** What has not gone beyond its check, and is nothing but a newly arrived file. */
const arriving: readonly ClipState[] = ['settling', 'checking', 'held']

/**
 * Makes a clip that has just arrived part of the one it is: that one goes on under its number, with the new place.
 * Whoever waits for the arrived one by its intake or its number finds the other.
 * @returns false when the two have gone on meanwhile; then nothing is done
 */
export async function joinClips(tx: LedgerTx, { arrivedClipId, clipId, sourceId, was }: Joining, context: { now: number; actor: string }): Promise<boolean> {
  const arrived = await tx.selectFrom('clip').innerJoin('clip_source', 'clip_source.id', 'clip.source_id')
    .select(['clip.state', 'clip.attempts', 'clip.watch_folder_id', 'clip.source_id', 'clip.batch_id', 'clip_source.location', 'clip_source.location_key', 'clip_source.given', 'clip_source.size_bytes', 'clip_source.mtime_ms', 'clip_source.kind'])
    .where('clip.id', '=', arrivedClipId).executeTakeFirst()
  if (!arrived || arrived.attempts > 0 || arrived.batch_id !== null || arrived.kind !== 'path' || !arriving.includes(arrived.state)) return false
  const older = await tx.selectFrom('clip').innerJoin('clip_source', 'clip_source.clip_id', 'clip.id').select(['clip.id']).where('clip.id', '=', clipId).where(isOwnFile).where('clip_source.id', '=', sourceId).where('clip_source.location', '=', was).executeTakeFirst()
  if (!older) return false
  const sources = await tx.selectFrom('clip_source').leftJoin('link', 'link.clip_source_id', 'clip_source.id').select(['clip_source.id', 'link.id as link']).where('clip_source.clip_id', '=', arrivedClipId).execute()
  if (sources.length !== 1 || sources[0]?.link !== null) return false
  // Something was made of it already: a copy that fits, or an object in a storage.
  for (const table of ['upload', 'preparation'] as const) if (await tx.selectFrom(table).select('id').where('clip_id', '=', arrivedClipId).limit(1).executeTakeFirst()) return false

  // To the intake that took it in it was there already, as it turns out: its lists look among others' clips only where it met some.
  await sql`UPDATE "intake" SET taken = taken - 1, already_there = already_there + 1 WHERE id = (SELECT intake_id FROM clip WHERE id = ${arrivedClipId})`.execute(tx)
  await sql`INSERT OR IGNORE INTO "intake_clip" (intake_id, clip_id, given) SELECT intake_id, ${clipId}, given FROM intake_clip WHERE clip_id = ${arrivedClipId}`.execute(tx)
  await tx.deleteFrom('intake_clip').where('clip_id', '=', arrivedClipId).execute()
  await tx.updateTable('clip').set({ duplicate_of: clipId }).where('duplicate_of', '=', arrivedClipId).where('id', '<>', clipId).execute()
  await tx.updateTable('joined_clip').set({ clip_id: clipId }).where('clip_id', '=', arrivedClipId).execute()
  await tx.deleteFrom('clip_source').where('clip_id', '=', arrivedClipId).execute()
  await tx.deleteFrom('clip').where('id', '=', arrivedClipId).execute()
  // Its number is not given to another: somebody may have written it down.
  await tx.insertInto('joined_clip').values({ id: arrivedClipId, clip_id: clipId, joined_at: context.now }).execute()
  await tx.updateTable('event').set({ clip_id: clipId }).where('clip_id', '=', arrivedClipId).execute()
  await moveSources(tx, [{
    sourceId, clipId, was, now: arrived.location, nowKey: arrived.location_key, given: arrived.given, sizeBytes: arrived.size_bytes, mtimeMs: arrived.mtime_ms,
  }], { ...context, folderId: arrived.watch_folder_id })
  return true
}
