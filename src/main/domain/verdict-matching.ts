/**
 * Which verdict belongs to which clip. The service's items carry an asset id and a status, and perhaps the
 * name or the URL a clip was submitted under. A verdict on the wrong person's clip is worse than none, so
 * what contradicts itself matches nothing, and what rests on order alone says so.
 */
import { recogniseFailure } from './failure-catalogue.ts'
import type { ServiceWords } from './submission-answer.ts'
import { isInBothLists, type ItemVerdict, type TaskItem } from './task-items.ts'
import type { TaskAnswer } from './task-answer.ts'

/** One clip of the batch as it was submitted. `position` is its place in the request, from 0. */
export interface SubmittedAttempt {
  position: number
  correlationName: string
  url: string
}

export interface AttemptVerdict {
  position: number
  verdict: ItemVerdict
  /** `assumed`: by its place in the list only. */
  match: 'exact' | 'assumed'
  assetId: string | null
  assetUrl: string | null
  reason: ServiceWords | null
}

export type DisagreeWhy =
  | 'counts' // not as many items as clips
  | 'no-result' // no item at all
  | 'asset-twice' // one asset id for two items
  | 'in-both-lists' // usable and failed at once
  | 'clip-twice' // two items claim one clip
  | 'several-clips' // one item claims several clips
  | 'name-against-url' // its name says one clip, its URL or the upstream's answer another
  | 'order-unknown' // only the order could tell, and the service gave none
  | 'order-not-kept' // only the order could tell, and the named items show it is not the order of submission

export type Matching =
  | { kind: 'matched'; verdicts: AttemptVerdict[] }
  | { kind: 'disagree'; why: DisagreeWhy; attempts: number; items: number; usable: number; failed: number }

/** Matches a finished task's items to the batch's attempts: all of them, or none. Verdicts come in submission order. */
export function matchVerdicts(attempts: readonly SubmittedAttempt[], answer: TaskAnswer): Matching {
  const inOrder = [...attempts].sort((a, b) => a.position - b.position)
  const only = inOrder.length === 1 ? inOrder[0] : undefined
  const { items } = answer
  const disagree = (why: DisagreeWhy): Matching => ({
    kind: 'disagree', why, attempts: attempts.length, items: items.length,
    usable: answer.counts.usable ?? 0, failed: answer.counts.failed ?? 0,
  })

  if (items.some(isInBothLists)) return disagree('in-both-lists')
  if (hasRepeats(items.flatMap((item) => item.assetId ?? [])) || hasRepeats(items.flatMap((item) => item.assetUrl ?? []))) return disagree('asset-twice')
  if (only && items.length === 0 && (answer.status.is === 'failed' || answer.status.is === 'cancelled')) {
    return matched([{ position: only.position, verdict: 'failed', match: 'exact', assetId: null, assetUrl: null, reason: answer.error }])
  }
  if (items.length === 0) return disagree('no-result')
  if (items.length !== attempts.length) return disagree('counts')
  if (only && items[0]) {
    const reason = items[0].verdict === 'active' ? null : (items[0].reason ?? tellingError(answer.error))
    return matched([{ ...verdictOf(items[0], only, 'exact'), reason }])
  }

  const claims = claimedClips(inOrder, answer)
  if (typeof claims === 'string') return disagree(claims)
  if (hasRepeats([...claims.values()])) return disagree('clip-twice')

  const claimed = new Set(claims.values())
  const restItems = items.filter((item) => !claims.has(item))
  const restAttempts = inOrder.filter((attempt) => !claimed.has(attempt))
  if (restItems.length > 1) {
    if (!answer.ordered) return disagree('order-unknown')
    const named = items.flatMap((item) => claims.get(item)?.position ?? [])
    if (named.some((position, index) => index > 0 && position < (named[index - 1] ?? 0))) return disagree('order-not-kept')
  }
  const exact = [...claims].map(([item, attempt]) => verdictOf(item, attempt, 'exact'))
  const assumed = restItems.flatMap((item, index) => {
    const attempt = restAttempts[index]
    return attempt ? [verdictOf(item, attempt, 'assumed')] : []
  })
  return matched([...exact, ...assumed].sort((a, b) => a.position - b.position))
}

function matched(verdicts: AttemptVerdict[]): Matching {
  return { kind: 'matched', verdicts }
}

function verdictOf(item: TaskItem, attempt: SubmittedAttempt, match: 'exact' | 'assumed'): AttemptVerdict {
  const { verdict, assetId, assetUrl } = item
  return { position: attempt.position, verdict, match, assetId, assetUrl, reason: verdict === 'active' ? null : item.reason }
}

