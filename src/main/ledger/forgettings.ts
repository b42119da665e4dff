/** The record of people that are, or were, forgotten. */
import { sql, type Selectable } from 'kysely'
import type { Forgetting, ForgettingState, ForgettingWait, HeldOfPerson, RemainKind } from '../../contract/models/forgetting.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import { readGroup } from './groups.ts'
import { listFolders, removeFolder } from './folders.ts'
import { listIntakes, setIntakeState } from './intakes.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import type { ForgettingRow } from './schema.ts'
import { writeEvents } from './write-event.ts'

interface ActionContext { now: number; actor: string }

/** How a person's clips stand with the service. */
export async function standingWithService(db: LedgerDb | LedgerTx, groupId: number): Promise<{ sending: number; inReview: number; unclear: number }> {
  const clips = await db.selectFrom('clip').select(['state', (eb) => eb.fn.countAll<number>().as('n')]).where('group_id', '=', groupId).where('state', 'in', ['submitting', 'in-review', 'needs-attention']).groupBy('state').execute()
  const n = (state: string): number => Number(clips.find((row) => row.state === state)?.n ?? 0)
  return { sending: n('submitting'), inReview: n('in-review'), unclear: n('needs-attention') }
}

/**
 * Begins to forget a person: from now on nothing of theirs is taken in or sent.
 * @throws ProblemError `not-permitted-now` while it is unclear what the service has, unless nothing is to be waited for.
 */
export async function beginForgetting(tx: LedgerTx, groupId: number, held: HeldOfPerson, context: ActionContext): Promise<number> {
  const group = await readGroup(tx, groupId)
  if (await isForgotten(tx, groupId)) throw new ProblemError('already-there', `${group.name} is being forgotten already.`, 'People says how far it has come.')
  const { unclear } = await standingWithService(tx, groupId)
  if (unclear > 0) throw new ProblemError('not-permitted-now', `Of ${unclear} clips of ${group.name} it is not known whether the service has them: they could be left there, and nobody would know under which number.`, 'Answer for them first, under Needs you or with greenroom resolve; then forget this person.')
  for (const folder of await listFolders(tx, groupId)) await removeFolder(tx, folder.id, context)
  for (const intake of await listIntakes(tx, groupId, ['asking'])) await setIntakeState(tx, intake.id, 'cancelled', context)
  // What the service has is followed to its end, paused or not; what it has not is kept from it by the row below.
  await tx.updateTable('avatar_group').set({ paused: 0 }).where('id', '=', groupId).execute()
  await tx.updateTable('batch').set({ paused: 0 }).where('group_id', '=', groupId).where('state', '=', 'in-review').execute()
  const { id } = await tx.insertInto('forgetting').values({
    account_id: group.account_id, group_id: groupId, actor: context.actor, asked_at: context.now, state: 'finishing', waits_for: null, retry_at: null, erased: JSON.stringify(held), done_at: null,
  }).returning('id').executeTakeFirstOrThrow()
  await tx.insertInto('forgetting_remain').values({ forgetting_id: id, kind: 'group', what: `${group.remote_id} (project ${group.project_name})` }).execute()
  await writeEvents(tx, [{ at: context.now, actor: context.actor, what: 'group.forget-asked', accountId: group.account_id, groupId, data: { name: group.name } }])
  return id
}

/** Whether a person is being forgotten. */
export async function isForgotten(db: LedgerDb | LedgerTx, groupId: number): Promise<boolean> {
  return (await db.selectFrom('forgetting').select('id').where('group_id', '=', groupId).where('state', '<>', 'done').executeTakeFirst()) !== undefined
}

/** @throws ProblemError `not-permitted-now` when a person is being forgotten. */
export async function mustNotBeForgotten(db: LedgerDb | LedgerTx, groupId: number): Promise<void> {
  if (await isForgotten(db, groupId)) throw new ProblemError('not-permitted-now', 'This person is being forgotten: nothing of theirs is taken in, sent or changed any more.', 'Once it is done they can be verified, or their group used, anew.')
}

export type StoredForgetting = Selectable<ForgettingRow>

export async function openForgettings(db: LedgerDb): Promise<StoredForgetting[]> {
  return db.selectFrom('forgetting').selectAll().where('state', '<>', 'done').orderBy('id').execute()
}

const shown = 200

/** Those under way and the last that are done, the newest first. */
export async function listForgettings(db: LedgerDb, id?: number): Promise<Forgetting[]> {
  let query = db.selectFrom('forgetting').leftJoin('avatar_group', 'avatar_group.id', 'forgetting.group_id').selectAll('forgetting').select('avatar_group.name').orderBy('forgetting.id', 'desc').limit(shown)
  if (id !== undefined) query = query.where('forgetting.id', '=', id)
  const rows = await query.execute()
  const remains = await db.selectFrom('forgetting_remain').select(['forgetting_id', 'kind', (eb) => eb.fn.countAll<number>().as('n')]).groupBy(['forgetting_id', 'kind']).execute()
  return rows.map((row) => ({
    // A person taken in anew later may have got the same number.
    id: row.id, groupId: row.group_id, name: row.state === 'finishing' || row.state === 'erasing' ? row.name : null, actor: row.actor, askedAt: row.asked_at, state: row.state, waitsFor: row.waits_for, retryAt: row.retry_at,
    erased: JSON.parse(row.erased) as HeldOfPerson, remains: Object.fromEntries(remains.filter((each) => each.forgetting_id === row.id).map(({ kind, n }) => [kind, Number(n)])), doneAt: row.done_at,
  }))
}

