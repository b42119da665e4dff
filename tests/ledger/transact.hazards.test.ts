import Database from 'better-sqlite3'
import { describe, expect, test, vi } from 'vitest'
import { writeEvents } from '../../src/main/ledger/write-event.ts'
import { column, testLedger, wheres } from '../helpers/ledger.ts'

// Nobody who asks the ledger can tell in which thread it lives.
describe.each(wheres)('a ledger in %s', (where) => {
  test('a transaction begun inside another is refused at once, instead of waiting for itself for ever', async () => {
    const t = await testLedger(where)
    await expect(t.ledger.transact(() => t.ledger.transact(async () => 'never'))).rejects.toThrow(/inside another/)
    expect(await t.ledger.transact(async () => 'after it')).toBe('after it')
  })

  test('transactions begun side by side wait their turn', async () => {
    const t = await testLedger(where)
    const write = (n: number) => t.ledger.transact((tx) => writeEvents(tx, [{ at: n, actor: 'Ada', what: 'test.wrote' }]))
    await Promise.all([write(1), write(2), t.ledger.transact(async (tx) => { await writeEvents(tx, [{ at: 3, actor: 'Ada', what: 'test.wrote' }]) })])
    expect(column(t, `SELECT count(*) FROM event WHERE what = 'test.wrote'`)).toEqual([3])
  })

  test('a listener may begin a transaction of its own after a commit', async () => {
    const t = await testLedger(where)
    let heard = 0
    const written: Promise<void>[] = []
    t.ledger.onCommit(() => {
      if (++heard === 1) written.push(t.ledger.transact((tx) => writeEvents(tx, [{ at: 2, actor: 'Ada', what: 'test.heard' }])))
    })
    await t.ledger.transact((tx) => writeEvents(tx, [{ at: 1, actor: 'Ada', what: 'test.wrote' }]))
    await Promise.all(written)
    expect(column(t, `SELECT what FROM event WHERE what LIKE 'test.%' ORDER BY id`)).toEqual(['test.wrote', 'test.heard'])
  })

  test('a listener that throws does not make its writer believe that nothing was written', async () => {
    const t = await testLedger(where)
    const warned = vi.fn()
    process.once('warning', warned)
    t.ledger.onCommit(() => { throw new Error('a mistake of ours') })
    const other = vi.fn()
    t.ledger.onCommit(other)
    expect(await t.ledger.transact(async (tx) => { await writeEvents(tx, [{ at: 1, actor: 'Ada', what: 'test.wrote' }]); return 'written' })).toBe('written')
    expect(other).toHaveBeenCalledOnce()
    // Not swallowed either.
    await vi.waitUntil(() => warned.mock.calls.length === 1)
    expect(warned.mock.calls[0]?.[0]).toMatchObject({ message: 'a mistake of ours' })
  })

  test('a full disk is said in words, nothing of the transaction is kept, and the next one works once there is room', async () => {
    const t = await testLedger(where)
    // A file that may not grow: what a full disk answers, from SQLite itself.
    await t.ledger.transact(async (tx) => { await writeEvents(tx, [{ at: 1, actor: 'Ada', what: 'test.before' }]) })
    const pages = column(t, 'PRAGMA page_count')[0] as number
    const limit = async (n: number): Promise<void> => { await t.ledger.transact(async (tx) => { const { sql } = await import('kysely'); await sql.raw(`PRAGMA max_page_count = ${n}`).execute(tx) }) }
    await limit(pages)
    const flood = () => t.ledger.transact((tx) => writeEvents(tx, Array.from({ length: 5_000 }, (_, n) => ({ at: n, actor: 'Ada', what: 'test.flood' }))))
    await expect(flood()).rejects.toMatchObject({ problem: { kind: 'disk-full', message: expect.stringContaining('is full') as string, advice: expect.stringContaining('Make room') as string } })
    expect(column(t, `SELECT count(*) FROM event WHERE what = 'test.flood'`)).toEqual([0])
    await limit(1_000_000)
    await flood()
    expect(column(t, `SELECT count(*) FROM event WHERE what = 'test.flood'`)).toEqual([5_000])
    const check = new Database(t.ledger.file, { readonly: true })
    expect(check.pragma('integrity_check', { simple: true })).toBe('ok')
    check.close()
  })
})
