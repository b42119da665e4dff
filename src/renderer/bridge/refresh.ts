import type { Query, QueryClient } from '@tanstack/react-query'
import type { Topic } from '../../contract/models/event.ts'
import { concerns } from './topics.ts'

/** Answers on their way that are asked again once they are there: once, however often what they show changes meanwhile. */
const awaited = new WeakSet<Promise<unknown>>()

/**
 * Asks again for whatever shows something of these topics; for everything where none are named.
 *
 * TanStack Query lets two questions under way stand when they are declared out of date: the very first for something, and
 * one that no screen shows any more. Their answers may have been read before the change, and would be taken for
 * fresh: they are asked again once they are there.
 * @returns when what is shown has been answered
 */
export async function refresh(queries: QueryClient, topics?: Iterable<Topic>): Promise<void> {
  const touched = topics && new Set(topics)
  const predicate = (query: Query): boolean => touched === undefined || concerns(query.queryKey, touched)
  const standing = queries.getQueryCache().findAll({ fetchStatus: 'fetching', predicate }).filter((query) => query.state.data === undefined || !query.isActive())
  const again = standing.map(async ({ promise, queryKey }) => {
    if (promise === undefined || awaited.has(promise)) return
    awaited.add(promise)
    try {
      await promise
    } catch {
      return // it says so where it is shown, and is asked again by whoever shows it
    }
    await queries.invalidateQueries({ queryKey, exact: true })
  })
  await Promise.all([queries.invalidateQueries({ predicate }), ...again])
}
