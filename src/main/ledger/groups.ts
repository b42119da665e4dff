import type { Selectable } from 'kysely'
import type { GroupStop } from '../../contract/models/group.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import type { GroupRow } from './schema.ts'
import { writeEvents } from './write-event.ts'

export type StoredGroup = Selectable<GroupRow>

/** @throws ProblemError `not-found`. */
export async function readGroup(db: LedgerDb, id: number): Promise<StoredGroup> {
  const row = await db.selectFrom('avatar_group').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new ProblemError('not-found', `There is no person ${id}.`, 'Choose one under People.')
  return row
}

export async function listGroups(db: LedgerDb, accountId?: number): Promise<StoredGroup[]> {
  let query = db.selectFrom('avatar_group').selectAll()
  if (accountId !== undefined) query = query.where('account_id', '=', accountId)
  return query.orderBy('id').execute()
}

/** The people of an account whose clips are not sent for now: paused, or stopped by themselves. */
export async function standingGroups(db: LedgerDb, accountId: number): Promise<number[]> {
  const rows = await db.selectFrom('avatar_group').select('id').where('account_id', '=', accountId).where((eb) => eb.or([eb('paused', '=', 1), eb('stop', 'is not', null)])).execute()
  return rows.map((row) => row.id)
}

/** A verified or adopted group. The same group in the same project is met again, not made twice. */
export async function addGroup(
  tx: LedgerTx, group: { accountId: number; name: string; remoteId: string; projectName: string; consentNote: string },
  context: { now: number; actor: string; how: 'verified' | 'adopted' },
): Promise<{ id: number; made: boolean }> {
  const there = await tx.selectFrom('avatar_group').select('id')
    .where('account_id', '=', group.accountId).where('remote_id', '=', group.remoteId).where('project_name', '=', group.projectName).executeTakeFirst()
  if (there) {
    if (context.how === 'verified') await verifiedAgain(tx, there.id, group, context)
    return { id: there.id, made: false }
  }
  const made = await tx.insertInto('avatar_group').values({
    account_id: group.accountId, name: group.name, remote_id: group.remoteId, project_name: group.projectName, consent_note: group.consentNote, stop: null, created_at: context.now,
  }).returning('id').executeTakeFirstOrThrow()
  await writeEvents(tx, [{ at: context.now, actor: context.actor, what: `group.${context.how}`, accountId: group.accountId, groupId: made.id, data: { name: group.name, remoteId: group.remoteId, project: group.projectName } }])
  return { id: made.id, made: true }
}

/** The service says that two people are one: the name they had stays, and the new name and note are kept beside it. */
async function verifiedAgain(tx: LedgerTx, id: number, again: { name: string; consentNote: string }, context: { now: number; actor: string }): Promise<void> {
  const known = await readGroup(tx, id)
  const note = again.consentNote.trim()
  if (note !== '' && !known.consent_note.includes(note)) {
    await tx.updateTable('avatar_group').set({ consent_note: [known.consent_note, `${again.name}: ${note}`].filter(Boolean).join('\n') }).where('id', '=', id).execute()
  }
  await writeEvents(tx, [{ at: context.now, actor: context.actor, what: 'group.verified-again', accountId: known.account_id, groupId: id, data: { name: known.name, as: again.name, remoteId: known.remote_id } }])
}

export async function changeGroup(
  tx: LedgerTx, id: number, changes: { name?: string; consentNote?: string; mode?: string }, context: { now: number; actor: string },
): Promise<void> {
  const set = {
    ...(changes.name !== undefined ? { name: changes.name } : {}),
    ...(changes.consentNote !== undefined ? { consent_note: changes.consentNote } : {}),
    ...(changes.mode !== undefined ? { mode: changes.mode } : {}),
  }
  if (Object.keys(set).length === 0) return
  const group = await readGroup(tx, id)
  await tx.updateTable('avatar_group').set(set).where('id', '=', id).execute()
  await writeEvents(tx, [{ at: context.now, actor: context.actor, what: 'group.changed', accountId: group.account_id, groupId: id, data: { name: changes.name ?? group.name, changed: Object.keys(changes) } }])
}

/** Pauses or resumes one person; resuming lifts a stop and starts its count of verdicts anew. */
export async function pauseGroup(tx: LedgerTx, id: number, paused: boolean, context: { now: number; actor: string }): Promise<void> {
  const group = await readGroup(tx, id)
  const lifted = paused ? {} : { stop: null, verdicts_failed: 0, verdicts_total: 0, refusals_in_a_row: 0 }
  await tx.updateTable('avatar_group').set({ paused: paused ? 1 : 0, ...lifted }).where('id', '=', id).execute()
  await writeEvents(tx, [{ at: context.now, actor: context.actor, what: paused ? 'group.paused' : 'group.resumed', accountId: group.account_id, groupId: id, data: { name: group.name } }])
}

/** Stops a person's submissions by themselves, with words. */
export async function stopGroup(tx: LedgerTx, id: number, stop: GroupStop): Promise<void> {
  const group = await readGroup(tx, id)
  if (group.stop) return
  await tx.updateTable('avatar_group').set({ stop: JSON.stringify(stop) }).where('id', '=', id).execute()
  await writeEvents(tx, [{ at: stop.at, actor: 'system', what: 'group.stopped', accountId: group.account_id, groupId: id, data: { name: group.name, ...stop } }])
}
