import { sql } from 'kysely'
import type { Reason } from '../../contract/models/clip.ts'
import { stopGroup } from './groups.ts'
import { isIn } from './json-list.ts'
import { countLimitEvidence } from './limit-evidence.ts'
import { moveBatch } from './move-batch.ts'
import { moveClips, type ClipMove } from './move-clips.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import type { Verdict } from './verdict.ts'

/** What asking about a task told. */
export type ReviewNote =
  | { kind: 'moving'; progress: number | null; rawStatus: string | null; nextPollAt: number; oddSince: number | null }
  /** No useful answer: asked again later. */
  | { kind: 'no-answer'; nextPollAt: number; oddSince: number | null }
  | { kind: 'verdicts'; rawStatus: string | null; verdicts: readonly Verdict[] }
  | { kind: 'unclear'; why: string; /** The reason its clips show. */ code: string; message: string; rawStatus: string | null }

/** From so many verdicts on, a share of failures stops a person's submissions. */
const brakeFrom = 20
const brakeShare = 0.6
/** Older verdicts fade, so that a long good history does not hide a new cause. */
const brakeMemory = 100

export interface SubmittedClip {
  id: number
  clipId: number
  position: number
  correlationName: string
  url: string
  /** It has its verdict already; a task asked about again must not change it. */
  decided: boolean
}

/** The attempts that went out with a batch, in submission order. */
export async function submittedAttempts(db: LedgerDb, batchId: number): Promise<SubmittedClip[]> {
  const rows = await db.selectFrom('attempt').select(['id', 'clip_id as clipId', 'position', 'correlation_name as correlationName', 'url', 'verdict'])
    .where('batch_id', '=', batchId).where('verdict', '<>', 'not-sent').orderBy('position').execute()
  return rows.map(({ verdict, ...row }) => ({ ...row, decided: verdict === 'active' || verdict === 'failed' }))
}

/** Writes what asking about a batch's task told. */
export async function recordReview(tx: LedgerTx, batch: { id: number; groupId: number }, note: ReviewNote, answer: string | null, context: { now: number; actor: string }): Promise<void> {
  switch (note.kind) {
    case 'moving':
      await tx.updateTable('batch').set({ progress: note.progress, raw_status: note.rawStatus, next_poll_at: note.nextPollAt, odd_since: note.oddSince, poll_errors: 0, why_kind: null, why_message: null, answer: answer ?? undefined })
        .where('id', '=', batch.id).where('state', '=', 'in-review').execute()
      return
    case 'no-answer':
      await tx.updateTable('batch').set((eb) => ({ next_poll_at: note.nextPollAt, odd_since: note.oddSince, poll_errors: eb('poll_errors', '+', 1) }))
        .where('id', '=', batch.id).where('state', '=', 'in-review').execute()
      return
    case 'verdicts':
      await recordVerdicts(tx, batch, note, answer, context)
      return
    case 'unclear': {
      const moved = await moveBatch(tx, batch.id, 'needs-attention', { ...context, from: ['in-review'] }, { why_kind: note.why, why_message: note.message, raw_status: note.rawStatus, next_poll_at: null, answer })
      if (!moved) return
      const clips = (await submittedAttempts(tx, batch.id)).filter((attempt) => !attempt.decided)
      await moveClips(tx, clips.map((attempt) => ({ clipId: attempt.clipId, to: 'needs-attention', from: ['in-review'], reason: { code: note.code, message: note.message, breaches: [] } })), context)
    }
  }
}

