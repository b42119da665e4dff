import { sql } from 'kysely'
import type { MediaFacts, Reason } from '../../contract/models/clip.ts'
import type { AssetType, ClipState } from '../../contract/models/states.ts'
import { joinClips, type Joining } from './join-clips.ts'
import type { Recipe } from '../../contract/models/preparation.ts'
import { prepareChecked } from './ask-preparation.ts'
import { isIn } from './json-list.ts'
import { moveClips, type ClipMove } from './move-clips.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import { twinWithContent } from './same-content.ts'

/** A clip whose next local step is due, with its current source. */
export interface LocalClip {
  id: number
  accountId: number
  groupId: number
  name: string
  assetType: AssetType
  state: ClipState
  stateSince: number
  sourceId: number
  sourceKind: 'path' | 'url'
  location: string
  given: string
  /** Set when its source is a copy made here. */
  preparedFrom: number | null
  sizeBytes: number | null
  mtimeMs: number | null
  /** Since when size and mtime are as they are, UTC ms. */
  observedAt: number
  folderId: number | null
  preflight: boolean
  submitAnyway: boolean
  attempts: number
}

/**
 * A page of clips in `state` whose step is due, the longest due first. Clips at a closed gate are checked but not published.
 * @param only of this account, of none of these people, only files up to this size, and only files or only what lies at URLs
 */
export async function dueClips(
  db: LedgerDb, state: 'settling' | 'checking' | 'publishing', now: number, limit: number, { accountId, notOf = [], mostBytes, kind }: { accountId?: number; notOf?: readonly number[]; mostBytes?: number; kind?: 'path' | 'url' } = {},
): Promise<LocalClip[]> {
  let query = db.selectFrom('clip').innerJoin('clip_source', 'clip_source.id', 'clip.source_id')
    .select(['clip.id', 'clip.account_id as accountId', 'clip.group_id as groupId', 'clip.name', 'clip.asset_type as assetType', 'clip.state', 'clip.state_since as stateSince',
      'clip_source.id as sourceId', 'clip.source_kind as sourceKind', 'clip_source.location', 'clip_source.given', 'clip_source.prepared_from as preparedFrom', 'clip_source.size_bytes as sizeBytes', 'clip_source.mtime_ms as mtimeMs',
      'clip_source.observed_at as observedAt', 'clip.watch_folder_id as folderId', 'clip.preflight', 'clip.submit_anyway', 'clip.attempts', 'clip.created_at as createdAt'])
    .where('clip.state', '=', sql.lit(state)).where('clip.due_at', '<=', now)
  if (accountId !== undefined) query = query.where('clip.account_id', '=', accountId)
  if (notOf.length > 0) query = query.where((eb) => eb.not(isIn('clip.group_id', notOf)))
  if (state === 'publishing') query = query.where('clip.gated', '=', 0)
  if (kind !== undefined) query = query.where('clip.source_kind', '=', kind)
  if (mostBytes !== undefined) query = query.where('clip_source.size_bytes', '<=', mostBytes)
  const rows = await query.orderBy('clip.due_at').orderBy('clip.id').limit(limit).execute()
  return rows.map((row) => ({ ...row, observedAt: row.observedAt ?? row.createdAt, preflight: row.preflight === 1, submitAnyway: row.submit_anyway === 1 }))
}

/** Whether a file of an account waits for its link, at a closed gate or before it. */
export async function filesWait(db: LedgerDb, accountId: number): Promise<boolean> {
  const row = await db.selectFrom('clip').select('id').where('account_id', '=', accountId).where('state', '=', sql.lit('publishing')).where('source_kind', '=', 'path').limit(1).executeTakeFirst()
  return row !== undefined
}

/** How many clips at URLs are ready, of none of these people; no more than `most` are counted. */
export async function countReadyUrls(db: LedgerDb, accountId: number, notOf: readonly number[], most: number): Promise<number> {
  const rows = await db.selectFrom('clip').select('id').where('account_id', '=', accountId).where('state', '=', sql.lit('ready')).where('source_kind', '=', 'url')
    .$if(notOf.length > 0, (query) => query.where((eb) => eb.not(isIn('group_id', notOf)))).limit(most).execute()
  return rows.length
}

