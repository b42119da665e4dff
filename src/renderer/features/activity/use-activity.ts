import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { LedgerEvent } from '../../../contract/models/event.ts'
import { orpc } from '../../bridge/client.ts'

export interface ActivityFilter {
  actor: 'people' | 'system' | null
  groupId: number | null
}

const pageSize = 100

/** The history as it is read: newest first, older pages on demand, newer lines held back until asked for. */
export function useActivity(filter: ActivityFilter) {
  const query = useInfiniteQuery(orpc.activity.list.infiniteOptions({
    input: (after: string | null) => ({ limit: pageSize, after, actor: filter.actor ?? undefined, groupId: filter.groupId ?? undefined }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  }))
  const events: LedgerEvent[] = query.data?.pages.flatMap(({ rows }) => rows) ?? []
  const newest = events[0]?.id
  // The newest line when the list was first read, or last brought up to date; by filter, for each is a list of its own.
  const key = `${filter.actor ?? ''} ${filter.groupId ?? ''}`
  const [seen, setSeen] = useState<{ key: string; id: number } | null>(null)
  if (newest !== undefined && seen?.key !== key) setSeen({ key, id: newest })
  const top = seen?.key === key ? seen.id : newest
  const shown = top === undefined ? events : events.filter(({ id }) => id <= top)
  return {
    query,
    shown,
    fresh: events.length - shown.length,
    showFresh: () => newest !== undefined && setSeen({ key, id: newest }),
  }
}
