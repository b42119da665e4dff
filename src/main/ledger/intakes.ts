import { sql, type Selectable } from 'kysely'
import type { IntakeEstimate, IntakeRefusal, PassedOver } from '../../contract/models/intake.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import { isIn } from './json-list.ts'
import { moveClips } from './move-clips.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import type { IntakeRow } from './schema.ts'
import { writeEvents } from './write-event.ts'

export type StoredIntake = Selectable<IntakeRow>

/** At most this many refusals are kept with an intake; the rest are counted. */
const keptRefusals = 1000

/** @throws ProblemError `not-found`. */
export async function readIntake(db: LedgerDb, id: number): Promise<StoredIntake> {
  const row = await db.selectFrom('intake').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new ProblemError('not-found', `There is no intake ${id}.`, 'It may belong to another data directory.')
  return row
}

export async function listIntakes(db: LedgerDb, groupId?: number, states?: readonly string[]): Promise<StoredIntake[]> {
  let query = db.selectFrom('intake').selectAll()
  if (groupId !== undefined) query = query.where('group_id', '=', groupId)
  if (states) query = query.where('state', 'in', states)
  return query.orderBy('id', 'desc').limit(100).execute()
}

export async function beginIntake(
  tx: LedgerTx,
  intake: { accountId: number; groupId: number; inputs: string[]; batchSize: number | null; preflight: boolean; askWhenLarge: boolean },
  context: { now: number; actor: string },
): Promise<number> {
  const row = await tx.insertInto('intake').values({
    account_id: intake.accountId, group_id: intake.groupId, actor: context.actor, inputs: JSON.stringify(intake.inputs.slice(0, 100)),
    batch_size: intake.batchSize, preflight: intake.preflight ? 1 : 0, ask_when_large: intake.askWhenLarge ? 1 : 0, state: 'scanning', estimate: null, created_at: context.now,
  }).returning('id').executeTakeFirstOrThrow()
  return row.id
}

/** Adds one page's result to the intake. */
export async function countIntoIntake(tx: LedgerTx, id: number, page: { taken: number; alreadyThere: number; bytes: number }): Promise<void> {
  await tx.updateTable('intake').set((eb) => ({
    taken: eb('taken', '+', page.taken), already_there: eb('already_there', '+', page.alreadyThere), bytes: eb('bytes', '+', page.bytes),
  })).where('id', '=', id).execute()
}

/** Everything of the intake has been looked at. */
export async function endIntakeScan(
  tx: LedgerTx, id: number, end: { state: 'asking' | 'running'; refusals: readonly IntakeRefusal[]; passedOver?: readonly PassedOver[]; estimate: IntakeEstimate | null }, context: { now: number; actor: string },
): Promise<void> {
  const row = await readIntake(tx, id)
  await tx.updateTable('intake').set({
    state: end.state, refusals: JSON.stringify(end.refusals.slice(0, keptRefusals)), passed_over: JSON.stringify(end.passedOver ?? []), estimate: end.estimate && JSON.stringify(end.estimate),
  }).where('id', '=', id).execute()
  await writeEvents(tx, [{
    at: context.now, actor: context.actor, what: end.state === 'asking' ? 'intake.asks' : 'intake.taken-in', accountId: row.account_id, groupId: row.group_id,
    data: { intake: id, taken: row.taken, alreadyThere: row.already_there, refused: end.refusals.length },
  }])
}

export async function setIntakeState(tx: LedgerTx, id: number, state: 'running' | 'first-batch' | 'cancelled' | 'done', context: { now: number; actor: string }): Promise<void> {
  const row = await readIntake(tx, id)
  await tx.updateTable('intake').set({ state }).where('id', '=', id).execute()
  await writeEvents(tx, [{ at: context.now, actor: context.actor, what: `intake.${state}`, accountId: row.account_id, groupId: row.group_id, data: { intake: id, clips: row.taken } }])
}

/** A clip that was checked behind the gate is due for nothing; the gate's opening is what it waited for. */
const dueWhenOpen = (now: number) => sql`CASE WHEN state = 'publishing' THEN ifnull(due_at, ${now}) ELSE due_at END`

/** Lets up to `limit` of an intake's waiting clips go on, the first first. @returns how many went. */
export async function openGate(tx: LedgerTx, intakeId: number, limit: number, now: number): Promise<number> {
  const done = await sql`UPDATE "clip" SET gated = 0, due_at = ${dueWhenOpen(now)}
    WHERE id IN (SELECT clip.id FROM intake_clip JOIN clip ON clip.id = intake_clip.clip_id
      WHERE intake_clip.intake_id = ${intakeId} AND clip.intake_id = ${intakeId} AND clip.gated = 1 AND clip.state IN ('settling', 'checking', 'publishing', 'ready') ORDER BY clip.id LIMIT ${limit})`.execute(tx)
  return Number(done.numAffectedRows ?? 0)
}

