import type { ClipFilter } from '../../contract/models/clip.ts'
import { clipsQuery } from '../features/clips-link.ts'

/** Addresses of the screens; links are made here and nowhere else. */
export const places = {
  overview: () => '/',
  needsYou: () => '/needs-you',
  people: () => '/people',
  person: (groupId: number, tab?: 'clips' | 'batches' | 'folders' | 'assets') => `/people/${groupId}${tab ? `?tab=${tab}` : ''}`,
  clips: (filter: ClipFilter = {}, clipId?: number) => {
    const query = [clipsQuery(filter), clipId === undefined ? '' : `clip=${clipId}`].filter((part) => part !== '').join('&')
    return query === '' ? '/clips' : `/clips?${query}`
  },
  folders: () => '/folders',
  activity: () => '/activity',
  settings: (section?: string) => `/settings${section ? `?section=${section}` : ''}`,
  firstRun: () => '/first-run',
}

/** The clip whose drawer an address opens; null without one. */
export function openClipOf(search: string): number | null {
  const id = Number(new URLSearchParams(search).get('clip') ?? Number.NaN)
  return Number.isSafeInteger(id) ? id : null
}
