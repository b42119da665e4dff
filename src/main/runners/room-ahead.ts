import { countClips } from '../ledger/counts.ts'
import { standingGroups } from '../ledger/groups.ts'
import type { LedgerDb } from '../ledger/open-ledger.ts'
import { readyAhead, type EffectiveAccount } from './effective-account.ts'

/** How many clips of an account may be made ready now, and of whom none. */
export interface RoomAhead { clips: number; notOf: number[] }

/**
 * Clips are made ready only as far ahead as will be submitted soon. What people have ready who are paused or stopped is
 * not submitted at all: their clips come as far as the others leave room, and never in the others' way.
 * @param least see `readyAhead`
 */
export async function roomAhead(db: LedgerDb, account: EffectiveAccount, least: number): Promise<RoomAhead> {
  const most = readyAhead(account, least)
  const { ready } = await countClips(db, { accountId: account.id })
  if (ready < most) return { clips: most - ready, notOf: [] }
  const standing = await standingGroups(db, account.id)
  const counts = await Promise.all(standing.map((groupId) => countClips(db, { groupId })))
  const theirs = counts.reduce((sum, count) => sum + count.ready, 0)
  return { clips: theirs === 0 ? 0 : Math.max(0, most - (ready - theirs)), notOf: standing }
}
