import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { openLedger, type LedgerDb } from '../../src/main/ledger/open-ledger.ts'
import { writeEvents } from '../../src/main/ledger/write-event.ts'
import { column, livesIn, pause, tempDir, testLedger, wheres } from '../helpers/ledger.ts'

async function pragma(db: LedgerDb, name: string): Promise<unknown> {
  const { rows } = await sql.raw<Record<string, unknown>>(`PRAGMA ${name}`).execute(db)
  return Object.values(rows[0] ?? {})[0]
}

const full = 2

// Nobody who asks the ledger can tell in which thread it lives.
describe.each(wheres)('a ledger in %s', (where) => {
  describe('opening', () => {
    test.each(['a new ledger', 'a ledger that was there'])('%s is written with FULL sync, WAL and foreign keys', async (which) => {
      const dataDir = await tempDir()
      if (which === 'a ledger that was there') await (await openLedger({ dataDir, pause, ...livesIn(where) })).close()
      const ledger = await openLedger({ dataDir, pause, ...livesIn(where) })
      const seen = await ledger.transact(async (tx) => ({ sync: await pragma(tx, 'synchronous'), journal: await pragma(tx, 'journal_mode'), keys: await pragma(tx, 'foreign_keys') }))
      expect(seen).toEqual({ sync: full, journal: 'wal', keys: 1 })
      await ledger.close()
    })

    test('a clip of a person who is not there is refused', async () => {
      const { ledger } = await testLedger(where)
      await expect(ledger.transact((tx) => sql`INSERT INTO "clip_source" (clip_id, group_id, kind, location, location_key, given, created_at) VALUES (9, 9, 'path', '', '', '', 0)`.execute(tx)))
        .rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_FOREIGNKEY' })
    })

    test('closing a ledger that was never used lets go of its file', async () => {
      const dataDir = await tempDir()
      const ledger = await openLedger({ dataDir, pause, ...livesIn(where) })
      await ledger.close()
      // The last connection to close takes the write-ahead log with it.
      expect(existsSync(`${ledger.file}-wal`)).toBe(false)
    })
  })

  describe('a transaction', () => {
    test('holds the write lock from its first moment', async () => {
      const { ledger } = await testLedger(where)
      const other = new Database(ledger.file, { timeout: 0 })
      await ledger.transact(async () => {
        expect(() => other.exec('BEGIN IMMEDIATE')).toThrow(/locked/)
      })
      other.exec('BEGIN IMMEDIATE; ROLLBACK')
      other.close()
    })

    test('is seen by readers only once it is committed', async () => {
      const { ledger } = await testLedger(where)
      const events = async (): Promise<number> => (await ledger.read.selectFrom('event').select('id').where('what', '=', 'clock.set-back').execute()).length
      await ledger.transact(async (tx) => {
        await writeEvents(tx, [{ at: 0, actor: 'Ada', what: 'clock.set-back' }])
        expect(await events()).toBe(0)
      })
      expect(await events()).toBe(1)
    })

    test('of one process waits for the one before it: none slips in between', async () => {
      const { ledger } = await testLedger(where)
      const log: string[] = []
      const slow = ledger.transact(async (tx) => {
        log.push('first begins')
        await writeEvents(tx, [{ at: 0, actor: 'Ada', what: 'folder.added' }])
        await pause(20)
        await writeEvents(tx, [{ at: 0, actor: 'Ada', what: 'folder.added' }])
        log.push('first ends')
      })
      const quick = ledger.transact(async (tx) => {
        log.push('second begins')
        await writeEvents(tx, [{ at: 0, actor: 'Ada', what: 'folder.removed' }])
      })
      await Promise.all([slow, quick])
      expect(log).toEqual(['first begins', 'first ends', 'second begins'])
      expect(column({ ledger }, `SELECT what FROM event WHERE what LIKE 'folder.%' ORDER BY id`)).toEqual(['folder.added', 'folder.added', 'folder.removed'])
    })

    test('that fails leaves nothing behind, and the next one works', async () => {
      const { ledger } = await testLedger(where)
      await expect(ledger.transact(async (tx) => {
        await writeEvents(tx, [{ at: 0, actor: 'Ada', what: 'folder.added' }])
        throw new Error('changed my mind')
      })).rejects.toThrow('changed my mind')
      await ledger.transact((tx) => writeEvents(tx, [{ at: 0, actor: 'Ada', what: 'folder.removed' }]))
      expect(column({ ledger }, `SELECT what FROM event WHERE what LIKE 'folder.%'`)).toEqual(['folder.removed'])
    })

    test('that meets a busy ledger for too long says so in words', async () => {
      const dataDir = await tempDir()
      let waits = 0
      const ledger = await openLedger({ dataDir, pause: async () => { waits++ }, ...livesIn(where) })
      const other = new Database(ledger.file)
      other.exec('BEGIN IMMEDIATE')
      await expect(ledger.transact((tx) => writeEvents(tx, [{ at: 0, actor: 'Ada', what: 'clock.set-back' }]))).rejects.toMatchObject({ problem: { kind: 'ledger-busy' } })
      expect(waits).toBeGreaterThan(100)
      other.exec('ROLLBACK')
      other.close()
      await ledger.transact((tx) => writeEvents(tx, [{ at: 0, actor: 'Ada', what: 'clock.set-back' }]))
      await ledger.close()
    })
  })

  describe('the reading connection', () => {
    test('cannot write', async () => {
      const { ledger } = await testLedger(where)
      await expect(sql`DELETE FROM "event"`.execute(ledger.read)).rejects.toMatchObject({ code: 'SQLITE_READONLY' })
    })
  })

  describe('listeners', () => {
    test('hear which tables a commit wrote, once', async () => {
      const { ledger } = await testLedger(where)
      const heard: string[][] = []
      ledger.onCommit((tables) => heard.push([...tables].sort()))
      await ledger.transact(async (tx) => {
        await tx.updateTable('account').set({ name: 'other' }).execute()
        await sql`INSERT OR IGNORE INTO "viewer" VALUES ('Ada', 0, 0)`.execute(tx)
        await writeEvents(tx, [{ at: 0, actor: 'Ada', what: 'clock.set-back' }])
        await tx.deleteFrom('viewer').execute()
        await tx.selectFrom('clip').select('id').execute()
      })
      expect(heard).toEqual([['account', 'event', 'viewer']])
    })

    test('hear nothing of what was rolled back, then or later', async () => {
      const { ledger } = await testLedger(where)
      const heard: string[][] = []
      ledger.onCommit((tables) => heard.push([...tables].sort()))
      await ledger.transact(async (tx) => {
        await tx.updateTable('account').set({ name: 'other' }).execute()
        throw new Error('no')
      }).catch(() => {})
      await ledger.transact((tx) => writeEvents(tx, [{ at: 0, actor: 'Ada', what: 'clock.set-back' }]))
      expect(heard).toEqual([['event']])
    })

    test('that have left hear nothing more', async () => {
      const { ledger } = await testLedger(where)
      let heard = 0
      const leave = ledger.onCommit(() => { heard++ })
      leave()
      await ledger.transact((tx) => writeEvents(tx, [{ at: 0, actor: 'Ada', what: 'clock.set-back' }]))
      expect(heard).toBe(0)
    })
  })

  describe('what a transaction cannot do', () => {
    test('begin inside another one: it is told in words instead of waiting for ever, and the outer one is rolled back', async () => {
      const { ledger } = await testLedger(where)
      const nested = ledger.transact(async (tx) => {
        await writeEvents(tx, [{ at: 0, actor: 'Ada', what: 'clock.set-back' }])
        await ledger.transact((inner) => writeEvents(inner, [{ at: 0, actor: 'Ada', what: 'clock.set-back' }]))
      })
      await expect(nested).rejects.toThrow(/inside another/)
      expect(await ledger.read.selectFrom('event').select('id').where('what', '=', 'clock.set-back').execute()).toEqual([])
      // What the work started and did not wait for is no part of it.
      const later: Promise<void>[] = []
      await ledger.transact(async (tx) => {
        await writeEvents(tx, [{ at: 0, actor: 'Ada', what: 'clock.set-back' }])
        later.push(Promise.resolve().then(() => pause(5)).then(() => ledger.transact((own) => writeEvents(own, [{ at: 0, actor: 'Ada', what: 'clock.set-back' }]))))
      })
      await Promise.all(later)
      expect(await ledger.read.selectFrom('event').select('id').where('what', '=', 'clock.set-back').execute()).toHaveLength(2)
    })

    test('write on a full disk: that is said in words, nothing of it is kept, and the next one goes once there is room', async () => {
      const { ledger } = await testLedger(where)
      const much = 'x'.repeat(200_000)
      const write = (): Promise<void> => ledger.transact((tx) => writeEvents(tx, [{ at: 0, actor: 'Ada', what: 'clock.set-back', data: { much } }]))
      const pages = (n: number) => ledger.transact((tx) => sql.raw(`PRAGMA max_page_count = ${n}`).execute(tx))
      await pages(await ledger.transact((tx) => pragma(tx, 'page_count')) as number)
      await expect(write()).rejects.toMatchObject({ problem: { kind: 'disk-full', message: expect.stringContaining('is full') as string, advice: expect.stringContaining('Make room') as string } })
      expect(await ledger.read.selectFrom('event').select('id').where('what', '=', 'clock.set-back').execute()).toEqual([])
      await pages(1_000_000)
      await write()
      expect(await ledger.read.selectFrom('event').select('id').where('what', '=', 'clock.set-back').execute()).toHaveLength(1)
    })
  })
})
