import type { Selectable } from 'kysely'
import type { SignIn, SignInRole } from '../../contract/models/sign-in.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import { isIn } from './json-list.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import type { SignInRow } from './schema.ts'
import { writeEvents } from './write-event.ts'

/** Who came by a sign-in that holds. */
export interface SignedIn { id: number; name: string; role: SignInRole }

const shownRevoked = 100

const show = (row: Selectable<SignInRow>): SignIn => ({
  id: row.id, name: row.name, role: row.role, madeBy: row.made_by, createdAt: row.created_at,
  lastSeenAt: row.last_seen_at, lastSeenFrom: row.last_seen_from, revokedAt: row.revoked_at, revokedBy: row.revoked_by,
})

/** Those that hold, the oldest first, then the last that were revoked. */
export async function listSignIns(db: LedgerDb): Promise<SignIn[]> {
  const holding = await db.selectFrom('sign_in').selectAll().where('revoked_at', 'is', null).orderBy('id').execute()
  const revoked = await db.selectFrom('sign_in').selectAll().where('revoked_at', 'is not', null).orderBy('revoked_at', 'desc').limit(shownRevoked).execute()
  return [...holding, ...revoked].map(show)
}

/** @throws ProblemError `not-found`. */
export async function readSignIn(db: LedgerDb, id: number): Promise<SignIn> {
  const row = await db.selectFrom('sign_in').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new ProblemError('not-found', `There is no sign-in ${id}.`, 'To see them: greenroom access list')
  return show(row)
}

/** @throws ProblemError `already-there` while another of that name holds: in the history the two could not be told apart. */
export async function addSignIn(tx: LedgerTx, given: { name: string; role: SignInRole; tokenHash: string }, { now, actor }: { now: number; actor: string }): Promise<number> {
  const there = await tx.selectFrom('sign_in').select('name').where((eb) => eb(eb.fn<string>('lower', ['name']), '=', given.name.toLowerCase())).where('revoked_at', 'is', null).executeTakeFirst()
  if (there || given.name.toLowerCase() === actor.toLowerCase()) {
    throw new ProblemError('already-there', there ? `There is a sign-in for ${there.name} already.` : `${given.name} is your own name: what the two of you do could not be told apart.`, there ? 'Revoke it first, or choose another name.' : 'Choose another name.')
  }
  const { id } = await tx.insertInto('sign_in').values({
    name: given.name, role: given.role, token_hash: given.tokenHash, made_by: actor, created_at: now, last_seen_at: null, last_seen_from: null, revoked_at: null, revoked_by: null,
  }).returning('id').executeTakeFirstOrThrow()
  await writeEvents(tx, [{ at: now, actor, what: 'sign-in.added', data: { name: given.name, role: given.role } }])
  return id
}

/** Ends a sign-in; one that has ended stays as it is. @throws ProblemError `not-found`. */
export async function revokeSignIn(tx: LedgerTx, id: number, { now, actor }: { now: number; actor: string }): Promise<void> {
  const { name, role, revokedAt } = await readSignIn(tx, id)
  if (revokedAt !== null) return
  await tx.updateTable('sign_in').set({ revoked_at: now, revoked_by: actor }).where('id', '=', id).execute()
  await writeEvents(tx, [{ at: now, actor, what: 'sign-in.revoked', data: { name, role } }])
}

/** Whose token has this hash; null when nobody's has, or it was revoked. */
export async function findSignIn(db: LedgerDb, tokenHash: string): Promise<SignedIn | null> {
  return (await db.selectFrom('sign_in').select(['id', 'name', 'role']).where('token_hash', '=', tokenHash).where('revoked_at', 'is', null).executeTakeFirst()) ?? null
}

/** What a sign-in may do now; null: nothing more. */
export async function roleOfSignIn(db: LedgerDb, id: number): Promise<SignInRole | null> {
  return (await db.selectFrom('sign_in').select('role').where('id', '=', id).where('revoked_at', 'is', null).executeTakeFirst())?.role ?? null
}

/** Which of these still hold. */
export async function holdingSignIns(db: LedgerDb, ids: readonly number[]): Promise<Set<number>> {
  const rows = await db.selectFrom('sign_in').select('id').where(isIn('id', ids)).where('revoked_at', 'is', null).execute()
  return new Set(rows.map(({ id }) => id))
}

export async function noteSignInSeen(tx: LedgerTx, id: number, from: string, now: number): Promise<void> {
  await tx.updateTable('sign_in').set({ last_seen_at: now, last_seen_from: from }).where('id', '=', id).execute()
}

/** Says where the screens are served from now on, or (no origins) no longer are. */
export async function noteServed(tx: LedgerTx, port: number, origins: readonly string[], now: number): Promise<void> {
  await tx.deleteFrom('served').where('port', '=', port).execute()
  if (origins.length > 0) await tx.insertInto('served').values({ port, origins: JSON.stringify(origins), since: now }).execute()
}

/** Where the screens are served, the latest first. */
export async function servedAt(db: LedgerDb): Promise<string[]> {
  const rows = await db.selectFrom('served').select('origins').orderBy('since', 'desc').execute()
  return rows.flatMap(({ origins }) => JSON.parse(origins) as string[])
}
