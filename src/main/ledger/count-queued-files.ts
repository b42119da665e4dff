import { sql } from 'kysely'
import type { LedgerDb } from './open-ledger.ts'

/** So many queued clips are looked at; of more, the rest is taken to be like them. */
const most = 5_000

/** How many of an account's queued clips lie on this machine, not at a URL of somebody else's. @param ready how many are queued */
export async function countQueuedFiles(db: LedgerDb, accountId: number, ready: number): Promise<number> {
  if (ready === 0) return 0
  const { rows } = await sql<{ n: number; files: number | null }>`SELECT count(*) AS n, sum(source_kind = 'path') AS files FROM (
    SELECT c.source_kind FROM avatar_group g CROSS JOIN clip c ON c.group_id = g.id AND c.state = 'ready' WHERE g.account_id = ${accountId} LIMIT ${most})`.execute(db)
  const { n, files } = rows[0] ?? { n: 0, files: 0 }
  return n < most ? files ?? 0 : Math.round(((files ?? 0) / n) * ready)
}
