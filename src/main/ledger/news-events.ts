import type { LedgerDb } from './open-ledger.ts'
import { isIn } from './json-list.ts'

/** An event that may be news, with the name of the person it is about. */
export interface NewsEvent {
  id: number
  at: number
  what: string
  actor: string
  person: string
  data: Record<string, unknown>
}

/** Events of these kinds after `afterId`, the oldest first. Single clips' events are none. */
export async function eventsAfter(db: LedgerDb, afterId: number, what: readonly string[], limit: number): Promise<NewsEvent[]> {
  const rows = await db.selectFrom('event').leftJoin('avatar_group', 'avatar_group.id', 'event.group_id')
    .select(['event.id', 'event.at', 'event.what', 'event.actor', 'event.data', 'avatar_group.name as person'])
    .where('event.id', '>', afterId).where('event.clip_id', 'is', null).where(isIn('event.what', what))
    .orderBy('event.id').limit(limit).execute()
  return rows.map((row) => ({ id: row.id, at: row.at, what: row.what, actor: row.actor, person: row.person ?? '', data: JSON.parse(row.data) as Record<string, unknown> }))
}

/** The number of the newest event; 0 when nothing has happened. */
export async function newestEventId(db: LedgerDb): Promise<number> {
  return (await db.selectFrom('event').select((eb) => eb.fn.max<number | null>('id').as('id')).executeTakeFirst())?.id ?? 0
}

/** When the newest event of a kind that is about no single clip was written, UTC ms; null: there is none. */
export async function lastEventAt(db: LedgerDb, what: string): Promise<number | null> {
  return (await db.selectFrom('event').select('at').where('clip_id', 'is', null).where('what', '=', what).orderBy('id', 'desc').limit(1).executeTakeFirst())?.at ?? null
}
