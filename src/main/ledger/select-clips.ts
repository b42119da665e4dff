import { setImmediate } from 'node:timers/promises'
import { sql, type RawBuilder } from 'kysely'
import { orderOf, type ClipFilter, type ClipSelection, type ClipSort } from '../../contract/models/clip.ts'
import { clipStates, noClips, type ClipState, type StateCounts } from '../../contract/models/states.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import { countClips } from './counts.ts'
import { isIn } from './json-list.ts'
import type { LedgerDb } from './open-ledger.ts'

/** A filter as SQL over the table `clip`. */
export function where(filter: ClipFilter): RawBuilder<boolean> {
  const terms: RawBuilder<unknown>[] = []
  // A folder or an intake is one person's: their indexes are the ones to go by.
  const narrower = filter.watchFolderId !== undefined || filter.intakeId !== undefined || filter.batchId !== undefined
  if (filter.groupId !== undefined) terms.push(narrower ? sql`+clip.group_id = ${filter.groupId}` : sql`clip.group_id = ${filter.groupId}`)
  if (filter.accountId !== undefined) terms.push(sql`+clip.account_id = ${filter.accountId}`)
  if (filter.states) terms.push(filter.states.length === 1 ? sql`clip.state = ${filter.states[0] ?? ''}` : isIn('clip.state', filter.states))
  if (filter.reasonCode !== undefined) terms.push(sql`clip.reason_code = ${filter.reasonCode} AND clip.reason_code <> ''`)
  if (filter.watchFolderId !== undefined) terms.push(sql`clip.watch_folder_id = ${filter.watchFolderId}`)
  if (filter.batchId !== undefined) terms.push(sql`clip.id IN (SELECT clip_id FROM attempt WHERE batch_id = ${filter.batchId})`)
  if (filter.intakeId !== undefined) terms.push(sql`clip.id IN (SELECT clip_id FROM intake_clip WHERE intake_id = ${filter.intakeId})`)
  if (filter.match !== undefined) terms.push(sql`clip.match = ${filter.match}`)
  // No way to go by: in a list's own order it is (`newerThan`), in any other it would mean a sorting.
  if (filter.changedSince !== undefined) terms.push(sql`+clip.state_since > ${filter.changedSince}`)
  if (filter.takenSince !== undefined) terms.push(sql`+clip.id > ${filter.takenSince.clipId}`)
  if (filter.search) terms.push(sql`(clip.name LIKE ${pattern(filter.search)} ESCAPE '!' OR clip.location LIKE ${pattern(filter.search)} ESCAPE '!' OR clip.asset_id = ${filter.search})`)
  return terms.length === 0 ? sql<boolean>`1` : sql<boolean>`${sql.join(terms, sql` AND `)}`
}

function pattern(search: string): string {
  return `%${search.replace(/[!%_]/g, '!$&')}%`
}

/** Where the list of what is new begins, in the order it comes in. */
function newerThan({ changedSince, takenSince }: ClipFilter): RawBuilder<unknown> {
  if (changedSince !== undefined) return sql`clip.state_since > ${changedSince}`
  return takenSince === undefined ? sql`1` : sql`clip.id > ${takenSince.clipId}`
}

interface Cursor { at: number; id: number }

function readCursor(after: string): Cursor {
  const [, at, id] = /^(\d+)\.(\d+)$/.exec(after) ?? []
  if (at === undefined || id === undefined) {
    throw new ProblemError('invalid-input', `"${after}" is no place in this list.`, 'Take the cursor from the page before, or leave it out.')
  }
  return { at: Number(at), id: Number(id) }
}

/** States in which a clip has a reason. */
const withReason: readonly ClipState[] = ['held', 'failed', 'needs-attention', 'excluded']

/**
 * One keyset page of clip ids. Where no one index holds a filter in order (several states; an account, which is its
 * persons), it is read as one page for each part and merged, so that every page comes straight from an index
 * however many clips there are, and clips cost no index for each way they may be looked at.
 */
export async function pageOfClips(db: LedgerDb, filter: ClipFilter, asked: ClipSort, limit: number, after: string | null): Promise<{ ids: number[]; next: string | null }> {
  const cursor = after ? readCursor(after) : null
  const sort = orderOf(filter, asked)
  if (filter.search) return pageOfFound(db, filter, sort !== 'oldest', limit, cursor)
  if (inIntakeOrder(filter, sort)) return pageOfIntake(db, filter, sort !== 'oldest', limit, cursor)
  const byChange = sort === 'recently-changed'
  const down = sort !== 'oldest'
  const rows: Cursor[] = []
  for (const part of await partsOf(db, filter, byChange)) {
    const key = byChange ? sql`clip.state_since` : sql`0`
    const beyond = cursor === null ? sql`1`
      : byChange ? sql`(clip.state_since, clip.id) < (${cursor.at}, ${cursor.id})`
      : down ? sql`clip.id < ${cursor.id}` : sql`clip.id > ${cursor.id}`
    const order = byChange ? sql`clip.state_since DESC, clip.id DESC` : down ? sql`clip.id DESC` : sql`clip.id`
    const page = await sql<Cursor>`SELECT ${key} AS at, clip.id FROM clip WHERE ${part} AND ${beyond} AND ${newerThan(filter)} ORDER BY ${order} LIMIT ${limit + 1}`.execute(db)
    rows.push(...page.rows)
  }
  rows.sort((a, b) => (down ? b.at - a.at || b.id - a.id : a.at - b.at || a.id - b.id))
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { ids: page.map((row) => row.id), next: rows.length > limit && last ? `${last.at}.${last.id}` : null }
}

