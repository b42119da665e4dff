/**
 * A list that can be read from both of its ends: cursors lead only forwards, so the foot of a long list is
 * reached by reading the opposite order from its beginning instead of everything above.
 */
import type { Clip, ClipSort } from '../../../contract/models/clip.ts'
import { createClipPages, type ClipPage, type ClipPages, type ClipPagesView } from './clip-pages.ts'

export interface TwoEndedOptions {
  sort: ClipSort
  load: (sort: ClipSort, after: string | null, limit: number) => Promise<ClipPage>
  pageSize?: number
}

/** *Recently changed* has no opposite, and its rows move. */
const oppositeOf: Record<ClipSort, ClipSort | null> = { newest: 'oldest', oldest: 'newest', 'recently-changed': null }

function merged(top: ClipPagesView, foot: ClipPagesView | null): ClipPagesView {
  if (!foot) return top
  const fromFoot = (index: number) => top.count - 1 - index
  return {
    ...top,
    error: top.error ?? foot.error,
    reached: top.reached ?? (foot.reached === null ? null : fromFoot(foot.reached)),
    rowAt: (index) => top.rowAt(index) ?? foot.rowAt(fromFoot(index)),
    indexOf(id) {
      const index = top.indexOf(id)
      if (index >= 0) return index
      const behind = foot.indexOf(id)
      return behind < 0 ? -1 : fromFoot(behind)
    },
    known: () => [...new Map([...foot.known(), ...top.known()].map((row): [number, Clip] => [row.id, row])).values()],
  }
}

export function createTwoEndedPages({ sort, load, pageSize = 200 }: TwoEndedOptions): ClipPages {
  const listeners = new Set<() => void>()
  const opposite = oppositeOf[sort]
  const top = createClipPages({ sort, pageSize, load: (after, limit) => load(sort, after, limit) })
  let foot: ClipPages | null = null
  let current = top.view()

  function changed(): void {
    // At the foot of "oldest first" new rows are simply the next ones.
    if (sort === 'oldest' && foot && foot.view().waiting > 0) foot.showAll()
    current = merged(top.view(), foot?.view() ?? null)
    for (const listener of listeners) listener()
  }
  top.subscribe(changed)

  /** Whether rows so far down are sooner reached from the foot. */
  function isNearerTheFoot(first: number, last: number): boolean {
    const { walked, count, counted } = top.view()
    return opposite !== null && counted && first > walked + 2 * pageSize && count - 1 - last < first - walked
  }

  return {
    view: () => current,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    want(first, last) {
      if (opposite === null || !isNearerTheFoot(first, last)) {
        top.want(first, last)
        return
      }
      if (!foot) {
        foot = createClipPages({ sort: opposite, pageSize, load: (after, limit) => load(opposite, after, limit) })
        foot.subscribe(changed)
      }
      const { count } = top.view()
      foot.want(count - 1 - last, count - 1 - first)
    },
    refresh() {
      top.refresh()
      foot?.refresh()
    },
    showAll() {
      foot = null
      top.showAll()
    },
    retry() {
      top.retry()
      foot?.retry()
    },
  }
}
