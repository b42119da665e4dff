import { useQuery } from '@tanstack/react-query'
import { orpc } from './client.ts'

/**
 * Whether the person at this page may look and change nothing. Buttons need not ask: `base.css` offers none that does
 * not say (`data-shows`) that it only shows something, and the core refuses whatever is asked all the same.
 */
export function useViewingOnly(): boolean {
  return useQuery(orpc.host.about.queryOptions()).data?.you.role === 'viewer'
}
