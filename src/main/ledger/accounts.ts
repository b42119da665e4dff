import type { Selectable, Updateable } from 'kysely'
import type { AccountStop } from '../../contract/models/states.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import type { MediaLimits } from '../../contract/models/account.ts'
import { strictLimits } from '../domain/media-limits.ts'
import type { RateState } from '../domain/rate-budget.ts'
import { freshRateState } from '../domain/rate-budget.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import type { AccountRow, Ceiling } from './schema.ts'
import { writeEvents } from './write-event.ts'

export type StoredAccount = Selectable<AccountRow>

/** @throws ProblemError `not-found`. */
export async function readAccount(db: LedgerDb, id: number): Promise<StoredAccount> {
  const row = await db.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new ProblemError('not-found', `There is no account ${id}.`, 'Choose one of the accounts under Settings.')
  return row
}

export async function listAccounts(db: LedgerDb): Promise<StoredAccount[]> {
  return db.selectFrom('account').selectAll().orderBy('id').execute()
}

export type NewAccount = Pick<StoredAccount, 'name' | 'base_url' | 'sandbox' | 'submit_rpm' | 'poll_rpm' | 'batch_size' | 'callback_url' | 'limits' | 'publishing'>

/** The narrower limits an account's clips are warned of; the strict preset unless somebody changed them. */
export function narrowerLimitsOf({ narrower_limits: own }: Pick<StoredAccount, 'narrower_limits'>): MediaLimits {
  return own === null ? strictLimits : (JSON.parse(own) as MediaLimits)
}

/** The account of that name, made with these values when it is not there yet. `id`: to be its number; by default the next. */
export async function ensureAccount(tx: LedgerTx, account: NewAccount & { id?: number }, context: { now: number; actor: string }): Promise<StoredAccount> {
  const there = await tx.selectFrom('account').selectAll().where('name', '=', account.name).executeTakeFirst()
  if (there) return there
  const made = await tx.insertInto('account').values({ ...account, created_at: context.now, state_since: context.now }).returningAll().executeTakeFirstOrThrow()
  await writeEvents(tx, [{ at: context.now, actor: context.actor, what: 'account.made', accountId: made.id, data: { name: made.name, baseUrl: made.base_url } }])
  return made
}

/** Changes what a person may set; a new URL or key lifts a stop. */
export async function changeAccount(
  tx: LedgerTx, id: number, changes: Updateable<AccountRow>, context: { now: number; actor: string; liftsStop: boolean; data: Record<string, unknown> },
): Promise<void> {
  const lifted: Updateable<AccountRow> = context.liftsStop
    ? { stop: null, stop_reason: null, stop_at: null, trouble: null, trouble_message: null, trouble_since: null, trouble_step: 0, retry_at: null, state_since: context.now }
    : {}
  const set = { ...changes, ...lifted }
  if (Object.keys(set).length > 0) await tx.updateTable('account').set(set).where('id', '=', id).execute()
  await writeEvents(tx, [{ at: context.now, actor: context.actor, what: 'account.changed', accountId: id, data: context.data }])
}

/** Pauses or resumes everything of the account; resuming also lifts a stop. */
export async function pauseAccount(tx: LedgerTx, id: number, paused: boolean, context: { now: number; actor: string; because?: string }): Promise<void> {
  const before = await readAccount(tx, id)
  const lifted = paused ? {} : { stop: null, stop_reason: null, stop_at: null, trouble: null, trouble_message: null, trouble_since: null, trouble_step: 0, retry_at: null }
  await tx.updateTable('account').set({ paused: paused ? 1 : 0, state_since: context.now, ...lifted }).where('id', '=', id).execute()
  await writeEvents(tx, [{
    at: context.now, actor: context.actor, what: paused ? 'account.paused' : 'account.resumed', accountId: id,
    data: { name: before.name, ...(before.stop ? { lifted: before.stop } : {}), ...(context.because ? { because: context.because } : {}) },
  }])
}

/** The service refused the key or the balance, or is not the service: nothing is sent until a person acts. */
export async function stopAccount(tx: LedgerTx, id: number, stop: AccountStop, reason: string | null, now: number): Promise<void> {
  const before = await readAccount(tx, id)
  if (before.stop === stop) return
  await tx.updateTable('account').set({ stop, stop_reason: reason, stop_at: now, state_since: now }).where('id', '=', id).execute()
  await writeEvents(tx, [{ at: now, actor: 'system', what: 'account.stopped', accountId: id, data: { name: before.name, stop, reason } }])
}

/** A call was not usefully answered. The first of a row is an event, the rest only move the next try. */
export async function noteTrouble(
  tx: LedgerTx, id: number, trouble: { kind: 'offline' | 'service'; message: string; now: number; retryAt: number | null },
): Promise<void> {
  const before = await readAccount(tx, id)
  await tx.updateTable('account').set({
    trouble: trouble.kind, trouble_message: trouble.message, trouble_step: before.trouble_step + 1,
    trouble_since: before.trouble_since ?? trouble.now,
    retry_at: trouble.retryAt,
    ...(before.trouble ? {} : { state_since: trouble.now }),
  }).where('id', '=', id).execute()
  if (before.trouble !== trouble.kind) {
    await writeEvents(tx, [{ at: trouble.now, actor: 'system', what: `account.trouble-${trouble.kind}`, accountId: id, data: { name: before.name, message: trouble.message } }])
  }
}

/** Our own links, or the way clips are published by, do not answer, or (null) do again. Each turn is one event. */
export async function noteLinksTrouble(tx: LedgerTx, id: number, message: string | null, now: number): Promise<void> {
  const before = await readAccount(tx, id)
  if (before.links_trouble === message) return
  await tx.updateTable('account').set({ links_trouble: message, links_trouble_since: message === null ? null : (before.links_trouble_since ?? now) }).where('id', '=', id).execute()
  if ((before.links_trouble === null) === (message === null)) return
  await writeEvents(tx, [{ at: now, actor: 'system', what: message === null ? 'account.links-answer-again' : 'account.links-silent', accountId: id, data: { name: before.name, message, ...(message === null ? { after: now - (before.links_trouble_since ?? now) } : {}) } }])
}

/** A call was usefully answered: whatever trouble there was is over. */
export async function noteAnswered(tx: LedgerTx, id: number, now: number): Promise<void> {
  const before = await readAccount(tx, id)
  if (!before.trouble) return
  await tx.updateTable('account')
    .set({ trouble: null, trouble_message: null, trouble_since: null, trouble_step: 0, retry_at: null, state_since: now })
    .where('id', '=', id).execute()
  await writeEvents(tx, [{ at: now, actor: 'system', what: 'account.answers-again', accountId: id, data: { name: before.name, after: now - (before.trouble_since ?? now) } }])
}

/** What 429s have taught us about one of the account's ceilings. */
export function rateStateOf(account: StoredAccount, ceiling: Ceiling): RateState {
  return { ...freshRateState, ...(JSON.parse(ceiling === 'submit' ? account.submit_rate : account.poll_rate) as Partial<RateState>) }
}

export async function saveRateState(tx: LedgerTx, id: number, ceiling: Ceiling, state: RateState): Promise<void> {
  await tx.updateTable('account').set(ceiling === 'submit' ? { submit_rate: JSON.stringify(state) } : { poll_rate: JSON.stringify(state) }).where('id', '=', id).execute()
}
