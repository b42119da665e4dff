import { isIn } from './json-list.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'

/** Begins something a person does to many clips, page by page. */
export async function beginDeed(tx: LedgerTx, what: string, context: { now: number; actor: string }): Promise<number> {
  return (await tx.insertInto('deed').values({ at: context.now, actor: context.actor, what }).returning('id').executeTakeFirstOrThrow()).id
}

/** Marks clips as what a deed reached last: whatever reaches them later takes them out of its reach. */
export async function markDeed(tx: LedgerTx, deedId: number, clipIds: readonly number[]): Promise<void> {
  await tx.updateTable('clip').set({ deed_id: deedId }).where(isIn('id', clipIds)).execute()
}

export async function readDeed(db: LedgerDb, id: number): Promise<{ what: string } | null> {
  return (await db.selectFrom('deed').select('what').where('id', '=', id).executeTakeFirst()) ?? null
}

/** A page of what a deed reached and nothing has reached since. */
export async function pageOfDeed(db: LedgerDb, id: number, after: number, limit: number): Promise<number[]> {
  return (await db.selectFrom('clip').select('id').where('deed_id', '=', id).where('id', '>', after).orderBy('id').limit(limit).execute()).map((row) => row.id)
}
