import { useInfiniteQuery } from '@tanstack/react-query'
import type { Batch } from '../../../contract/models/batch.ts'
import type { BatchState } from '../../../contract/models/states.ts'
import { orpc } from '../../bridge/client.ts'

export interface BatchList {
  rows: readonly Batch[]
  more: boolean
  loading: boolean
  error: unknown
  loadMore: () => void
  retry: () => void
}

const pageSize = 50

/** A person's batches, the newest first, further ones as they are scrolled to. */
export function useBatches(groupId: number, states: readonly BatchState[]): BatchList {
  const query = useInfiniteQuery(
    orpc.batches.list.infiniteOptions({
      input: (after: string | null) => ({ groupId, states: states.length > 0 ? [...states] : undefined, limit: pageSize, after }),
      initialPageParam: null,
      getNextPageParam: (page) => page.next ?? undefined,
    }),
  )
  return {
    rows: query.data?.pages.flatMap((page) => page.rows) ?? [],
    more: query.hasNextPage,
    loading: query.isPending,
    error: query.error,
    loadMore() {
      if (query.hasNextPage && !query.isFetching) void query.fetchNextPage()
    },
    retry: () => void query.refetch(),
  }
}
