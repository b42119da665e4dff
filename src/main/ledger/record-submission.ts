import type { Reason } from '../../contract/models/clip.ts'
import type { AccountStop } from '../../contract/models/states.ts'
import { moveBatch } from './move-batch.ts'
import { moveClips } from './move-clips.ts'
import { stopGroup } from './groups.ts'
import type { LedgerTx } from './open-ledger.ts'
import { closeRequest, type RequestEnd } from './requests.ts'

/** How a submission ended, for the ledger. */
export type SubmissionEnd =
  | { kind: 'accepted'; taskId: string; nextPollAt: number }
  /** Certainly not accepted: it waits for its second chance. */
  | { kind: 'again'; why: string; message: string; retryAt: number | null }
  /** Never will be accepted: its clips are held with the service's words. */
  | { kind: 'refused'; reason: Reason; message: string }
  /** May have been accepted: a person decides. */
  | { kind: 'unknown'; why: string; message: string }

/** After so many refused batches in a row a group stops by itself. */
const refusalsToStop = 3

/**
 * Writes what the answer to a submission meant, for its batch, its clips and its call. A batch that has
 * moved on meanwhile is left as it is; only *accepted* still counts for one that was taken for lost.
 */
export async function recordSubmission(
  tx: LedgerTx, batch: { id: number; requestId: number; groupId: number; clipIds: readonly number[] }, end: SubmissionEnd, request: RequestEnd, answer: string | null,
): Promise<void> {
  const now = request.answeredAt
  const context = { now, actor: 'system', from: ['sending'] as const }
  await closeRequest(tx, batch.requestId, request)
  switch (end.kind) {
    case 'accepted':
      if (!(await moveBatch(tx, batch.id, 'in-review', { ...context, from: ['sending', 'outcome-unknown'], data: { task: end.taskId } }, { task_id: end.taskId, next_poll_at: end.nextPollAt, why_kind: null, why_message: null, answer }))) return
      await moveClips(tx, batch.clipIds.map((clipId) => ({ clipId, to: 'in-review', from: ['submitting', 'needs-attention'] })), { now, actor: 'system' })
      await tx.updateTable('avatar_group').set({ refusals_in_a_row: 0 }).where('id', '=', batch.groupId).execute()
      return
    case 'again':
      if (!(await moveBatch(tx, batch.id, 'planned', context, { retry_at: end.retryAt, why_kind: end.why, why_message: end.message, answer }))) return
      await moveClips(tx, batch.clipIds.map((clipId) => ({ clipId, to: 'ready', from: ['submitting'], data: { because: end.why } })), { now, actor: 'system' })
      return
    case 'refused':
      if (!(await moveBatch(tx, batch.id, 'refused', context, { why_kind: end.reason.code, why_message: end.message, answer, finished_at: now }))) return
      await tx.updateTable('attempt').set({ verdict: 'refused', reason: JSON.stringify(end.reason), decided_at: now }).where('batch_id', '=', batch.id).where('verdict', '=', 'pending').execute()
      await moveClips(tx, batch.clipIds.map((clipId) => ({ clipId, to: 'held', from: ['submitting'], reason: end.reason })), { now, actor: 'system' })
      await countRefusal(tx, batch.groupId, end.message, now)
      return
    case 'unknown':
      if (!(await moveBatch(tx, batch.id, 'outcome-unknown', context, { why_kind: end.why, why_message: end.message, answer }))) return
      await moveClips(tx, batch.clipIds.map((clipId) => ({ clipId, to: 'needs-attention', from: ['submitting'], reason: { code: 'OutcomeUnknown', message: end.message, breaches: [] } })), { now, actor: 'system' })
      return
  }
}

async function countRefusal(tx: LedgerTx, groupId: number, message: string, at: number): Promise<void> {
  const group = await tx.updateTable('avatar_group').set((eb) => ({ refusals_in_a_row: eb('refusals_in_a_row', '+', 1) })).where('id', '=', groupId).returning('refusals_in_a_row').executeTakeFirstOrThrow()
  if (group.refusals_in_a_row < refusalsToStop) return
  await stopGroup(tx, groupId, { kind: 'batches-refused', failed: group.refusals_in_a_row, of: group.refusals_in_a_row, message, at })
}

/** What an account stop is called in a batch's reason. */
export function stopWords(stop: AccountStop): string {
  switch (stop) {
    case 'key-refused': return 'The service refused the API key.'
    case 'no-balance': return 'The account has no balance left.'
    case 'not-the-api': return 'The address does not answer like the review API.'
    case 'no-key': return 'No API key is set.'
  }
}

/**
 * For the process that has just acquired the runner lock: what its predecessor left `sending` may have
 * been accepted, so a person decides; what it had asked is asked again.
 */
export async function recoverFromCrash(tx: LedgerTx, now: number): Promise<{ unknown: number }> {
  const batches = await tx.selectFrom('batch').select('id').where('state', '=', 'sending').execute()
  const message = 'Greenroom was ended while this batch was being sent; whether the service accepted it is not known.'
  for (const batch of batches) {
    await moveBatch(tx, batch.id, 'outcome-unknown', { now, actor: 'system' }, { why_kind: 'process-ended', why_message: message })
    const clips = await tx.selectFrom('clip').select('id').where('batch_id', '=', batch.id).where('state', '=', 'submitting').execute()
    await moveClips(tx, clips.map((clip) => ({ clipId: clip.id, to: 'needs-attention', reason: { code: 'OutcomeUnknown', message, breaches: [] } })), { now, actor: 'system' })
  }
  return { unknown: batches.length }
}
