import type Database from 'better-sqlite3'
import { ProblemError } from '../../contract/models/problem-error.ts'
import { isBusy } from './is-busy.ts'
import { migrations } from './migrations/all.ts'

/** The version this program writes. */
export const ledgerVersion = migrations.length

/**
 * Brings the file to `upTo` (by default the newest version), each step in a transaction of its own.
 * @throws ProblemError `ledger-newer` when a newer Greenroom has written it.
 */
export async function migrate(database: Database.Database, pause: (ms: number) => Promise<void>, upTo = ledgerVersion): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      stepUp(database, upTo)
      return
    } catch (error) {
      // Another process may be making the same ledger this very moment.
      if (!isBusy(error) || tries > 400) throw error
      await pause(15)
    }
  }
}

function stepUp(database: Database.Database, upTo: number): void {
  const version = (): number => Number(database.pragma('user_version', { simple: true }))
  refuseNewer(database)
  while (version() < upTo) {
    database.transaction(() => {
      const from = version()
      const migration = migrations[from]
      // Between looking and locking another process may have done this step.
      if (!migration || from >= upTo) return
      database.exec(migration.sql)
      database.pragma(`user_version = ${from + 1}`)
    }).immediate()
  }
}

/** @throws ProblemError `ledger-newer` when a newer Greenroom has written it. */
export function refuseNewer(database: Database.Database): void {
  const version = Number(database.pragma('user_version', { simple: true }))
  if (version <= ledgerVersion) return
  throw new ProblemError(
    'ledger-newer',
    `This ledger was written by a newer Greenroom (version ${version}; this one knows ${ledgerVersion}).`,
    'Update Greenroom, or use another data directory. The ledger was left as it is.',
  )
}
