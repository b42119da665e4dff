import type { StateCounts } from '../../contract/models/states.ts'
import type { Standing } from '../domain/news.ts'
import { countClips } from './counts.ts'
import type { LedgerDb } from './open-ledger.ts'
import { countSince } from './since-looked.ts'

/** How things stand in the whole ledger, and what has come to which end since `since` (UTC ms). */
export async function readStanding(db: LedgerDb, since: number): Promise<Standing> {
  const counts: StateCounts = await countClips(db, {})
  // From the newest backwards: it ends at the first clip that was there before.
  const before = await db.selectFrom('clip').select('id').where('created_at', '<=', since).orderBy('id', 'desc').limit(1).executeTakeFirst()
  const { cleared, failed, taken, sent } = await countSince(db, { at: since, lastClipId: before?.id ?? 0 })
  const stopped = await db.selectFrom('account').select(['name as account', 'stop']).where('stop', 'is not', null).execute()
  return {
    cleared, failed, taken, sent,
    moving: counts.settling + counts.checking + counts.publishing + counts.ready + counts.submitting,
    review: counts['in-review'], held: counts.held, failedNow: counts.failed, unclear: counts['needs-attention'],
    stopped: stopped.map(({ account, stop }) => ({ account, stop: stop ?? '' })),
  }
}
