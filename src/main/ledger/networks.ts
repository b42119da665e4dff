/** Networks this machine was on, which of them are approved, and why clips wait for another one. */
import type { KnownNetwork, Network, NetworkSettings, NetworkWait } from '../../contract/models/network.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import { writeEvents } from './write-event.ts'

export async function readNetworkSettings(db: LedgerDb): Promise<NetworkSettings> {
  const row = await db.selectFrom('network_setting').select(['only_approved', 'when_untold']).where('id', '=', 1).executeTakeFirstOrThrow()
  return { onlyApproved: row.only_approved === 1, whenUntold: row.when_untold }
}

/** Those that were seen, the newest first. */
export async function listNetworks(db: LedgerDb): Promise<KnownNetwork[]> {
  const rows = await db.selectFrom('network').selectAll().orderBy('last_seen_at', 'desc').orderBy('system_id').limit(200).execute()
  return rows.map((row) => ({ systemId: row.system_id, name: row.name, kind: row.kind, metered: row.metered === null ? null : row.metered === 1, approved: row.approved === 1, lastSeenAt: row.last_seen_at }))
}

export async function isApproved(db: LedgerDb, systemId: string): Promise<boolean> {
  return (await db.selectFrom('network').select('approved').where('system_id', '=', systemId).executeTakeFirst())?.approved === 1
}

export async function changeNetworkSettings(tx: LedgerTx, settings: Partial<NetworkSettings>, context: { now: number; actor: string }): Promise<void> {
  const before = await readNetworkSettings(tx)
  const after = { onlyApproved: settings.onlyApproved ?? before.onlyApproved, whenUntold: settings.whenUntold ?? before.whenUntold }
  if (after.onlyApproved === before.onlyApproved && after.whenUntold === before.whenUntold) return
  await tx.updateTable('network_setting').set({ only_approved: after.onlyApproved ? 1 : 0, when_untold: after.whenUntold }).execute()
  await writeEvents(tx, [{ at: context.now, actor: context.actor, what: 'network.settings-changed', data: { ...after } }])
}

/** How fresh it is kept when a network was last seen: it says which one is meant, not more. */
const seenAgainMs = 3_600_000

/** Writes down that the machine is on a network; what is known already is not written twice. */
export async function noteNetwork(tx: LedgerTx, { systemId, name, kind, metered }: Network, now: number): Promise<void> {
  const values = { name, kind, metered: metered === null ? null : metered ? 1 : 0, last_seen_at: now }
  const before = await tx.selectFrom('network').selectAll().where('system_id', '=', systemId).executeTakeFirst()
  if (before && before.name === name && before.kind === kind && before.metered === values.metered && now - before.last_seen_at < seenAgainMs && now >= before.last_seen_at) return
  await tx.insertInto('network').values({ system_id: systemId, created_at: now, ...values }).onConflict((conflict) => conflict.column('system_id').doUpdateSet(values)).execute()
}

/** @returns whether it was known */
export async function approveNetwork(tx: LedgerTx, systemId: string, approved: boolean, context: { now: number; actor: string }): Promise<boolean> {
  const before = await tx.selectFrom('network').select(['name', 'approved']).where('system_id', '=', systemId).executeTakeFirst()
  if (!before) return false
  if ((before.approved === 1) === approved) return true
  await tx.updateTable('network').set({ approved: approved ? 1 : 0 }).where('system_id', '=', systemId).execute()
  await writeEvents(tx, [{ at: context.now, actor: context.actor, what: approved ? 'network.approved' : 'network.refused', data: { name: before.name } }])
  return true
}

/** @returns whether it was known */
export async function forgetNetwork(tx: LedgerTx, systemId: string, context: { now: number; actor: string }): Promise<boolean> {
  const gone = await tx.deleteFrom('network').where('system_id', '=', systemId).returning('name').executeTakeFirst()
  if (!gone) return false
  await writeEvents(tx, [{ at: context.now, actor: context.actor, what: 'network.forgotten', data: { name: gone.name } }])
  return true
}

/** Why clips wait for another network. */
export type NotedNetworkWait = Pick<NetworkWait, 'why' | 'network' | 'since'>

/** @returns null: they do not */
export async function readNetworkWait(db: LedgerDb): Promise<NotedNetworkWait | null> {
  const row = await db.selectFrom('network_setting').select(['waits', 'waits_on', 'waits_since']).where('id', '=', 1).executeTakeFirstOrThrow()
  if (row.waits === null) return null
  const known = row.waits_on === null ? undefined : (await listNetworks(db)).find(({ systemId }) => systemId === row.waits_on)
  return { why: row.waits, network: known ? { systemId: known.systemId, name: known.name, kind: known.kind, metered: known.metered } : null, since: row.waits_since ?? 0 }
}

/** Clips wait for another network, or no longer do. The first of a row is an event. */
export async function noteNetworkWait(tx: LedgerTx, wait: { why: NetworkWait['why']; network: Network | null } | null, now: number): Promise<void> {
  const before = await tx.selectFrom('network_setting').select(['waits', 'waits_on', 'waits_since']).where('id', '=', 1).executeTakeFirstOrThrow()
  const on = wait?.network?.systemId ?? null
  if (before.waits === (wait?.why ?? null) && before.waits_on === on) return
  await tx.updateTable('network_setting').set({ waits: wait?.why ?? null, waits_on: on, waits_since: wait === null ? null : now }).execute()
  await writeEvents(tx, [wait === null
    ? { at: now, actor: 'system', what: 'network.goes-on', data: { after: now - (before.waits_since ?? now) } }
    : { at: now, actor: 'system', what: wait.why === 'untold' ? 'network.untold' : 'network.waits', data: wait.network ? { name: wait.network.name } : {} }])
}
