import path from 'node:path'
import type { Selectable, Updateable } from 'kysely'
import { sql } from 'kysely'
import type { FolderState } from '../../contract/models/folder.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import { isIn } from './json-list.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import type { FolderRow } from './schema.ts'
import { writeEvents } from './write-event.ts'

export type StoredFolder = Selectable<FolderRow>

/** @throws ProblemError `not-found`. */
export async function readFolder(db: LedgerDb, id: number): Promise<StoredFolder> {
  const row = await db.selectFrom('watch_folder').selectAll().where('id', '=', id).where('removed_at', 'is', null).executeTakeFirst()
  if (!row) throw new ProblemError('not-found', `There is no watch folder ${id}.`, 'List the watch folders to see their numbers.')
  return row
}

export async function listFolders(db: LedgerDb, groupId?: number): Promise<StoredFolder[]> {
  let query = db.selectFrom('watch_folder').selectAll().where('removed_at', 'is', null)
  if (groupId !== undefined) query = query.where('group_id', '=', groupId)
  return query.orderBy('id').execute()
}

export type NewFolder = Pick<StoredFolder, 'group_id' | 'path' | 'volume_id' | 'relative_path' | 'settle_ms' | 'linger_ms' | 'batch_size' | 'ignore' | 'existing'> & { profile_id?: number | null }

/** @throws ProblemError `folder-overlaps` when it lies in, or around, one that is watched already. */
export async function mustNotOverlap(db: LedgerDb, folder: string): Promise<void> {
  for (const other of await listFolders(db)) {
    if (!overlap(folder, other.path)) continue
    throw new ProblemError(
      'folder-overlaps', `${folder} overlaps ${other.path}, which is watched already: a clip in both would be sent twice.`,
      'Watch a folder beside it, or remove that one first.', { details: { folderId: other.id, path: other.path } },
    )
  }
}

/** @throws ProblemError `folder-overlaps`. */
export async function addFolder(tx: LedgerTx, folder: NewFolder, context: { now: number; actor: string }): Promise<number> {
  await mustNotOverlap(tx, folder.path)
  const row = await tx.insertInto('watch_folder').values({
    ...folder, state: 'scanning', why: null, state_since: context.now, rescan_asked_at: null, last_scan_at: null, removed_at: null, actor: context.actor, created_at: context.now,
  }).returning('id').executeTakeFirstOrThrow()
  await writeEvents(tx, [{ at: context.now, actor: context.actor, what: 'folder.added', groupId: folder.group_id, folderId: row.id, data: { path: folder.path } }])
  return row.id
}

function overlap(a: string, b: string): boolean {
  const inside = (inner: string, outer: string): boolean => {
    const relative = path.relative(outer, inner)
    return relative === '' || (!relative.startsWith(`..${path.sep}`) && relative !== '..' && !path.isAbsolute(relative))
  }
  const [one, two] = [a.normalize('NFC'), b.normalize('NFC')]
  return inside(one, two) || inside(two, one)
}

/** Changes a folder's settings or notes; a change of state is an event. */
export async function changeFolder(tx: LedgerTx, id: number, changes: Updateable<FolderRow>, context: { now: number; actor: string; what?: string; data?: Record<string, unknown> }): Promise<void> {
  const before = await readFolder(tx, id)
  const moved = changes.state !== undefined && changes.state !== before.state
  await tx.updateTable('watch_folder').set({ ...changes, ...(moved ? { state_since: context.now } : {}) }).where('id', '=', id).execute()
  const what = context.what ?? (moved ? `folder.${changes.state}` : null)
  if (what) await writeEvents(tx, [{ at: context.now, actor: context.actor, what, groupId: before.group_id, folderId: id, data: { path: changes.path ?? before.path, ...(changes.why ? { why: changes.why } : {}), ...context.data } }])
}

/** A folder that is no longer watched; its clips stay. */
export async function removeFolder(tx: LedgerTx, id: number, context: { now: number; actor: string }): Promise<void> {
  await changeFolder(tx, id, { removed_at: context.now }, { ...context, what: 'folder.removed' })
}

/** Sets a folder's state only if it is still in `from`: a pause that came meanwhile stays. */
export async function moveFolder(tx: LedgerTx, id: number, from: readonly FolderState[], to: FolderState, changes: Updateable<FolderRow>, now: number): Promise<boolean> {
  const row = await tx.selectFrom('watch_folder').select('state').where('id', '=', id).where('removed_at', 'is', null).executeTakeFirst()
  if (!row || !from.includes(row.state)) return false
  await changeFolder(tx, id, { ...changes, state: to }, { now, actor: 'system' })
  return true
}

/** Notes what lay in a folder before it was watched and is left alone. */
export async function ignoreFiles(tx: LedgerTx, folderId: number, files: readonly { locationKey: string; sizeBytes: number; mtimeMs: number }[]): Promise<void> {
  await sql`INSERT OR REPLACE INTO "ignored_file" (folder_id, location_key, size_bytes, mtime_ms)
    SELECT ${folderId}, value->>0, value->>1, value->>2 FROM json_each(${JSON.stringify(files.map((file) => [file.locationKey, file.sizeBytes, file.mtimeMs]))})`.execute(tx)
}

/** What is known of files at these places: as sources of the group, in which spelling, or as left alone. */
export async function knownFiles(db: LedgerDb, folder: { id: number; groupId: number }, locationKeys: readonly string[]): Promise<Map<string, { location?: string; sizeBytes: number | null; mtimeMs: number | null }>> {
  const sources = await db.selectFrom('clip_source').select(['location_key as key', 'location', 'size_bytes as sizeBytes', 'mtime_ms as mtimeMs'])
    .where('group_id', '=', folder.groupId).where('current', '=', 1).where(isIn('location_key', locationKeys)).execute()
  const ignored = await db.selectFrom('ignored_file').select(['location_key as key', 'size_bytes as sizeBytes', 'mtime_ms as mtimeMs'])
    .where('folder_id', '=', folder.id).where(isIn('location_key', locationKeys)).execute()
  return new Map([...ignored, ...sources].map(({ key, ...row }) => [key, row]))
}
