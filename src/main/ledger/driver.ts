/**
 * Kysely over better-sqlite3, ours because the stock one opens deferred transactions (which fail
 * with BUSY between processes), prepares every statement anew and knows no second connection.
 */
import type Database from 'better-sqlite3'
import {
  SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler,
  type CompiledQuery, type DatabaseConnection, type Dialect, type Driver, type QueryResult,
} from 'kysely'

export interface DriverHooks {
  /** Called after each commit with the tables it wrote. */
  onCommit?: (tables: ReadonlySet<string>) => void
  /** A pause between two tries at a busy ledger, ms. */
  pause: (ms: number) => Promise<void>
  /** Tries at a busy ledger before giving up. */
  tries?: number
}

const busyPauseMs = 15
const defaultTries = 400
const writes = /^\s*(?:insert(?:\s+or\s+\w+)?\s+into|update|delete\s+from)\s+"?(\w+)"?/i

/** A dialect over one open connection; the connection is closed by `destroy()`. */
export function ledgerDialect(database: Database.Database, hooks: DriverHooks): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new LedgerDriver(database, hooks),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

/** SQLite's "another process writes just now". */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE_BUSY')
}

/** One connection. Kysely hands it to one caller after the other, since SQLite's adapter says there is only one: no query slips into another's transaction. */
class LedgerDriver implements Driver {
  readonly #connection: LedgerConnection
  readonly #database: Database.Database

  constructor(database: Database.Database, hooks: DriverHooks) {
    this.#database = database
    this.#connection = new LedgerConnection(database, hooks)
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection
  }

  async releaseConnection(): Promise<void> {}

  async beginTransaction(): Promise<void> {
    await this.#connection.begin()
  }

  async commitTransaction(): Promise<void> {
    this.#connection.commit()
  }

  async rollbackTransaction(): Promise<void> {
    this.#connection.rollback()
  }

  async destroy(): Promise<void> {
    this.#database.close()
  }
}

class LedgerConnection implements DatabaseConnection {
  readonly #database: Database.Database
  readonly #hooks: DriverHooks
  readonly #statements = new Map<string, Database.Statement>()
  #touched = new Set<string>()

  constructor(database: Database.Database, hooks: DriverHooks) {
    this.#database = database
    this.#hooks = hooks
  }

  async begin(): Promise<void> {
    await this.#patiently(() => this.#database.exec('BEGIN IMMEDIATE'))
  }

  commit(): void {
    this.#database.exec('COMMIT')
    this.#tell()
  }

  rollback(): void {
    this.#touched = new Set()
    // A full disk or an I/O error may have rolled back already.
    if (this.#database.inTransaction) this.#database.exec('ROLLBACK')
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const inTransaction = this.#database.inTransaction
    const run = (): QueryResult<R> => this.#run(query)
    const result = inTransaction ? run() : await this.#patiently(run)
    const table = writes.exec(query.sql)?.[1]
    // A write that changed nothing is no news: told as such, it would wake whoever made it for ever.
    if (table && (result.rows.length > 0 || result.numAffectedRows !== 0n)) this.#touched.add(table)
    if (!inTransaction) this.#tell()
    return result
  }

  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('The ledger is read in keyset pages, never streamed.')
  }

  #run<R>(query: CompiledQuery): QueryResult<R> {
    const statement = this.#statement(query.sql)
    if (statement.reader) return { rows: statement.all(query.parameters) as R[] }
    const { changes, lastInsertRowid } = statement.run(query.parameters)
    return { rows: [], insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes) }
  }

  #statement(sql: string): Database.Statement {
    const known = this.#statements.get(sql)
    if (known) return known
    // Screens' filters make a bounded set of statements; the bound is for safety only.
    if (this.#statements.size > 500) this.#statements.clear()
    const made = this.#database.prepare(sql)
    this.#statements.set(sql, made)
    return made
  }

  async #patiently<T>(run: () => T): Promise<T> {
    const tries = this.#hooks.tries ?? defaultTries
    for (let n = 1; ; n++) {
      try {
        return run()
      } catch (error) {
        if (!isBusy(error) || n >= tries) throw error
        await this.#hooks.pause(busyPauseMs)
      }
    }
  }

  #tell(): void {
    if (this.#touched.size === 0) return
    const tables = this.#touched
    this.#touched = new Set()
    this.#hooks.onCommit?.(tables)
  }
}
