import { describe, expect, test } from 'vitest'
import { createClipPages, type ClipPages } from '../../src/renderer/features/clips/clip-pages.ts'
import { createTwoEndedPages } from '../../src/renderer/features/clips/two-ended-pages.ts'
import { readClipViewState, writeClipViewState } from '../../src/renderer/features/clips/clip-view-state.ts'
import type { Clip, ClipSort } from '../../src/contract/models/clip.ts'

type Row = Pick<Clip, 'id' | 'createdAt' | 'stateSince' | 'state'>

/** A ledger of rows in memory, paged by keyset as the core pages them. */
function ledgerOf(rows: Row[], sort: ClipSort = 'newest', accept: (row: Row) => boolean = () => true) {
  const key = (row: Row) => (sort === 'recently-changed' ? row.stateSince : row.createdAt)
  const asked: (string | null)[] = []
  return {
    rows,
    asked,
    load: async (after: string | null, limit: number) => {
      asked.push(after)
      const sorted = rows.filter(accept).sort((a, b) => (sort === 'oldest' ? 1 : -1) * (key(a) - key(b) || a.id - b.id))
      const [atKey = 0, atId = 0] = after?.split(':').map(Number) ?? []
      const rest = after === null ? sorted : sorted.filter((row) => (sort === 'oldest' ? 1 : -1) * (key(row) - atKey || row.id - atId) > 0)
      const page = rest.slice(0, limit).map((row) => ({ ...row })) as Clip[]
      const end = page.at(-1)
      return { rows: page, next: end && rest.length > limit ? `${key(end)}:${end.id}` : null, total: sorted.length }
    },
  }
}

function rowsFrom(first: number, last: number): Row[] {
  return Array.from({ length: last - first + 1 }, (_, at) => ({ id: first + at, createdAt: first + at, stateSince: first + at, state: 'ready' as const }))
}

async function calm(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve()
}

function shown(pages: ClipPages, first: number, last: number): (number | null)[] {
  return Array.from({ length: last - first + 1 }, (_, at) => pages.view().rowAt(first + at)?.id ?? null)
}

describe('a list of clips by its cursors', () => {
  test('knows its whole length from the first page and loads only what is in view', async () => {
    const ledger = ledgerOf(rowsFrom(1, 100))
    const pages = createClipPages({ sort: 'newest', load: ledger.load, pageSize: 10 })
    pages.want(0, 9)
    await calm()
    expect(pages.view().count).toBe(100)
    expect(shown(pages, 8, 11)).toEqual([92, 91, null, null])
    expect(ledger.asked).toHaveLength(1)
  })

  test('walks its cursors to a place far down and lets go of rows it has left behind', async () => {
    const ledger = ledgerOf(rowsFrom(1, 100))
    const pages = createClipPages({ sort: 'newest', load: ledger.load, pageSize: 10, keepPages: 3 })
    pages.want(0, 9)
    await calm()
    pages.want(85, 95)
    await calm()
    expect(shown(pages, 85, 87)).toEqual([15, 14, 13])
    expect(pages.view().rowAt(0)).toBeNull()
    expect(pages.view().known().length).toBeLessThanOrEqual(30)
    pages.want(0, 5)
    await calm()
    expect(shown(pages, 0, 1)).toEqual([100, 99])
  })

  test('counts new rows without moving what is shown, and shows them when asked', async () => {
    const ledger = ledgerOf(rowsFrom(1, 30))
    const pages = createClipPages({ sort: 'newest', load: ledger.load, pageSize: 10 })
    pages.want(0, 9)
    await calm()
    ledger.rows.push(...rowsFrom(31, 55))
    pages.refresh()
    await calm()
    expect(shown(pages, 0, 2)).toEqual([30, 29, 28])
    expect(pages.view().waiting).toBe(25)
    pages.showAll()
    await calm()
    expect(shown(pages, 0, 1)).toEqual([55, 54])
    expect(pages.view().waiting).toBe(0)
    expect(pages.view().count).toBe(55)
  })

  test('takes over a new state in its place', async () => {
    const ledger = ledgerOf(rowsFrom(1, 30))
    const pages = createClipPages({ sort: 'newest', load: ledger.load, pageSize: 10 })
    pages.want(0, 9)
    await calm()
    ledger.rows[25] = { id: 26, createdAt: 26, stateSince: 99, state: 'active' }
    pages.refresh()
    await calm()
    expect(pages.view().rowAt(4)).toMatchObject({ id: 26, state: 'active' })
    expect(pages.view().waiting).toBe(0)
  })

  test('drops a row that no longer matches and keeps the one that starts to match waiting', async () => {
    const ledger = ledgerOf(rowsFrom(1, 20), 'newest', (row) => row.state === 'ready' && row.id !== 17)
    const pages = createClipPages({ sort: 'newest', load: ledger.load, pageSize: 10 })
    pages.want(0, 9)
    await calm()
    expect(shown(pages, 0, 3)).toEqual([20, 19, 18, 16])
    ledger.rows[18] = { id: 19, createdAt: 19, stateSince: 50, state: 'active' }
    pages.refresh()
    await calm()
    expect(shown(pages, 0, 2)).toEqual([20, 18, 16])
    expect(pages.view().count).toBe(18)
  })

  test('fills itself when the first rows arrive in an empty list', async () => {
    const ledger = ledgerOf([])
    const pages = createClipPages({ sort: 'newest', load: ledger.load, pageSize: 10 })
    pages.want(0, 9)
    await calm()
    expect(pages.view().count).toBe(0)
    ledger.rows.push(...rowsFrom(1, 3))
    pages.refresh()
    await calm()
    expect(shown(pages, 0, 2)).toEqual([3, 2, 1])
  })

  test('grows at its foot when the oldest come first', async () => {
    const ledger = ledgerOf(rowsFrom(1, 8), 'oldest')
    const pages = createClipPages({ sort: 'oldest', load: ledger.load, pageSize: 10 })
    pages.want(0, 9)
    await calm()
    ledger.rows.push(...rowsFrom(9, 10))
    pages.refresh()
    await calm()
    expect(shown(pages, 6, 9)).toEqual([7, 8, 9, 10])
    expect(pages.view().waiting).toBe(0)
  })

  test('says what went wrong and goes on when asked again', async () => {
    const ledger = ledgerOf(rowsFrom(1, 5))
    let broken = true
    const pages = createClipPages({ sort: 'newest', load: (after, limit) => (broken ? Promise.reject(new Error('no answer')) : ledger.load(after, limit)), pageSize: 10 })
    pages.want(0, 9)
    await calm()
    expect(pages.view()).toMatchObject({ status: 'failed', error: new Error('no answer') })
    broken = false
    pages.retry()
    await calm()
    expect(pages.view()).toMatchObject({ status: 'ready', error: null, count: 5 })
  })
})

