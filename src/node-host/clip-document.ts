import type { GreenroomClient } from '../contract/client.ts'
import type { Clip } from '../contract/models/clip.ts'
import type { ClipState, MatchKind, StateCounts } from '../contract/models/states.ts'
import type { Batch } from '../contract/models/batch.ts'
import { explainReason, type ExplainedReason } from './reason-words.ts'
import { clipStateWords } from './words.ts'
import { sourceAsGiven } from './source-as-given.ts'

/** One clip as the command line's JSON has it. Other programs go by these names. */
export interface ClipRow {
  id: number
  source: string
  state: ClipState
  assetId: string | null
  assetUrl: string | null
  reason: ExplainedReason | null
  match: MatchKind | null
  attempts: number
}

export interface BatchRow {
  id: number
  taskId: string | null
  state: Batch['state']
  size: number
}

/** What `submit` and `failed --resubmit` answer. */
export interface CallDocument {
  clips: ClipRow[]
  batches: BatchRow[]
  /** Of this call's clips, zeros included. */
  counts: StateCounts
}

export function clipRow(clip: Clip, inputs?: readonly string[], cwd?: string): ClipRow {
  return {
    id: clip.id,
    source: sourceAsGiven(clip, inputs, cwd),
    state: clip.state,
    assetId: clip.assetId,
    assetUrl: clip.assetUrl,
    reason: reasonOf(clip),
    match: clip.match,
    attempts: clip.attempts,
  }
}

/** A copy says what became of the clip it is a copy of: that verdict is its own. */
function reasonOf(clip: Clip): ExplainedReason | null {
  if (!clip.reason) return null
  const explained = explainReason(clip.reason)
  const { original } = clip
  if (clip.reason.code !== 'DuplicateContent' || !original) return explained
  const verdict = original.state === 'active' && original.assetUrl ? `cleared: ${original.assetUrl}` : clipStateWords[original.state].toLowerCase()
  return { ...explained, message: `The same content as clip ${original.id} (${original.name}): ${verdict}.`, advice: `${explained.advice} greenroom clips submit-anyway ${clip.id}` }
}

/** Every clip a filter matches, page by page, in the order they were taken in. */
export async function* everyClip(client: GreenroomClient, filter: Parameters<GreenroomClient['clips']['list']>[0]['filter']): AsyncGenerator<Clip> {
  let after: string | null = null
  do {
    const page: Awaited<ReturnType<GreenroomClient['clips']['list']>> = await client.clips.list({ filter, sort: 'oldest', limit: 500, after })
    yield* page.rows
    after = page.next
  } while (after !== null)
}

/** The latest batches of these clips, the oldest first. */
export async function batchRows(client: GreenroomClient, clips: Iterable<Clip>): Promise<BatchRow[]> {
  const ids = new Set<number>()
  for (const clip of clips) if (clip.batchId !== null) ids.add(clip.batchId)
  const rows: BatchRow[] = []
  for (const id of [...ids].sort((a, b) => a - b)) {
    const batch = await client.batches.get({ id })
    rows.push({ id: batch.id, taskId: batch.taskId, state: batch.state, size: batch.size })
  }
  return rows
}
