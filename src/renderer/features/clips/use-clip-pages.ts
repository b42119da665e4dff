import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import type { ClipFilter, ClipSort } from '../../../contract/models/clip.ts'
import type { StateCounts } from '../../../contract/models/states.ts'
import { client, orpc } from '../../bridge/client.ts'
import type { ClipPages, ClipPagesView } from './clip-pages.ts'
import { createTwoEndedPages } from './two-ended-pages.ts'

export interface ClipList {
  pages: ClipPages
  view: ClipPagesView
  /** By state, whatever states the filter asks for: the numbers on its buttons. */
  counts: StateCounts | undefined
}

const firstView = 50

/** The clips a filter matches, kept true by the pushed events: the counts are asked for again, and with them what is in view. */
export function useClipPages(filter: ClipFilter, sort: ClipSort): ClipList {
  const key = JSON.stringify([filter, sort])
  const pages = useMemo(() => {
    const [asked, order] = JSON.parse(key) as [ClipFilter, ClipSort]
    return createTwoEndedPages({ sort: order, load: (by, after, limit) => client.clips.list({ filter: asked, sort: by, limit, after }) })
  }, [key])
  const view = useSyncExternalStore(pages.subscribe, pages.view)
  const counts = useQuery(orpc.clips.counts.queryOptions({ input: { ...filter, states: undefined }, placeholderData: (before) => before }))

  useEffect(() => pages.want(0, firstView), [pages])
  useEffect(() => {
    if (counts.dataUpdatedAt > 0) pages.refresh()
  }, [pages, counts.dataUpdatedAt])

  return { pages, view, counts: counts.data }
}
