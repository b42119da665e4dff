/** The items of a task's result: one list out of the three the service gives, each item once. */
import { asDictionary, type ServiceWords } from './submission-answer.ts'

export type ItemVerdict = 'active' | 'failed' | 'unclear'
export type ListName = 'assets' | 'usable' | 'failed'

export interface TaskItem {
  assetId: string | null
  /** `asset://…`; made from the id where the service left it out. */
  assetUrl: string | null
  /** The service's word, as it came. */
  status: string | null
  verdict: ItemVerdict
  /** Null when the service gives none, which may be the normal case. */
  reason: ServiceWords | null
  /** Which of the result's lists named it. In `usable` and `failed` at once is a contradiction. */
  lists: ListName[]
  /** What it was read from, once for each list. */
  raw: unknown[]
}

const activeWords = new Set(['active', 'usable', 'available', 'approved', 'passed', 'success', 'succeeded', 'completed'])
const failedWords = new Set(['failed', 'failure', 'fail', 'rejected', 'refused', 'error', 'unusable', 'cancelled', 'canceled'])

/**
 * Unites the lists. An item is the same in two lists when its asset id is (else its asset URL, else all of
 * it); twice within one list it stays two items, which is for the matching to object to.
 */
export function uniteLists(lists: Record<ListName, readonly unknown[]>): TaskItem[] {
  const items: TaskItem[] = []
  for (const name of ['assets', 'usable', 'failed'] as const) {
    const before = [...items]
    const taken = new Set<TaskItem>()
    for (const raw of lists[name]) {
      const item = readItem(raw, name)
      const same = before.find((other) => !taken.has(other) && isSameItem(other, item))
      if (same) taken.add(same)
      if (same) join(same, item)
      else items.push(item)
    }
  }
  const united = joinTheLoneNameless(items)
  for (const item of united) item.verdict = judge(item)
  return united
}

/** The first of `keys` that holds something, as text. */
export function pickText(source: Record<string, unknown> | null, ...keys: string[]): string | null {
  for (const key of keys) {
    const value = source?.[key]
    if (typeof value === 'number' && Number.isFinite(value)) return String(value)
    if (typeof value === 'string' && value.trim() !== '') return value.trim()
  }
  return null
}

/** A reason in any of the shapes seen: `error: {code, message}`, `error: "…"`, `fail_reason`, `error_code`, … */
export function readReason(source: Record<string, unknown> | null): ServiceWords | null {
  const nested = asDictionary(source?.error) ?? asDictionary(source?.Error) ?? asDictionary(source?.reason) ?? asDictionary(source?.fail_reason)
  const code = pickText(nested, 'code', 'Code', 'type') ?? pickText(source, 'error_code', 'errorCode', 'ErrorCode', 'reason_code', 'fail_code')
  const message =
    pickText(nested, 'message', 'Message', 'msg', 'reason') ??
    pickText(source, 'error_message', 'errorMessage', 'ErrorMessage', 'error_msg', 'error', 'Error', 'reason', 'Reason', 'fail_reason', 'failed_reason', 'failure_reason', 'message', 'Message')
  return code === null && message === null ? null : { code, message }
}

const assetScheme = 'asset://'

function readItem(raw: unknown, list: ListName): TaskItem {
  const bare = typeof raw === 'string' && raw.trim() !== '' ? raw.trim() : null
  const source = asDictionary(raw)
  const url = [bare, pickText(source, 'asset_url', 'assetUrl', 'AssetUrl', 'AssetURL'), pickText(source, 'url', 'Url', 'URL')]
    .find((candidate) => candidate?.startsWith(assetScheme)) ?? null
  const assetId =
    pickText(source, 'asset_id', 'assetId', 'AssetId', 'AssetID', 'id', 'Id', 'ID') ??
    (bare?.startsWith(assetScheme) ? bare.slice(assetScheme.length) : bare) ??
    url?.slice(assetScheme.length) ?? null
  return {
    assetId,
    assetUrl: url ?? pickText(source, 'asset_url', 'assetUrl', 'AssetUrl') ?? (assetId === null ? null : assetScheme + assetId),
    status: pickText(source, 'status', 'Status', 'state'),
    verdict: 'unclear',
    reason: readReason(source),
    lists: [list],
    raw: [raw],
  }
}

function judge(item: TaskItem): ItemVerdict {
  const word = item.status?.toLowerCase() ?? ''
  const byWord = activeWords.has(word) ? 'active' : failedWords.has(word) ? 'failed' : null
  const byList = item.lists.includes('usable') ? 'active' : item.lists.includes('failed') ? 'failed' : null
  if (isInBothLists(item) || (byWord !== null && byList !== null && byWord !== byList)) return 'unclear'
  const verdict = byList ?? byWord ?? 'unclear'
  // Cleared, but with nothing to use it by: a person has to look.
  return verdict === 'active' && item.assetUrl === null ? 'unclear' : verdict
}

export function isInBothLists(item: TaskItem): boolean {
  return item.lists.includes('usable') && item.lists.includes('failed')
}

function join(into: TaskItem, item: TaskItem): void {
  into.lists.push(...item.lists)
  into.raw.push(...item.raw)
  into.assetId ??= item.assetId
  into.assetUrl ??= item.assetUrl
  into.reason ??= item.reason
  // Of two words the one that is a verdict tells more ("Processing" in one list, "Failed" in the other).
  const word = into.status?.toLowerCase() ?? ''
  if (!activeWords.has(word) && !failedWords.has(word)) into.status = item.status ?? into.status
}

/** An item without an id, told more fully in its second list, looks like another one; with a single such pair there is no doubt. */
function joinTheLoneNameless(items: TaskItem[]): TaskItem[] {
  const nameless = items.filter((item) => item.assetId === null && item.assetUrl === null && item.lists.length === 1)
  const inAll = nameless.filter((item) => item.lists[0] === 'assets')
  const inOne = nameless.filter((item) => item.lists[0] !== 'assets')
  const [kept, other] = [inAll[0], inOne[0]]
  if (inAll.length !== 1 || inOne.length !== 1 || !kept || !other) return items
  join(kept, other)
  return items.filter((item) => item !== other)
}

function isSameItem(a: TaskItem, b: TaskItem): boolean {
  if (a.assetId !== null || b.assetId !== null) return a.assetId === b.assetId
  if (a.assetUrl !== null || b.assetUrl !== null) return a.assetUrl === b.assetUrl
  return isSameJson(a.raw[0], b.raw[0], 0)
}

function isSameJson(a: unknown, b: unknown, depth: number): boolean {
  if (Object.is(a, b)) return true
  if (depth > 32 || typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>]
  const keys = Object.keys(left)
  return keys.length === Object.keys(right).length && keys.every((key) => key in right && isSameJson(left[key], right[key], depth + 1))
}
