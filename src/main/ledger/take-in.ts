import { sql } from 'kysely'
import type { AssetType } from '../../contract/models/states.ts'
import { isIn } from './json-list.ts'
import { moveClips } from './move-clips.ts'
import type { LedgerTx } from './open-ledger.ts'
import { writeEvents } from './write-event.ts'

/** A file or URL that wants to be a clip. */
export interface Candidate {
  kind: 'path' | 'url'
  /** As on disk. */
  location: string
  /** To be compared: NFC. */
  locationKey: string
  given: string
  name: string
  assetType: AssetType
  sizeBytes: number | null
  mtimeMs: number | null
}

export interface TakeInOptions {
  accountId: number
  groupId: number
  intakeId: number | null
  folderId: number | null
  batchSize: number | null
  /** How long a part-filled batch may wait for more, ms; null: not at all. */
  lingerMs: number | null
  preflight: boolean
  /** Wait for a person's word on a large intake. */
  gated: boolean
  /** Still arriving: not to be read before this long after the last change, ms; null: complete as it is. */
  settleMs: number | null
  now: number
  actor: string
}

export interface TakenIn {
  taken: number
  alreadyThere: number
  bytes: number
  /** Sent before, same size, other mtime: only its content can tell whether it is a new clip. */
  suspects: Suspect[]
}

export interface Suspect {
  candidate: Candidate
  clipId: number
  sourceId: number
  contentHash: string | null
}

/**
 * Takes a page of candidates in. A source already in the group is the same clip; one whose file changed
 * before it was ever sent is checked again; one whose file changed since is a new clip.
 * @param changed location keys whose content is known to have changed (suspects, once looked into).
 */
export async function takeIn(tx: LedgerTx, candidates: readonly Candidate[], options: TakeInOptions, changed: ReadonlySet<string> = new Set()): Promise<TakenIn> {
  const unique = [...new Map(candidates.map((candidate) => [candidate.locationKey, candidate])).values()]
  const there = await tx.selectFrom('clip_source').innerJoin('clip', 'clip.id', 'clip_source.clip_id')
    .select(['clip_source.id as sourceId', 'clip_source.location_key as key', 'clip_source.size_bytes as size', 'clip_source.mtime_ms as mtime', 'clip_source.content_hash as hash', 'clip.id as clipId', 'clip.attempts', 'clip.state'])
    .where('clip_source.group_id', '=', options.groupId).where('clip_source.current', '=', 1)
    .where(isIn('clip_source.location_key', unique.map((candidate) => candidate.locationKey)))
    .execute()
  const byKey = new Map(there.map((row) => [row.key, row]))
  const fresh: Candidate[] = []
  const met: { clipId: number; given: string }[] = []
  const suspects: Suspect[] = []
  const outdated: number[] = []
  const altered: { clipId: number; sourceId: number; candidate: Candidate; state: string }[] = []
  for (const candidate of unique) {
    const known = byKey.get(candidate.locationKey)
    if (!known) {
      fresh.push(candidate)
    } else if (candidate.kind === 'url' || (known.size === candidate.sizeBytes && known.mtime === candidate.mtimeMs)) {
      met.push({ clipId: known.clipId, given: candidate.given })
    } else if (known.attempts === 0) {
      altered.push({ clipId: known.clipId, sourceId: known.sourceId, candidate, state: known.state })
      met.push({ clipId: known.clipId, given: candidate.given })
    } else if (known.size === candidate.sizeBytes && !changed.has(candidate.locationKey)) {
      suspects.push({ candidate, clipId: known.clipId, sourceId: known.sourceId, contentHash: known.hash })
    } else {
      outdated.push(known.sourceId)
      fresh.push(candidate)
    }
  }
  if (outdated.length > 0) await tx.updateTable('clip_source').set({ current: 0 }).where(isIn('id', outdated)).execute()
  await noteAltered(tx, altered, options)
  const made = await addClips(tx, fresh, options)
  if (options.intakeId !== null) await linkToIntake(tx, options.intakeId, [...met, ...made])
  return { taken: made.length, alreadyThere: met.length, bytes: fresh.reduce((sum, candidate) => sum + (candidate.sizeBytes ?? 0), 0), suspects }
}

/** Notes which clips a call met again. */
export async function linkToIntake(tx: LedgerTx, intakeId: number, clips: readonly { clipId: number; given: string }[]): Promise<void> {
  if (clips.length === 0) return
  await sql`INSERT OR IGNORE INTO "intake_clip" (intake_id, clip_id, given) SELECT ${intakeId}, value->>0, value->>1 FROM json_each(${JSON.stringify(clips.map((clip) => [clip.clipId, clip.given]))})`.execute(tx)
}

