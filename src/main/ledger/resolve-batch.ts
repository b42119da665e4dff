import type { BatchAnswer } from '../../contract/models/batch.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import { isIn } from './json-list.ts'
import { moveBatch } from './move-batch.ts'
import { moveClips } from './move-clips.ts'
import type { LedgerTx } from './open-ledger.ts'
import { recordVerdicts } from './record-review.ts'
import type { Verdict } from './verdict.ts'

/** Why a batch is in review again: a person gave its task id, and the service has not yet confirmed it. */
export const acceptedByHand = 'accepted-by-hand'

/**
 * A person's answer to an unclear batch.
 * @returns how many clips it moved.
 * @throws ProblemError `not-found`, `not-permitted-now`, or `invalid-input` for verdicts that name no clip of the batch.
 */
export async function resolveBatch(tx: LedgerTx, batchId: number, answer: BatchAnswer, context: { now: number; actor: string }): Promise<number> {
  const batch = await tx.selectFrom('batch').select(['id', 'state', 'group_id', 'task_id']).where('id', '=', batchId).executeTakeFirst()
  if (!batch) throw new ProblemError('not-found', `There is no batch ${batchId}.`, 'List what needs you, and take the batch number from there.')
  if (batch.state !== 'outcome-unknown' && batch.state !== 'needs-attention') {
    throw new ProblemError('not-permitted-now', `Batch ${batchId} is not unclear (it is ${batch.state}).`, 'Only unclear batches take an answer.')
  }
  const clips = await tx.selectFrom('attempt').innerJoin('clip', 'clip.id', 'attempt.clip_id').innerJoin('clip_source', 'clip_source.id', 'attempt.clip_source_id')
    .select(['attempt.id as attemptId', 'clip.id as clipId', 'clip.name', 'attempt.correlation_name as correlationName', 'clip_source.location', 'clip_source.given'])
    .where('attempt.batch_id', '=', batchId).where('clip.batch_id', '=', batchId).where('clip.state', '=', 'needs-attention').execute()
  const data = { answer: answer.as }
  switch (answer.as) {
    case 'accepted':
      await refuseTaskOfAnother(tx, batchId, answer.taskId)
      await followAgain(tx, batchId, clips.map((clip) => clip.attemptId), answer.taskId, acceptedByHand, { ...context, data: { ...data, task: answer.taskId } })
      return (await moveClips(tx, clips.map(({ clipId }) => ({ clipId, to: 'in-review', data })), context)).length
    case 'follow-again':
      if (batch.task_id === null) throw new ProblemError('not-permitted-now', `Batch ${batchId} has no task to follow: its submission was never answered.`, 'Say accepted with its task id, not-accepted, or resubmit.')
      await followAgain(tx, batchId, clips.map((clip) => clip.attemptId), batch.task_id, null, { ...context, data })
      return (await moveClips(tx, clips.map(({ clipId }) => ({ clipId, to: 'in-review', data })), context)).length
    case 'not-accepted':
    case 'resubmit':
      if (answer.as === 'not-accepted' && batch.task_id !== null) {
        throw new ProblemError('not-permitted-now', `The service did accept batch ${batchId}, as task ${batch.task_id}.`, 'Say follow-again, verdicts, or resubmit if its clips are to be sent (and paid for) once more.')
      }
      await moveBatch(tx, batchId, 'refused', { ...context, data }, { why_kind: answer.as, why_message: answer.as === 'not-accepted' ? 'A person said it was not accepted.' : 'A person had its clips sent again.', finished_at: context.now, next_poll_at: null })
      await closeUndecided(tx, batchId, answer.as === 'not-accepted' ? 'not-sent' : 'unclear', context.now)
      return (await moveClips(tx, clips.map(({ clipId }) => ({ clipId, to: 'publishing', data })), context)).length
    case 'verdicts': {
      const verdicts = readVerdicts(batchId, clips, answer.verdicts)
      await recordVerdicts(tx, { id: batchId, groupId: batch.group_id }, { verdicts, rawStatus: null }, null, context)
      await closeUndecided(tx, batchId, 'unclear', context.now)
      return verdicts.length
    }
  }
}

