import { AsyncLocalStorage } from 'node:async_hooks'
import { existsSync, mkdirSync, statSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { Kysely, type Transaction } from 'kysely'
import { ProblemError } from '../../contract/models/problem.ts'
import { isBusy, ledgerDialect } from './driver.ts'
import { migrate, refuseNewer } from './migrate.ts'
import { refuseNetworkDrive, type FileSystemOf } from './network-drive.ts'
import type { LedgerTables } from './schema.ts'

export type LedgerTx = Transaction<LedgerTables>
/** Where a query may run: a transaction, the writing connection or the reading one. */
export type LedgerDb = Kysely<LedgerTables>

export interface Ledger {
  /** The reading connection: sees what is committed, never waits for a writer. */
  read: LedgerDb
  /**
   * Runs `work` in one BEGIN IMMEDIATE transaction and tells the listeners afterwards; nothing of it is kept when it throws.
   * @throws ProblemError `ledger-busy` when another process would not stop writing, `disk-full`, `ledger-damaged`, or
   *   `unreadable` when the disk has gone.
   * @throws Error when begun inside another one.
   */
  transact<T>(work: (tx: LedgerTx) => Promise<T>): Promise<T>
  /** SQLite's data_version: changes when another process has committed. */
  dataVersion(): number
  /** Hears which tables each commit of this process wrote. */
  onCommit(listener: (tables: ReadonlySet<string>) => void): () => void
  close(): Promise<void>
  file: string
}

export interface OpenOptions {
  dataDir: string
  pause: (ms: number) => Promise<void>
  /** Tells a path's file system; injected so that the refusal can be tried. */
  fileSystemOf?: FileSystemOf
}

/** The ledger's file inside a data directory. */
export function ledgerFile(dataDir: string): string {
  return path.join(dataDir, 'ledger.sqlite')
}

/**
 * Opens the ledger, making or migrating it as needed.
 * @throws ProblemError `network-drive`, `ledger-newer`, `ledger-damaged`, `ledger-busy` or `unreadable`.
 */
export async function openLedger(options: OpenOptions): Promise<Ledger> {
  const file = ledgerFile(options.dataDir)
  const writer = openFile(options.dataDir, file, options.fileSystemOf)
  try {
    await migrate(writer, options.pause)
  } catch (error) {
    writer.close()
    throw inWords(error, file)
  }
  const reader = new Database(file, { readonly: true, timeout: 5000 })
  const listeners = new Set<(tables: ReadonlySet<string>) => void>()
  const tell = (tables: ReadonlySet<string>): void => {
    // What is committed is committed: a listener that throws must not make its writer believe that it is not.
    for (const listener of listeners) {
      try {
        listener(tables)
      } catch (error) {
        process.emitWarning(error instanceof Error ? error : String(error))
      }
    }
  }
  const write = new Kysely<LedgerTables>({ dialect: ledgerDialect(writer, { onCommit: tell, pause: options.pause }) })
  const read = new Kysely<LedgerTables>({ dialect: ledgerDialect(reader, { pause: options.pause }) })
  const inside = new AsyncLocalStorage<{ open: boolean }>()
  return {
    read,
    file,
    async transact(work) {
      // There is one writing connection: the inner transaction would wait for the outer one for ever, and say nothing.
      if (inside.getStore()?.open) throw new Error('A transaction was begun inside another one; the inner one must use the transaction it was given.')
      const turn = { open: true }
      try {
        return await write.transaction().execute((tx) => inside.run(turn, async () => {
          try {
            return await work(tx)
          } finally {
            // What the work started and left running may begin transactions of its own.
            turn.open = false
          }
        }))
      } catch (error) {
        throw inWords(error, file)
      }
    },
    dataVersion: () => Number(writer.pragma('data_version', { simple: true })),
    onCommit(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      await read.destroy()
      await write.destroy()
      // Kysely does not close what was never asked anything. The reader goes first: only a writer may tidy the log away.
      reader.close()
      writer.close()
    },
  }
}

function openFile(dataDir: string, file: string, fileSystemOf?: FileSystemOf): Database.Database {
  try {
    makeDirectory(path.resolve(dataDir))
    refuseNetworkDrive(dataDir, fileSystemOf)
    patiently(() => lookFirst(file))
    const writer = new Database(file, { timeout: 0 })
    try {
      patiently(() => setUp(writer))
    } catch (error) {
      writer.close()
      throw error
    }
    return writer
  } catch (error) {
    throw inWords(error, file)
  }
}

/** A ledger that is a newer Greenroom's or no ledger at all is left as it is, to the byte: a connection that may write could already tidy it. */
function lookFirst(file: string): void {
  if (!statSync(file, { throwIfNoEntry: false })?.size) return
  const look = new Database(file, { readonly: true, timeout: openingMs })
  try {
    refuseNewer(look)
  } finally {
    look.close()
  }
}

/** Step by step: Node's own recursive mkdir never returns on file systems that refuse with ENOENT (/proc). */
function makeDirectory(directory: string): void {
  if (existsSync(directory)) return
  if (path.dirname(directory) !== directory) makeDirectory(path.dirname(directory))
  try {
    mkdirSync(directory, { mode: 0o700 })
  } catch (error) {
    // Another process may have made it this very moment.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

/** So long another process may be opening the ledger too, ms. */
const openingMs = 5000

/** Where waiting might be a deadlock (two that turn on WAL together) SQLite gives up at once, whatever its timeout: it is tried again for as long as that would have lasted. */
function patiently(work: () => void): void {
  const until = performance.now() + openingMs
  for (;;) {
    try {
      return work()
    } catch (error) {
      if (!isBusy(error) || performance.now() >= until) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
}

/** Settings that SQLite forgets between opens; the build's default for `synchronous` would lose the last commits in a power cut. */
function setUp(database: Database.Database): void {
  // Turning on WAL needs the file for a moment; another process may be opening it too.
  database.pragma(`busy_timeout = ${openingMs}`)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = ON')
  database.pragma('busy_timeout = 0')
}

/** What the system or SQLite (which may append a detail) calls a place that cannot be used. */
const unusable = ['EACCES', 'EPERM', 'EROFS', 'EEXIST', 'ENOTDIR', 'ENOENT', 'EISDIR', 'ENAMETOOLONG', 'EIO', 'SQLITE_CANTOPEN', 'SQLITE_READONLY', 'SQLITE_PERM', 'SQLITE_IOERR']

function busyInWords(file: string, cause: unknown): ProblemError {
  return new ProblemError('ledger-busy', `The ledger ${file} was busy for too long: another program keeps writing to it.`, 'See what else uses this data directory, and try again.', { cause })
}

function inWords(error: unknown, file: string): unknown {
  if (error instanceof ProblemError) return error
  if (isBusy(error)) return busyInWords(file, error)
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return new ProblemError('ledger-damaged', `The ledger ${file} is damaged.`, 'Nothing was changed. Put back its last good backup: greenroom ledger restore (the damaged file is kept aside, and everything is paused then).', { cause: error })
  }
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') {
    return new ProblemError('disk-full', `The disk of ${path.dirname(file)} is full: nothing more can be written down. What was written is kept.`, 'Make room on that disk; Greenroom goes on by itself.', { cause: error })
  }
  if (unusable.some((known) => code === known || code.startsWith(`${known}_`))) {
    return new ProblemError('unreadable', `The data directory ${path.dirname(file)} cannot be used (${code}).`, 'See that its disk is there and that this user may write to it, or choose another directory with --data-dir.', { cause: error })
  }
  return error
}
