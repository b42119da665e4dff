import type { AssetType, ClipState } from '../../contract/models/states.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import { catchUpWithBatch } from './catch-up-with-batch.ts'
import { isIn } from './json-list.ts'
import { moveClips, type ClipMove } from './move-clips.ts'
import type { LedgerTx } from './open-ledger.ts'
import { writeEvents } from './write-event.ts'

interface ActionContext { now: number; actor: string }

/** From this many alike outcomes in a row a clip is left out of "resubmit all". */
export const tiredAfter = 3

async function rowsOf(tx: LedgerTx, ids: readonly number[], states: readonly ClipState[]) {
  return tx.selectFrom('clip').select(['id', 'state', 'set_aside_from', 'same_outcome', 'match', 'attempts', 'reason_code']).where(isIn('id', ids)).where('state', 'in', states).orderBy('id').execute()
}

/** Queues failed clips again, and only those. @returns the ids that went. */
export async function resubmitClips(tx: LedgerTx, ids: readonly number[], options: { includeTiredOut: boolean }, context: ActionContext): Promise<number[]> {
  const rows = await rowsOf(tx, ids, ['failed'])
  const going = rows.filter((row) => options.includeTiredOut || row.same_outcome < tiredAfter)
  // A person's word lets a part-filled batch leave at once, whatever its folder says.
  await tx.updateTable('clip').set({ linger_until: null }).where(isIn('id', going.map((row) => row.id))).execute()
  return moveClips(tx, going.map((row) => ({ clipId: row.id, to: 'publishing', data: { assumed: row.match === 'assumed' } })), { ...context, what: 'clip.resubmitted' })
}

/** Sets clips aside: they are not sent. Clips that are with the service stay where they are. */
export async function setAsideClips(tx: LedgerTx, ids: readonly number[], context: ActionContext): Promise<number[]> {
  const rows = await rowsOf(tx, ids, ['settling', 'checking', 'held', 'publishing', 'ready', 'failed', 'needs-attention'])
  return moveClips(tx, rows.map((row) => ({ clipId: row.id, to: 'excluded', setAsideFrom: row.state })), { ...context, what: 'clip.excluded' })
}

/** Takes *set aside* back: to where a person's word is still needed, to where its batch has gone meanwhile, or to be checked anew. */
export async function bringBackClips(tx: LedgerTx, ids: readonly number[], context: ActionContext): Promise<number[]> {
  const rows = await rowsOf(tx, ids, ['excluded'])
  const moves = rows.map((row): ClipMove => {
    const from = row.set_aside_from
    const to = from === 'held' || from === 'failed' || from === 'needs-attention' ? from : 'checking'
    return { clipId: row.id, to, setAsideFrom: null }
  })
  const moved = await moveClips(tx, moves, { ...context, what: 'clip.brought-back' })
  await catchUpWithBatch(tx, moved, context)
  return moved
}

/** Checks held clips anew. */
export async function recheckClips(tx: LedgerTx, ids: readonly number[], context: ActionContext): Promise<number[]> {
  const rows = await rowsOf(tx, ids, ['held'])
  return moveClips(tx, rows.map((row) => ({ clipId: row.id, to: 'checking', reason: null, duplicateOf: null })), { ...context, what: 'clip.recheck-asked' })
}

/** Sends held clips as they are. */
export async function submitAnyway(tx: LedgerTx, ids: readonly number[], context: ActionContext): Promise<number[]> {
  const rows = await rowsOf(tx, ids, ['held'])
  return moveClips(tx, rows.map((row) => ({ clipId: row.id, to: 'publishing', reason: null, submitAnyway: true, duplicateOf: null, data: { held: row.reason_code } })), { ...context, what: 'clip.submit-anyway' })
}

/** Takes *submit anyway* back of clips that have not left yet: they are checked anew, and held again if the limit still is what it was. */
export async function takeBackAnyway(tx: LedgerTx, ids: readonly number[], context: ActionContext): Promise<number[]> {
  const rows = await rowsOf(tx, ids, ['publishing', 'ready'])
  return moveClips(tx, rows.map((row) => ({ clipId: row.id, to: 'checking', submitAnyway: false })), { ...context, what: 'clip.anyway-taken-back' })
}

/** States in which a clip's source may be exchanged: nothing of it is with the service. */
const replaceable: readonly ClipState[] = ['settling', 'checking', 'held', 'publishing', 'ready', 'failed', 'excluded', 'needs-attention']

