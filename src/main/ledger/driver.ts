/**
 * Kysely over the ledger's own connections, ours because the stock one opens deferred transactions (which fail
 * with BUSY between processes), prepares every statement anew, and waits for the disk in the thread that asks.
 */
import {
  SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler,
  type CompiledQuery, type DatabaseConnection, type Dialect, type Driver, type QueryResult,
} from 'kysely'
import type { Connection } from './connection.ts'
import { isBusy } from './is-busy.ts'

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

/** A dialect over one open connection, which stays its maker's to close. */
export function ledgerDialect(connection: Connection, hooks: DriverHooks): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new LedgerDriver(connection, hooks),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

/** One connection. Kysely hands it to one caller after the other, since SQLite's adapter says there is only one: no query slips into another's transaction. */
class LedgerDriver implements Driver {
  readonly #connection: PatientConnection

  constructor(connection: Connection, hooks: DriverHooks) {
    this.#connection = new PatientConnection(connection, hooks)
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
    await this.#connection.commit()
  }

  async rollbackTransaction(): Promise<void> {
    await this.#connection.rollback()
  }

  async destroy(): Promise<void> {}
}

/** Tries again while another process writes, and says which tables a commit wrote. */
class PatientConnection implements DatabaseConnection {
  readonly #connection: Connection
  readonly #hooks: DriverHooks
  #inTransaction = false
  #touched = new Set<string>()

  constructor(connection: Connection, hooks: DriverHooks) {
    this.#connection = connection
    this.#hooks = hooks
  }

  async begin(): Promise<void> {
    await this.#patiently(() => this.#connection.begin())
    this.#inTransaction = true
  }

  async commit(): Promise<void> {
    await this.#connection.commit()
    this.#inTransaction = false
    this.#tell()
  }

  async rollback(): Promise<void> {
    this.#inTransaction = false
    this.#touched = new Set()
    await this.#connection.rollback()
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const run = () => this.#connection.run(query.sql, query.parameters)
    // Inside a transaction nobody else can be writing.
    const { rows, changed } = await (this.#inTransaction ? run() : this.#patiently(run))
    const table = writes.exec(query.sql)?.[1]
    // A write that changed nothing is no news: told as such, it would wake whoever made it for ever.
    if (table && (rows.length > 0 || (changed !== null && changed.rows > 0))) this.#touched.add(table)
    if (!this.#inTransaction) this.#tell()
    return changed
      ? { rows: [], insertId: BigInt(changed.insertId), numAffectedRows: BigInt(changed.rows) }
      : { rows: rows as R[] }
  }

  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('The ledger is read in keyset pages, never streamed.')
  }

  async #patiently<T>(run: () => Promise<T>): Promise<T> {
    const tries = this.#hooks.tries ?? defaultTries
    for (let n = 1; ; n++) {
      try {
        return await run()
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