/** The attempts the answer leaves without a verdict, those of clips that were set aside included. */
async function closeUndecided(tx: LedgerTx, batchId: number, verdict: 'not-sent' | 'unclear', now: number): Promise<void> {
  await tx.updateTable('attempt').set({ verdict, decided_at: now }).where('batch_id', '=', batchId).where('verdict', 'in', ['pending', 'unclear']).execute()
}

/** One task is one batch: two that follow the same one would take each other's verdicts. */
async function refuseTaskOfAnother(tx: LedgerTx, batchId: number, taskId: string): Promise<void> {
  const other = await tx.selectFrom('batch').select('id').where('task_id', '=', taskId).where('id', '<>', batchId).executeTakeFirst()
  if (other) throw new ProblemError('invalid-input', `Task ${taskId} is batch ${other.id} already.`, 'Give each batch the task it became; if there is none, say not-accepted.')
}

async function followAgain(tx: LedgerTx, batchId: number, attemptIds: readonly number[], taskId: string, why: string | null, context: { now: number; actor: string; data: Record<string, unknown> }): Promise<void> {
  await tx.updateTable('attempt').set({ verdict: 'pending', decided_at: null }).where(isIn('id', attemptIds)).execute()
  await moveBatch(tx, batchId, 'in-review', context, { task_id: taskId, next_poll_at: context.now, odd_since: null, poll_errors: 0, why_kind: why, why_message: null })
}

interface UnclearClip { attemptId: number; clipId: number; name: string; correlationName: string; location: string; given: string }

function readVerdicts(batchId: number, clips: readonly UnclearClip[], given: Extract<BatchAnswer, { as: 'verdicts' }>['verdicts']): Verdict[] {
  const verdicts = new Map<number, Verdict>()
  for (const row of given) {
    const meant = clips.filter((clip) => [String(clip.clipId), clip.correlationName, clip.name, clip.location, clip.given].includes(row.clip))
    const clip = meant[0]
    if (!clip || meant.length > 1) {
      throw new ProblemError('invalid-input', clip ? `"${row.clip}" names ${meant.length} clips of batch ${batchId}.` : `"${row.clip}" is no unclear clip of batch ${batchId}.`, 'Name each clip by its number, its correlation name, or its file.')
    }
    if (verdicts.has(clip.clipId)) throw new ProblemError('invalid-input', `${clip.name} (clip ${clip.clipId}) is given a verdict twice.`, 'Give one verdict for each clip.')
    const assetUrl = row.assetUrl ?? (row.assetId === undefined ? null : `asset://${row.assetId}`)
    verdicts.set(clip.clipId, {
      attemptId: clip.attemptId, clipId: clip.clipId, verdict: row.verdict, match: 'exact', assetId: row.assetId ?? null, assetUrl: row.verdict === 'active' ? assetUrl : null,
      reason: row.verdict === 'failed' ? { code: 'NoReason', message: null, breaches: [] } : null,
    })
  }
  const missing = clips.filter((clip) => !verdicts.has(clip.clipId))
  if (missing.length > 0) {
    throw new ProblemError('invalid-input', `The verdicts leave out ${missing.length} clips of batch ${batchId}: ${missing.slice(0, 3).map((clip) => clip.name).join(', ')}${missing.length > 3 ? ' …' : ''}.`, 'Give a verdict for every clip of the batch that is unclear.')
  }
  const nameless = clips.find((clip) => verdicts.get(clip.clipId)?.verdict === 'active' && verdicts.get(clip.clipId)?.assetUrl === null)
  if (nameless) {
    throw new ProblemError('invalid-input', `The verdict for ${nameless.name} is active, but names no asset.`, 'Give its asset id (asset_id) or its asset:// URL: without one the clip cannot be used.')
  }
  return [...verdicts.values()]
}
