import { AsyncLocalStorage } from 'node:async_hooks'
import { Kysely, type Transaction } from 'kysely'
import { startLedgerThread } from './connection-apart.ts'
import { connectionHere, type Connection } from './connection.ts'
import { ledgerDialect } from './driver.ts'
import { inOrder } from './in-order.ts'
import { inWords } from './ledger-words.ts'
import { ledgerFile, openForReading, openForWriting, type OpenOptions } from './open-file.ts'
import type { LedgerTables } from './schema.ts'

export { ledgerFile } from './open-file.ts'

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
  dataVersion(): Promise<number>
  /** Hears which tables each commit of this process wrote. */
  onCommit(listener: (tables: ReadonlySet<string>) => void): () => void
  close(): Promise<void>
  file: string
}

export interface LedgerOptions extends OpenOptions {
  /** Where `ledger-worker` lies: the ledger is then read and written in threads of its own, and nobody waits for its disk. Absent: in this one. */
  workerUrl?: URL
}

/**
 * Opens the ledger, making or migrating it as needed.
 * @throws ProblemError `network-drive`, `ledger-newer`, `ledger-damaged`, `ledger-busy` or `unreadable`.
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const file = ledgerFile(options.dataDir)
  const { writer, reader } = await (options.workerUrl ? connectApart(options, options.workerUrl) : connectHere(options))
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
    dataVersion: () => writer.dataVersion(),
    onCommit(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      await read.destroy()
      await write.destroy()
      // The reader goes first: only a writer may tidy the log away.
      try {
        await reader.close()
      } finally {
        await writer.close()
      }
    },
  }
}

interface Connections { writer: Connection; reader: Connection }

async function connectHere(options: OpenOptions): Promise<Connections> {
  const writer = await openForWriting(options)
  try {
    return { writer: connectionHere(writer), reader: connectionHere(openForReading(ledgerFile(options.dataDir))) }
  } catch (error) {
    writer.close()
    throw error
  }
}

/** Two threads: what is read waits for no commit to reach the disk. */
async function connectApart({ dataDir }: OpenOptions, workerUrl: URL): Promise<Connections> {
  // Half a ledger is none: whoever could still write would do so by what nobody can read any more.
  const lose = (why: string): void => { for (const thread of [threads.writer, threads.reader]) void thread.end(why) }
  const threads = { writer: startLedgerThread(workerUrl, lose), reader: startLedgerThread(workerUrl, lose) }
  try {
    // One after the other: there may be nothing to read before the writer has made it.
    const writer = await threads.writer.open(dataDir, 'writer')
    return inOrder({ writer, reader: await threads.reader.open(dataDir, 'reader') })
  } catch (error) {
    await Promise.all([threads.writer.end(), threads.reader.end()])
    throw error
  }
}
