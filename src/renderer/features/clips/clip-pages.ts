/**
 * A long list by its cursors: pages are loaded as they come into view, rows far from it are let go of
 * again (their cursors are kept), and nothing already shown moves because something else arrived:
 * new rows are counted and wait until they are asked for.
 */
import type { Clip, ClipSort } from '../../../contract/models/clip.ts'

export interface ClipPage {
  rows: Clip[]
  next: string | null
  /** All that match, where the core could count them. */
  total: number | null
}

export interface ClipPagesOptions {
  sort: ClipSort
  load: (after: string | null, limit: number) => Promise<ClipPage>
  pageSize?: number
  /** How many pages of rows are kept in memory. */
  keepPages?: number
}

export interface ClipPagesView {
  status: 'loading' | 'ready' | 'failed'
  /** What the last question to the core ended with, if it failed. */
  error: unknown
  /** Rows of the list: counted where the core could, otherwise as far as is known. */
  count: number
  /** Whether `count` is all there is. */
  counted: boolean
  /** Rows that belong into the list and are not shown yet. */
  waiting: number
  /** While a place far down is read up to, cursor by cursor: the row reached; otherwise null. */
  reached: number | null
  /** As far as cursors lead by now. */
  walked: number
  /** The row at an index, null while it is not loaded. */
  rowAt: (index: number) => Clip | null
  /** The index of a clip that is loaded, otherwise -1. */
  indexOf: (id: number) => number
  /** Every row that is loaded. */
  known: () => Clip[]
}

export interface ClipPages {
  view: () => ClipPagesView
  subscribe: (listener: () => void) => () => void
  /** Says which rows are in view; loads what is missing there. */
  want: (first: number, last: number) => void
  /** Something may have changed: reads again what is in view. */
  refresh: () => void
  /** Starts over from the top with everything that is there now. */
  showAll: () => void
  retry: () => void
}

/** One page. `rows` is null when it was let go of, or (the last slot only) was never loaded. */
interface Slot {
  after: string | null
  rows: Clip[] | null
  length: number
  /** The last row when it was first read: where the page ends, whatever leaves it later. */
  end: { key: number; id: number } | null
  last: boolean
  stale: boolean
  /** Rows that belong here and wait to be shown. */
  waiting: number
  usedAt: number
}

/** What is only passed on the way to a place far down is read in larger steps (the contract's most). */
const strideSize = 500

/** How often a page is read on when new rows have pushed its own out of reach. */
const mostReadsOfOnePage = 4

function keyOf(sort: ClipSort, row: Clip): number {
  return sort === 'recently-changed' ? row.stateSince : row.createdAt
}

/** Whether `row` lies behind the place `end` in this order. */
function isBehind(sort: ClipSort, row: Clip, end: { key: number; id: number }): boolean {
  const key = keyOf(sort, row)
  const difference = key === end.key ? row.id - end.id : key - end.key
  return sort === 'oldest' ? difference > 0 : difference < 0
}

function emptySlot(after: string | null, length: number): Slot {
  return { after, rows: null, length, end: null, last: false, stale: false, waiting: 0, usedAt: 0 }
}

