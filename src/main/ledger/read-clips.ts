import { sql } from 'kysely'
import type { Attempt, Clip, ClipSource, MediaFacts, Reason } from '../../contract/models/clip.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import type { MediaLimits } from '../../contract/models/account.ts'
import { limitWarnings } from '../domain/limit-evidence.ts'
import { canMend } from '../domain/preparation-plan.ts'
import { reasonClassOf } from '../domain/failure-catalogue.ts'
import { narrowerLimitsOf } from './accounts.ts'
import { isIn } from './json-list.ts'
import type { LedgerDb } from './open-ledger.ts'
import { verdictsOfContent, type ContentVerdict } from './same-content.ts'

/** Clips as the contract shows them, in the order of `ids`. */
export async function readClips(db: LedgerDb, ids: readonly number[], intakeId?: number): Promise<Clip[]> {
  const rows = await db.selectFrom('clip').innerJoin('avatar_group', 'avatar_group.id', 'clip.group_id').leftJoin('clip_source', 'clip_source.id', 'clip.source_id')
    .leftJoin('intake_clip', (join) => join.onRef('intake_clip.clip_id', '=', 'clip.id').on('intake_clip.intake_id', '=', intakeId ?? -1))
    .leftJoin('clip as original', 'original.id', 'clip.duplicate_of')
    .selectAll('clip').select(['original.id as originalId', 'original.name as originalName', 'original.location as originalLocation', 'original.state as originalState', 'original.state_since as originalSince', 'original.asset_id as originalAsset', 'original.asset_url as originalUrl', 'original.reason_code as originalReason',
      'avatar_group.name as groupName', 'clip_source.given as sourceGiven', 'intake_clip.given as intakeGiven'])
    .where(isIn('clip.id', ids)).execute()
  const verdicts = await verdictsOfContent(db, rows.flatMap((row) => (row.duplicate_of === null ? [] : [row.id])))
  const limits = new Map((await db.selectFrom('account').select(['id', 'limits', 'narrower_limits']).execute()).map((row) => [row.id, { held: JSON.parse(row.limits) as MediaLimits, narrower: narrowerLimitsOf(row) }]))
  const byId = new Map(rows.map((row): [number, Clip] => {
    const media = row.media === null ? null : (JSON.parse(row.media) as MediaFacts)
    const of = limits.get(row.account_id)
    const reason = row.reason === null ? null : (JSON.parse(row.reason) as Reason)
    return [row.id, {
      id: row.id, groupId: row.group_id, groupName: row.groupName, name: row.name, state: row.state, stateSince: row.state_since, assetType: row.asset_type,
      sourceKind: row.source_kind, location: row.location, given: row.intakeGiven ?? row.sourceGiven ?? row.location,
      media, reason, reasonClass: reason && reasonClassOf(reason), warnings: media && of ? limitWarnings(media, of.held, of.narrower) : [],
      match: row.match, assetId: row.asset_id, assetUrl: row.asset_url, attempts: row.attempts, sameOutcome: row.same_outcome,
      batchId: row.batch_id, watchFolderId: row.watch_folder_id, duplicateOf: row.duplicate_of,
      original: row.originalId === null || row.originalName === null || row.originalLocation === null || row.originalState === null || row.originalSince === null ? null
        : {
            id: row.originalId, name: row.originalName, location: row.originalLocation, state: row.originalState, stateSince: row.originalSince, assetId: row.originalAsset, assetUrl: row.originalUrl, reasonCode: row.originalReason ?? '',
            ...asOfContent(verdicts.get(row.id)),
          },
      mendable: row.state === 'held' && row.source_kind === 'path' && row.source_missing === 0 && row.reason_code !== 'DuplicateContent' && media !== null && of !== undefined && canMend(media, of.held),
      sourceMissing: row.source_missing === 1, preparing: row.state === 'checking' && row.due_at === null, dueAt: row.due_at, createdAt: row.created_at,
    }]
  }))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

function asOfContent(verdict: ContentVerdict | undefined): Partial<NonNullable<Clip['original']>> {
  return verdict ? { state: verdict.state, stateSince: verdict.at, assetId: verdict.assetId, assetUrl: verdict.assetUrl } : {}
}

/** @throws ProblemError `not-found`. */
export async function readClip(db: LedgerDb, id: number): Promise<Clip> {
  // One that turned out to be another goes on under that one's number.
  const joined = await db.selectFrom('joined_clip').select('clip_id').where('id', '=', id).executeTakeFirst()
  const clip = (await readClips(db, [joined?.clip_id ?? id]))[0]
  if (!clip) throw new ProblemError('not-found', `There is no clip ${id}.`, 'List the clips to see their numbers.')
  return clip
}

export async function readSources(db: LedgerDb, clipId: number): Promise<ClipSource[]> {
  const rows = await db.selectFrom('clip_source').innerJoin('clip', 'clip.id', 'clip_source.clip_id').selectAll('clip_source').select('clip.source_id as currentSource').where('clip_source.clip_id', '=', clipId).orderBy('clip_source.id').execute()
  return rows.map((row) => ({ id: row.id, kind: row.kind, location: row.location, sizeBytes: row.size_bytes, mtimeMs: row.mtime_ms, addedAt: row.created_at, current: row.id === row.currentSource, preparedFrom: row.prepared_from }))
}

/** Every attempt of a clip, the newest first. */
export async function readAttempts(db: LedgerDb, clipId: number): Promise<Attempt[]> {
  const rows = await db.selectFrom('attempt').innerJoin('batch', 'batch.id', 'attempt.batch_id').innerJoin('clip_source', 'clip_source.id', 'attempt.clip_source_id')
    .selectAll('attempt').select(['batch.state as batchState', 'batch.task_id as taskId', 'batch.sent_at as sentAt', 'clip_source.location'])
    .where('attempt.clip_id', '=', clipId).orderBy('attempt.id', 'desc').limit(200).execute()
  return rows.map((row) => ({
    id: row.id, number: row.number, batchId: row.batch_id, batchState: row.batchState, taskId: row.taskId, correlationName: row.correlation_name, url: row.url, location: row.location,
    verdict: row.verdict, match: row.match, assetId: row.asset_id, reason: row.reason === null ? null : (JSON.parse(row.reason) as Reason),
    createdAt: row.created_at, sentAt: row.sentAt, decidedAt: row.decided_at,
  }))
}

/** Facts that the failed clips of a group share and the cleared ones do not, for failures that came without a reason. */
export async function factsOfVerdicts(db: LedgerDb, groupId: number, state: 'active' | 'failed', reasonCode: string | null, limit: number): Promise<MediaFacts[]> {
  const rows = await sql<{ media: string | null }>`SELECT media FROM clip WHERE group_id = ${groupId} AND state = ${state} ${reasonCode === null ? sql`` : sql`AND reason_code = ${reasonCode}`} ORDER BY id DESC LIMIT ${limit}`.execute(db)
  return rows.rows.flatMap((row) => (row.media === null ? [] : [JSON.parse(row.media) as MediaFacts]))
}