/** All that one intake met, by age: what it met is kept in that order. */
function inIntakeOrder({ intakeId, batchId, states, reasonCode, match }: ClipFilter, sort: ClipSort): boolean {
  return intakeId !== undefined && sort !== 'recently-changed' && batchId === undefined && states === undefined && reasonCode === undefined && match === undefined
}

/** A page that walks what the intake met, in place of collecting all of it first. */
async function pageOfIntake(db: LedgerDb, filter: ClipFilter, down: boolean, limit: number, cursor: Cursor | null): Promise<{ ids: number[]; next: string | null }> {
  const beyond = cursor === null ? sql`1` : down ? sql`met.clip_id < ${cursor.id}` : sql`met.clip_id > ${cursor.id}`
  const rows = await sql<{ id: number }>`SELECT clip.id FROM intake_clip AS met CROSS JOIN clip ON clip.id = met.clip_id
    WHERE met.intake_id = ${filter.intakeId} AND ${beyond} AND ${where({ ...filter, intakeId: undefined })} ORDER BY met.clip_id ${down ? sql`DESC` : sql``} LIMIT ${limit + 1}`.execute(db)
  const ids = rows.rows.slice(0, limit).map((row) => row.id)
  return { ids, next: rows.rows.length > limit ? `0.${ids.at(-1) ?? 0}` : null }
}

/** The parts of a filter, no clip in two of them, that each come from one index in order. */
async function partsOf(db: LedgerDb, filter: ClipFilter, byChange: boolean): Promise<RawBuilder<boolean>[]> {
  const { watchFolderId, intakeId, batchId, reasonCode, match } = filter
  const small = batchId !== undefined
  // Each state once, or its clips would show twice; of no state at all there are none.
  const asked = filter.states ? [...new Set(filter.states)] : null
  const needed = reasonCode !== undefined ? withReason : byChange && (watchFolderId !== undefined || intakeId !== undefined || match !== undefined) ? clipStates : null
  const states: (ClipState | null)[] = small ? (asked ?? [null]) : needed === null ? (asked ?? [null]) : asked === null ? [...needed] : asked.filter((state) => needed.includes(state))
  const groups = small || watchFolderId !== undefined || intakeId !== undefined ? null : await groupsOf(db, filter)
  const parts = (groups ?? [null]).flatMap((groupId) => states.map((state) => (
    groupId === null ? where({ ...filter, states: state ? [state] : undefined }) : where({ ...filter, accountId: undefined, groupId, states: state ? [state] : undefined })
  )))
  if (intakeId === undefined || small || (!byChange && asked === null)) return parts
  // An intake's own clips are in order; those it met again are others', and mostly few.
  const own = states.map((state) => sql<boolean>`clip.intake_id = ${intakeId} AND ${where({ ...filter, intakeId: undefined, states: state ? [state] : undefined })}`)
  const met = sql<boolean>`${where({ ...filter, states: asked ?? undefined })} AND clip.intake_id IS NOT ${intakeId}`
  const row = await db.selectFrom('intake').select('already_there').where('id', '=', intakeId).executeTakeFirst()
  return row?.already_there === 0 ? own : [...own, met]
}

/** The persons a list is to be read by, one after the other; null: all at once. */
async function groupsOf(db: LedgerDb, { accountId, groupId, reasonCode, match }: ClipFilter): Promise<number[] | null> {
  if (groupId !== undefined || (accountId === undefined && reasonCode === undefined && match === undefined)) return null
  let query = db.selectFrom('avatar_group').select('id')
  if (accountId !== undefined) query = query.where('account_id', '=', accountId)
  // Of a reason only those whose clips have it, which is known without looking.
  if (reasonCode !== undefined) query = query.where('id', 'in', (eb) => eb.selectFrom('clip_count').select('group_id').where('reason_code', '=', reasonCode).where('n', '>', 0))
  return (await query.execute()).map((row) => row.id)
}

/** Rows looked through at a time when text is searched: no index helps, so nobody must wait behind it. */
const searchWindow = 20_000