/** The task's own error, where it says more than that something failed. Only for a batch of one: else it is about no clip in particular. */
function tellingError(error: ServiceWords | null): ServiceWords | null {
  if (error === null) return null
  return error.code !== null && error.code !== 'task_failed' ? error : recogniseFailure(error) === null ? null : error
}

type Claims = Map<TaskItem, SubmittedAttempt>

/** Item → the clip it names, by correlation name (its own or the upstream's), else by URL. Or what is wrong. */
function claimedClips(attempts: readonly SubmittedAttempt[], answer: TaskAnswer): Claims | DisagreeWhy {
  const byName = new Map(attempts.map((attempt) => [attempt.correlationName, attempt]))
  const byUrl = new Map(attempts.map((attempt) => [attempt.url, attempt]))
  // One URL for two clips tells neither from the other.
  for (const url of repeated(attempts.map((attempt) => attempt.url))) byUrl.delete(url)

  const names = tellApart(answer.items, byName)
  const urls = tellApart(answer.items, byUrl)
  if (names === null || urls === null) return 'several-clips'
  const upstream = tiesIn(answer.rawResponse, answer.items, byName)
  if (upstream === null) return 'several-clips'

  const claims: Claims = new Map()
  for (const item of answer.items) {
    const named = [names.get(item), upstream.get(item), urls.get(item)].filter((attempt) => attempt !== undefined)
    const [first] = named
    if (!first) continue
    if (named.some((attempt) => attempt !== first)) return 'name-against-url'
    claims.set(item, first)
  }
  return claims
}

/**
 * The clip each item mentions. Items that all mention the same several clips echo the request and tell
 * nothing; an item that alone mentions several is a contradiction: null.
 */
function tellApart(items: readonly TaskItem[], known: ReadonlyMap<string, SubmittedAttempt>): Claims | null {
  const mentions = items.map((item) => mentionedIn(item.raw, known))
  const several = mentions.filter((found) => found.size > 1)
  const first = several[0]
  if (first) {
    const echo = several.length === items.length && several.every((found) => found.size === first.size && [...found].every((one) => first.has(one)))
    return echo ? new Map() : null
  }
  return new Map(items.flatMap((item, index) => [...(mentions[index] ?? [])].map((attempt) => [item, attempt] as const)))
}

/** Deeper than any answer seen, and shallow enough for the stack whatever is sent. */
const deepest = 40

function mentionedIn(node: unknown, known: ReadonlyMap<string, SubmittedAttempt>, found = new Set<SubmittedAttempt>(), depth = 0): Set<SubmittedAttempt> {
  if (typeof node === 'string') {
    const attempt = known.get(node) ?? known.get(node.normalize('NFC'))
    if (attempt) found.add(attempt)
  } else if (typeof node === 'object' && node !== null && depth < deepest) {
    for (const child of Object.values(node)) mentionedIn(child, known, found, depth + 1)
  }
  return found
}

/**
 * Objects of the upstream's answer that hold exactly one asset of ours and exactly one correlation name.
 * Lists are borders: what lies in different elements of one has nothing to do with each other.
 * Null when two such objects say different things of one asset.
 */
function tiesIn(rawResponse: unknown, items: readonly TaskItem[], byName: ReadonlyMap<string, SubmittedAttempt>): Claims | null {
  const byAsset = new Map(items.flatMap((item) => [item.assetId, item.assetUrl].flatMap((key) => (key === null ? [] : [[key, item] as const]))))
  const ties: Claims = new Map()
  let contradicted = false

  const walk = (node: unknown, depth: number): { assets: Set<TaskItem>; names: Set<SubmittedAttempt> } => {
    const seen = { assets: new Set<TaskItem>(), names: new Set<SubmittedAttempt>() }
    if (typeof node === 'string') {
      const [item, attempt] = [byAsset.get(node), byName.get(node) ?? byName.get(node.normalize('NFC'))]
      if (item) seen.assets.add(item)
      if (attempt) seen.names.add(attempt)
    }
    if (typeof node !== 'object' || node === null || depth >= deepest) return seen
    for (const child of Object.values(node)) {
      const below = walk(child, depth + 1)
      if (Array.isArray(node)) continue
      for (const item of below.assets) seen.assets.add(item)
      for (const attempt of below.names) seen.names.add(attempt)
    }
    const [item, attempt] = [[...seen.assets][0], [...seen.names][0]]
    if (seen.assets.size === 1 && seen.names.size === 1 && item && attempt) {
      if (ties.has(item) && ties.get(item) !== attempt) contradicted = true
      ties.set(item, attempt)
    }
    return seen
  }
  walk(rawResponse, 0)
  return contradicted ? null : ties
}

function repeated(values: readonly string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index)
}

function hasRepeats(values: readonly unknown[]): boolean {
  return new Set(values).size !== values.length
}
