import type { EventKind } from '../../contract/models/event.ts'
import { isIn } from './json-list.ts'
import type { LedgerTx } from './open-ledger.ts'
import { writeEvents } from './write-event.ts'

interface Told { accountId: number; groupId: number; clips: number; name: string | null }

async function groupsOf(tx: LedgerTx, clipIds: readonly number[]): Promise<Told[]> {
  const rows = await tx.selectFrom('clip').select((eb) => ['group_id as groupId', 'account_id as accountId', eb.fn.countAll<number>().as('clips'), eb.fn.min('name').as('name')]).where(isIn('id', clipIds)).groupBy(['group_id', 'account_id']).execute()
  return rows
}

/**
 * Writes what a person did to clips into the history that everybody reads, one line a person (group) the clips
 * belong to: the clips' own events tell it one by one, and are left out there.
 * @param what the clips' own event, e.g. `clip.resubmitted`. Names the clip where there is but one.
 */
export async function tellDeed(tx: LedgerTx, clipIds: readonly number[], what: EventKind, context: { now: number; actor: string }): Promise<void> {
  if (clipIds.length === 0) return
  await tell(tx, await groupsOf(tx, clipIds), what, context)
}

async function tell(tx: LedgerTx, groups: readonly Told[], what: EventKind, { now, actor }: { now: number; actor: string }): Promise<void> {
  await writeEvents(tx, groups.map((group) => ({
    at: now, actor, what, accountId: group.accountId, groupId: group.groupId, data: { clips: group.clips, ...(group.clips === 1 ? { name: group.name } : {}) },
  })))
}

/** The same for what is done page by page: gathered first, written once. */
export function createTelling(): { add(tx: LedgerTx, clipIds: readonly number[]): Promise<void>; write(tx: LedgerTx, what: EventKind, context: { now: number; actor: string }): Promise<void>; changed(): number } {
  const groups = new Map<number, Told>()
  return {
    async add(tx, clipIds) {
      for (const group of await groupsOf(tx, clipIds)) {
        const before = groups.get(group.groupId)
        groups.set(group.groupId, before ? { ...before, clips: before.clips + group.clips } : group)
      }
    },
    write: (tx, what, context) => tell(tx, [...groups.values()], what, context),
    changed: () => [...groups.values()].reduce((sum, group) => sum + group.clips, 0),
  }
}
