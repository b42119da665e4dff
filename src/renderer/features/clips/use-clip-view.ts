import { useCallback, useMemo } from 'react'
import { useLocation, useSearch } from 'wouter'
import { orderOf, type ClipFilter } from '../../../contract/models/clip.ts'
import { readClipViewState, writeClipViewState, type ClipViewState } from './clip-view-state.ts'

export interface ClipView extends ClipViewState {
  setFilter: (change: Partial<ClipFilter>) => void
  setSort: (sort: ClipViewState['sort']) => void
  open: (id: number | null) => void
  /** Back to everything the list may show. */
  clear: () => void
}

/** Which clips the address asks for, and how to ask for others; `fixedGroupId` where the list is one person's. */
export function useClipView(fixedGroupId: number | null): ClipView {
  const query = useSearch()
  const [path, navigate] = useLocation()
  const state = useMemo(() => readClipViewState(query), [query])

  const go = useCallback(
    (next: ClipViewState, replace: boolean) => {
      // What else the address says (the tab of a person's page) stays.
      const kept = new URLSearchParams(query).get('tab')
      const filter = fixedGroupId === null ? next.filter : { ...next.filter, groupId: undefined }
      const written = [kept ? `tab=${encodeURIComponent(kept)}` : '', writeClipViewState({ ...next, filter })].filter((part) => part !== '').join('&')
      navigate(written === '' ? path : `${path}?${written}`, { replace })
    },
    [query, path, navigate, fixedGroupId],
  )

  return useMemo(
    () => ({
      ...state,
      sort: orderOf(state.filter, state.sort),
      filter: fixedGroupId === null ? state.filter : { ...state.filter, groupId: fixedGroupId },
      setFilter: (change) => go({ ...state, filter: { ...state.filter, ...change } }, true),
      setSort: (sort) => go({ ...state, sort }, true),
      open: (openId) => go({ ...state, openId }, true),
      clear: () => go({ ...state, filter: {} }, true),
    }),
    [state, fixedGroupId, go],
  )
}
