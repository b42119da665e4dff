import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import Database from 'better-sqlite3'
import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { startLedgerThread } from '../../src/main/ledger/connection-apart.ts'
import { ledgerVersion } from '../../src/main/ledger/migrate.ts'
import { ledgerFile, openLedger } from '../../src/main/ledger/open-ledger.ts'
import { writeEvents } from '../../src/main/ledger/write-event.ts'
import { livesIn, pause, tempDir, testLedger } from '../helpers/ledger.ts'
import { startProcess } from '../helpers/processes.ts'

const apart = livesIn('threads of its own')

/** A statement that keeps SQLite busy for a good while. */
const long = sql`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT max(i) FROM n`

test('a long question to the ledger holds up nobody else', async () => {
  const { ledger } = await testLedger('threads of its own')
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const began = performance.now()
  await long.execute(ledger.read)
  const tookMs = performance.now() - began
  delay.disable()
  // Held against itself: however slow the machine is, the loop was not held for as long as the question took.
  expect(delay.max / 1e6).toBeLessThan(tookMs / 2)
})

test('what was read before a commit is heard before it, however long the reading takes', async () => {
  const { ledger } = await testLedger('threads of its own')
  const heard: string[] = []
  const read = long.execute(ledger.read).then(async () => {
    for (let hands = 0; hands < 20; hands++) await Promise.resolve()
    heard.push('what was read')
  })
  await ledger.transact((tx) => writeEvents(tx, [{ at: 0, actor: 'Ada', what: 'clock.set-back' }]))
  heard.push('the commit')
  await read
  expect(heard).toEqual(['what was read', 'the commit'])
})

test.each([
  ['of a newer Greenroom', 'ledger-newer', async (file: string) => { const made = new Database(file); made.pragma(`user_version = ${ledgerVersion + 1}`); made.close() }],
  ['that is a folder', 'unreadable', async (file: string) => { await mkdir(file) }],
])('a ledger %s is refused in the same words, and no thread is left', async (_what, kind, make) => {
  const dataDir = await tempDir()
  await make(ledgerFile(dataDir))
  const refusal = async (where: { workerUrl?: URL }): Promise<unknown> => {
    const error: unknown = await openLedger({ dataDir, pause, ...where }).then(() => null, (thrown: unknown) => thrown)
    return (error as { problem?: unknown }).problem
  }
  const there = await refusal(apart)
  expect(there).toMatchObject({ kind })
  expect(there).toEqual(await refusal({}))
  expect(process.getActiveResourcesInfo().filter((name) => name === 'MessagePort')).toEqual([])
})

test('a statement that SQLite refuses keeps its code on the way', async () => {
  const { ledger } = await testLedger('threads of its own')
  await expect(sql`SELECT 1 FROM nowhere`.execute(ledger.read)).rejects.toMatchObject({ code: 'SQLITE_ERROR', message: expect.stringContaining('nowhere') as string })
})

test('a thread that ends while it is asked says so, and answers nothing more', async () => {
  const connection = await startLedgerThread(new URL('processes/ends-when-asked.ts', import.meta.url)).open('/nowhere', 'writer')
  const asked = [connection.run('SELECT 1', []), connection.begin()]
  await Promise.all(asked.map((each) => expect(each).rejects.toThrow('The ledger cannot be asked any more: out of memory.')))
  await expect(connection.dataVersion()).rejects.toThrow('The ledger cannot be asked any more')
  await connection.close()
})

test('a ledger whose reading thread is lost takes no writes either: both say what happened, and what to do', async () => {
  const ledger = await openLedger({ dataDir: await tempDir(), pause, workerUrl: new URL('processes/ends-when-asked.ts', import.meta.url) })
  const lost = { problem: { kind: 'unreadable', message: 'The ledger cannot be asked any more: out of memory.', advice: expect.stringContaining('Start Greenroom again') as string } }
  await expect(sql`SELECT 1`.execute(ledger.read)).rejects.toMatchObject(lost)
  await vi.waitUntil(() => ledger.dataVersion().then(() => false, () => true))
  await expect(ledger.transact((tx) => writeEvents(tx, [{ at: 0, actor: 'Ada', what: 'clock.set-back' }]))).rejects.toMatchObject(lost)
  await ledger.close()
})

test('a ledger that was closed says that, and nothing about threads', async () => {
  if (!apart.workerUrl) return
  const writer = await startLedgerThread(apart.workerUrl).open(await tempDir(), 'writer')
  await writer.close()
  await expect(writer.dataVersion()).rejects.toThrow('The ledger is closed.')
})

test('an idle ledger keeps no process alive', async () => {
  const dataDir = await tempDir()
  const program = path.join(import.meta.dirname, 'processes', 'open-apart-and-go.ts')
  expect(await startProcess(program, [dataDir]).ended).toBe(0)
})
