/** Erasing a person from the ledger, a page at a time: whoever is killed in between goes on where it was. */
import { sql } from 'kysely'
import type { HeldOfPerson } from '../../contract/models/forgetting.ts'
import { isIn } from './json-list.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'

const one = async (db: LedgerDb | LedgerTx, query: ReturnType<typeof sql<{ n: number }>>): Promise<number> => Number((await query.execute(db)).rows[0]?.n ?? 0)

/** What there is of a person. @param uploadDir where files that browsers sent lie, with a separator at its end */
export async function heldOf(db: LedgerDb, groupId: number, uploadDir: string): Promise<HeldOfPerson> {
  const of = sql`(SELECT id FROM clip WHERE group_id = ${groupId})`
  const copies = (await sql<{ n: number; bytes: number }>`SELECT count(*) AS n, ifnull(sum(kept_bytes), 0) AS bytes FROM preparation WHERE clip_id IN ${of} AND kept_bytes IS NOT NULL`.execute(db)).rows[0]
  return {
    clips: await one(db, sql`SELECT count(*) AS n FROM clip WHERE group_id = ${groupId}`),
    attempts: await one(db, sql`SELECT count(*) AS n FROM attempt WHERE clip_id IN ${of}`),
    batches: await one(db, sql`SELECT count(*) AS n FROM batch WHERE group_id = ${groupId}`),
    links: await one(db, sql`SELECT count(*) AS n FROM link WHERE clip_source_id IN (SELECT id FROM clip_source WHERE clip_id IN ${of})`),
    uploads: await one(db, sql`SELECT count(*) AS n FROM upload WHERE clip_id IN ${of} AND state <> 'gone'`),
    copies: copies?.n ?? 0, copiesBytes: copies?.bytes ?? 0,
    received: await one(db, sql`SELECT count(*) AS n FROM clip_source WHERE clip_id IN ${of} AND kind = 'path' AND substr(location, 1, ${uploadDir.length}) = ${uploadDir}`),
    folders: await one(db, sql`SELECT count(*) AS n FROM watch_folder WHERE group_id = ${groupId} AND removed_at IS NULL`),
    verifications: await one(db, sql`SELECT count(*) AS n FROM validation_session WHERE id IN (${sessionsOf(groupId)})`),
    events: await one(db, sql`SELECT count(*) AS n FROM event WHERE group_id = ${groupId} OR clip_id IN ${of} OR batch_id IN (SELECT id FROM batch WHERE group_id = ${groupId})`),
  }
}

/** Those that made the person, and those of the same name in the same account that came to nothing. */
const sessionsOf = (groupId: number) => sql`SELECT s.id FROM validation_session s JOIN avatar_group g ON g.id = ${groupId} WHERE s.group_id = g.id OR (s.account_id = g.account_id AND s.name = g.name AND s.group_id IS NULL)`

/** Copies of a person's clips that are still kept, a page. */
export async function copiesOfPerson(db: LedgerDb, groupId: number, limit = 200): Promise<{ id: number; path: string | null }[]> {
  return db.selectFrom('preparation').select(['id', 'path']).where('group_id', '=', groupId).where('kept_bytes', 'is not', null).orderBy('id').limit(limit).execute()
}

export interface UploadOfPerson { id: number; place: string; objectKey: string; uploadId: string | null; doneAt: number | null }

/** What lies, or may lie, at a storage of a person's clips, a page. */
export async function uploadsOfPerson(db: LedgerDb, groupId: number, limit = 100): Promise<UploadOfPerson[]> {
  return db.selectFrom('upload').innerJoin('clip', 'clip.id', 'upload.clip_id').select(['upload.id', 'upload.place', 'upload.object_key as objectKey', 'upload.upload_id as uploadId', 'upload.done_at as doneAt'])
    .where('clip.group_id', '=', groupId).where('upload.state', '<>', 'gone').orderBy('upload.id').limit(limit).execute()
}

export async function noteUploadsGone(tx: LedgerTx, ids: readonly number[]): Promise<void> {
  await tx.updateTable('upload').set({ state: 'gone' }).where(isIn('id', ids)).execute()
}

/** Files that browsers sent for a person's clips, a page after the clip source `after`. */
export async function receivedOfPerson(db: LedgerDb, groupId: number, uploadDir: string, after: number, limit = 500): Promise<{ id: number; location: string }[]> {
  return db.selectFrom('clip_source').select(['id', 'location']).where('group_id', '=', groupId).where('kind', '=', 'path').where('id', '>', after)
    .where(sql<boolean>`substr(location, 1, ${uploadDir.length}) = ${uploadDir}`).orderBy('id').limit(limit).execute()
}

