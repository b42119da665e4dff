/**
 * Worker thread entry: copies a ledger by SQLite's own backup API and holds the copy against SQLite's own check,
 * both of which take seconds for a large one. Started with `{ file, target, sweep }`; answers once, and ends.
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'

export type BackupAnswer = { is: 'done' } | { is: 'damaged'; message: string } | { is: 'failed'; message: string }

/** However busy the ledger is, a moment comes. */
const patienceMs = 60_000

/** Deleted rows leave their bytes behind, in free pages and in the log: a ledger written anew has neither. */
function writeAnew(file: string): void {
  const ledger = new Database(file, { timeout: patienceMs })
  try {
    ledger.exec('VACUUM')
    const [log] = ledger.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
    if (log?.busy !== 0) throw new Error('The log of the ledger could not be emptied: somebody reads it without end.')
  } finally {
    ledger.close()
  }
}

async function backUp({ file, target, sweep }: { file: string; target: string; sweep: boolean }): Promise<BackupAnswer> {
  const partial = `${target}.partial`
  try {
    rmSync(partial, { force: true })
    if (sweep) writeAnew(file)
    const source = new Database(file, { readonly: true, timeout: 5_000 })
    try {
      // All pages in one step: a copy in several would begin anew at every commit beside it. Nobody waits for it.
      await source.backup(partial, { progress: () => 2 ** 31 - 1 })
    } finally {
      source.close()
    }
    const copy = new Database(partial)
    let found: string
    try {
      // One file, that any reader opens without a log beside it.
      copy.pragma('journal_mode = DELETE')
      found = String(copy.pragma('quick_check(1)', { simple: true }))
    } finally {
      copy.close()
    }
    if (found !== 'ok') {
      rmSync(partial, { force: true })
      return { is: 'damaged', message: found }
    }
    const handle = openSync(partial, 'r+')
    fsyncSync(handle)
    closeSync(handle)
    renameSync(partial, target)
    return { is: 'done' }
  } catch (error) {
    rmSync(partial, { force: true })
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const message = error instanceof Error ? error.message : String(error)
    return code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT') ? { is: 'damaged', message } : { is: 'failed', message }
  }
}

parentPort?.postMessage(await backUp(workerData as { file: string; target: string; sweep: boolean }))
