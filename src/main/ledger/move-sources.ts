import { sql } from 'kysely'
import type { ClipState } from '../../contract/models/states.ts'
import { baseName, displayStem } from '../domain/file-names.ts'
import { isIn } from './json-list.ts'
import { moveClips, type ClipMove } from './move-clips.ts'
import type { LedgerTx } from './open-ledger.ts'
import { isOwnFile } from './own-file.ts'
import { writeEvents } from './write-event.ts'

/** A clip's file that lies elsewhere now. */
export interface SourceMove {
  sourceId: number
  clipId: number
  /** Where it was; what has gone elsewhere meanwhile is left alone. */
  was: string
  now: string
  nowKey: string
  given: string
  /** Size and time where it is now; a copy onto another drive may have a time of its own. */
  sizeBytes: number | null
  mtimeMs: number | null
}

export interface MoveSourcesContext {
  now: number
  actor: string
  /** The watch folder they lie in now; null: none; undefined: as before. */
  folderId?: number | null
}

/** A file of these has not gone to the service yet: without it there is nothing to send. */
const needsItsFile: readonly ClipState[] = ['settling', 'checking', 'publishing', 'ready']
/** Held for nothing but that the file was not in its place. */
const forTheFile: ReadonlySet<string> = new Set(['SourceGone', 'FileChanged'])

/**
 * The same clips, their files in other places: renamed, moved, or found again. Links stay what they are
 * (they lead to the source, wherever it lies), except for those whose address is made of the path.
 * @returns the clips that moved
 */
export async function moveSources(tx: LedgerTx, moves: readonly SourceMove[], context: MoveSourcesContext): Promise<number[]> {
  if (moves.length === 0) return []
  const rows = await tx.selectFrom('clip_source').innerJoin('clip', 'clip.id', 'clip_source.clip_id')
    .select(['clip_source.id as sourceId', 'clip_source.location', 'clip.id as clipId', 'clip.account_id as accountId', 'clip.group_id as groupId', 'clip.name', 'clip.state', 'clip.reason_code as reasonCode', 'clip.watch_folder_id as folderId'])
    .where(isIn('clip_source.id', moves.map((move) => move.sourceId))).where(isOwnFile).execute()
  const byId = new Map(rows.map((row) => [row.sourceId, row]))
  const going = moves.flatMap((move) => {
    const row = byId.get(move.sourceId)
    return row?.location === move.was ? [{ ...move, ...row, newName: nameAfter(row.name, move.was, move.now) }] : []
  })
  if (going.length === 0) return []
  await makeRoom(tx, going, context)
  const json = JSON.stringify(going.map((move) => [move.sourceId, move.now, move.nowKey, move.given, move.sizeBytes, move.mtimeMs, move.clipId, move.newName, context.folderId === undefined ? move.folderId : context.folderId, move.was]))
  // Two steps: among files that changed places, each goes where another is.
  await sql`UPDATE "clip_source" SET location_key = char(0) || id WHERE id IN (SELECT value->>0 FROM json_each(${json}))`.execute(tx)
  await sql`UPDATE "clip_source" SET location = j.value->>1, location_key = j.value->>2, given = j.value->>3, size_bytes = ifnull(j.value->>4, size_bytes), mtime_ms = ifnull(j.value->>5, mtime_ms), current = 1
    FROM json_each(${json}) AS j WHERE clip_source.id = j.value->>0`.execute(tx)
  await sql`UPDATE "clip" SET location = j.value->>1, name = j.value->>7, watch_folder_id = j.value->>8, source_missing = 0 FROM json_each(${json}) AS j WHERE clip.id = j.value->>6`.execute(tx)
  // A link leads to this very file and to no other; where the way to it led through other links, its new one is not known.
  await sql`UPDATE "link" SET real_path = CASE WHEN real_path = j.value->>9 THEN j.value->>1 END FROM json_each(${json}) AS j WHERE link.clip_source_id = j.value->>0 AND real_path IS NOT NULL`.execute(tx)
  const outdated = await sql<{ id: number }>`UPDATE "link" SET expires_at = ${context.now} WHERE clip_source_id IN (SELECT value->>0 FROM json_each(${json})) AND kind LIKE 'base-url%' RETURNING clip_source_id AS id`.execute(tx)
  const linkless = new Set(outdated.rows.map((row) => row.id))
  const steps = going.flatMap((move): ClipMove[] => {
    const data = { before: move.was, now: move.now }
    if (move.state === 'held' && forTheFile.has(move.reasonCode)) return [{ clipId: move.clipId, to: 'checking', reason: null, sourceMissing: false, data }]
    if (move.state === 'ready' && linkless.has(move.sourceId)) return [{ clipId: move.clipId, to: 'publishing', data }]
    return []
  })
  const stepped = new Set(await moveClips(tx, steps, { now: context.now, actor: context.actor, what: 'clip.source-moved' }))
  await writeEvents(tx, going.filter((move) => !stepped.has(move.clipId)).map((move) => ({
    at: context.now, actor: context.actor, what: 'clip.source-moved', accountId: move.accountId, groupId: move.groupId, clipId: move.clipId, data: { before: move.was, now: move.now },
  })))
  return going.map((move) => move.clipId)
}

/** Other clips' files that were where these are now: they have moved in turn, or been overwritten. */
async function makeRoom(tx: LedgerTx, going: readonly { sourceId: number; nowKey: string; groupId: number }[], context: MoveSourcesContext): Promise<void> {
  for (const groupId of new Set(going.map((move) => move.groupId))) {
    const mine = going.filter((move) => move.groupId === groupId)
    const staying = new Set(mine.map((move) => move.sourceId))
    const there = await tx.selectFrom('clip_source').innerJoin('clip', 'clip.id', 'clip_source.clip_id').select(['clip_source.id as sourceId', 'clip.id as clipId', 'clip.state', 'clip.source_id as mainSource'])
      .where('clip_source.group_id', '=', groupId).where('clip_source.current', '=', 1).where(isIn('clip_source.location_key', mine.map((move) => move.nowKey))).execute()
    const others = there.filter((row) => !staying.has(row.sourceId))
    if (others.length === 0) continue
    await tx.updateTable('clip_source').set({ current: 0 }).where(isIn('id', others.map((row) => row.sourceId))).execute()
    const theirs = others.filter((row) => row.mainSource === row.sourceId)
    await tx.updateTable('clip').set({ source_missing: 1 }).where(isIn('id', theirs.map((row) => row.clipId))).execute()
    await moveClips(tx, theirs.map((row) => ({ clipId: row.clipId, to: 'held', from: needsItsFile, reason: { code: 'SourceGone', message: null, breaches: [] }, sourceMissing: true })), { now: context.now, actor: 'system' })
  }
}

/** A clip that is called by its file is called by its new name; one that somebody named keeps that. */
function nameAfter(name: string, was: string, now: string): string {
  // What only its folder changed for has the name it had.
  if (baseName(was) === baseName(now)) return name
  // Watch folders called their clips by the stem once.
  if (name === displayStem(baseName(was))) return displayStem(baseName(now))
  return name === baseName(was) ? baseName(now) : name
}
