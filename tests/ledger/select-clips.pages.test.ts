import Database from 'better-sqlite3'
import fc from 'fast-check'
import { Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClipFilter, ClipSort } from '../../src/contract/models/clip.ts'
import { clipStates, type ClipState } from '../../src/contract/models/states.ts'
import { connectionHere } from '../../src/main/ledger/connection.ts'
import { ledgerDialect } from '../../src/main/ledger/driver.ts'
import { openLedger } from '../../src/main/ledger/open-ledger.ts'
import type { LedgerTables } from '../../src/main/ledger/schema.ts'
import { countFiltered, pageOfClips, walkSelection } from '../../src/main/ledger/select-clips.ts'
import { candidate, column, lastingDir, newClips, pause, seed, start, take, testLedger, type TestLedger } from '../helpers/ledger.ts'
import { manyClips } from '../helpers/many-clips.ts'

const sorts: ClipSort[] = ['newest', 'oldest', 'recently-changed']
/** More than a search looks through at a time. */
const n = 20_500
/** Half of the clips changed after it. */
const middle = start + n / 10

let t: TestLedger
let folderId = 0
let remove: () => Promise<void>

beforeAll(async () => {
  const dir = await lastingDir()
  const ledger = await openLedger({ dataDir: dir.path, pause })
  t = { ledger, dataDir: dir.path, now: start, ...(await seed(ledger)) }
  folderId = (await manyClips(t, n)).folderId
  remove = async () => {
    await ledger.close()
    await dir.remove()
  }
})
afterAll(() => remove())

/** Every page of a list, one after the other. */
async function allPages(of: TestLedger, filter: ClipFilter, sort: ClipSort, limit: number): Promise<number[]> {
  const ids: number[] = []
  for (let after: string | null = null; ;) {
    const page: { ids: number[]; next: string | null } = await pageOfClips(of.ledger.read, filter, sort, limit, after)
    expect(page.ids.length).toBeLessThanOrEqual(limit)
    ids.push(...page.ids)
    if (page.next === null) return ids
    expect(page.ids).toHaveLength(limit)
    after = page.next
  }
}

/** The same list by one plain query. */
function asSql(filter: ClipFilter, sort: ClipSort): number[] {
  const terms = [
    filter.accountId === undefined ? '' : `account_id = ${filter.accountId}`, filter.groupId === undefined ? '' : `group_id = ${filter.groupId}`,
    filter.states ? `state IN (${filter.states.map((state) => `'${state}'`).join()})` : '', filter.reasonCode === undefined ? '' : `reason_code = '${filter.reasonCode}'`,
    filter.watchFolderId === undefined ? '' : `watch_folder_id = ${filter.watchFolderId}`, filter.batchId === undefined ? '' : `id IN (SELECT clip_id FROM attempt WHERE batch_id = ${filter.batchId})`,
    filter.intakeId === undefined ? '' : `id IN (SELECT clip_id FROM intake_clip WHERE intake_id = ${filter.intakeId})`, filter.match === undefined ? '' : `match = '${filter.match}'`,
    filter.changedSince === undefined ? '' : `state_since > ${filter.changedSince}`, filter.takenSince === undefined ? '' : `id > ${filter.takenSince.clipId}`,
    filter.search === undefined ? '' : `instr(name, '${filter.search}') > 0`,
  ].filter(Boolean)
  const byChange = filter.search === undefined && (filter.changedSince !== undefined || (sort === 'recently-changed' && filter.takenSince === undefined))
  const order = byChange ? 'state_since DESC, id DESC' : sort === 'oldest' && filter.changedSince === undefined ? 'id' : 'id DESC'
  return column<number>(t, `SELECT id FROM clip WHERE ${terms.join(' AND ') || '1'} ORDER BY ${order}`)
}

/** Where two lists part, in a line; thousands of numbers tell nobody anything. */
function difference(got: readonly number[], wanted: readonly number[]): string | null {
  const at = Array.from({ length: Math.max(got.length, wanted.length) }).findIndex((_, i) => got[i] !== wanted[i])
  return at < 0 ? null : `at ${at}: ${got[at]} instead of ${wanted[at]} (${got.length} and ${wanted.length} in all)`
}

