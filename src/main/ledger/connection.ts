import type Database from 'better-sqlite3'

/** What one statement gave: the rows it read, or what it changed. */
export interface Outcome {
  rows: unknown[]
  /** Null where it only read. */
  changed: { rows: number; insertId: number | bigint } | null
}

/** One open connection to the ledger's file, in this thread or in another. One call after the other: whoever calls waits for the answer first. */
export interface Connection {
  /** @throws Error with SQLite's `code`. */
  run(statement: string, parameters: readonly unknown[]): Promise<Outcome>
  /** BEGIN IMMEDIATE. */
  begin(): Promise<void>
  commit(): Promise<void>
  rollback(): Promise<void>
  /** SQLite's data_version: changes when another connection has committed. */
  dataVersion(): Promise<number>
  close(): Promise<void>
}

/** What can be asked of a connection. */
export type ConnectionCall = Exclude<keyof Connection, 'run'>

/** A connection in this very thread: whoever asks waits for the disk. */
export function connectionHere(database: Database.Database): Connection {
  const statements = new Map<string, Database.Statement>()
  const prepared = (sql: string): Database.Statement => {
    const known = statements.get(sql)
    if (known) return known
    // Screens' filters make a bounded set of statements; the bound is for safety only.
    if (statements.size > 500) statements.clear()
    const made = database.prepare(sql)
    statements.set(sql, made)
    return made
  }
  return {
    async run(sql, parameters) {
      const statement = prepared(sql)
      if (statement.reader) return { rows: statement.all(parameters), changed: null }
      const { changes, lastInsertRowid } = statement.run(parameters)
      return { rows: [], changed: { rows: changes, insertId: lastInsertRowid } }
    },
    async begin() {
      database.exec('BEGIN IMMEDIATE')
    },
    async commit() {
      database.exec('COMMIT')
    },
    async rollback() {
      // A full disk or an I/O error may have rolled back already.
      if (database.inTransaction) database.exec('ROLLBACK')
    },
    async dataVersion() {
      return Number(database.pragma('data_version', { simple: true }))
    },
    async close() {
      database.close()
    },
  }
}
