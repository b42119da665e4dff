import type { EventKind } from '../../contract/models/event.ts'
import { sql } from 'kysely'
import type { Reason } from '../../contract/models/clip.ts'
import type { ClipState, MatchKind } from '../../contract/models/states.ts'
import { mayMove } from '../domain/clip-transitions.ts'
import { closeWithdrawn } from './close-withdrawn.ts'
import { isIn } from './json-list.ts'
import type { LedgerTx } from './open-ledger.ts'
import { writeEvents } from './write-event.ts'

/** One clip's step from state to state, with what changes beside it. What is left out stays. */
export interface ClipMove {
  clipId: number
  to: ClipState
  /** Only from these; otherwise the clip has moved on meanwhile and is left alone. */
  from?: readonly ClipState[]
  /** Why it is held, failed or unclear; null clears it (also the default on leaving such a state). */
  reason?: Reason | null
  /** When its next local step is due, UTC ms; null: nothing is due. */
  dueAt?: number | null
  batchId?: number
  match?: MatchKind | null
  assetId?: string | null
  assetUrl?: string | null
  sameOutcome?: number
  duplicateOf?: number | null
  sourceMissing?: boolean
  submitAnyway?: boolean
  setAsideFrom?: ClipState | null
  /** Appended to the event. */
  data?: Record<string, unknown>
}

export interface MoveContext {
  now: number
  actor: string
  /** The event's name, unless it is just `clip.<to>`. */
  what?: EventKind
}

const kept = <T>(given: T | undefined, before: T): T => (given === undefined ? before : given)

/** States in which a clip has a local step due by itself. */
const workStates: ReadonlySet<ClipState> = new Set(['settling', 'checking', 'publishing'])
/** States which say a reason. */
const reasonStates: ReadonlySet<ClipState> = new Set(['held', 'failed', 'needs-attention', 'excluded'])

/**
 * The one function that changes clips' states: checks each step against the permitted transitions,
 * updates the rows and writes the events, all in the caller's transaction.
 * @returns the ids that moved; the rest had moved on meanwhile and were left as they are.
 */
export async function moveClips(tx: LedgerTx, moves: readonly ClipMove[], context: MoveContext): Promise<number[]> {
  if (moves.length === 0) return []
  const rows = await tx.selectFrom('clip')
    .select(['id', 'state', 'account_id', 'group_id', 'batch_id', 'reason_code', 'reason', 'match', 'asset_id', 'asset_url', 'same_outcome', 'duplicate_of', 'source_missing', 'submit_anyway', 'set_aside_from', 'watch_folder_id'])
    .where(isIn('id', moves.map((move) => move.clipId)))
    .execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  const updates = new Map<number, unknown[]>()
  const events: Parameters<typeof writeEvents>[1][number][] = []
  const moved: number[] = []
  const left = new Set<number>()
  for (const move of moves) {
    const row = byId.get(move.clipId)
    if (!row || (move.from && !move.from.includes(row.state)) || !mayMove(row.state, move.to)) continue
    const reason = move.reason !== undefined ? (move.reason && JSON.stringify(move.reason)) : reasonStates.has(move.to) ? row.reason : null
    const reasonCode = move.reason !== undefined ? (move.reason?.code ?? '') : reasonStates.has(move.to) ? row.reason_code : ''
    const dueAt = move.dueAt !== undefined ? move.dueAt : workStates.has(move.to) ? context.now : null
    // On its way again: what an earlier attempt brought is in its history, and no longer the clip's.
    const startsAnew = workStates.has(move.to)
    // A queued clip that goes anywhere but out is no longer part of a batch that waits for its second chance.
    const leavesItsBatch = row.state === 'ready' && move.to !== 'submitting'
    if (leavesItsBatch && row.batch_id !== null) left.add(row.batch_id)
    events.push({
      at: context.now, actor: context.actor, what: context.what ?? `clip.${move.to}`,
      accountId: row.account_id, groupId: row.group_id, clipId: row.id, batchId: move.batchId ?? row.batch_id, folderId: row.watch_folder_id,
      data: { from: row.state, to: move.to, ...(reasonCode ? { reason: reasonCode } : {}), ...move.data },
    })
    moved.push(row.id)
    // Kept by clip, so that a clip named twice takes its second step from its first.
    const after = {
      ...row, state: move.to, reason, reason_code: reasonCode, batch_id: kept(move.batchId, leavesItsBatch ? null : row.batch_id),
      match: kept(move.match, startsAnew ? null : row.match), asset_id: kept(move.assetId, startsAnew ? null : row.asset_id), asset_url: kept(move.assetUrl, startsAnew ? null : row.asset_url),
      same_outcome: kept(move.sameOutcome, row.same_outcome), duplicate_of: kept(move.duplicateOf, row.duplicate_of),
      source_missing: Number(kept(move.sourceMissing, row.source_missing === 1)), submit_anyway: Number(kept(move.submitAnyway, row.submit_anyway === 1)),
      set_aside_from: kept(move.setAsideFrom, row.set_aside_from),
    }
    byId.set(row.id, after)
    updates.set(row.id, [
      row.id, after.state, context.now, dueAt, after.reason_code, after.reason, after.batch_id, after.match, after.asset_id, after.asset_url,
      after.same_outcome, after.duplicate_of, after.source_missing, after.submit_anyway, after.set_aside_from,
    ])
  }
  if (moved.length === 0) return moved
  await sql`UPDATE "clip" SET state = j.value->>1, state_since = j.value->>2, due_at = j.value->>3, reason_code = j.value->>4, reason = j.value->>5,
      batch_id = j.value->>6, match = j.value->>7, asset_id = j.value->>8, asset_url = j.value->>9, same_outcome = j.value->>10,
      duplicate_of = j.value->>11, source_missing = j.value->>12, submit_anyway = j.value->>13, set_aside_from = j.value->>14
    FROM json_each(${JSON.stringify([...updates.values()])}) AS j WHERE clip.id = j.value->>0`.execute(tx)
  await writeEvents(tx, events)
  if (left.size > 0) await closeWithdrawn(tx, [...left], context.now)
  return moved
}
