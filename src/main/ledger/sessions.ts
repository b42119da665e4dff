import type { Selectable, Updateable } from 'kysely'
import type { Problem } from '../../contract/models/problem.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import type { SessionState } from '../../contract/models/states.ts'
import { maySessionMove } from '../domain/session-transitions.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import type { SessionRow } from './schema.ts'
import { writeEvents } from './write-event.ts'

export type StoredSession = Selectable<SessionRow>

/** @throws ProblemError `not-found`. */
export async function readSession(db: LedgerDb, id: number): Promise<StoredSession> {
  const row = await db.selectFrom('validation_session').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new ProblemError('not-found', `There is no verification ${id}.`, 'Start a new one under People.')
  return row
}

/** The session whose return address ends in this token. */
export async function sessionOfCallback(db: LedgerDb, token: string): Promise<StoredSession | null> {
  return (await db.selectFrom('validation_session').selectAll().where('callback_token', '=', token).executeTakeFirst()) ?? null
}

/** Whether a phone may still come to a return address of ours. */
export async function listensFor(db: LedgerDb, accountId: number): Promise<boolean> {
  return (await db.selectFrom('validation_session').select('id').where('state', 'in', ['creating', 'open', 'expired']).where('account_id', '=', accountId).where('callback_token', 'is not', null).limit(1).executeTakeFirst()) !== undefined
}

export async function listSessions(db: LedgerDb, accountId?: number, states?: readonly SessionState[]): Promise<StoredSession[]> {
  let query = db.selectFrom('validation_session').selectAll()
  if (accountId !== undefined) query = query.where('account_id', '=', accountId)
  if (states) query = query.where('state', 'in', states)
  return query.orderBy('id', 'desc').limit(200).execute()
}

/**
 * Notes the wish for a session; the process that runs the loops asks the service for it.
 * `callbackToken`: the session's own part of a return address that we listen on; `callbackUrl` is then
 * what the service is given where no address of ours is known.
 */
export async function beginSession(
  tx: LedgerTx, session: { accountId: number; name: string; projectName: string; callbackUrl: string; callbackToken: string | null; consentNote: string }, context: { now: number; actor: string },
): Promise<number> {
  const row = await tx.insertInto('validation_session').values({
    account_id: session.accountId, name: session.name, project_name: session.projectName, callback_url: session.callbackUrl, consent_note: session.consentNote,
    state: 'creating', task_id: null, byted_token: null, h5_link: null, verdict_task_id: null, opened_at: null, expires_at: null, group_id: null, retry_at: null, problem: null,
    actor: context.actor, created_at: context.now, callback_token: session.callbackToken,
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
  tx: LedgerTx, id: number, to: SessionState, context: { now: number; actor: string; problem?: Problem | null; data?: Record<string, unknown> }, changes: Updateable<SessionRow> = {},
): Promise<boolean> {
  const row = await readSession(tx, id)
  if (!maySessionMove(row.state, to)) return false
  await tx.updateTable('validation_session').set({ ...changes, state: to, problem: context.problem ? JSON.stringify(context.problem) : null }).where('id', '=', id).execute()
  await writeEvents(tx, [{
    at: context.now, actor: context.actor, what: `session.${to}`, accountId: row.account_id, groupId: changes.group_id ?? row.group_id ?? null,
    data: { session: id, name: row.name, from: row.state, ...(context.problem ? { problem: context.problem.kind, message: context.problem.message } : {}), ...context.data },
  }])
  return true
}
