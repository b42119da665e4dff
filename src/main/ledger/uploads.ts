/** Uploads as the ledger keeps them: what a killed process had sent is known to the next. */
import { sql } from 'kysely'
import { isIn } from './json-list.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import { writeEvents } from './write-event.ts'

export interface StoredUpload { id: number; objectKey: string; uploadId: string | null; partBytes: number; there: boolean }

/** A file as it was when its upload began. */
export interface UploadedFile { clipSourceId: number; place: string; sizeBytes: number; mtimeMs: number }

/** The upload of this file, as it is now, to this place; one of what it was before, or to elsewhere, is given up by asking. */
export async function findUpload(tx: LedgerTx, file: UploadedFile, now: number): Promise<StoredUpload | null> {
  const rows = await tx.selectFrom('upload').select(['id', 'object_key', 'upload_id', 'part_bytes', 'state', 'place', 'size_bytes', 'mtime_ms'])
    .where('clip_source_id', '=', file.clipSourceId).where('state', 'in', ['sending', 'there']).orderBy('id', 'desc').execute()
  const same = rows.find((row) => row.place === file.place && row.size_bytes === file.sizeBytes && row.mtime_ms === file.mtimeMs)
  const over = rows.filter((row) => row !== same && row.state === 'sending').map((row) => row.id)
  if (over.length > 0) await tx.updateTable('upload').set({ state: 'given-up', settled_at: now }).where(isIn('id', over)).execute()
  // What was sent is counted anew, from what the storage says it has.
  if (same?.state === 'sending') await tx.updateTable('upload').set({ sent_bytes: 0 }).where('id', '=', same.id).execute()
  return same ? { id: same.id, objectKey: same.object_key, uploadId: same.upload_id, partBytes: same.part_bytes, there: same.state === 'there' } : null
}

/** Writes down that a file is about to be sent, and under which name. */
export async function beginUpload(tx: LedgerTx, file: UploadedFile & { objectKey: string; partBytes: number }, now: number): Promise<StoredUpload> {
  const source = await tx.selectFrom('clip_source').innerJoin('clip', 'clip.id', 'clip_source.clip_id').select(['clip.id as clipId', 'clip.account_id as accountId'])
    .where('clip_source.id', '=', file.clipSourceId).executeTakeFirstOrThrow()
  const { id } = await tx.insertInto('upload').values({
    account_id: source.accountId, clip_id: source.clipId, clip_source_id: file.clipSourceId, place: file.place, object_key: file.objectKey, state: 'sending', upload_id: null,
    part_bytes: file.partBytes, size_bytes: file.sizeBytes, mtime_ms: file.mtimeMs, settled_at: null, tried_at: null, created_at: now, done_at: null,
  }).returning('id').executeTakeFirstOrThrow()
  return { id, objectKey: file.objectKey, uploadId: null, partBytes: file.partBytes, there: false }
}

export async function noteUploadOpened(tx: LedgerTx, id: number, uploadId: string): Promise<void> {
  await tx.updateTable('upload').set({ upload_id: uploadId }).where('id', '=', id).execute()
}

/** The object is whole. Not if it was given up meanwhile: then it is in nobody's way but the clean-up's. */
export async function noteUploadArrived(tx: LedgerTx, id: number, now: number): Promise<void> {
  await tx.updateTable('upload').set((eb) => ({ state: 'there', sent_bytes: eb.ref('size_bytes'), done_at: now })).where('id', '=', id).where('state', '=', 'sending').execute()
}

export async function giveUpUpload(tx: LedgerTx, id: number, now: number): Promise<void> {
  await tx.updateTable('upload').set({ state: 'given-up', settled_at: now }).where('id', '=', id).where('state', 'in', ['sending', 'there']).execute()
}

/** How far the uploads under way have come, by clip source, bytes. */
export async function noteSent(tx: LedgerTx, sent: ReadonlyMap<number, number>): Promise<void> {
  await sql`UPDATE "upload" SET sent_bytes = min(size_bytes, j.value->>1) FROM json_each(${JSON.stringify([...sent])}) AS j WHERE upload.clip_source_id = j.value->>0 AND upload.state = 'sending'`.execute(tx)
}

/** How far a clip's upload has come; null when none is under way. */
export async function uploadOfClip(db: LedgerDb, clipId: number): Promise<{ sentBytes: number; sizeBytes: number } | null> {
  const row = await db.selectFrom('upload').select(['sent_bytes', 'size_bytes']).where('clip_id', '=', clipId).where('state', '=', 'sending').orderBy('id', 'desc').limit(1).executeTakeFirst()
  return row ? { sentBytes: row.sent_bytes, sizeBytes: row.size_bytes } : null
}

