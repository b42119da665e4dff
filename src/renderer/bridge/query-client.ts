import { QueryClient } from '@tanstack/react-query'
import { problemOf } from './problem-of.ts'

/**
 * What is shown stays until an event says that it may have changed; going back to a window asks for nothing.
 * `networkMode: always`: the core is on this machine, so being offline stops no question to it.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        retry: (count, error) => problemOf(error).kind === 'unreachable' && count < 5,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
}