describe('pages of 20,500 clips', () => {
  test.each(sorts)('together are every clip once, in order (%s)', async (sort) => {
    expect(difference(await allPages(t, {}, sort, 999), asSql({}, sort))).toBeNull()
  })

  test.each(sorts)('of a search that has to look on behind its first window lack none at the edge (%s)', async (sort) => {
    expect(difference(await allPages(t, { search: 'clip' }, sort, n), asSql({ search: 'clip' }, sort))).toBeNull()
  })

  test('hold exactly what any filter asks for, in any order, at any page size', async () => {
    const filter = fc.record({
      groupId: fc.constantFrom(t.groupId, t.groupId + 1), states: fc.subarray([...clipStates]), reasonCode: fc.constantFrom('NoReason', 'FpsTooLow', 'Nothing'), watchFolderId: fc.constant(folderId),
      batchId: fc.constantFrom(3, 4), intakeId: fc.constant(1), match: fc.constantFrom('exact' as const, 'assumed' as const), accountId: fc.constantFrom(t.accountId, 99), search: fc.constantFrom('7', '199', 'clip 4'),
      changedSince: fc.constantFrom(start, middle, start + n), takenSince: fc.constantFrom(0, n / 2, n - 3).map((clipId) => ({ at: start, clipId })),
    }, { requiredKeys: [] })
    await fc.assert(fc.asyncProperty(filter, fc.constantFrom(...sorts), fc.constantFrom(7, 100, 5000), async (asked, sort, limit) => {
      const expected = asSql(asked, sort)
      // Long lists in tiny pages only take time.
      expect(difference(await allPages(t, asked, sort, expected.length > 2000 ? 5000 : limit), expected)).toBeNull()
      const counts = await countFiltered(t.ledger.read, asked)
      expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(expected.length)
    }), { numRuns: 120 })
  })

  test('of several states at once are one list, not one after the other', async () => {
    const states: ClipState[] = ['failed', 'held', 'failed']
    for (const sort of sorts) expect(difference(await allPages(t, { states, groupId: t.groupId }, sort, 250), asSql({ states, groupId: t.groupId }, sort))).toBeNull()
  })

  test('of no state at all are empty, and so are their counts', async () => {
    expect(difference(await allPages(t, { states: [] }, 'newest', 10), [])).toBeNull()
    expect(Object.values(await countFiltered(t.ledger.read, { states: [] })).every((count) => count === 0)).toBe(true)
  })

  test('come straight from an index, whatever is asked and however it is sorted', async () => {
    const asked: string[] = []
    const database = new Database(t.ledger.file, { readonly: true, verbose: (statement) => asked.push(String(statement)) })
    const db = new Kysely<LedgerTables>({ dialect: ledgerDialect(connectionHere(database), { pause }) })
    const one = <K extends keyof ClipFilter>(key: K, value: ClipFilter[K]): ClipFilter[] => [{}, { [key]: value }]
    const filters = one('states', ['failed']).concat({ states: ['failed', 'held'] }).flatMap((states) => one('groupId', t.groupId).flatMap((group) => one('reasonCode', 'NoReason').flatMap((reason) =>
      one('watchFolderId', folderId).flatMap((folder) => one('batchId', 3).map((batch): ClipFilter => ({ ...states, ...group, ...reason, ...folder, ...batch }))))))
      .concat(one('states', ['failed']).flatMap((states): ClipFilter[] => [{ ...states, accountId: t.accountId }, { ...states, match: 'assumed' }, { ...states, match: 'assumed', groupId: t.groupId }]))
      .concat([{}, { groupId: t.groupId }, { reasonCode: 'NoReason' }, { watchFolderId: folderId }, { accountId: t.accountId }, { match: 'assumed' as const }].flatMap((some) => one('states', ['failed']).flatMap((states): ClipFilter[] => [{ ...some, ...states, changedSince: middle }, { ...some, ...states, takenSince: { at: start, clipId: n / 2 } }])))
    const slow: string[] = []
    for (const filter of filters) {
      for (const sort of sorts) {
        const cursor = (await pageOfClips(db, filter, sort, 5, null)).next
        asked.length = 0
        await pageOfClips(db, filter, sort, 5, null)
        if (cursor) await pageOfClips(db, filter, sort, 5, cursor)
        const steps = [...asked].flatMap((statement) => database.prepare(`EXPLAIN QUERY PLAN ${statement}`).all().map((row) => (row as { detail: string }).detail))
        expect(steps.length).toBeGreaterThan(0)
        const unfiltered = Object.keys(filter).length === 0
        for (const step of steps) {
          // Unfiltered, the table itself is in order; everything else is looked up.
          // Persons and kept counts are a handful of rows.
          if (/^SCAN (clip_count|avatar_group)\b/u.test(step)) continue
          if (step.startsWith('SCAN') && !(unfiltered && (step === 'SCAN clip' || step.includes('USING COVERING INDEX')))) slow.push(`${JSON.stringify(filter)} ${sort}: ${step}`)
          // Nor is anything sorted that may be long: a batch is short, and so is what a folder holds of one reason and state.
          if (step.includes('TEMP B-TREE') && filter.batchId === undefined && !(filter.watchFolderId !== undefined && filter.reasonCode !== undefined)) slow.push(`${JSON.stringify(filter)} ${sort}: ${step}`)
        }
      }
    }
    database.close()
    expect(filters).toHaveLength(78)
    expect(slow).toEqual([])
  })
})