export function createClipPages({ sort, load, pageSize = 200, keepPages = 40 }: ClipPagesOptions): ClipPages {
  const listeners = new Set<() => void>()
  let slots: Slot[] = [emptySlot(null, pageSize)]
  let total: number | null = null
  let shownTotal: number | null = null
  let waitingCount = 0
  let status: ClipPagesView['status'] = 'loading'
  let error: unknown = null
  let wanted = { first: 0, last: pageSize - 1 }
  let running = false
  let restart = false
  let headStale = false
  let turn = 0
  let current: ClipPagesView

  function startsOf(): number[] {
    const starts: number[] = []
    let at = 0
    for (const slot of slots) {
      starts.push(at)
      at += slot.length
    }
    return starts
  }

  function compose(): ClipPagesView {
    const drawn = slots
    const starts = startsOf()
    const tail = drawn.at(-1)
    const walked = tail && !isTail(tail) ? (starts.at(-1) ?? 0) + tail.length : (starts.at(-1) ?? 0)
    const complete = drawn.some((slot) => slot.last)
    const rest = complete ? 0 : Math.max(1, shownTotal === null ? pageSize : shownTotal - walked)
    const slotAt = (index: number): number => {
      let low = 0
      let high = drawn.length - 1
      while (low < high) {
        const middle = (low + high + 1) >> 1
        if ((starts[middle] ?? 0) <= index) low = middle
        else high = middle - 1
      }
      return low
    }
    return {
      status,
      error,
      count: status === 'ready' ? walked + rest : 0,
      counted: complete || shownTotal !== null,
      waiting: waitingCount,
      walked,
      reached: status === 'ready' && !complete && wanted.first > walked + pageSize ? walked : null,
      rowAt(index) {
        const at = slotAt(index)
        return drawn[at]?.rows?.[index - (starts[at] ?? 0)] ?? null
      },
      indexOf(id) {
        for (const [at, slot] of drawn.entries()) {
          const found = slot.rows?.findIndex((row) => row.id === id) ?? -1
          if (found >= 0) return (starts[at] ?? 0) + found
        }
        return -1
      },
      known: () => drawn.flatMap((slot) => slot.rows ?? []),
    }
  }

  /** The part of the list that no cursor leads to yet. */
  function isTail(slot: Slot): boolean {
    return slot.rows === null && slot.end === null && !slot.last
  }

  function changed(): void {
    current = compose()
    for (const listener of listeners) listener()
  }

  function visible(): Slot[] {
    const starts = startsOf()
    return slots.filter((slot, at) => {
      const start = starts[at] ?? 0
      const end = isTail(slot) ? Infinity : start + slot.length
      return start <= wanted.last && end > wanted.first
    })
  }

  function letGo(): void {
    const loaded = slots.filter((slot) => slot.rows !== null)
    if (loaded.length <= keepPages) return
    const needed = new Set(visible())
    const oldest = loaded.filter((slot) => !needed.has(slot)).sort((a, b) => a.usedAt - b.usedAt)
    for (const slot of oldest.slice(0, loaded.length - keepPages)) slot.rows = null
  }

  function place(slot: Slot, page: ClipPage): void {
    slot.rows = page.rows
    slot.length = page.rows.length
    slot.stale = false
    const end = page.rows.at(-1)
    slot.end = end ? { key: keyOf(sort, end), id: end.id } : { key: 0, id: 0 }
    slot.last = page.next === null
    if (page.next !== null) slots.push(emptySlot(page.next, pageSize))
  }

  function countWaiting(): void {
    // Rows that have left where nobody looks.
    if (total !== null && shownTotal !== null) shownTotal = Math.min(shownTotal, total)
    const unseen = sort === 'oldest' || total === null || shownTotal === null ? 0 : total - shownTotal
    waitingCount = Math.max(slots.reduce((sum, slot) => sum + slot.waiting, 0), unseen, 0)
  }

  /** Reads from a slot's cursor until its old end is passed. */
  async function readThrough(slot: Slot): Promise<{ rows: Clip[]; through: boolean; ended: boolean }> {
    const rows: Clip[] = []
    let after = slot.after
    for (let reads = 0; reads < mostReadsOfOnePage; reads += 1) {
      const page = await load(after, pageSize)
      total = page.total
      rows.push(...page.rows)
      after = page.next
      if (after === null) return { rows, through: true, ended: true }
      const end = slot.end
      if (!slot.last && end && rows.some((row) => isBehind(sort, row, end))) return { rows, through: true, ended: false }
    }
    return { rows, through: false, ended: false }
  }

  /** Takes over what changed in rows that are shown; what is new waits, what has left leaves. */
  function reconcile(slot: Slot, read: { rows: Clip[]; through: boolean; ended: boolean }): void {
    slot.stale = false
    const end = slot.end
    const within = slot.last || !end ? read.rows : read.rows.filter((row) => !isBehind(sort, row, end))
    const fresh = new Map(within.map((row) => [row.id, row]))
    const shown = slot.rows
    if (shown === null) {
      // It was out of sight, so nothing that is looked at can move.
      slot.rows = within
    } else {
      const kept = shown.flatMap((row) => fresh.get(row.id) ?? (read.through && sort !== 'recently-changed' ? [] : [row]))
      const had = new Set(shown.map((row) => row.id))
      const added = within.filter((row) => !had.has(row.id))
      const last = slot.end
      const appended = sort === 'oldest' && slot.last && last ? added.filter((row) => isBehind(sort, row, last)) : []
      slot.waiting = added.filter((row) => !appended.includes(row) && !isKnown(row.id)).length
      if (shownTotal !== null) shownTotal -= shown.length - kept.length
      slot.rows = [...kept, ...appended]
      if (appended.length > 0) {
        const newest = slot.rows.at(-1)
        if (newest) slot.end = { key: keyOf(sort, newest), id: newest.id }
      }
    }
    slot.length = slot.rows.length
    if (sort === 'recently-changed') patchEverywhere(read.rows)
    if (sort === 'oldest') shownTotal = total
  }

  function isKnown(id: number): boolean {
    return slots.some((slot) => slot.rows?.some((row) => row.id === id))
  }

  function patchEverywhere(rows: readonly Clip[]): void {
    const fresh = new Map(rows.map((row) => [row.id, row]))
    for (const slot of slots) {
      if (slot.rows?.some((row) => fresh.has(row.id))) slot.rows = slot.rows.map((row) => fresh.get(row.id) ?? row)
    }
  }

  async function startOver(): Promise<void> {
    const page = await load(null, pageSize)
    slots = [emptySlot(null, pageSize)]
    total = page.total
    shownTotal = page.total
    const first = slots[0]
    if (first) place(first, page)
    status = 'ready'
    countWaiting()
  }

  async function step(): Promise<boolean> {
    if (restart) {
      restart = false
      headStale = false
      await startOver()
      return true
    }
    const inView = visible()
    const missing = inView.find((slot) => slot.rows === null)
    // A place no cursor leads to yet is reached page by page.
    if (missing && isTail(missing)) {
      const passing = wanted.first - (startsOf().at(-1) ?? 0) > Math.max(pageSize, strideSize)
      const page = await load(missing.after, passing ? Math.max(pageSize, strideSize) : pageSize)
      if (restart || !slots.includes(missing)) return true
      if (page.total !== null) total = page.total
      place(missing, page)
      if (passing) missing.rows = null
      status = 'ready'
      if (slots.length === (missing.last ? 1 : 2) && shownTotal === null) shownTotal = page.total
      countWaiting()
      return true
    }
    const again = missing ?? inView.find((slot) => slot.stale)
    if (again) {
      const read = await readThrough(again)
      if (restart || !slots.includes(again)) return true
      reconcile(again, read)
      countWaiting()
      if (current.count > 0 && slots.every((slot) => slot.length === 0) && waitingCount > 0) restart = true
      return true
    }
    if (headStale) {
      headStale = false
      const page = await load(null, 1)
      if (restart) return true
      total = page.total
      if (sort === 'oldest') shownTotal = total
      countWaiting()
      return true
    }
    return false
  }

  async function pump(): Promise<void> {
    if (running) return
    running = true
    try {
      while (await step()) {
        error = null
        for (const slot of visible()) slot.usedAt = ++turn
        letGo()
        changed()
      }
    } catch (thrown) {
      error = thrown
      if (status !== 'ready') status = 'failed'
      changed()
    } finally {
      running = false
    }
  }

  current = compose()
  return {
    view: () => current,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    want(first, last) {
      wanted = { first, last: Math.max(first, last) }
      void pump()
    },
    refresh() {
      if (status !== 'ready') {
        if (!running) void pump()
        return
      }
      const nothingShown = slots.every((slot) => slot.length === 0 || isTail(slot))
      if (nothingShown) restart = true
      for (const slot of slots) if (slot.rows !== null) slot.stale = true
      headStale = !visible().includes(slots[0] as Slot)
      void pump()
    },
    showAll() {
      restart = true
      void pump()
    },
    retry() {
      error = null
      if (status === 'failed') status = 'loading'
      changed()
      void pump()
    },
  }
}