/** Opens the gate for what is left of an intake, whatever its state (held clips included). */
export async function openWholeGate(tx: LedgerTx, intakeId: number, now: number): Promise<void> {
  await sql`UPDATE "clip" SET gated = 0, due_at = ${dueWhenOpen(now)} WHERE id IN (SELECT clip_id FROM intake_clip WHERE intake_id = ${intakeId}) AND intake_id = ${intakeId} AND gated = 1`.execute(tx)
}

/** Sets aside a page of what still waits at the gate. @returns how many; 0: none are left. */
export async function setAsideGated(tx: LedgerTx, intakeId: number, context: { now: number; actor: string }): Promise<number> {
  const rows = await tx.selectFrom('intake_clip').innerJoin('clip', 'clip.id', 'intake_clip.clip_id').select(['clip.id', 'clip.state'])
    .where('intake_clip.intake_id', '=', intakeId).where('clip.intake_id', '=', intakeId).where('clip.gated', '=', 1)
    .where('clip.state', 'in', ['settling', 'checking', 'publishing', 'held']).orderBy('clip.id').limit(500).execute()
  const moved = await moveClips(tx, rows.map((row) => ({ clipId: row.id, to: 'excluded', setAsideFrom: row.state })), { ...context, what: 'clip.excluded' })
  return moved.length
}

/**
 * Ends the scans of intakes that nobody goes on with: of those whose process died, or whose list could not be read to
 * its end. What was found is there; that the rest was not looked at is said, and an intake that may be a large one
 * waits for a person's word. (A scan that goes on in another living process ends as ever, and says so after this.)
 * @param only these; all, for the process that has just acquired the runner lock
 */
export async function endInterruptedScans(tx: LedgerTx, now: number, only?: { ids: readonly number[]; why?: string }): Promise<number> {
  const rows = await tx.selectFrom('intake').selectAll().where('state', '=', 'scanning').$if(only !== undefined, (query) => query.where(isIn('id', only?.ids ?? []))).execute()
  for (const row of rows) {
    // Clips and their count are written one after the other.
    const { n } = await tx.selectFrom('clip').select((eb) => eb.fn.countAll<number>().as('n')).where('intake_id', '=', row.id).executeTakeFirstOrThrow()
    const refusals = [...(JSON.parse(row.refusals) as IntakeRefusal[]), interrupted(JSON.parse(row.inputs) as string[], only?.why)]
    await tx.updateTable('intake').set({ state: row.ask_when_large === 1 ? 'asking' : 'running', taken: Number(n), refusals: JSON.stringify(refusals) }).where('id', '=', row.id).execute()
    await writeEvents(tx, [{ at: now, actor: 'system', what: 'intake.interrupted', accountId: row.account_id, groupId: row.group_id, data: { intake: row.id, taken: Number(n) } }])
  }
  return rows.length
}

function interrupted(inputs: readonly string[], why = 'Greenroom was ended while this was looked through.'): IntakeRefusal {
  return { input: inputs[0] ?? '', line: null, code: 'Interrupted', message: `${why} What was found is here; give the same again for the rest, nothing is taken twice.` }
}

/** The scans under way, with how much each has found. */
export async function scansUnderWay(db: LedgerDb): Promise<{ id: number; found: number }[]> {
  const rows = await db.selectFrom('intake').select(['id', 'taken', 'already_there']).where('state', '=', 'scanning').execute()
  return rows.map((row) => ({ id: row.id, found: row.taken + row.already_there }))
}

/**
 * Intakes that a person has decided about and that clips wait at the gate of all the same: opening it, or emptying it,
 * was not gone through with.
 * @param known intakes that need not be looked at again
 */
export async function halfDoneIntakes(db: LedgerDb, known: ReadonlySet<number> = new Set()): Promise<{ halfDone: { id: number; state: string }[]; decided: number[] }> {
  const decided = (await db.selectFrom('intake').select(['id', 'state']).where('state', 'in', ['running', 'cancelled']).execute()).filter((row) => !known.has(row.id))
  const ids = decided.map((row) => row.id)
  const gated = decided.length === 0 ? undefined : await db.selectFrom('clip_count').select((eb) => eb.fn.sum<number | null>('n').as('n')).where('gated', '=', 1).executeTakeFirst()
  if (!gated?.n) return { halfDone: [], decided: ids }
  const rows = await db.selectFrom('clip').select('intake_id').distinct().where('gated', '=', 1).where(isIn('intake_id', ids)).execute()
  const waiting = new Set(rows.map((row) => row.intake_id))
  return { halfDone: decided.filter((row) => waiting.has(row.id)), decided: ids }
}
