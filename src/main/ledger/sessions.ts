import type { Selectable, Updateable } from 'kysely'
import type { Problem } from '../../contract/models/problem.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import type { SessionState } from '../../contract/models/states.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import type { SessionRow } from './schema.ts'
import { writeEvents } from './write-event.ts'

export type StoredSession = Selectable<SessionRow>

const sessionTransitions: Record<SessionState, readonly SessionState[]> = {
  creating: ['open', 'refused', 'verdict-unknown'],
  open: ['verdict-asked', 'expired'],
  'verdict-asked': ['open', 'verified', 'refused', 'expired', 'spent', 'verdict-unknown'],
  verified: [],
  refused: [],
  expired: ['verdict-asked'],
  spent: [],
  'verdict-unknown': ['verdict-asked'],
}

/** @throws ProblemError `not-found`. */
export async function readSession(db: LedgerDb, id: number): Promise<StoredSession> {
  const row = await db.selectFrom('validation_session').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new ProblemError('not-found', `There is no verification ${id}.`, 'Start a new one under People.')
  return row
}

export async function listSessions(db: LedgerDb, accountId?: number, states?: readonly SessionState[]): Promise<StoredSession[]> {
  let query = db.selectFrom('validation_session').selectAll()
  if (accountId !== undefined) query = query.where('account_id', '=', accountId)
  if (states) query = query.where('state', 'in', states)
  return query.orderBy('id', 'desc').limit(200).execute()
}

/** Notes the wish for a session; the process that runs the loops asks the service for it. */
export async function beginSession(
  tx: LedgerTx, session: { accountId: number; name: string; projectName: string; callbackUrl: string; consentNote: string }, context: { now: number; actor: string },
): Promise<number> {
  const row = await tx.insertInto('validation_session').values({
    account_id: session.accountId, name: session.name, project_name: session.projectName, callback_url: session.callbackUrl, consent_note: session.consentNote,
    state: 'creating', task_id: null, byted_token: null, h5_link: null, verdict_task_id: null, opened_at: null, expires_at: null, group_id: null, retry_at: null, problem: null,
    actor: context.actor, created_at: context.now,
  }).returning('id').executeTakeFirstOrThrow()
  await writeEvents(tx, [{ at: context.now, actor: context.actor, what: 'session.creating', accountId: session.accountId, data: { session: row.id, name: session.name } }])
  return row.id
}

/** Writes down a session's next fact without a change of state (its task id, its next try). */
export async function noteSession(tx: LedgerTx, id: number, changes: Updateable<SessionRow>): Promise<void> {
  await tx.updateTable('validation_session').set(changes).where('id', '=', id).execute()
}

/**
 * The one function that changes a session's state, with the event beside it.
 * @returns false when it has moved on meanwhile.
 */
export async function moveSession(
  tx: LedgerTx, id: number, to: SessionState, context: { now: number; actor: string; problem?: Problem | null }, changes: Updateable<SessionRow> = {},
): Promise<boolean> {
  const row = await readSession(tx, id)
  if (!sessionTransitions[row.state].includes(to)) return false
  await tx.updateTable('validation_session').set({ ...changes, state: to, problem: context.problem ? JSON.stringify(context.problem) : null }).where('id', '=', id).execute()
  await writeEvents(tx, [{
    at: context.now, actor: context.actor, what: `session.${to}`, accountId: row.account_id, groupId: changes.group_id ?? row.group_id ?? null,
    data: { session: id, name: row.name, from: row.state, ...(context.problem ? { problem: context.problem.kind, message: context.problem.message } : {}) },
  }])
  return true
}