/** Applies verdicts to attempts and clips; clips the service said nothing usable about become unclear, and so does their batch. */
export async function recordVerdicts(
  tx: LedgerTx, batch: { id: number; groupId: number }, note: { verdicts: readonly Verdict[]; rawStatus: string | null }, answer: string | null, context: { now: number; actor: string },
): Promise<void> {
  const { now } = context
  const unclear = note.verdicts.some((verdict) => verdict.verdict === 'unclear')
  const moved = await moveBatch(tx, batch.id, unclear ? 'needs-attention' : 'finished', { now, actor: context.actor, data: tally(note.verdicts) }, {
    raw_status: note.rawStatus ?? undefined, progress: 100, next_poll_at: null, answer: answer ?? undefined,
    ...(unclear ? { why_kind: 'unknown-word', why_message: 'The service said nothing usable about some of its clips.' } : { finished_at: now, why_kind: null, why_message: null }),
  })
  if (!moved) return
  const rows = JSON.stringify(note.verdicts.map((v) => [v.attemptId, v.verdict, v.match, v.assetId, v.assetUrl, v.reason && JSON.stringify(v.reason)]))
  await sql`UPDATE "attempt" SET verdict = j.value->>1, match = j.value->>2, asset_id = j.value->>3, asset_url = j.value->>4, reason = j.value->>5, decided_at = ${now}
    FROM json_each(${rows}) AS j WHERE attempt.id = j.value->>0`.execute(tx)
  const before = await outcomesBefore(tx, batch.id, note.verdicts.map((v) => v.clipId))
  // A clip that was set aside meanwhile stays there; its attempt keeps the verdict until it is brought back.
  const from = ['in-review', 'needs-attention'] as const
  await moveClips(tx, note.verdicts.map((verdict): ClipMove => {
    switch (verdict.verdict) {
      case 'active':
        return { clipId: verdict.clipId, to: 'active', from, match: verdict.match, assetId: verdict.assetId, assetUrl: verdict.assetUrl, sameOutcome: 0, data: { match: verdict.match } }
      case 'failed': {
        const code = verdict.reason?.code ?? 'NoReason'
        const last = before.get(verdict.clipId)
        return {
          clipId: verdict.clipId, to: 'failed', from, match: verdict.match, assetId: verdict.assetId, assetUrl: null,
          reason: verdict.reason ?? { code, message: null, breaches: [] }, sameOutcome: last?.code === code ? last.sameOutcome + 1 : 1, data: { match: verdict.match },
        }
      }
      case 'unclear':
        return { clipId: verdict.clipId, to: 'needs-attention', from, match: null, reason: verdict.reason ?? { code: 'VerdictUnclear', message: null, breaches: [] } }
    }
  }), context)
  await countVerdicts(tx, batch.groupId, note.verdicts, now)
  await countLimitEvidence(tx, note.verdicts)
}

function tally(verdicts: readonly Verdict[]): Record<string, number> {
  const of = (kind: Verdict['verdict']): number => verdicts.filter((verdict) => verdict.verdict === kind).length
  return { active: of('active'), failed: of('failed'), unclear: of('unclear') }
}

/** How each clip's attempt before this one ended: three alike in a row are told apart from bad luck. */
async function outcomesBefore(tx: LedgerTx, batchId: number, clipIds: readonly number[]): Promise<Map<number, { code: string; sameOutcome: number }>> {
  const rows = await tx.selectFrom('attempt').innerJoin('clip', 'clip.id', 'attempt.clip_id').select(['attempt.clip_id', 'attempt.reason', 'clip.same_outcome'])
    .where(isIn('attempt.clip_id', clipIds)).where('attempt.batch_id', '<>', batchId).where('attempt.verdict', '=', 'failed').orderBy('attempt.id').execute()
  return new Map(rows.map((row) => [row.clip_id, { code: row.reason ? (JSON.parse(row.reason) as Reason).code : 'NoReason', sameOutcome: row.same_outcome }]))
}

/** The brake: most of a person's clips failing is a cause to be found, not a queue to be worked off. */
async function countVerdicts(tx: LedgerTx, groupId: number, verdicts: readonly Verdict[], now: number): Promise<void> {
  const group = await tx.selectFrom('avatar_group').select(['verdicts_failed', 'verdicts_total', 'stop']).where('id', '=', groupId).executeTakeFirstOrThrow()
  const counts = tally(verdicts)
  let failed = group.verdicts_failed + (counts.failed ?? 0)
  let total = group.verdicts_total + (counts.failed ?? 0) + (counts.active ?? 0)
  if (total >= brakeFrom && failed / total >= brakeShare && group.stop === null) {
    await stopGroup(tx, groupId, { kind: 'most-fail', failed, of: total, message: null, at: now })
  }
  while (total > brakeMemory) {
    failed = Math.round(failed / 2)
    total = Math.round(total / 2)
  }
  await tx.updateTable('avatar_group').set({ verdicts_failed: failed, verdicts_total: total }).where('id', '=', groupId).execute()
}