/** @throws ProblemError `not-found`. */
export async function readForgetting(db: LedgerDb, id: number): Promise<Forgetting> {
  const [found] = await listForgettings(db, id)
  if (!found) throw new ProblemError('not-found', `There is no forgetting ${id}.`, 'To see them: greenroom people forgotten')
  return found
}

/** What it waits for; null: nothing. What failed is tried again at `retryAt`. */
export async function noteForgettingWaits(tx: LedgerTx, row: StoredForgetting, waitsFor: ForgettingWait | null, retryAt: number | null): Promise<void> {
  if (row.waits_for === waitsFor && row.retry_at === retryAt) return
  await tx.updateTable('forgetting').set({ waits_for: waitsFor, retry_at: retryAt, failures: retryAt === null ? 0 : row.failures + 1 }).where('id', '=', row.id).execute()
}

export async function moveForgetting(tx: LedgerTx, row: StoredForgetting, to: ForgettingState): Promise<void> {
  // Once their rows are gone their number may be somebody else's, who can be forgotten as well.
  const nobody = to === 'sweeping' ? { group_id: -row.id } : {}
  await tx.updateTable('forgetting').set({ ...nobody, state: to, waits_for: null, retry_at: null, failures: 0 }).where('id', '=', row.id).execute()
}

/** Writes down what is at the service, before the rows that know it go. */
export async function noteRemote(tx: LedgerTx, row: StoredForgetting): Promise<void> {
  await sql`INSERT OR IGNORE INTO "forgetting_remain" (forgetting_id, kind, what)
    SELECT ${row.id}, 'asset', asset_id FROM attempt JOIN batch ON batch.id = attempt.batch_id WHERE batch.group_id = ${row.group_id} AND asset_id IS NOT NULL
    UNION SELECT ${row.id}, 'asset', asset_id FROM clip WHERE group_id = ${row.group_id} AND asset_id IS NOT NULL
    UNION SELECT ${row.id}, 'task', task_id FROM batch WHERE group_id = ${row.group_id} AND task_id IS NOT NULL`.execute(tx)
}

export async function noteRemains(tx: LedgerTx, id: number, kind: RemainKind, what: readonly string[]): Promise<void> {
  for (const each of what) await tx.insertInto('forgetting_remain').values({ forgetting_id: id, kind, what: each }).onConflict((conflict) => conflict.doNothing()).execute()
}

/** What is still elsewhere. */
export async function remainsOf(db: LedgerDb, id: number): Promise<{ kind: RemainKind; what: string }[]> {
  return db.selectFrom('forgetting_remain').select(['kind', 'what']).where('forgetting_id', '=', id).orderBy('kind').orderBy('what').execute()
}

/** A person says that nothing is left elsewhere: the last words that lead to them go. */
export async function settleRemains(tx: LedgerTx, id: number, { now, actor }: ActionContext): Promise<void> {
  const row = await tx.selectFrom('forgetting').selectAll().where('id', '=', id).executeTakeFirst()
  if (row?.state !== 'done') throw new ProblemError(row ? 'not-permitted-now' : 'not-found', row ? 'This person is still being forgotten.' : `There is no forgetting ${id}.`, row ? 'Wait until it is done.' : 'To see them: greenroom people forgotten')
  const { numDeletedRows } = await tx.deleteFrom('forgetting_remain').where('forgetting_id', '=', id).executeTakeFirst()
  if (numDeletedRows === 0n) return
  // Their bytes are in the file and in its backups until these are swept again.
  await moveForgetting(tx, row, 'sweeping')
  await writeEvents(tx, [{ at: now, actor, what: 'group.remains-settled', accountId: row.account_id, data: { forgetting: id, count: Number(numDeletedRows) } }])
}

/**
 * It is done: the record says who asked, when, and how much there was.
 * @param setAside ledgers kept aside, which nothing of ours can rewrite
 */
export async function endForgetting(tx: LedgerTx, row: StoredForgetting, setAside: readonly string[], now: number): Promise<void> {
  await moveForgetting(tx, row, 'done')
  // Swept once more after a person had said that nothing is left elsewhere.
  if (row.done_at !== null) return
  await noteRemains(tx, row.id, 'folder', setAside)
  await tx.updateTable('forgetting').set({ done_at: now }).where('id', '=', row.id).execute()
  await writeEvents(tx, [{ at: now, actor: row.actor, what: 'group.forgotten', accountId: row.account_id, data: { forgetting: row.id, askedAt: row.asked_at, ...(JSON.parse(row.erased) as HeldOfPerson) } }])
}
