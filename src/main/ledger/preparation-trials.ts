import { sql } from 'kysely'
import type { MediaFacts } from '../../contract/models/clip.ts'
import type { ClipPreparation, PreparationReach, PreparationState, Recipe } from '../../contract/models/preparation.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import type { Asked } from './ask-preparation.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import { readRecipe } from './preparation-profiles.ts'

/** Asks for copies to look at; nothing happens to their clips. */
export async function askTrial(
  tx: LedgerTx, trial: { recipe: Recipe; reach: PreparationReach; restMs: number; samples: readonly Asked[] }, context: { now: number; actor: string },
): Promise<number> {
  const { id } = await tx.insertInto('preparation_trial').values({
    recipe: JSON.stringify(trial.recipe), reach: JSON.stringify(trial.reach), rest_ms: trial.restMs, actor: context.actor, created_at: context.now,
  }).returning('id').executeTakeFirstOrThrow()
  // Whoever tries again has stopped looking at what was tried before.
  await tx.updateTable('preparation').set({ state: 'cancelled', state_since: context.now, finished_at: context.now }).where('trial_id', 'is not', null).where('state', 'in', ['queued', 'running', 'waiting']).execute()
  const rows = JSON.stringify(trial.samples.map((one) => [one.clipId, one.accountId, one.groupId, one.fromSourceId, one.mediaMs]))
  await sql`INSERT INTO "preparation" (clip_id, account_id, group_id, trial_id, from_source_id, recipe, media_ms, state, state_since, actor, created_at)
    SELECT value->>0, value->>1, value->>2, ${id}, value->>3, ${JSON.stringify(trial.recipe)}, value->>4, 'queued', ${context.now}, ${context.actor}, ${context.now} FROM json_each(${rows})`.execute(tx)
  return id
}

export interface TriedClip {
  preparationId: number
  clipId: number
  accountId: number
  name: string
  state: PreparationState
  progress: number | null
  why: string | null
  how: ClipPreparation['how']
  before: MediaFacts | null
  after: MediaFacts | null
  mediaMs: number
  outputBytes: number | null
  startedAt: number | null
  finishedAt: number | null
  tookMs: number | null
}

/** @throws ProblemError `not-found`. */
export async function readTrial(db: LedgerDb, id: number): Promise<{ id: number; recipe: Recipe; reach: PreparationReach; restMs: number; clips: TriedClip[] }> {
  const trial = await db.selectFrom('preparation_trial').selectAll().where('id', '=', id).executeTakeFirst()
  if (!trial) throw new ProblemError('not-found', `There is no trial ${id}.`, 'Try the recipe again.')
  const rows = await db.selectFrom('preparation').innerJoin('clip', 'clip.id', 'preparation.clip_id').selectAll('preparation').select(['clip.name', 'clip.media as before'])
    .where('preparation.trial_id', '=', id).orderBy('preparation.id').execute()
  return {
    id, recipe: readRecipe(trial.recipe), reach: JSON.parse(trial.reach) as PreparationReach, restMs: trial.rest_ms,
    clips: rows.map((row) => ({
      preparationId: row.id, clipId: row.clip_id, accountId: row.account_id, name: row.name, state: row.state, progress: row.progress, why: row.why, how: row.how,
      before: row.before === null ? null : (JSON.parse(row.before) as MediaFacts), after: row.media === null ? null : (JSON.parse(row.media) as MediaFacts),
      mediaMs: row.media_ms, outputBytes: row.output_bytes, startedAt: row.started_at, finishedAt: row.finished_at, tookMs: row.took_ms,
    })),
  }
}
