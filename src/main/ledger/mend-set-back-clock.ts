import { sql } from 'kysely'
import { rateStateOf, listAccounts, saveRateState } from './accounts.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import { writeEvents } from './write-event.ts'

/** Less than this is the daily work of a time server and harms nothing. */
export const harmlessMs = 2_000

/**
 * How far the wall clock has been set back since the ledger was last written, ms; 0: it has not.
 * The newest rows carry the latest times there can be, so this also sees what happened while nothing ran.
 */
export async function setBackBy(db: LedgerDb, now: number): Promise<number> {
  const event = await db.selectFrom('event').select('at').orderBy('id', 'desc').limit(1).executeTakeFirst()
  const request = await db.selectFrom('request').select(['sent_at', 'answered_at']).orderBy('id', 'desc').limit(1).executeTakeFirst()
  const byMs = Math.max(event?.at ?? 0, request?.sent_at ?? 0, request?.answered_at ?? 0) - now
  return byMs > harmlessMs ? byMs : 0
}

/**
 * Moves every due time along with a wall clock that was set back; otherwise all work, and the rate
 * budget, would stand still until the clock has caught up. What is history keeps its time.
 * @param seenMs how far the caller has seen it set back, ms; what the ledger tells counts where it is more
 * @returns how far everything was moved, ms
 */
export async function mendSetBackClock(tx: LedgerTx, now: number, seenMs = 0): Promise<number> {
  const byMs = Math.max(await setBackBy(tx, now), seenMs > harmlessMs ? Math.ceil(seenMs) : 0)
  if (byMs === 0) return 0
  await sql`UPDATE "request" SET sent_at = min(sent_at, ${now}), answered_at = min(answered_at, ${now}) WHERE sent_at > ${now} OR answered_at > ${now}`.execute(tx)
  for (const [table, columns] of Object.entries(dueTimes)) {
    for (const column of columns) {
      await sql`UPDATE ${sql.table(table)} SET ${sql.ref(column)} = ${sql.ref(column)} - ${byMs} WHERE ${sql.ref(column)} > ${now}`.execute(tx)
    }
  }
  for (const account of await listAccounts(tx)) {
    for (const ceiling of ['submit', 'poll'] as const) {
      const state = rateStateOf(account, ceiling)
      const moved = (time: number | null): number | null => (time !== null && time > now ? time - byMs : time)
      await saveRateState(tx, account.id, ceiling, { ...state, notBefore: moved(state.notBefore), last429At: moved(state.last429At), raisedAt: moved(state.raisedAt) })
    }
  }
  await writeEvents(tx, [{ at: now, actor: 'system', what: 'clock.set-back', data: { byMs } }])
  return byMs
}

/** Table → the columns that say when something is due, or since when something is measured. */
const dueTimes = {
  account: ['retry_at', 'trouble_since', 'links_trouble_since'],
  batch: ['retry_at', 'next_poll_at', 'odd_since'],
  channel: ['retry_at', 'told_at', 'digest_at', 'beat_at'],
  clip: ['due_at', 'linger_until', 'state_since'],
  clip_source: ['observed_at'],
  forgetting: ['retry_at'],
  preparation_setting: ['waits_since'],
  storage: ['retry_at', 'trouble_since'],
  upload: ['settled_at', 'tried_at'],
  validation_session: ['retry_at', 'expires_at'],
  // What is new since somebody looked would otherwise be nothing until the clock has caught up.
  viewer: ['looked_at'],
  watch_folder: ['last_scan_at'],
}