/** A clip that waits for its link goes behind all others that do. */
export async function dueLast(tx: LedgerTx, clipId: number, now: number): Promise<void> {
  await tx.updateTable('clip').set({ due_at: now }).where('id', '=', clipId).where('state', '=', 'publishing').where('due_at', 'is not', null).execute()
}

/** When the next local step of that kind is due, UTC ms; null: none is. */
export async function nextLocalDue(db: LedgerDb, state: 'settling' | 'checking' | 'publishing'): Promise<number | null> {
  const row = await db.selectFrom('clip').select('due_at').where('state', '=', state).where('due_at', 'is not', null).where('gated', 'in', state === 'publishing' ? [0] : [0, 1]).orderBy('due_at').limit(1).executeTakeFirst()
  return row?.due_at ?? null
}

/** What looking at an arriving file told. */
export type ArrivalNote =
  | { clipId: number; kind: 'changed'; sourceId: number; sizeBytes: number; mtimeMs: number; dueAt: number }
  | { clipId: number; kind: 'wait'; dueAt: number }
  /** `fingerprint`: as far as it could be read. */
  | { clipId: number; kind: 'settled'; sourceId: number; fingerprint: string | null }
  /** `location`: where it was looked for, if it was not there. */
  | { clipId: number; kind: 'refused'; reason: Reason; gone: boolean; location?: string }

/** Records a page of looks at arriving files. */
export async function recordArrivals(tx: LedgerTx, notes: readonly ArrivalNote[], now: number): Promise<void> {
  const moves: ClipMove[] = []
  const changed: unknown[] = []
  const due: unknown[] = []
  const printed: unknown[] = []
  const elsewhere = await movedMeanwhile(tx, notes)
  for (const note of notes) {
    if (elsewhere.has(note.clipId)) continue
    switch (note.kind) {
      case 'changed':
        changed.push([note.sourceId, note.sizeBytes, note.mtimeMs])
        due.push([note.clipId, note.dueAt])
        break
      case 'wait':
        due.push([note.clipId, note.dueAt])
        break
      case 'settled':
        moves.push({ clipId: note.clipId, to: 'checking', from: ['settling'] })
        if (note.fingerprint !== null) printed.push([note.sourceId, note.fingerprint])
        break
      case 'refused':
        moves.push({ clipId: note.clipId, to: 'held', from: ['settling'], reason: note.reason, sourceMissing: note.gone })
        break
    }
  }
  await sql`UPDATE "clip_source" SET size_bytes = j.value->>1, mtime_ms = j.value->>2, observed_at = ${now} FROM json_each(${JSON.stringify(changed)}) AS j WHERE clip_source.id = j.value->>0`.execute(tx)
  await sql`UPDATE "clip_source" SET fingerprint = j.value->>1 FROM json_each(${JSON.stringify(printed)}) AS j WHERE clip_source.id = j.value->>0`.execute(tx)
  await sql`UPDATE "clip" SET due_at = j.value->>1 FROM json_each(${JSON.stringify(due)}) AS j WHERE clip.id = j.value->>0 AND clip.state = 'settling'`.execute(tx)
  await moveClips(tx, moves, { now, actor: 'system' })
}

/** Clips that were not found where they were looked for, because they have another place since: they are looked at again there. */
async function movedMeanwhile(tx: LedgerTx, notes: readonly { clipId: number; location?: string }[]): Promise<Set<number>> {
  const missed = notes.filter((note) => note.location !== undefined)
  if (missed.length === 0) return new Set()
  const rows = await tx.selectFrom('clip').select(['id', 'location']).where(isIn('id', missed.map((note) => note.clipId))).execute()
  const now = new Map(rows.map((row) => [row.id, row.location]))
  return new Set(missed.filter((note) => now.get(note.clipId) !== note.location).map((note) => note.clipId))
}

