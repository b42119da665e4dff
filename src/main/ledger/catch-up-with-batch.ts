import { isIn } from './json-list.ts'
import { moveClips, type ClipMove } from './move-clips.ts'
import type { LedgerTx } from './open-ledger.ts'
import { failureOf } from './verdict.ts'

/**
 * Takes unclear clips that were set aside to where their batch has gone without them. Where its
 * batch has been answered, an unclear clip would wait for an answer that nobody is asked for any more.
 */
export async function catchUpWithBatch(tx: LedgerTx, clipIds: readonly number[], context: { now: number; actor: string }): Promise<void> {
  const rows = await tx.selectFrom('clip').innerJoin('batch', 'batch.id', 'clip.batch_id')
    .innerJoin('attempt', (join) => join.onRef('attempt.batch_id', '=', 'batch.id').onRef('attempt.clip_id', '=', 'clip.id'))
    .select(['clip.id', 'batch.state as batchState', 'attempt.verdict', 'attempt.match', 'attempt.asset_id', 'attempt.asset_url', 'attempt.reason'])
    .where(isIn('clip.id', clipIds)).where('clip.state', '=', 'needs-attention').execute()
  const moves = rows.flatMap((row): ClipMove[] => {
    const verdict = { match: row.match, assetId: row.asset_id, assetUrl: row.asset_url }
    switch (row.verdict) {
      case 'active': return [{ clipId: row.id, to: 'active', ...verdict, sameOutcome: 0 }]
      case 'failed': return [{ clipId: row.id, to: 'failed', ...verdict, reason: failureOf(row.reason) }]
      case 'pending': case 'unclear': case 'not-sent': case 'refused':
    }
    switch (row.batchState) {
      case 'in-review': return [{ clipId: row.id, to: 'in-review' }]
      case 'refused': return [{ clipId: row.id, to: 'checking' }]
      // The others were given verdicts and this one none: it may have been accepted, so a person's word sends it, not its return.
      case 'finished': return [{ clipId: row.id, to: 'held', reason: { code: 'OutcomeUnknown', message: 'Its batch was given its verdicts while it was set aside: whether the service has it is not known.', breaches: [] } }]
      case 'planned': case 'sending': case 'outcome-unknown': case 'needs-attention': return []
    }
  })
  await moveClips(tx, moves, context)
}