/** Whether a batch it went out with has not been answered for: by the service, or by a person. */
async function mayStillBeAccepted(tx: LedgerTx, clipId: number): Promise<boolean> {
  const attempt = await tx.selectFrom('attempt').innerJoin('batch', 'batch.id', 'attempt.batch_id').select('attempt.id').where('attempt.clip_id', '=', clipId)
    .where('attempt.verdict', 'in', ['pending', 'unclear']).where('batch.state', 'in', ['sending', 'in-review', 'outcome-unknown', 'needs-attention']).limit(1).executeTakeFirst()
  return attempt !== undefined
}

/** Gives a clip another file or URL; it is checked and sent again, and its attempts stay. */
export async function replaceSource(
  tx: LedgerTx, clipId: number,
  source: { kind: 'path' | 'url'; location: string; locationKey: string; given: string; name: string; assetType: AssetType; sizeBytes: number | null; mtimeMs: number | null },
  context: ActionContext,
): Promise<void> {
  const clip = await tx.selectFrom('clip').select(['id', 'state', 'group_id', 'account_id', 'location', 'source_id']).where('id', '=', clipId).executeTakeFirst()
  if (!clip) throw new ProblemError('not-found', `There is no clip ${clipId}.`, 'List the clips to see their numbers.')
  if (!replaceable.includes(clip.state)) {
    throw new ProblemError('not-permitted-now', `Clip ${clipId} is ${clip.state}: its source cannot be replaced now.`, clip.state === 'active' ? 'It is cleared; take the new file in as a clip of its own.' : 'Wait for its verdict.')
  }
  // Set aside it is as unclear as before: sent again under another source, it could be paid for twice.
  if (clip.state === 'needs-attention' || (await mayStillBeAccepted(tx, clipId))) {
    throw new ProblemError('not-permitted-now', `It is not known whether clip ${clipId} was accepted as it was.`, 'Answer for its batch first; then replace the source.')
  }
  // Its verdict came while it was set aside.
  const last = await tx.selectFrom('attempt').select('verdict').where('clip_id', '=', clipId).orderBy('id', 'desc').limit(1).executeTakeFirst()
  if (clip.state === 'excluded' && last?.verdict === 'active') {
    throw new ProblemError('not-permitted-now', `Clip ${clipId} was cleared while it was set aside: its source cannot be replaced now.`, 'Bring it back to use it; take the new file in as a clip of its own.')
  }
  const other = await tx.selectFrom('clip_source').select('clip_id').where('group_id', '=', clip.group_id).where('location_key', '=', source.locationKey).where('current', '=', 1).where('clip_id', '<>', clipId).executeTakeFirst()
  if (other) throw new ProblemError('already-there', `${source.given} is already clip ${other.clip_id} of this person.`, 'Choose another file, or set one of the two aside.')
  if (clip.source_id !== null) await tx.updateTable('clip_source').set({ current: 0 }).where('clip_id', '=', clipId).where('location_key', '=', source.locationKey).execute()
  const made = await tx.insertInto('clip_source').values({
    clip_id: clipId, group_id: clip.group_id, kind: source.kind, location: source.location, location_key: source.locationKey, given: source.given,
    size_bytes: source.sizeBytes, mtime_ms: source.mtimeMs, fingerprint: null, content_hash: null, observed_at: context.now, created_at: context.now,
  }).returning('id').executeTakeFirstOrThrow()
  await tx.updateTable('clip').set({ source_id: made.id, source_kind: source.kind, location: source.location, name: source.name, asset_type: source.assetType, media: null, same_outcome: 0, submit_anyway: 0, linger_until: null }).where('id', '=', clipId).execute()
  const data = { before: clip.location, now: source.location }
  if (clip.state === 'checking' || clip.state === 'settling') {
    await tx.updateTable('clip').set({ due_at: context.now }).where('id', '=', clipId).execute()
    await writeEvents(tx, [{ at: context.now, actor: context.actor, what: 'clip.source-replaced', accountId: clip.account_id, groupId: clip.group_id, clipId, data }])
    return
  }
  await moveClips(tx, [{ clipId, to: 'checking', reason: null, sourceMissing: false, setAsideFrom: null, duplicateOf: null, data }], { ...context, what: 'clip.source-replaced' })
}
