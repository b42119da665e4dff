import { sql } from 'kysely'
import type { Reason } from '../../contract/models/clip.ts'
import type { AssetType, ClipState } from '../../contract/models/states.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import { threeToTry } from '../domain/limit-evidence.ts'
import { submitAnyway } from './clip-actions.ts'
import { isIn } from './json-list.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import { tellDeed } from './tell-deed.ts'

/** Held clips looked at to choose three. */
const sample = 500

/** One clip that was sent as it is, and what became of it. */
export interface TrialClip { id: number; name: string; groupId: number; measured: number; state: ClipState; reason: Reason | null }
export interface LimitTrial { id: number; accountId: number; assetType: AssetType; code: string; askedAt: number; clips: TrialClip[] }

/**
 * Sends three of the clips a limit holds, as they are, each in a request of its own so that every verdict is certain.
 * @returns how many went; 0: none is held for that any more
 */
export async function tryThree(tx: LedgerTx, of: { accountId: number; groupId?: number; code: string }, context: { now: number; actor: string }): Promise<number> {
  const open = await tx.selectFrom('limit_trial').select('id').where('account_id', '=', of.accountId).where('code', '=', of.code).where('answer', 'is', null).executeTakeFirst()
  if (open) throw new ProblemError('not-permitted-now', 'Three clips were sent to try this limit already.', 'Wait for their verdicts; then decide about the limit.')
  let query = tx.selectFrom('clip').select(['id', 'reason', 'asset_type as assetType']).where('account_id', '=', of.accountId).where('state', '=', 'held').where('reason_code', '=', of.code)
  if (of.groupId !== undefined) query = query.where('group_id', '=', of.groupId)
  const held = (await query.orderBy('id').limit(sample).execute()).flatMap((row) => {
    const breach = row.reason === null ? undefined : (JSON.parse(row.reason) as Reason).breaches.find(({ code }) => code === of.code)
    return typeof breach?.measured === 'number' ? [{ id: row.id, assetType: row.assetType, measured: breach.measured }] : []
  })
  // An image's limit and a video's are two, though their codes are one: what most of them are is tried.
  const videos = held.filter((clip) => clip.assetType === 'video')
  const assetType = videos.length * 2 >= held.length ? 'video' : 'image'
  const chosen = threeToTry(held.filter((clip) => clip.assetType === assetType))
  const sent = await submitAnyway(tx, chosen.map((clip) => clip.id), context)
  if (sent.length === 0) return 0
  await tx.updateTable('clip').set({ batch_size: 1, linger_until: null }).where(isIn('id', sent)).execute()
  await tx.insertInto('limit_trial').values({
    account_id: of.accountId, asset_type: assetType, code: of.code, clips: JSON.stringify(chosen.filter((clip) => sent.includes(clip.id)).map((clip) => [clip.id, clip.measured])),
    actor: context.actor, asked_at: context.now, answer: null, answered_at: null,
  }).execute()
  await tellDeed(tx, sent, 'clip.submit-anyway', context)
  return sent.length
}

/** Trials nobody has decided about yet, with their clips as they are now. */
export async function openTrials(db: LedgerDb, accountId?: number): Promise<LimitTrial[]> {
  let query = db.selectFrom('limit_trial').selectAll().where('answer', 'is', null)
  if (accountId !== undefined) query = query.where('account_id', '=', accountId)
  const trials: LimitTrial[] = []
  for (const row of await query.orderBy('id').execute()) {
    const measured = new Map(JSON.parse(row.clips) as [number, number][])
    const clips = await db.selectFrom('clip').select(['id', 'name', 'group_id as groupId', 'state', 'reason']).where(isIn('id', [...measured.keys()])).orderBy('id').execute()
    trials.push({
      id: row.id, accountId: row.account_id, assetType: row.asset_type, code: row.code, askedAt: row.asked_at,
      clips: clips.map((clip) => ({ ...clip, measured: measured.get(clip.id) ?? 0, reason: clip.reason === null ? null : (JSON.parse(clip.reason) as Reason) })).sort((a, b) => a.measured - b.measured),
    })
  }
  return trials
}

export async function answerTrial(tx: LedgerTx, id: number, answer: 'lift' | 'keep', context: { now: number; actor: string }): Promise<void> {
  await sql`UPDATE "limit_trial" SET answer = ${answer}, answered_at = ${context.now} WHERE id = ${id}`.execute(tx)
}