/** What lies in a storage and is needed no more. */
export interface Leftover { id: number; clipId: number; objectKey: string; uploadId: string | null; sizeBytes: number; doneAt: number | null }

/**
 * A page of what may be removed from a place: uploads nobody goes on with, and, with `objectsUntil`, objects whose clip
 * has had its verdict since before that time. What could not be removed comes again after `againMs`.
 */
export async function leftovers(db: LedgerDb, of: { accountId: number; place: string; sendingUntil: number; objectsUntil: number | null; now: number; againMs: number; limit: number }): Promise<Leftover[]> {
  const rows = await db.selectFrom('upload').select(['id', 'clip_id as clipId', 'done_at as doneAt', 'object_key as objectKey', 'upload_id as uploadId', 'size_bytes as sizeBytes'])
    .where('account_id', '=', of.accountId).where('place', '=', of.place).where('settled_at', 'is not', null)
    .where((eb) => eb.or([
      eb('state', '=', 'given-up'),
      eb.and([eb('state', '=', 'sending'), eb('settled_at', '<=', of.sendingUntil)]),
      ...(of.objectsUntil === null ? [] : [eb.and([eb('state', '=', 'there'), eb('settled_at', '<=', of.objectsUntil)])]),
    ]))
    .where((eb) => eb.or([eb('tried_at', 'is', null), eb('tried_at', '<=', of.now - of.againMs)]))
    .orderBy('id').limit(of.limit).execute()
  return rows
}

/** Claims leftovers for removal: from now on nobody links to them. @returns those that still were */
export async function claimLeftovers(tx: LedgerTx, rows: readonly Leftover[], now: number): Promise<Set<number>> {
  const claimed = await tx.updateTable('upload').set({ state: 'given-up', tried_at: now }).where(isIn('id', rows.map((row) => row.id))).where('settled_at', 'is not', null).where('state', '<>', 'gone').returning('id').execute()
  return new Set(claimed.map((row) => row.id))
}

/** What was removed is written down, and told: of each clip, and once of all. */
export async function noteRemoved(tx: LedgerTx, accountId: number, removed: readonly Leftover[], now: number): Promise<void> {
  if (removed.length === 0) return
  await tx.updateTable('upload').set({ state: 'gone' }).where(isIn('id', removed.map((row) => row.id))).execute()
  const objects = removed.filter((row) => row.doneAt !== null)
  const unfinished = removed.filter((row) => row.doneAt === null && row.uploadId !== null)
  const bytes = objects.reduce((sum, row) => sum + row.sizeBytes, 0)
  await writeEvents(tx, [
    ...objects.map((row) => ({ at: now, actor: 'system', what: 'clip.object-deleted' as const, accountId, clipId: row.clipId, data: { objectKey: row.objectKey } })),
    ...(objects.length > 0 ? [{ at: now, actor: 'system', what: 'storage.cleaned' as const, accountId, data: { count: objects.length, bytes } }] : []),
    ...(unfinished.length > 0 ? [{ at: now, actor: 'system', what: 'storage.aborted' as const, accountId, data: { count: unfinished.length } }] : []),
  ])
}

/** Uploads under way at this moment are those whose clips wait for them: what was sent of how much. */
export async function uploadsUnderWay(db: LedgerDb, accountId: number): Promise<{ files: number; sentBytes: number; totalBytes: number }> {
  const row = await db.selectFrom('upload').innerJoin('clip', 'clip.id', 'upload.clip_id')
    .select((eb) => [eb.fn.countAll<number>().as('files'), eb.fn.sum<number | null>('upload.sent_bytes').as('sent'), eb.fn.sum<number | null>('upload.size_bytes').as('total')])
    .where('upload.state', '=', 'sending').where('upload.account_id', '=', accountId).where('clip.state', '=', 'publishing').executeTakeFirst()
  return { files: Number(row?.files ?? 0), sentBytes: Number(row?.sent ?? 0), totalBytes: Number(row?.total ?? 0) }
}

const sampleSize = 300

/** The mean of what clips of an account that wait for a link have to upload, bytes a clip (nothing for URLs); null when none waits. */
export async function meanUpload(db: LedgerDb, accountId: number): Promise<number | null> {
  for (const state of ['publishing', 'checking'] as const) {
    const rows = await db.selectFrom('clip').innerJoin('clip_source', 'clip_source.id', 'clip.source_id').select(['clip.source_kind as kind', 'clip_source.size_bytes as bytes'])
      .where('clip.state', '=', state).where('clip.account_id', '=', accountId).where('clip.due_at', 'is not', null).orderBy('clip.due_at').limit(sampleSize).execute()
    if (rows.length > 0) return rows.reduce((sum, row) => sum + (row.kind === 'path' ? (row.bytes ?? 0) : 0), 0) / rows.length
  }
  return null
}
