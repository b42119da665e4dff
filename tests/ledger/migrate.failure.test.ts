import path from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test, vi } from 'vitest'
import { migrate } from '../../src/main/ledger/migrate.ts'
import { pause, tempDir } from '../helpers/ledger.ts'

vi.mock('../../src/main/ledger/migrations/all.ts', () => ({
  migrations: [
    { slug: 'good', sql: 'CREATE TABLE thing (id INTEGER PRIMARY KEY) STRICT; INSERT INTO thing VALUES (1);' },
    { slug: 'bad', sql: 'ALTER TABLE thing ADD COLUMN name TEXT; DELETE FROM thing; INSERT INTO nowhere VALUES (1);' },
  ],
}))

test('a migration that fails half-way leaves the ledger as the version before left it', async () => {
  const database = new Database(path.join(await tempDir(), 'ledger.sqlite'))
  onTestFinished(() => { database.close() })
  await expect(migrate(database, pause)).rejects.toThrow(/no such table: nowhere/)
  expect(database.pragma('user_version', { simple: true })).toBe(1)
  expect(database.prepare('SELECT * FROM thing').all()).toEqual([{ id: 1 }])
})
