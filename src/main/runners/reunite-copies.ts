import { joinClips } from '../ledger/join-clips.ts'
import { heldCopies } from '../ledger/like-sources.ts'
import { noLongerThere } from './recognise-moves.ts'
import type { RunnerContext } from './runner-context.ts'

const page = 500

/**
 * Looks after the clips that are held as copies of others: where the other's file is no longer in its place,
 * it was moved by a program that copies everything first and deletes afterwards, and both are one clip.
 * @param of only copies of the clips whose file was at these places; without it, all of the person's
 * @returns how many clips have moved so
 */
export async function reuniteCopies(context: Pick<RunnerContext, 'ledger' | 'disk' | 'clock'>, groupId: number, of?: readonly string[]): Promise<number> {
  if (of?.length === 0) return 0
  let moved = 0
  for (let after = 0; ;) {
    const copies = await heldCopies(context.ledger.read, groupId, { locationKeys: of, after, limit: page })
    const last = copies.at(-1)
    if (!last) return moved
    after = last.copyId
    const left = await noLongerThere(context, copies.map((copy) => ({ was: copy.location, sizeBytes: copy.sizeBytes, mtimeMs: copy.mtimeMs, fingerprint: copy.fingerprint, now: copy.copyLocation, source: copy })))
    // The copy itself must be there: both may have gone.
    const there = await context.disk.whereabouts(copies.map((copy) => ({ was: copy.copyLocation, sizeBytes: copy.copySizeBytes, mtimeMs: copy.copyMtimeMs, fingerprint: null, now: null })))
    const joining = copies.filter((_, n) => left[n] && there[n] === 'there')
    if (joining.length === 0) continue
    moved += await context.ledger.transact(async (tx) => {
      let joined = 0
      for (const copy of joining) if (await joinClips(tx, { arrivedClipId: copy.copyId, clipId: copy.clipId, sourceId: copy.sourceId, was: copy.location }, { now: context.clock.now(), actor: 'system' })) joined += 1
      return joined
    })
  }
}