async function addClips(tx: LedgerTx, candidates: readonly Candidate[], options: TakeInOptions): Promise<{ clipId: number; given: string }[]> {
  if (candidates.length === 0) return []
  const state = options.settleMs === null ? 'checking' : 'settling'
  const dueAt = options.now + (options.settleMs ?? 0)
  const lingerUntil = options.lingerMs === null ? null : options.now + options.lingerMs
  // The transaction is exclusive, so the next ids are ours.
  const firstClip = await nextId(tx, 'clip')
  const firstSource = await nextId(tx, 'clip_source')
  const rows = JSON.stringify(candidates.map((c, n) => [firstClip + n, firstSource + n, c.name, c.assetType, c.kind, c.location, c.locationKey, c.given, c.sizeBytes, c.mtimeMs]))
  await sql`INSERT INTO "clip" (id, source_id, name, asset_type, source_kind, location, account_id, group_id, state, state_since, due_at, gated, intake_id, watch_folder_id, batch_size, linger_until, preflight, created_at)
    SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, ${options.accountId}, ${options.groupId}, ${state}, ${options.now}, ${dueAt}, ${options.gated ? 1 : 0},
      ${options.intakeId}, ${options.folderId}, ${options.batchSize}, ${lingerUntil}, ${options.preflight ? 1 : 0}, ${options.now} FROM json_each(${rows})`.execute(tx)
  await sql`INSERT INTO "clip_source" (id, clip_id, kind, location, location_key, given, size_bytes, mtime_ms, group_id, observed_at, created_at)
    SELECT value->>1, value->>0, value->>4, value->>5, value->>6, value->>7, value->>8, value->>9, ${options.groupId}, ${options.now}, ${options.now} FROM json_each(${rows})`.execute(tx)
  await writeEvents(tx, candidates.map((c, n) => ({
    at: options.now, actor: options.actor, what: 'clip.taken-in', accountId: options.accountId, groupId: options.groupId, clipId: firstClip + n, folderId: options.folderId, data: { name: c.name, to: state },
  })))
  return candidates.map((c, n) => ({ clipId: firstClip + n, given: c.given }))
}

async function nextId(tx: LedgerTx, table: 'clip' | 'clip_source'): Promise<number> {
  const last = async (of: 'clip' | 'clip_source' | 'joined_clip'): Promise<number> => (await tx.selectFrom(of).select((eb) => eb.fn.max<number | null>('id').as('last')).executeTakeFirst())?.last ?? 0
  return Math.max(await last(table), table === 'clip' ? await last('joined_clip') : 0) + 1
}

/** A file that changed before it was ever sent is looked at anew; in a watched folder it is still arriving, whatever was made of what lay there before. */
async function noteAltered(tx: LedgerTx, altered: readonly { clipId: number; sourceId: number; candidate: Candidate; state: string }[], options: TakeInOptions): Promise<void> {
  if (altered.length === 0) return
  const rows = JSON.stringify(altered.map((a) => [a.sourceId, a.candidate.sizeBytes, a.candidate.mtimeMs]))
  await sql`UPDATE "clip_source" SET size_bytes = j.value->>1, mtime_ms = j.value->>2, observed_at = ${options.now}, fingerprint = NULL, content_hash = NULL
    FROM json_each(${rows}) AS j WHERE clip_source.id = j.value->>0`.execute(tx)
  // A copy that was made of it is a copy of what is no longer there.
  await sql`UPDATE "clip" SET source_id = j.value->>0, media = NULL FROM json_each(${rows}) AS j WHERE clip.source_id IN (SELECT id FROM clip_source WHERE prepared_from = j.value->>0)`.execute(tx)
  const settling = altered.filter((a) => a.state === 'settling').map((a) => a.clipId)
  if (settling.length > 0) {
    await tx.updateTable('clip').set({ due_at: options.now + (options.settleMs ?? 0) }).where(isIn('id', settling)).execute()
  }
  const again = options.settleMs === null ? ['held', 'publishing', 'ready'] : ['held', 'publishing', 'ready', 'checking']
  await moveClips(tx, altered.filter((a) => again.includes(a.state)).map((a) => ({
    clipId: a.clipId, to: options.settleMs === null ? 'checking' : 'settling', dueAt: options.now + (options.settleMs ?? 0), sourceMissing: false, data: { because: 'file changed' },
  })), { now: options.now, actor: 'system' })
}