/** Clips that a person has given another source since they were looked at. */
async function replacedMeanwhile(tx: LedgerTx, notes: readonly { clipId: number; sourceId: number }[]): Promise<Set<number>> {
  const rows = await tx.selectFrom('clip').select(['id', 'source_id']).where(isIn('id', notes.map((note) => note.clipId))).execute()
  const now = new Map(rows.map((row) => [row.id, row.source_id]))
  return new Set(notes.filter((note) => now.get(note.clipId) !== note.sourceId).map((note) => note.clipId))
}

/** What checking a clip told: facts and hash where the file could be read, and where it goes. */
export interface CheckNote {
  clipId: number
  sourceId: number
  media: MediaFacts | null
  fingerprint: string | null
  contentHash: string | null
  sizeBytes: number | null
  mtimeMs: number | null
  /** Where it was looked for, if it was not there. */
  location?: string
  /** The clip it is: same content, whose file has left its place. */
  movedFrom?: Pick<Joining, 'clipId' | 'sourceId' | 'was'> | null
  move: { to: 'publishing' } | { to: 'preparing'; recipe: Recipe; mediaMs: number } | { to: 'held'; reason: Reason; gone?: boolean } | { to: 'settling'; dueAt: number }
    /** Nothing could be told; it is looked at again then. */
    | { to: 'checking'; dueAt: number }
}

/**
 * Records a page of checks; a clip whose content is already in its group is held as a duplicate, unless a person sent it
 * anyway. What was learnt of a source that is no longer its clip's stays with that source: the clip is checked anew.
 */
export async function recordChecks(tx: LedgerTx, all: readonly (CheckNote & { groupId: number; submitAnyway: boolean })[], now: number): Promise<void> {
  const replaced = await replacedMeanwhile(tx, all)
  const notes = all.filter((note) => !replaced.has(note.clipId))
  // A file that could not be read keeps what was known of it: by that it is found again elsewhere.
  const rows = JSON.stringify(all.map((note) => [note.sourceId, note.fingerprint, note.contentHash, note.sizeBytes, note.mtimeMs, note.clipId, note.media && JSON.stringify(note.media)]))
  await sql`UPDATE "clip_source" SET fingerprint = ifnull(j.value->>1, CASE WHEN j.value->>3 IS NULL THEN fingerprint END), content_hash = ifnull(j.value->>2, CASE WHEN j.value->>3 IS NULL THEN content_hash END), size_bytes = ifnull(j.value->>3, size_bytes), mtime_ms = ifnull(j.value->>4, mtime_ms)
    FROM json_each(${rows}) AS j WHERE clip_source.id = j.value->>0`.execute(tx)
  await sql`UPDATE "clip" SET media = ifnull(j.value->>6, media) FROM json_each(${rows}) AS j WHERE clip.id = j.value->>5 AND clip.source_id = j.value->>0`.execute(tx)
  const moves: ClipMove[] = []
  const later: unknown[] = []
  const preparing: { clipId: number; recipe: Recipe; mediaMs: number }[] = []
  const elsewhere = await movedMeanwhile(tx, notes)
  for (const note of notes) {
    if (elsewhere.has(note.clipId)) continue
    if (note.movedFrom && !note.submitAnyway && (await joinClips(tx, { arrivedClipId: note.clipId, ...note.movedFrom }, { now, actor: 'system' }))) continue
    if (note.move.to !== 'settling' && note.move.to !== 'checking' && note.contentHash !== null && !note.submitAnyway) {
      // What would be held for itself was sent all the same, as a copy that fits or by a person's word: that is what one has to know.
      const twin = await twinWithContent(tx, note.groupId, note.contentHash, note.clipId, note.move.to === 'held')
      if (twin !== null) {
        moves.push({ clipId: note.clipId, to: 'held', from: ['checking'], reason: { code: 'DuplicateContent', message: `The same content as clip ${twin}.`, breaches: [] }, duplicateOf: twin, data: { duplicateOf: twin } })
        continue
      }
    }
    switch (note.move.to) {
      case 'publishing': moves.push({ clipId: note.clipId, to: 'publishing', from: ['checking'], sourceMissing: false, duplicateOf: null }); break
      case 'preparing': preparing.push({ clipId: note.clipId, recipe: note.move.recipe, mediaMs: note.move.mediaMs }); break
      case 'held': moves.push({ clipId: note.clipId, to: 'held', from: ['checking'], reason: note.move.reason, sourceMissing: note.move.gone ?? false }); break
      case 'settling': moves.push({ clipId: note.clipId, to: 'settling', from: ['checking'], dueAt: note.move.dueAt }); break
      case 'checking': later.push([note.clipId, note.move.dueAt]); break
    }
  }
  await sql`UPDATE "clip" SET due_at = j.value->>1 FROM json_each(${JSON.stringify(later)}) AS j WHERE clip.id = j.value->>0 AND clip.state = 'checking'`.execute(tx)
  const moved = await moveClips(tx, moves, { now, actor: 'system' })
  await prepareChecked(tx, preparing, now)
  // A clip behind a closed gate is due for nothing until a person opens it.
  await tx.updateTable('clip').set({ due_at: null }).where(isIn('id', moved)).where('state', '=', 'publishing').where('gated', '=', 1).execute()
}

