import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { clipStates } from '../../../src/contract/models/states.ts'
import { ledgerVersion } from '../../../src/main/ledger/migrate.ts'
import { ledgerFile, openLedger } from '../../../src/main/ledger/open-ledger.ts'

/** What is wrong with a ledger, in words; empty: nothing. */
export interface Inspection {
  wrong: string[]
  /** How long it took to open it, ms; null where there is none yet. */
  openMs: number | null
  /** State and location of every clip. */
  clips: { id: number; state: string; location: string }[]
}

/** Copies a ledger with its log, as a dead process left them. */
export function copyLedger(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true })
  mkdirSync(to, { recursive: true })
  for (const suffix of ['', '-wal']) if (existsSync(ledgerFile(from) + suffix)) copyFileSync(ledgerFile(from) + suffix, ledgerFile(to) + suffix)
}

/** Opens a copy of the ledger as the next process would, and holds it against itself. The original is not touched. */
export async function inspectLedger(dataDir: string): Promise<Inspection> {
  if (!existsSync(ledgerFile(dataDir))) return { wrong: [], openMs: null, clips: [] }
  const copy = `${dataDir}-inspected`
  copyLedger(dataDir, copy)
  try {
    const began = performance.now()
    const ledger = await openLedger({ dataDir: copy, pause: (ms) => new Promise((resolve) => { setTimeout(resolve, ms) }) })
    const openMs = performance.now() - began
    await ledger.close()
    const database = new Database(ledgerFile(copy), { readonly: true })
    try {
      return { wrong: contradictions(database), openMs, clips: database.prepare('SELECT id, state, location FROM clip ORDER BY id').all() as Inspection['clips'] }
    } finally {
      database.close()
    }
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

/** What must hold in every ledger at any moment: each query finds the rows that break it. */
const laws: readonly { what: string; sql: string }[] = [
  { what: 'a clip without a state that has a name', sql: `SELECT id FROM clip WHERE state NOT IN (${clipStates.map((state) => `'${state}'`).join(', ')})` },
  { what: 'a clip whose last event tells another state', sql: `SELECT clip.id FROM clip WHERE state IS NOT (SELECT data->>'to' FROM event WHERE event.clip_id = clip.id AND data->>'to' IS NOT NULL ORDER BY event.id DESC LIMIT 1)` },
  { what: 'a batch whose last event tells another state', sql: `SELECT batch.id FROM batch WHERE state IS NOT (SELECT data->>'to' FROM event WHERE event.batch_id = batch.id AND event.clip_id IS NULL AND data->>'to' IS NOT NULL ORDER BY event.id DESC LIMIT 1)` },
  { what: 'an event without a cause or an actor', sql: `SELECT id FROM event WHERE what = '' OR actor = ''` },
  { what: 'a clip on its way whose batch is not', sql: `SELECT clip.id FROM clip LEFT JOIN batch ON batch.id = clip.batch_id WHERE clip.state = 'submitting' AND batch.state IS NOT 'sending'` },
  { what: 'a clip in review whose batch is not', sql: `SELECT clip.id FROM clip LEFT JOIN batch ON batch.id = clip.batch_id WHERE clip.state = 'in-review' AND batch.state IS NOT 'in-review'` },
  { what: 'a batch on its way without its clips or its call', sql: `SELECT batch.id FROM batch WHERE state = 'sending' AND (NOT EXISTS (SELECT 1 FROM attempt WHERE batch_id = batch.id AND verdict = 'pending') OR NOT EXISTS (SELECT 1 FROM request WHERE batch_id = batch.id AND answered_at IS NULL))` },
  { what: 'a batch in review that nobody will ask about', sql: `SELECT id FROM batch WHERE state = 'in-review' AND (task_id IS NULL OR next_poll_at IS NULL)` },
  { what: 'a clip in two batches that may both be accepted', sql: `SELECT attempt.clip_id AS id FROM attempt JOIN batch ON batch.id = attempt.batch_id WHERE attempt.verdict = 'pending' AND batch.state IN ('planned', 'sending', 'in-review', 'outcome-unknown') GROUP BY attempt.clip_id HAVING count(DISTINCT batch.id) > 1` },
  { what: 'a clip with work to do that is never due', sql: `SELECT id FROM clip WHERE state IN ('settling', 'checking', 'publishing') AND due_at IS NULL AND gated = 0 AND NOT EXISTS (SELECT 1 FROM preparation WHERE clip_id = clip.id AND state IN ('queued', 'running', 'waiting'))` },
  { what: 'a clip that is held, failed or unclear without a reason', sql: `SELECT id FROM clip WHERE state IN ('held', 'failed', 'needs-attention') AND (reason_code = '' OR reason IS NULL)` },
  { what: 'an unclear clip whose batch asks nobody', sql: `SELECT clip.id FROM clip LEFT JOIN batch ON batch.id = clip.batch_id WHERE clip.state = 'needs-attention' AND ifnull(batch.state, '') NOT IN ('outcome-unknown', 'needs-attention')` },
  { what: 'a planned batch that no clip waits for', sql: `SELECT id FROM batch WHERE state = 'planned' AND NOT EXISTS (SELECT 1 FROM clip WHERE clip.batch_id = batch.id AND clip.state = 'ready')` },
  { what: 'an unclear batch without a reason', sql: `SELECT id FROM batch WHERE state IN ('outcome-unknown', 'needs-attention') AND why_kind IS NULL` },
  { what: 'an attempt without a verdict in a batch that has ended', sql: `SELECT attempt.id FROM attempt JOIN batch ON batch.id = attempt.batch_id WHERE attempt.verdict = 'pending' AND batch.state IN ('finished', 'refused')` },
  { what: 'a clip without its source', sql: `SELECT clip.id FROM clip LEFT JOIN clip_source ON clip_source.id = clip.source_id WHERE clip_source.id IS NULL` },
  { what: 'a count of batches that is not the number there is', sql: `SELECT n AS id FROM (SELECT group_id, state, n FROM batch_count WHERE n <> 0 EXCEPT SELECT group_id, state, count(*) FROM batch GROUP BY 1, 2)` },
  { what: 'clips that are not counted', sql: `SELECT n AS id FROM (SELECT group_id, state, reason_code, ifnull(watch_folder_id, 0), gated, count(*) AS n FROM clip GROUP BY 1, 2, 3, 4, 5 EXCEPT SELECT group_id, state, reason_code, folder_id, gated, n FROM clip_count)` },
  { what: 'a count that is not the number there is', sql: `SELECT kept.n AS id FROM (SELECT group_id, state, reason_code, folder_id, gated, n FROM clip_count WHERE n <> 0 EXCEPT SELECT group_id, state, reason_code, ifnull(watch_folder_id, 0), gated, count(*) FROM clip GROUP BY 1, 2, 3, 4, 5) AS kept` },
]

/** Holds an open ledger against SQLite's own check and ours. */
export function contradictions(database: Database.Database): string[] {
  const integrity = String(database.pragma('integrity_check', { simple: true }))
  if (integrity !== 'ok') return [`integrity_check: ${integrity}`]
  const wrong = (database.pragma('foreign_key_check') as unknown[]).length > 0 ? ['foreign_key_check finds rows without their parents'] : []
  // Cut in the middle of its making it holds no clip yet; the laws speak of tables that come later.
  if (database.pragma('user_version', { simple: true }) !== ledgerVersion) return wrong
  return [...wrong, ...brokenLaws(database)]
}

/** Holds the rows of an open ledger against each other. */
export function brokenLaws(database: Database.Database): string[] {
  return laws.flatMap(({ what, sql }) => {
    const found = database.prepare(sql).all() as { id: number }[]
    return found.length > 0 ? [`${what}: ${found.slice(0, 5).map((row) => row.id).join(', ')}`] : []
  })
}
