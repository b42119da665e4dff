import { clipSort, type ClipFilter, type ClipSort } from '../../../contract/models/clip.ts'
import { clipsFilterOf, clipsQuery } from '../clips-link.ts'

/** What the address says about a list of clips: which, in which order, and whose drawer is open. */
export interface ClipViewState {
  filter: ClipFilter
  sort: ClipSort
  /** The clip in the drawer. */
  openId: number | null
}

/** Reads the query of the address; what it does not know is left out. */
export function readClipViewState(query: string): ClipViewState {
  const given = new URLSearchParams(query)
  const sort = clipSort.safeParse(given.get('sort'))
  const open = given.get('clip')
  return {
    // The frame (its palette) writes the fields by their own names; both ways of writing are read.
    filter: clipsFilterOf(query),
    sort: sort.success ? sort.data : 'newest',
    openId: open !== null && /^\d+$/.test(open) ? Number(open) : null,
  }
}

/** Writes it back, without the leading question mark; the usual order is not written. */
export function writeClipViewState({ filter, sort, openId }: ClipViewState): string {
  const parts = [clipsQuery(filter)]
  if (sort !== 'newest') parts.push(`sort=${sort}`)
  if (openId !== null) parts.push(`clip=${openId}`)
  return parts.filter((part) => part !== '').join('&')
}

/** Whether the filter leaves anything out, apart from the person the list belongs to. */
export function isNarrowed(filter: ClipFilter, fixedGroupId: number | null): boolean {
  const { groupId, ...rest } = filter
  return Object.values(rest).some((value) => value !== undefined) || (groupId !== undefined && groupId !== fixedGroupId)
}
