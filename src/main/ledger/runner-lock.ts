import { existsSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { isBusy } from './is-busy.ts'

/** Held by the one process that runs the loops. */
export interface RunnerLock {
  release(): void
}

/**
 * Tries once to become the runner. The lock is an open exclusive transaction on a small file of
 * its own: the kernel frees it the moment its process dies, which no pid file can promise.
 * @returns null while another process holds it.
 */
export function tryRunnerLock(dataDir: string): RunnerLock | null {
  const database = new Database(path.join(dataDir, 'runner.lock'), { timeout: 0 })
  try {
    // Never a WAL file: an exclusive transaction there would still let others in to read.
    database.pragma('journal_mode = DELETE')
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (isBusy(error)) return null
    throw error
  }
  return {
    release() {
      database.exec('ROLLBACK')
      database.close()
    },
  }
}

/** Whether some process runs the loops at this moment. Looks only, and takes nothing from anybody. */
export function runnerLockIsHeld(dataDir: string): boolean {
  const file = path.join(dataDir, 'runner.lock')
  if (!existsSync(file)) return false
  const database = new Database(file, { readonly: true, timeout: 0 })
  try {
    database.pragma('schema_version')
    return false
  } catch (error) {
    if (isBusy(error)) return true
    throw error
  } finally {
    database.close()
  }
}
