import type { MediaLimits } from '../../contract/models/account.ts'
import type { MediaFacts } from '../../contract/models/clip.ts'
import { breaches } from '../domain/media-limits.ts'
import { isIn } from './json-list.ts'
import { moveClips, type ClipMove } from './move-clips.ts'
import type { LedgerTx } from './open-ledger.ts'

/** Holds what waits unsent and breaks the limits as they are now; what a person sent anyway, or unchecked, goes on. */
export async function holdToLimits(tx: LedgerTx, ids: readonly number[], limits: MediaLimits, context: { now: number; actor: string }): Promise<number[]> {
  const rows = await tx.selectFrom('clip').select(['id', 'media']).where(isIn('id', ids)).where('state', 'in', ['publishing', 'ready']).where('submit_anyway', '=', 0).where('preflight', '=', 1).where('media', 'is not', null).execute()
  const moves = rows.flatMap((row): ClipMove[] => {
    const broken = row.media === null ? [] : breaches(JSON.parse(row.media) as MediaFacts, limits)
    return broken[0] ? [{ clipId: row.id, to: 'held', from: ['publishing', 'ready'], reason: { code: broken[0].code, message: null, breaches: broken } }] : []
  })
  return moveClips(tx, moves, context)
}
