import { existsSync, mkdirSync, statSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { isBusy } from './is-busy.ts'
import { inWords } from './ledger-words.ts'
import { migrate, refuseNewer } from './migrate.ts'
import { refuseNetworkDrive, type FileSystemOf } from './network-drive.ts'

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
 * Opens the ledger's file for writing, making or migrating it as needed.
 * @throws ProblemError `network-drive`, `ledger-newer`, `ledger-damaged`, `ledger-busy` or `unreadable`.
 */
export async function openForWriting({ dataDir, pause, fileSystemOf }: OpenOptions): Promise<Database.Database> {
  const file = ledgerFile(dataDir)
  const writer = openFile(dataDir, file, fileSystemOf)
  try {
    await migrate(writer, pause)
    return writer
  } catch (error) {
    writer.close()
    throw inWords(error, file)
  }
}

/**
 * Opens a ledger that is there for reading: it sees what is committed and never waits for a writer.
 * @throws ProblemError as `openForWriting`.
 */
export function openForReading(file: string): Database.Database {
  try {
    return new Database(file, { readonly: true, timeout: 5000 })
  } catch (error) {
    throw inWords(error, file)
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
