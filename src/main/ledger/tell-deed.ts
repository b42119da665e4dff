import type { EventKind } from '../../contract/models/event.ts'
import { isIn } from './json-list.ts'
import type { LedgerTx } from './open-ledger.ts'
import { writeEvents } from './write-event.ts'

/**
 * Writes what a person did to clips into the history that everybody reads, one line a person (group) the clips
 * belong to: the clips' own events tell it one by one, and are left out there.
 * @param what the clips' own event, e.g. `clip.resubmitted`. Names the clip where there is but one.
 */
export async function tellDeed(tx: LedgerTx, clipIds: readonly number[], what: EventKind, { now, actor }: { now: number; actor: string }): Promise<void> {
  if (clipIds.length === 0) return
  const groups = await tx.selectFrom('clip').select((eb) => ['group_id', 'account_id', eb.fn.countAll<number>().as('clips'), eb.fn.min('name').as('name')]).where(isIn('id', clipIds)).groupBy(['group_id', 'account_id']).execute()
  await writeEvents(tx, groups.map((group) => ({
    at: now, actor, what, accountId: group.account_id, groupId: group.group_id, data: { clips: group.clips, ...(group.clips === 1 ? { name: group.name } : {}) },
  })))
}
