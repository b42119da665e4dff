import type { LedgerDb, LedgerTx } from './open-ledger.ts'

/** When this viewer last looked, UTC ms; null: never. */
export async function lastLooked(db: LedgerDb, viewer: string): Promise<number | null> {
  return (await db.selectFrom('viewer').select('looked_at').where('name', '=', viewer).executeTakeFirst())?.looked_at ?? null
}

export async function noteLooked(tx: LedgerTx, viewer: string, now: number): Promise<void> {
  await tx.insertInto('viewer').values({ name: viewer, looked_at: now }).onConflict((conflict) => conflict.column('name').doUpdateSet({ looked_at: now })).execute()
}

/** What has come to which end since then. */
export async function countSince(db: LedgerDb, since: number): Promise<{ cleared: number; failed: number; needYou: number; taken: number; sent: number }> {
  const inState = async (state: 'active' | 'failed' | 'held' | 'needs-attention'): Promise<number> =>
    Number((await db.selectFrom('clip').select((eb) => eb.fn.countAll<number>().as('n')).where('state', '=', state).where('state_since', '>', since).executeTakeFirst())?.n ?? 0)
  const sent = await db.selectFrom('batch').select((eb) => eb.fn.sum<number | null>('size').as('n')).where('sent_at', '>', since).executeTakeFirst()
  const first = await db.selectFrom('event').select('id').where('at', '>', since).orderBy('id').limit(1).executeTakeFirst()
  const taken = first === undefined ? 0 : Number((await db.selectFrom('intake').select((eb) => eb.fn.sum<number | null>('taken').as('n')).where('created_at', '>', since).executeTakeFirst())?.n ?? 0)
  const [cleared, failed, held, unclear] = [await inState('active'), await inState('failed'), await inState('held'), await inState('needs-attention')]
  return { cleared, failed, needYou: held + unclear, taken, sent: Number(sent?.n ?? 0) }
}

/** Batches sent in slices of time, the oldest first. */
export async function sentPerSlice(db: LedgerDb, from: number, sliceMs: number, slices: number): Promise<number[]> {
  const rows = await db.selectFrom('batch').select('sent_at').where('sent_at', '>=', from).where('sent_at', '<', from + sliceMs * slices).execute()
  const counts = new Array<number>(slices).fill(0)
  for (const row of rows) {
    const slice = Math.floor(((row.sent_at ?? from) - from) / sliceMs)
    counts[slice] = (counts[slice] ?? 0) + 1
  }
  return counts
}
