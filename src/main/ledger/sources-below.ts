import { sql } from 'kysely'
import type { LedgerDb } from './open-ledger.ts'
import { isOwnFile, ownFileId } from './own-file.ts'

/** A clip's file that lies, or lay, below a folder. */
export interface SourceBelow {
  sourceId: number
  clipId: number
  groupId: number
  accountId: number
  location: string
  locationKey: string
  sizeBytes: number | null
  mtimeMs: number | null
  fingerprint: string | null
  sent: number
}

const columns = sql`clip_source.id AS sourceId, clip.id AS clipId, clip.group_id AS groupId, clip.account_id AS accountId, clip_source.location, clip_source.location_key AS locationKey,
  clip_source.size_bytes AS sizeBytes, clip_source.mtime_ms AS mtimeMs, clip_source.fingerprint, clip.attempts > 0 AS sent`

/**
 * A person's files below a folder, by place.
 * @param folderKey without a separator at its end, composed (NFC)
 * @param after the key of the last one of the page before
 */
export async function sourcesBelow(db: LedgerDb, groupId: number, folderKey: string, after: string | null, limit: number): Promise<SourceBelow[]> {
  // Whatever lies below begins with the folder and a separator, either way it leans: `/` (2F) or `\` (5C).
  const page = async (separator: string, next: string): Promise<SourceBelow[]> => (await sql<SourceBelow>`SELECT ${columns} FROM clip_source JOIN clip ON clip.id = clip_source.clip_id AND ${isOwnFile}
    WHERE clip_source.group_id = ${groupId} AND clip_source.current = 1 AND clip_source.kind = 'path' AND clip_source.location_key > ${after ?? folderKey + separator} AND clip_source.location_key < ${folderKey + next}
    ORDER BY clip_source.location_key LIMIT ${limit}`.execute(db)).rows
  const slashed = await page('/', '0')
  return slashed.length > 0 ? slashed : page('\\', ']')
}

/** The files of a watch folder's clips, by the clips' numbers. */
export async function sourcesOfFolder(db: LedgerDb, folderId: number, afterClipId: number, limit: number): Promise<SourceBelow[]> {
  const rows = await sql<SourceBelow>`SELECT ${columns} FROM clip JOIN clip_source ON clip_source.id = ${ownFileId}
    WHERE clip.watch_folder_id = ${folderId} AND clip.id > ${afterClipId} AND clip_source.kind = 'path' ORDER BY clip.id LIMIT ${limit}`.execute(db)
  return rows.rows
}

/** A clip's own file; null for a URL, or a clip there is not. */
export async function sourceOfClip(db: LedgerDb, clipId: number): Promise<SourceBelow | null> {
  const rows = await sql<SourceBelow>`SELECT ${columns} FROM clip JOIN clip_source ON clip_source.id = ${ownFileId} WHERE clip.id = ${clipId} AND clip_source.kind = 'path'`.execute(db)
  return rows.rows[0] ?? null
}
