import { sql } from 'kysely'
import type { LedgerDb } from './open-ledger.ts'

/** How often each of these clips was sent back to its check or its link for this cause since a person last did something with it. */
export async function timesSentBack(db: LedgerDb, clipIds: readonly number[], because: string): Promise<Map<number, number>> {
  if (clipIds.length === 0) return new Map()
  const { rows } = await sql<{ id: number; n: number }>`SELECT event.clip_id AS id, count(*) AS n FROM json_each(${JSON.stringify(clipIds)}) AS asked CROSS JOIN event ON event.clip_id = asked.value
    WHERE event.what IN ('clip.checking', 'clip.publishing') AND event.data->>'because' = ${because}
      AND event.id > ifnull((SELECT max(id) FROM event AS word WHERE word.clip_id = asked.value AND word.actor <> 'system'), 0) GROUP BY 1`.execute(db)
  return new Map(rows.map((row) => [row.id, row.n]))
}