export type LinkNote =
  | { clipId: number; kind: 'linked'; sourceId: number; publisher: string; url: string; token: string | null; sizeBytes: number | null; expiresAt: number | null; realPath?: string | null }
  /** It has a link that lives long enough. */
  | { clipId: number; kind: 'still-linked' }
  | { clipId: number; kind: 'refused'; reason: Reason; gone: boolean }
  | { clipId: number; kind: 'recheck' }

/** Records a page of links: their clips are queued. */
export async function recordLinks(tx: LedgerTx, notes: readonly LinkNote[], now: number): Promise<void> {
  const links = notes.filter((note) => note.kind === 'linked')
  await sql`INSERT INTO "link" (clip_source_id, kind, url, token, size_bytes, expires_at, real_path, created_at)
    SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, ${now} FROM json_each(${JSON.stringify(links.map((l) => [l.sourceId, l.publisher, l.url, l.token, l.sizeBytes, l.expiresAt, l.realPath ?? null]))})`.execute(tx)
  await moveClips(tx, notes.map((note): ClipMove => {
    switch (note.kind) {
      case 'linked':
      case 'still-linked': return { clipId: note.clipId, to: 'ready', from: ['publishing'] }
      case 'refused': return { clipId: note.clipId, to: 'held', from: ['publishing'], reason: note.reason, sourceMissing: note.gone }
      case 'recheck': return { clipId: note.clipId, to: 'checking', from: ['publishing'] }
    }
  }), { now, actor: 'system' })
}

/**
 * Sources whose newest link, which is the one that is sent, is of this kind and lives at least until then, with its URL.
 * An older one of this kind does not count: made by a way that was another's turn since, it would never be sent. A link
 * made for a file of another size opens nothing any more.
 */
export async function livingLinks(db: LedgerDb, sourceIds: readonly number[], kind: string, until: number): Promise<Map<number, string>> {
  const rows = await db.selectFrom('link').innerJoin('clip_source', 'clip_source.id', 'link.clip_source_id').select(['link.clip_source_id', 'link.url'])
    .where(isIn('link.clip_source_id', sourceIds)).where('link.kind', '=', kind).whereRef('link.size_bytes', '=', 'clip_source.size_bytes')
    .where((eb) => eb.or([eb('link.expires_at', 'is', null), eb('link.expires_at', '>=', until)]))
    .where((eb) => eb.not(eb.exists(eb.selectFrom('link as later').select('later.id').whereRef('later.clip_source_id', '=', 'link.clip_source_id').whereRef('later.id', '>', 'link.id')))).execute()
  return new Map(rows.map((row) => [row.clip_source_id, row.url]))
}
