import { sql } from 'kysely'
import type { LedgerDb } from './open-ledger.ts'

/** States of a clip that has not been sent. */
const unsent = ['settling', 'checking', 'publishing', 'ready'] as const
/** So many clips of a state are added up; of more, the rest is taken to be like them. */
const most = 20_000

/**
 * What the files of unsent clips come to, of a person or an account. Adding up a million of them would
 * take a second, so beyond 20,000 a state the sum is an estimate, which `about` says.
 */
export async function waitingBytes(db: LedgerDb, of: { groupId: number } | { accountId: number }, counts: Readonly<Record<(typeof unsent)[number], number>>): Promise<{ bytes: number; about: boolean }> {
  let bytes = 0
  let about = false
  for (const state of unsent) {
    if (counts[state] === 0) continue
    const whose = 'groupId' in of ? sql`c.group_id = ${of.groupId}` : sql`c.account_id = ${of.accountId}`
    const { rows } = await sql<{ n: number; bytes: number | null }>`SELECT count(*) AS n, sum(size) AS bytes FROM (
      SELECT iif(s.kind = 'path', ifnull(s.size_bytes, 0), 0) AS size FROM clip c JOIN clip_source s ON s.id = c.source_id WHERE ${whose} AND c.state = ${state} LIMIT ${most})`.execute(db)
    const row = rows[0]
    if (!row || row.n === 0) continue
    const more = row.n < most ? 1 : Math.max(1, counts[state] / row.n)
    about ||= more > 1
    bytes += (row.bytes ?? 0) * more
  }
  return { bytes: Math.round(bytes), about }
}

/** How fast readers have fetched by our own links of late, bytes a second; null where nothing large enough was. */
export async function fetchRate(db: LedgerDb): Promise<number | null> {
  const { rows } = await sql<{ bytes: number | null; ms: number | null }>`SELECT sum(bytes) AS bytes, sum(last_at - first_at) AS ms
    FROM (SELECT bytes, first_at, last_at FROM link_fetch WHERE bytes >= 1000000 AND last_at > first_at ORDER BY id DESC LIMIT 50)`.execute(db)
  const { bytes, ms } = rows[0] ?? { bytes: null, ms: null }
  return bytes && ms ? (bytes * 1000) / ms : null
}
