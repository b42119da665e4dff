import path from 'node:path'
import { expect, test } from 'vitest'
import { startProcess } from '../helpers/processes.ts'
import { raw, tempDir, testLedger } from '../helpers/ledger.ts'
import { ledgerVersion } from '../../src/main/ledger/migrate.ts'
import { ledgerFile } from '../../src/main/ledger/open-ledger.ts'

const script = (name: string): string => path.join(import.meta.dirname, 'processes', name)

test('two processes that write 500 transactions each lose none and fail none', async () => {
  const t = await testLedger()
  const before = await t.ledger.dataVersion()
  const writers = ['one', 'two'].map((name) => startProcess(script('write-many.ts'), [t.dataDir, name, '500']))
  for (const writer of writers) expect(await writer.message()).toBe('ready')
  for (const writer of writers) writer.tell('go')
  const results = await Promise.all(writers.map((writer) => writer.message()))
  expect(results).toEqual([{ failed: 0 }, { failed: 0 }])
  const counted = raw(t, `SELECT actor, count(*) AS n, count(DISTINCT at) AS different FROM event WHERE what = 'folder.rescan-asked' GROUP BY actor ORDER BY actor`)
  expect(counted).toEqual([{ actor: 'one', n: 500, different: 500 }, { actor: 'two', n: 500, different: 500 }])
  // Each saw what was there when it began: nobody wrote between its look and its commit.
  expect(raw(t, `SELECT count(*) AS n FROM event WHERE what = 'folder.rescan-asked' AND data->>'after' <> id - 1`)).toEqual([{ n: 0 }])
  expect(await t.ledger.dataVersion()).not.toBe(before)
}, 60_000)

test('three processes that open an empty data directory at the same moment all get the same ledger', async () => {
  const dataDir = await tempDir()
  const openers = [1, 2, 3].map(() => startProcess(script('open-once.ts'), [dataDir]))
  for (const opener of openers) await opener.message()
  for (const opener of openers) opener.tell('go')
  expect(await Promise.all(openers.map((opener) => opener.message()))).toEqual(openers.map(() => ({ opened: true, accounts: 0 })))
  expect(raw({ ledger: { file: ledgerFile(dataDir) } as never }, 'PRAGMA user_version')).toEqual([{ user_version: ledgerVersion }])
})