/** Erases a page of a person's clips and everything that belongs to them. @returns how many clips went; 0: none is left */
export async function eraseClips(tx: LedgerTx, groupId: number, limit = 200): Promise<number> {
  const clips = (await tx.selectFrom('clip').select('id').where('group_id', '=', groupId).orderBy('id').limit(limit).execute()).map(({ id }) => id)
  if (clips.length === 0) return 0
  const list = JSON.stringify(clips)
  const of = sql`(SELECT value FROM json_each(${list}))`
  const sources = sql`(SELECT id FROM clip_source WHERE clip_id IN ${of})`
  for (const statement of [
    sql`DELETE FROM "link_fetch" WHERE clip_id IN ${of}`,
    sql`DELETE FROM "link" WHERE clip_source_id IN ${sources}`,
    sql`DELETE FROM "upload" WHERE clip_id IN ${of}`,
    sql`DELETE FROM "preparation" WHERE clip_id IN ${of}`,
    sql`DELETE FROM "attempt" WHERE clip_id IN ${of}`,
    sql`DELETE FROM "intake_clip" WHERE clip_id IN ${of}`,
    sql`DELETE FROM "joined_clip" WHERE clip_id IN ${of}`,
    sql`DELETE FROM "event" WHERE clip_id IN ${of}`,
    sql`UPDATE "clip" SET duplicate_of = NULL WHERE duplicate_of IN ${of}`,
    sql`UPDATE "clip_source" SET prepared_from = NULL WHERE prepared_from IN ${sources}`,
    sql`DELETE FROM "clip_source" WHERE clip_id IN ${of}`,
    sql`DELETE FROM "clip" WHERE id IN ${of}`,
  ]) await statement.execute(tx)
  await lowerMarks(tx)
  return clips.length
}

/**
 * SQLite gives the numbers of the newest rows again once these are gone. Who remembers such a number as the newest they
 * have seen would take what comes next for seen: a stop would never be told, a clip never counted as new.
 */
async function lowerMarks(tx: LedgerTx): Promise<void> {
  await sql`UPDATE "channel" SET told_event_id = min(told_event_id, ifnull((SELECT max(id) FROM "event"), 0))`.execute(tx)
  await sql`UPDATE "viewer" SET last_clip_id = min(last_clip_id, ifnull((SELECT max(id) FROM "clip"), 0))`.execute(tx)
}

/** Families of events that may name a person without being filed under one. */
const naming = ['session.', 'group.', 'clip.', 'intake.', 'folder.', 'batch.', 'storage.', 'preparation.']

/** Erases what is left of a person once no clip of theirs is: the group itself, and all that is filed under it. */
export async function erasePerson(tx: LedgerTx, groupId: number): Promise<void> {
  const batches = sql`(SELECT id FROM batch WHERE group_id = ${groupId})`
  const folders = sql`(SELECT id FROM watch_folder WHERE group_id = ${groupId})`
  for (const statement of [
    sql`DELETE FROM "event" WHERE group_id = ${groupId} OR batch_id IN ${batches} OR folder_id IN ${folders}`,
    sql`DELETE FROM "event" WHERE clip_id IS NULL AND (${sql.join(naming.map((family) => sql`what LIKE ${`${family}%`}`), sql` OR `)})
      AND (EXISTS (SELECT 1 FROM json_each(data) WHERE value = (SELECT name FROM avatar_group WHERE id = ${groupId}))
        OR (what LIKE 'session.%' AND json_extract(data, '$.session') IN (${sessionsOf(groupId)})))`,
    sql`DELETE FROM "validation_session" WHERE id IN (${sessionsOf(groupId)})`,
    sql`DELETE FROM "attempt" WHERE batch_id IN ${batches}`,
    sql`DELETE FROM "batch" WHERE group_id = ${groupId}`,
    sql`DELETE FROM "intake" WHERE group_id = ${groupId}`,
    sql`DELETE FROM "ignored_file" WHERE folder_id IN ${folders}`,
    sql`DELETE FROM "watch_folder" WHERE group_id = ${groupId}`,
    sql`DELETE FROM "preparation_trial" WHERE id NOT IN (SELECT trial_id FROM preparation WHERE trial_id IS NOT NULL)`,
    sql`DELETE FROM "clip_count" WHERE group_id = ${groupId}`,
    sql`DELETE FROM "batch_count" WHERE group_id = ${groupId}`,
    sql`DELETE FROM "preparation_count" WHERE group_id = ${groupId}`,
    // What a storage complained of may name an object.
    sql`UPDATE "event" SET data = json_remove(data, '$.message') WHERE clip_id IS NULL AND what LIKE 'storage.%' AND account_id = (SELECT account_id FROM avatar_group WHERE id = ${groupId})`,
    sql`UPDATE "storage" SET trouble_message = NULL, trouble_advice = NULL WHERE account_id = (SELECT account_id FROM avatar_group WHERE id = ${groupId}) AND trouble IS NULL`,
    sql`DELETE FROM "avatar_group" WHERE id = ${groupId}`,
  ]) await statement.execute(tx)
  await lowerMarks(tx)
}
