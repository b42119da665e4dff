import { sql } from 'kysely'
import type { MediaFacts } from '../../contract/models/clip.ts'
import type { Recipe } from '../../contract/models/preparation.ts'
import type { ClipState } from '../../contract/models/states.ts'
import { workFor } from '../domain/preparation-plan.ts'
import { isIn } from './json-list.ts'
import { moveClips, type ClipMove } from './move-clips.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import { readRecipe } from './preparation-profiles.ts'
import { failureOf } from './verdict.ts'
import { writeEvents } from './write-event.ts'

/** States in which a clip may be prepared: nothing of it is with the service, and nobody is looking at it. */
export const preparable: readonly ClipState[] = ['held', 'failed', 'publishing', 'ready', 'checking']

/** What a recipe means for one clip. */
export interface Asked {
  clipId: number
  state: ClipState
  accountId: number
  groupId: number
  fromSourceId: number
  /** Length of its copy, ms; 0: not known yet. */
  mediaMs: number
  needsFfmpeg: boolean
}

/** Sorts clips by what a recipe would do to them; ids that are not there are others. */
export async function judgeForPreparation(db: LedgerDb, ids: readonly number[], recipe: Recipe): Promise<{ asked: Asked[]; asTheyAre: number; others: number }> {
  const rows = await db.selectFrom('clip').innerJoin('clip_source', 'clip_source.id', 'clip.source_id')
    .select(['clip.id', 'clip.state', 'clip.due_at', 'clip.account_id', 'clip.group_id', 'clip.asset_type', 'clip.reason_code', 'clip_source.kind', 'clip_source.id as sourceId', 'clip_source.prepared_from as preparedFrom', 'clip.media'])
    .where(isIn('clip.id', ids)).orderBy('clip.id').execute()
  const asked: Asked[] = []
  let asTheyAre = 0
  for (const row of rows) {
    // One that is being checked is left to its check; one that is being prepared may be prepared otherwise.
    const free = preparable.includes(row.state) && (row.state !== 'checking' || row.due_at === null)
    // A duplicate would only be made to look like something else.
    if (!free || row.kind !== 'path' || row.reason_code === 'DuplicateContent' || row.reason_code === 'SourceGone') continue
    // The facts of a copy say nothing of what it was made from.
    const facts = row.media === null || row.preparedFrom !== null ? null : (JSON.parse(row.media) as MediaFacts)
    const work = facts === null ? null : workFor(recipe, facts)
    if (facts !== null && work === null) {
      asTheyAre += 1
      continue
    }
    asked.push({
      clipId: row.id, state: row.state, accountId: row.account_id, groupId: row.group_id, fromSourceId: row.preparedFrom ?? row.sourceId,
      mediaMs: work?.mediaMs ?? 0, needsFfmpeg: work?.needsFfmpeg ?? false,
    })
  }
  return { asked, asTheyAre, others: ids.length - asked.length - asTheyAre }
}

interface AskContext { now: number; actor: string }

/** Asks for copies of clips: they are *checking*, and due for nothing, until their copy is there. @returns the ids that went. */
export async function askPreparation(tx: LedgerTx, ids: readonly number[], recipe: Recipe, context: AskContext): Promise<number[]> {
  const { asked } = await judgeForPreparation(tx, ids, recipe)
  const inPreparation = asked.filter((one) => one.state === 'checking')
  const moved = new Set(await moveClips(tx, asked.filter((one) => one.state !== 'checking').map((one) => ({
    clipId: one.clipId, to: 'checking', dueAt: null, reason: null, submitAnyway: false, sameOutcome: 0,
  })), { ...context, what: 'clip.preparation-asked' }))
  await tx.updateTable('preparation').set({ state: 'cancelled', state_since: context.now, finished_at: context.now })
    .where(isIn('clip_id', inPreparation.map((one) => one.clipId))).where('trial_id', 'is', null).where('state', 'in', ['queued', 'running', 'waiting']).execute()
  const going = asked.filter((one) => one.state === 'checking' || moved.has(one.clipId))
  await queuePreparations(tx, going.map((one) => ({ ...one, recipe })), context)
  return going.map((one) => one.clipId)
}

