import { clipFilter, type ClipFilter } from '../../contract/models/clip.ts'

/** Addresses of the screens; links are made here and nowhere else. */
export const places = {
  overview: () => '/',
  needsYou: () => '/needs-you',
  people: () => '/people',
  person: (groupId: number, tab?: 'clips' | 'batches' | 'folders' | 'assets') => `/people/${groupId}${tab ? `?tab=${tab}` : ''}`,
  clips: (filter: ClipFilter = {}, clipId?: number) => withQuery('/clips', { ...queryOf(filter), ...(clipId === undefined ? {} : { clip: String(clipId) }) }),
  folders: () => '/folders',
  activity: () => '/activity',
  settings: (section?: string) => `/settings${section ? `?section=${section}` : ''}`,
  firstRun: () => '/first-run',
}

function withQuery(path: string, query: Record<string, string>): string {
  const search = new URLSearchParams(query).toString()
  return search ? `${path}?${search}` : path
}

function queryOf(filter: ClipFilter): Record<string, string> {
  const query: Record<string, string> = {}
  for (const [name, value] of Object.entries(filter)) {
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) continue
    query[name] = Array.isArray(value) ? value.join(',') : String(value)
  }
  return query
}

const numbers = ['accountId', 'groupId', 'watchFolderId', 'batchId', 'intakeId'] as const

/** The filter an address carries; what cannot be read of it is left out, so that an old link still opens. */
export function clipFilterOf(search: string): ClipFilter {
  const query = new URLSearchParams(search)
  const filter: ClipFilter = {}
  const keep = (part: Record<string, unknown>) => {
    const read = clipFilter.safeParse(part)
    if (read.success) Object.assign(filter, read.data)
  }
  for (const name of numbers) {
    const value = query.get(name)
    if (value) keep({ [name]: Number(value) })
  }
  for (const name of ['reasonCode', 'match', 'search'] as const) {
    const value = query.get(name)
    if (value) keep({ [name]: value })
  }
  const states = query.get('states')
  if (states) keep({ states: states.split(',') })
  return filter
}

/** The clip whose drawer an address opens; null without one. */
export function openClipOf(search: string): number | null {
  const id = Number(new URLSearchParams(search).get('clip') ?? Number.NaN)
  return Number.isSafeInteger(id) ? id : null
}
