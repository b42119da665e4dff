import type { Selectable } from 'kysely'
import type { ChannelKind, ChannelSettings } from '../../contract/models/channel.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import type { ChannelRow } from './schema.ts'
import { writeEvents } from './write-event.ts'

/** A channel as it is stored, its settings read. */
export interface StoredChannel extends Omit<Selectable<ChannelRow>, 'settings' | 'enabled'> {
  settings: Omit<ChannelSettings, 'name' | 'enabled'>
  enabled: boolean
}

export async function listChannels(db: LedgerDb): Promise<StoredChannel[]> {
  return (await db.selectFrom('channel').selectAll().orderBy('id').execute()).map(asStored)
}

/** @throws ProblemError `not-found`. */
export async function readChannel(db: LedgerDb, id: number): Promise<StoredChannel> {
  const row = await db.selectFrom('channel').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new ProblemError('not-found', `There is no channel ${id}.`, 'List the channels to see their numbers.')
  return asStored(row)
}

/** A new channel hears of what happens from now on, not of the history. */
export async function addChannel(tx: LedgerTx, given: { kind: ChannelKind; target: string; secretName: string; settings: ChannelSettings }, { now, actor }: { now: number; actor: string }): Promise<number> {
  const { name, enabled, ...settings } = given.settings
  const newest = (await tx.selectFrom('event').select((eb) => eb.fn.max<number | null>('id').as('id')).executeTakeFirst())?.id ?? 0
  const row = await tx.insertInto('channel').values({
    kind: given.kind, name, settings: JSON.stringify(settings), secret_name: given.secretName, target: given.target, enabled: enabled ? 1 : 0,
    told_event_id: newest, told_at: null, digest_at: now, beat_at: null, trouble: null, failures: 0, retry_at: null, created_at: now,
  }).returning('id').executeTakeFirstOrThrow()
  await writeEvents(tx, [{ at: now, actor, what: 'channel.added', data: { name, kind: given.kind, target: given.target } }])
  return row.id
}

/** Changed settings are tried at once: what was in the way may be mended. */
export async function changeChannel(tx: LedgerTx, id: number, changes: { settings: ChannelSettings; target?: string }, { now, actor }: { now: number; actor: string }): Promise<void> {
  const before = await readChannel(tx, id)
  const { name, enabled, ...settings } = changes.settings
  await tx.updateTable('channel').set({
    name, settings: JSON.stringify(settings), target: changes.target ?? before.target, enabled: enabled ? 1 : 0, trouble: null, failures: 0, retry_at: null,
  }).where('id', '=', id).execute()
  // What happened while it was off is history, not news.
  if (enabled && !before.enabled) await tx.updateTable('channel').set((eb) => ({ told_event_id: eb.selectFrom('event').select((e) => e.fn.coalesce(e.fn.max('id'), e.lit(0)).as('id')), digest_at: now })).where('id', '=', id).execute()
  await writeEvents(tx, [{ at: now, actor, what: 'channel.changed', data: { name, kind: before.kind } }])
}

export async function removeChannel(tx: LedgerTx, id: number, { now, actor }: { now: number; actor: string }): Promise<void> {
  const { name, kind } = await readChannel(tx, id)
  await tx.deleteFrom('channel').where('id', '=', id).execute()
  await writeEvents(tx, [{ at: now, actor, what: 'channel.removed', data: { name, kind } }])
}

/** What a delivery, or a look at the news that found none, changes. */
export type ChannelProgress = Partial<Pick<Selectable<ChannelRow>, 'told_event_id' | 'told_at' | 'digest_at'>>

/** A beat is due, and is written down before it leaves. */
export async function noteBeat(tx: LedgerTx, id: number, now: number): Promise<void> {
  await tx.updateTable('channel').set({ beat_at: now }).where('id', '=', id).execute()
}

/**
 * The other side has taken it.
 * @param partly for whom it did not: that is not told again, since the others have it, and stays to be seen until a message arrives everywhere
 */
export async function noteTold(tx: LedgerTx, id: number, progress: ChannelProgress, { partly, now }: { partly: string | null; now: number }): Promise<void> {
  const before = await readChannel(tx, id)
  await tx.updateTable('channel').set({ ...progress, trouble: partly, failures: 0, retry_at: null }).where('id', '=', id).execute()
  if (partly !== null && partly !== before.trouble) await writeEvents(tx, [{ at: now, actor: 'system', what: 'channel.failed', data: { name: before.name, message: partly } }])
}

/** It was not taken. The first failure of a row is an event; the rest only move the next try. */
export async function noteNotTold(tx: LedgerTx, id: number, failure: { message: string; retryAt: number; now: number }): Promise<void> {
  const before = await readChannel(tx, id)
  await tx.updateTable('channel').set({ trouble: failure.message, failures: before.failures + 1, retry_at: failure.retryAt }).where('id', '=', id).execute()
  if (before.failures === 0) await writeEvents(tx, [{ at: failure.now, actor: 'system', what: 'channel.failed', data: { name: before.name, message: failure.message } }])
}

function asStored(row: Selectable<ChannelRow>): StoredChannel {
  return { ...row, settings: JSON.parse(row.settings) as StoredChannel['settings'], enabled: row.enabled === 1 }
}
