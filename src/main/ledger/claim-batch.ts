import { sql } from 'kysely'
import { closeWithdrawn } from './close-withdrawn.ts'
import { dropAttempts } from './drop-attempts.ts'
import { isForgotten } from './forgettings.ts'
import { isIn } from './json-list.ts'
import { moveBatch } from './move-batch.ts'
import { moveClips } from './move-clips.ts'
import type { LedgerTx } from './open-ledger.ts'
import type { BatchPlan } from './plan-batch.ts'
import { openRequest } from './requests.ts'

/** A batch whose intent to be sent is on disk. */
export interface ClaimedBatch {
  id: number
  requestId: number
  groupId: number
  remoteGroupId: string
  projectName: string
  assetType: 'video' | 'image'
  attempts: { id: number; clipId: number; position: number; correlationName: string; url: string }[]
}

/**
 * Records the intent to send a plan: its batch, an attempt per clip with its correlation name, all
 * `sending`, and the call in the rate budget. Only when this is on disk may a byte leave.
 * @param nameOf makes the correlation name of a clip from its name and the attempt's id.
 * @returns null when the plan no longer holds: paused or stopped meanwhile, on its way already, or every clip of it has moved on.
 */
export async function claimBatch(
  tx: LedgerTx, plan: BatchPlan, urls: ReadonlyMap<number, string>,
  context: { accountId: number; now: number; nameOf(clipName: string, attemptId: number): string },
): Promise<ClaimedBatch | null> {
  const group = await tx.selectFrom('avatar_group').innerJoin('account', 'account.id', 'avatar_group.account_id')
    .select(['avatar_group.remote_id', 'avatar_group.project_name', 'avatar_group.paused', 'avatar_group.stop', 'account.paused as accountPaused', 'account.stop as accountStop'])
    .where('avatar_group.id', '=', plan.groupId).executeTakeFirstOrThrow()
  // A pause that came while the plan was made counts.
  if (group.paused || group.stop !== null || group.accountPaused || group.accountStop !== null || (await isForgotten(tx, plan.groupId))) return null
  if (plan.batchId !== null && !(await mayBeSentAgain(tx, plan.batchId))) return null
  const still = await tx.selectFrom('clip').select(['id', 'attempts']).where(isIn('id', plan.clips.map((clip) => clip.id))).where('state', '=', 'ready').where('gated', '=', 0).execute()
  const attemptsBefore = new Map(still.map((row) => [row.id, row.attempts]))
  const clips = plan.clips.filter((clip) => attemptsBefore.has(clip.id) && urls.has(clip.sourceId))
  if (plan.batchId !== null) await dropAttempts(tx, plan.batchId, clips.map((clip) => clip.id), context.now)
  if (clips.length === 0) {
    if (plan.batchId !== null) await closeWithdrawn(tx, [plan.batchId], context.now)
    return null
  }
  const batchId = plan.batchId ?? await newBatch(tx, plan, clips.length, context)
  if (plan.batchId === null) await addAttempts(tx, batchId, clips.map((clip) => ({ ...clip, number: (attemptsBefore.get(clip.id) ?? 0) + 1, url: urls.get(clip.sourceId) ?? '' })), context)
  else await refreshUrls(tx, batchId, urls)
  const sending = await moveBatch(tx, batchId, 'sending', { now: context.now, actor: 'system', from: ['planned'] }, { sent_at: context.now, retry_at: null, why_kind: null, why_message: null, size: clips.length })
  if (!sending) return null
  await tx.updateTable('batch').set((eb) => ({ sends: eb('sends', '+', 1) })).where('id', '=', batchId).execute()
  await moveClips(tx, clips.map((clip) => ({ clipId: clip.id, to: 'submitting', from: ['ready'], batchId })), { now: context.now, actor: 'system' })
  const attempts = await tx.selectFrom('attempt').select(['id', 'clip_id as clipId', 'position', 'correlation_name as correlationName', 'url'])
    .where('batch_id', '=', batchId).where('verdict', '=', 'pending').orderBy('position').execute()
  const requestId = await openRequest(tx, { accountId: context.accountId, ceiling: 'submit', purpose: 'submit', batchId, now: context.now })
  return { id: batchId, requestId, groupId: plan.groupId, remoteGroupId: group.remote_id, projectName: group.project_name, assetType: plan.assetType, attempts }
}

/** Whether a batch planned before still waits to be sent: it may be paused, or on its way by now. */
async function mayBeSentAgain(tx: LedgerTx, batchId: number): Promise<boolean> {
  const batch = await tx.selectFrom('batch').select(['state', 'paused']).where('id', '=', batchId).executeTakeFirst()
  return batch?.state === 'planned' && batch.paused === 0
}

async function newBatch(tx: LedgerTx, plan: BatchPlan, size: number, context: { accountId: number; now: number }): Promise<number> {
  const row = await tx.insertInto('batch').values({
    account_id: context.accountId, group_id: plan.groupId, asset_type: plan.assetType, state: 'planned', state_since: context.now, size,
    task_id: null, retry_at: null, sent_at: null, next_poll_at: null, progress: null, raw_status: null, odd_since: null, why_kind: null, why_message: null, answer: null,
    created_at: context.now, finished_at: null,
  }).returning('id').executeTakeFirstOrThrow()
  return row.id
}

async function addAttempts(
  tx: LedgerTx, batchId: number, clips: readonly { id: number; sourceId: number; name: string; number: number; url: string }[],
  context: { now: number; nameOf(clipName: string, attemptId: number): string },
): Promise<void> {
  const last = await tx.selectFrom('attempt').select((eb) => eb.fn.max<number | null>('id').as('id')).executeTakeFirst()
  const first = (last?.id ?? 0) + 1
  const rows = JSON.stringify(clips.map((clip, n) => [first + n, clip.id, clip.sourceId, clip.number, n, context.nameOf(clip.name, first + n), clip.url]))
  await sql`INSERT INTO "attempt" (id, clip_id, clip_source_id, number, position, correlation_name, url, batch_id, created_at)
    SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, ${batchId}, ${context.now} FROM json_each(${rows})`.execute(tx)
  await sql`UPDATE "clip" SET attempts = j.value->>3 FROM json_each(${rows}) AS j WHERE clip.id = j.value->>1`.execute(tx)
}

/** A second chance may need fresh links. */
async function refreshUrls(tx: LedgerTx, batchId: number, urls: ReadonlyMap<number, string>): Promise<void> {
  await sql`UPDATE "attempt" SET url = j.value->>1 FROM json_each(${JSON.stringify([...urls])}) AS j WHERE attempt.batch_id = ${batchId} AND attempt.clip_source_id = j.value->>0`.execute(tx)
}