test('pages stay true while clips are taken in between them: none twice, none of the old missing', async () => {
  const own = await testLedger()
  const old = await newClips(own, 30)
  const seen: number[] = []
  for (let after: string | null = null; ;) {
    const page: { ids: number[]; next: string | null } = await pageOfClips(own.ledger.read, {}, 'newest', 7, after)
    seen.push(...page.ids)
    own.now += 1
    await newClips(own, 3)
    if (page.next === null) break
    after = page.next
  }
  expect(seen).toEqual([...old].reverse())
})

test.each(['abc', '1.', 'x.1', '1.y', '-'])('"%s" is no place in a list, and is said so', async (cursor) => {
  await expect(pageOfClips(t.ledger.read, {}, 'newest', 5, cursor)).rejects.toMatchObject({ problem: { kind: 'invalid-input', message: expect.stringContaining(cursor) as string } })
})

test('a search takes its signs as they are', async () => {
  const own = await testLedger()
  await take(own, ['100%.mp4', '100x.mp4', 'a_b.mp4', 'axb.mp4', 'wow!.mp4', 'Straße.mp4'].map((name) => candidate(`/${name}`)))
  const found = async (search: string): Promise<string[]> => {
    const { ids } = await pageOfClips(own.ledger.read, { search }, 'oldest', 10, null)
    return column(own, 'SELECT name FROM clip WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id', JSON.stringify(ids))
  }
  expect(await found('0%')).toEqual(['100%'])
  expect(await found('a_b')).toEqual(['a_b'])
  expect(await found('w!')).toEqual(['wow!'])
  expect(await found('traße')).toEqual(['Straße'])
  expect(await found('nothing')).toEqual([])
})

describe('walking a selection', () => {
  test('meets every clip of the states asked for once, in pages', async () => {
    const walked: number[] = []
    for await (const page of walkSelection(t.ledger.read, { filter: { groupId: t.groupId } }, ['failed', 'held'])) {
      expect(page.length).toBeLessThanOrEqual(500)
      walked.push(...page)
    }
    expect(difference(walked.sort((a, b) => a - b), asSql({ groupId: t.groupId, states: ['failed', 'held'] }, 'oldest'))).toBeNull()
  })

  test('stays inside the states of the filter, even when there are none', async () => {
    for await (const page of walkSelection(t.ledger.read, { filter: { states: [] } }, ['failed'])) expect(page).toEqual([])
    const walked: number[] = []
    for await (const page of walkSelection(t.ledger.read, { filter: { states: ['held'] } }, ['failed', 'held'])) walked.push(...page)
    expect(difference(walked, asSql({ states: ['held'] }, 'oldest'))).toBeNull()
  })
})