/** Queues copies of clips that have just been checked: they stay *checking* until their copy is there. */
export async function prepareChecked(tx: LedgerTx, clips: readonly { clipId: number; recipe: Recipe; mediaMs: number }[], now: number): Promise<void> {
  if (clips.length === 0) return
  const rows = await tx.selectFrom('clip').innerJoin('clip_source', 'clip_source.id', 'clip.source_id')
    .select(['clip.id', 'clip.account_id as accountId', 'clip.group_id as groupId', 'clip_source.id as sourceId', 'clip_source.prepared_from as preparedFrom'])
    .where(isIn('clip.id', clips.map((clip) => clip.clipId))).where('clip.state', '=', 'checking').where('clip.due_at', 'is not', null).execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  const going = clips.flatMap((clip) => {
    const row = byId.get(clip.clipId)
    return row ? [{ ...clip, accountId: row.accountId, groupId: row.groupId, fromSourceId: row.preparedFrom ?? row.sourceId }] : []
  })
  await tx.updateTable('clip').set({ due_at: null }).where(isIn('id', going.map((one) => one.clipId))).execute()
  await writeEvents(tx, going.map((one) => ({ at: now, actor: 'system', what: 'clip.preparation-asked', accountId: one.accountId, groupId: one.groupId, clipId: one.clipId, data: { from: 'checking', to: 'checking' } })))
  await queuePreparations(tx, going, { now, actor: 'system' })
}

/** The recipe a clip's copy was made by; null: its source is no copy of ours. */
export async function recipeOfCopy(db: LedgerDb, copySourceId: number): Promise<{ recipe: Recipe; mediaMs: number } | null> {
  const row = await db.selectFrom('preparation').select(['recipe', 'media_ms']).where('copy_source_id', '=', copySourceId).executeTakeFirst()
  return row ? { recipe: readRecipe(row.recipe), mediaMs: row.media_ms } : null
}

async function queuePreparations(tx: LedgerTx, rows: readonly { clipId: number; accountId: number; groupId: number; fromSourceId: number; recipe: Recipe; mediaMs: number }[], context: AskContext): Promise<void> {
  if (rows.length === 0) return
  const json = JSON.stringify(rows.map((row) => [row.clipId, row.accountId, row.groupId, row.fromSourceId, JSON.stringify(row.recipe), row.mediaMs]))
  await sql`INSERT INTO "preparation" (clip_id, account_id, group_id, from_source_id, recipe, media_ms, state, state_since, actor, created_at)
    SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, 'queued', ${context.now}, ${context.actor}, ${context.now} FROM json_each(${json})`.execute(tx)
}

/**
 * Takes back what has not been prepared yet: the clips are checked as they are. One that had failed is failed
 * again: checked, it would be sent and paid for once more, which nobody asked for.
 * @returns the ids that went
 */
export async function cancelPreparations(tx: LedgerTx, ids: readonly number[], context: AskContext): Promise<number[]> {
  const inPreparation = await tx.selectFrom('clip').select(['id', 'account_id', 'group_id']).where(isIn('id', ids)).where('state', '=', 'checking').where('due_at', 'is', null).execute()
  const failed = await moveClips(tx, await verdictsToGoBackTo(tx, inPreparation.map((row) => row.id)), { ...context, what: 'clip.preparation-cancelled' })
  const rows = inPreparation.filter((row) => !failed.includes(row.id))
  // The ledger's trigger takes the preparations back.
  await tx.updateTable('clip').set({ due_at: context.now, state_since: context.now }).where(isIn('id', rows.map((row) => row.id))).execute()
  await writeEvents(tx, rows.map((row) => ({ at: context.now, actor: context.actor, what: 'clip.preparation-cancelled', accountId: row.account_id, groupId: row.group_id, clipId: row.id, data: {} })))
  return inPreparation.map((row) => row.id)
}

/** For those of these clips whose file is the one that the service refused last: the step back to that verdict. */
async function verdictsToGoBackTo(tx: LedgerTx, ids: readonly number[]): Promise<ClipMove[]> {
  const rows = await tx.selectFrom('attempt').innerJoin('clip', 'clip.id', 'attempt.clip_id').select(['clip.id', 'attempt.match', 'attempt.asset_id', 'attempt.asset_url', 'attempt.reason'])
    .where(isIn('clip.id', ids)).where('attempt.verdict', '=', 'failed').whereRef('attempt.clip_source_id', '=', 'clip.source_id')
    .where((eb) => eb.not(eb.exists(eb.selectFrom('attempt as later').select('later.id').whereRef('later.clip_id', '=', 'attempt.clip_id').whereRef('later.id', '>', 'attempt.id')))).execute()
  return rows.map((row) => ({ clipId: row.id, to: 'failed', match: row.match, assetId: row.asset_id, assetUrl: row.asset_url, reason: failureOf(row.reason) }))
}
