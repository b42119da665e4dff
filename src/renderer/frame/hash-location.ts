import { useSyncExternalStore } from 'react'
import type { BaseLocationHook } from 'wouter'

/**
 * Where in the application one is, kept behind the `#`: `#/clips?states=failed`. The part before it
 * belongs to the host (a custom protocol in the desktop shell), and the query behind it belongs to the screen.
 */

function current(): string {
  return window.location.hash.replace(/^#?\/?/, '/')
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

/** Splits `/clips?states=failed` into path and query. */
export function splitPlace(place: string): { path: string; search: string } {
  const at = place.indexOf('?')
  return at < 0 ? { path: place, search: '' } : { path: place.slice(0, at), search: place.slice(at + 1) }
}

function navigate(to: string, options?: { replace?: boolean }): void {
  const hash = `#${to.startsWith('/') ? to : `/${to}`}`
  if (options?.replace) {
    const before = window.location.href
    window.history.replaceState(window.history.state, '', hash)
    window.dispatchEvent(new HashChangeEvent('hashchange', { oldURL: before, newURL: window.location.href }))
  } else {
    window.location.hash = hash
  }
}

function useSearch(): string {
  return useSyncExternalStore(subscribe, () => splitPlace(current()).search)
}

/** For `<Router hook={useHashPlace} searchHook={useHashPlace.searchHook}>`. */
export const useHashPlace: BaseLocationHook = Object.assign(
  (): [string, typeof navigate] => [useSyncExternalStore(subscribe, () => splitPlace(current()).path), navigate],
  { searchHook: useSearch, hrefs: (href: string) => `#${href}` },
)
