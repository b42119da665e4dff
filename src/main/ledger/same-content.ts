import { sql } from 'kysely'
import type { LedgerTx } from './open-ledger.ts'

/** Files whose time has changed but whose bytes have not: the same clips still. */
export async function noteSameContent(tx: LedgerTx, sources: readonly { sourceId: number; mtimeMs: number | null }[]): Promise<void> {
  if (sources.length === 0) return
  await sql`UPDATE "clip_source" SET mtime_ms = j.value->>1 FROM json_each(${JSON.stringify(sources.map((source) => [source.sourceId, source.mtimeMs]))}) AS j WHERE clip_source.id = j.value->>0`.execute(tx)
}
