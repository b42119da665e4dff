import { sql } from 'kysely'
import type { ClipState } from '../../contract/models/states.ts'
import { isIn } from './json-list.ts'
import type { LedgerDb } from './open-ledger.ts'
import { isOwnFile, ownFileId } from './own-file.ts'

/** A clip's file, as it was when it was last looked at. */
export interface LikeSource {
  sourceId: number
  clipId: number
  location: string
  locationKey: string
  sizeBytes: number | null
  mtimeMs: number | null
  fingerprint: string | null
  state: ClipState
  folderId: number | null
  sent: boolean
  copy: boolean
}

const columns = sql`clip_source.id AS sourceId, clip.id AS clipId, clip_source.location, clip_source.location_key AS locationKey, clip_source.size_bytes AS sizeBytes, clip_source.mtime_ms AS mtimeMs,
  clip_source.fingerprint, clip.state, clip.watch_folder_id AS folderId, clip.attempts > 0 AS sent, clip.duplicate_of IS NOT NULL AS copy`

type Row = Omit<LikeSource, 'sent' | 'copy'> & { sent: number; copy: number }
const asSource = (row: Row): LikeSource => ({ ...row, sent: row.sent === 1, copy: row.copy === 1 })

/** The files of a person's clips that have one of these sizes and times. */
export async function sourcesLike(db: LedgerDb, groupId: number, looks: readonly { sizeBytes: number; mtimeMs: number }[]): Promise<LikeSource[]> {
  const distinct = [...new Map(looks.map((look) => [`${look.sizeBytes} ${look.mtimeMs}`, [look.sizeBytes, look.mtimeMs]])).values()]
  const rows = await sql<Row>`SELECT ${columns} FROM json_each(${JSON.stringify(distinct)}) AS look
    CROSS JOIN clip_source ON clip_source.group_id = ${groupId} AND clip_source.size_bytes = look.value->>0 AND clip_source.mtime_ms = look.value->>1 AND clip_source.kind = 'path'
    CROSS JOIN clip ON clip.id = clip_source.clip_id AND ${isOwnFile}`.execute(db)
  return rows.rows.map(asSource)
}

/** The files of a person's clips with this content, the oldest clip first; not of the clip itself. */
export async function sourcesOfContent(db: LedgerDb, groupId: number, contentHash: string, exceptClipId: number): Promise<LikeSource[]> {
  const rows = await sql<Row>`SELECT ${columns} FROM clip_source JOIN clip ON clip.id = clip_source.clip_id AND ${isOwnFile}
    WHERE clip_source.group_id = ${groupId} AND clip_source.content_hash = ${contentHash} AND clip_source.kind = 'path' AND clip.id <> ${exceptClipId} ORDER BY clip.id LIMIT 20`.execute(db)
  return rows.rows.map(asSource)
}

/** What lies at these places, as far as it is known. */
export async function sourcesAt(db: LedgerDb, groupId: number, locationKeys: readonly string[]): Promise<Map<string, Pick<LikeSource, 'location' | 'sizeBytes' | 'mtimeMs'>>> {
  const rows = await db.selectFrom('clip_source').select(['location_key as key', 'location', 'size_bytes as sizeBytes', 'mtime_ms as mtimeMs'])
    .where('group_id', '=', groupId).where('current', '=', 1).where(isIn('location_key', locationKeys)).execute()
  return new Map(rows.map((row) => [row.key, row]))
}

/** A clip that is held as a copy, and the file of the clip it is a copy of. */
export interface HeldCopy extends LikeSource {
  copyId: number
  copyLocation: string
  copySizeBytes: number | null
  copyMtimeMs: number | null
}

/** A page of the clips of a person that are held as copies, by their number; `locationKeys`: only copies of what is known to lie there. */
export async function heldCopies(db: LedgerDb, groupId: number, { locationKeys, after, limit }: { locationKeys?: readonly string[]; after: number; limit: number }): Promise<HeldCopy[]> {
  const held = sql`copy.state = 'held' AND copy.reason_code = 'DuplicateContent' AND copy.attempts = 0 AND copy.submit_anyway = 0 AND copy.id > ${after}`
  const from = locationKeys === undefined
    ? sql`clip AS copy JOIN clip ON clip.id = copy.duplicate_of JOIN clip_source ON clip_source.id = ${ownFileId}`
    : sql`json_each(${JSON.stringify(locationKeys)}) AS place CROSS JOIN clip_source ON clip_source.group_id = ${groupId} AND clip_source.location_key = place.value AND clip_source.current = 1
      CROSS JOIN clip ON clip.id = clip_source.clip_id AND ${isOwnFile} CROSS JOIN clip AS copy ON copy.duplicate_of = clip.id`
  const rows = await sql<Row & Pick<HeldCopy, 'copyId' | 'copyLocation' | 'copySizeBytes' | 'copyMtimeMs'>>`
    SELECT ${columns}, copy.id AS copyId, copied.location AS copyLocation, copied.size_bytes AS copySizeBytes, copied.mtime_ms AS copyMtimeMs
    FROM ${from} JOIN clip_source AS copied ON copied.id = copy.source_id
    WHERE copy.group_id = ${groupId} AND ${held} AND clip_source.kind = 'path' AND copied.kind = 'path' AND copied.content_hash = clip_source.content_hash
    ORDER BY copy.id LIMIT ${limit}`.execute(db)
  return rows.rows.map((row) => ({ ...row, ...asSource(row) }))
}