/** A page of what a search finds, by age: the clips are looked through a window at a time, letting others in between. */
async function pageOfFound(db: LedgerDb, filter: ClipFilter, down: boolean, limit: number, cursor: Cursor | null): Promise<{ ids: number[]; next: string | null }> {
  const newest = await newestId(db)
  const ids: number[] = []
  let edge = cursor?.id ?? (down ? newest + 1 : 0)
  while ((down ? edge > 1 : edge < newest) && ids.length <= limit) {
    const [above, below] = down ? [edge - searchWindow - 1, edge] : [edge, edge + searchWindow + 1]
    const rows = await sql<{ id: number }>`SELECT clip.id FROM clip WHERE clip.id > ${above} AND clip.id < ${below} AND ${where(filter)} ORDER BY clip.id ${down ? sql`DESC` : sql``} LIMIT ${limit + 1 - ids.length}`.execute(db)
    ids.push(...rows.rows.map((row) => row.id))
    edge = down ? above + 1 : below - 1
    await setImmediate()
  }
  const page = ids.slice(0, limit)
  return { ids: page, next: ids.length > limit ? `0.${page.at(-1) ?? 0}` : null }
}

async function newestId(db: LedgerDb): Promise<number> {
  return (await db.selectFrom('clip').select((eb) => eb.fn.max<number | null>('id').as('id')).executeTakeFirst())?.id ?? 0
}

/** Counts what a search finds, in the same windows. */
async function countFound(db: LedgerDb, filter: ClipFilter): Promise<StateCounts> {
  const counts = noClips()
  const newest = await newestId(db)
  for (let edge = 0; edge < newest; edge += searchWindow) {
    const rows = await sql<{ state: ClipState; n: number }>`SELECT clip.state, count(*) AS n FROM clip WHERE clip.id > ${edge} AND clip.id <= ${edge + searchWindow} AND ${where(filter)} GROUP BY clip.state`.execute(db)
    for (const row of rows.rows) counts[row.state] += row.n
    await setImmediate()
  }
  return counts
}

/** Counts what is new, state by state: each comes from an index that needs no look at the clips themselves. */
async function countNew(db: LedgerDb, filter: ClipFilter): Promise<StateCounts> {
  const byChange = filter.changedSince !== undefined
  // The index that counts matches goes on with the person, not with the clip's age.
  const newer = filter.match !== undefined && !byChange ? sql`1` : newerThan(filter)
  const counts = noClips()
  for (const state of new Set(filter.states ?? clipStates)) {
    for (const part of await partsOf(db, { ...filter, states: [state] }, byChange)) {
      const { rows } = await sql<{ n: number }>`SELECT count(*) AS n FROM clip WHERE ${part} AND ${newer}`.execute(db)
      counts[state] += rows[0]?.n ?? 0
    }
  }
  return counts
}

/** Clips by state under a filter: from the kept counts where they can tell, else counted. */
export async function countFiltered(db: LedgerDb, { sourceKind, ...filter }: ClipFilter & { sourceKind?: 'path' | 'url' }): Promise<StateCounts> {
  const isNew = filter.changedSince !== undefined || filter.takenSince !== undefined
  const kept = !isNew && sourceKind === undefined && filter.batchId === undefined && filter.intakeId === undefined && filter.match === undefined && !filter.search
  if (kept) {
    const counts = await countClips(db, { groupId: filter.groupId, folderId: filter.watchFolderId, reasonCode: filter.reasonCode, accountId: filter.accountId })
    return filter.states ? { ...noClips(), ...Object.fromEntries(filter.states.map((state) => [state, counts[state]])) } : counts
  }
  if (filter.search && sourceKind === undefined) return countFound(db, filter)
  if (isNew && sourceKind === undefined) return countNew(db, filter)
  const ofKind = sourceKind === undefined ? sql`1` : sql`clip.source_kind = ${sourceKind}`
  const rows = await sql<{ state: ClipState; n: number }>`SELECT clip.state, count(*) AS n FROM clip WHERE ${where(filter)} AND ${ofKind} GROUP BY clip.state`.execute(db)
  return { ...noClips(), ...Object.fromEntries(rows.rows.map((row) => [row.state, row.n])) }
}

/** Clips changed in one transaction when many are: on a slow machine still well under 50 ms. */
export const walkPage = 200

/** Walks a selection in pages of ids, in order; `states` narrows it to those that an action concerns. */
export async function* walkSelection(db: LedgerDb, selection: ClipSelection, states: readonly ClipState[]): AsyncGenerator<number[]> {
  const page = walkPage
  if ('ids' in selection) {
    for (let n = 0; n < selection.ids.length; n += page) yield selection.ids.slice(n, n + page)
    return
  }
  const wanted = selection.filter.states ? states.filter((state) => selection.filter.states?.includes(state)) : states
  for (const state of wanted) {
    for (let last = 0; ;) {
      const rows = await sql<{ id: number }>`SELECT clip.id FROM clip WHERE ${where({ ...selection.filter, states: [state] })} AND clip.id > ${last} ORDER BY clip.id LIMIT ${page}`.execute(db)
      const ids = rows.rows.map((row) => row.id)
      if (ids.length === 0) break
      yield ids
      last = ids.at(-1) ?? last
    }
  }
}
