import { useEffect } from 'react'
import { client } from '../../bridge/client.ts'

/** Less than this is passing through, not looking. */
const lookMs = 4000

/** Marks, when the overview is left or hidden, that it was looked at; while one looks, what is new stays new. */
export function useLooked(): void {
  useEffect(() => {
    let shownAt = performance.now()
    function left(): void {
      if (performance.now() - shownAt >= lookMs) client.overview.looked().catch((error: unknown) => console.warn('Greenroom could not be told that the overview was looked at.', error))
      shownAt = Number.POSITIVE_INFINITY
    }
    function changed(): void {
      if (document.visibilityState === 'hidden') left()
      else shownAt = performance.now()
    }
    document.addEventListener('visibilitychange', changed)
    return () => {
      document.removeEventListener('visibilitychange', changed)
      left()
    }
  }, [])
}
