/** The one way to write and to read the address of a list of clips: every number leads through here. */
import { clipStates, matchKind, type ClipState } from '../../contract/models/states.ts'
import type { ClipFilter } from '../../contract/models/clip.ts'

const longNames = { state: 'states', group: 'groupId', reason: 'reasonCode', folder: 'watchFolderId', batch: 'batchId', intake: 'intakeId', account: 'accountId', match: 'match', changed: 'changedSince', taken: 'takenSince', q: 'search' } as const

function whole(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined
}

function takenSince(text: string | null): ClipFilter['takenSince'] {
  const [, at, clipId] = /^(\d+)\.(\d+)$/.exec(text ?? '') ?? []
  return at === undefined ? undefined : { at: Number(at), clipId: Number(clipId) }
}

/**
 * The address (without `#`) of the clips a filter matches, e.g. `/clips?state=held&group=3&reason=DurationTooLong`.
 * Query keys: state (comma list), group, reason, folder, batch, intake, account, match, changed (UTC ms), taken (UTC ms and, after a dot, a clip), q.
 */
export function clipsLink(filter: ClipFilter = {}): string {
  const query = clipsQuery(filter)
  return query === '' ? '/clips' : `/clips?${query}`
}

/** The query of `clipsLink`, for a list that lives at another address (a person's clips). */
export function clipsQuery(filter: ClipFilter): string {
  const query = new URLSearchParams()
  if (filter.groupId !== undefined) query.set('group', String(filter.groupId))
  if (filter.reasonCode) query.set('reason', filter.reasonCode)
  if (filter.watchFolderId !== undefined) query.set('folder', String(filter.watchFolderId))
  if (filter.batchId !== undefined) query.set('batch', String(filter.batchId))
  if (filter.intakeId !== undefined) query.set('intake', String(filter.intakeId))
  if (filter.accountId !== undefined) query.set('account', String(filter.accountId))
  if (filter.match) query.set('match', filter.match)
  if (filter.changedSince !== undefined) query.set('changed', String(filter.changedSince))
  if (filter.takenSince) query.set('taken', `${filter.takenSince.at}.${filter.takenSince.clipId}`)
  if (filter.search) query.set('q', filter.search)
  const rest = query.toString()
  // The state goes first and keeps its commas, so that the address can be read and typed.
  const state = filter.states?.length ? `state=${filter.states.join(',')}` : ''
  return [state, rest].filter((part) => part !== '').join('&')
}

/** Reads the query back, the filter's own names (`states`, `groupId`) too; what it does not know is left out, never an error. */
export function clipsFilterOf(query: string): ClipFilter {
  const search = new URLSearchParams(query)
  const given = { get: (short: keyof typeof longNames) => search.get(short) ?? search.get(longNames[short]) }
  const states = (given.get('state') ?? '').split(',').filter((state): state is ClipState => (clipStates as readonly string[]).includes(state))
  const match = matchKind.safeParse(given.get('match'))
  const filter: ClipFilter = {
    states: states.length > 0 ? states : undefined,
    groupId: whole(given.get('group')),
    reasonCode: given.get('reason') ?? undefined,
    watchFolderId: whole(given.get('folder')),
    batchId: whole(given.get('batch')),
    intakeId: whole(given.get('intake')),
    accountId: whole(given.get('account')),
    match: match.success ? match.data : undefined,
    changedSince: whole(given.get('changed')),
    takenSince: takenSince(given.get('taken')),
    search: given.get('q')?.slice(0, 200) || undefined,
  }
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined))
}
