import { sql } from 'kysely'
import type { EventKind } from '../../contract/models/event.ts'
import type { LedgerTx } from './open-ledger.ts'

export interface NewEvent {
  at: number
  actor: string
  /** A kind the screens have words for; a test looks for each that is written. */
  what: EventKind | (string & {})
  accountId?: number | null
  groupId?: number | null
  clipId?: number | null
  batchId?: number | null
  folderId?: number | null
  data?: Record<string, unknown>
}

/** Appends events, in order, as one statement. */
export async function writeEvents(tx: LedgerTx, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return
  const rows = JSON.stringify(events.map((e) => [e.at, e.actor, e.what, e.accountId ?? null, e.groupId ?? null, e.clipId ?? null, e.batchId ?? null, e.folderId ?? null, JSON.stringify(e.data ?? {})]))
  await sql`INSERT INTO "event" (at, actor, what, account_id, group_id, clip_id, batch_id, folder_id, data)
    SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8 FROM json_each(${rows})`.execute(tx)
}