describe('a list read from both ends', () => {
  function twoEnded(rows: Row[], sort: ClipSort = 'newest') {
    const ledgers = { newest: ledgerOf(rows), oldest: ledgerOf(rows, 'oldest'), 'recently-changed': ledgerOf(rows, 'recently-changed') }
    const pages = createTwoEndedPages({ sort, pageSize: 10, load: (by, after, limit) => ledgers[by].load(after, limit) })
    return { pages, asked: () => Object.values(ledgers).reduce((sum, { asked }) => sum + asked.length, 0) }
  }

  test('is at its last row after two questions, however long it is', async () => {
    const { pages, asked } = twoEnded(rowsFrom(1, 5000))
    pages.want(0, 9)
    await calm()
    pages.want(4992, 4999)
    await calm()
    expect(shown(pages, 4997, 4999)).toEqual([3, 2, 1])
    expect(pages.view().indexOf(2)).toBe(4998)
    expect(pages.view().count).toBe(5000)
    expect(asked()).toBe(2)
    pages.want(0, 9)
    await calm()
    expect(shown(pages, 0, 1)).toEqual([5000, 4999])
  })

  test('keeps the foot in its place when rows arrive at the top', async () => {
    const rows = rowsFrom(1, 500)
    const { pages } = twoEnded(rows)
    pages.want(0, 9)
    await calm()
    pages.want(490, 499)
    await calm()
    rows.push(...rowsFrom(501, 520))
    pages.refresh()
    await calm()
    expect(shown(pages, 497, 499)).toEqual([3, 2, 1])
    expect(pages.view().waiting).toBe(20)
  })

  test('shows new rows at the foot of the oldest first', async () => {
    const rows = rowsFrom(1, 500)
    const { pages } = twoEnded(rows, 'oldest')
    pages.want(0, 9)
    await calm()
    pages.want(490, 499)
    await calm()
    rows.push(...rowsFrom(501, 503))
    pages.refresh()
    await calm()
    pages.want(493, 502)
    await calm()
    expect(pages.view().count).toBe(503)
    expect(shown(pages, 499, 502)).toEqual([500, 501, 502, 503])
  })
})

describe('the address of a list of clips', () => {
  test('is read as links to clips write it, and as the palette does', () => {
    expect(readClipViewState('state=held,failed&group=3&q=take&clip=7').filter).toEqual({ states: ['held', 'failed'], groupId: 3, search: 'take' })
    expect(readClipViewState('search=take&states=held').filter).toEqual({ search: 'take', states: ['held'] })
  })

  test('is written so that it reads back the same', () => {
    const state = { filter: { states: ['failed' as const], reasonCode: 'DurationTooLong', batchId: 4 }, sort: 'oldest' as const, openId: 12 }
    expect(readClipViewState(writeClipViewState(state))).toEqual(state)
  })
})
