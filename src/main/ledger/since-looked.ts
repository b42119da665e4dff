import type { LedgerDb, LedgerTx } from './open-ledger.ts'

export interface Look {
  /** UTC ms. */
  at: number
  /** The newest clip there was: clips are numbered as they are taken in. */
  lastClipId: number
}

/** When this viewer last looked; null: never. */
export async function lastLook(db: LedgerDb, viewer: string): Promise<Look | null> {
  const row = await db.selectFrom('viewer').selectAll().where('name', '=', viewer).executeTakeFirst()
  return row ? { at: row.looked_at, lastClipId: row.last_clip_id } : null
}

export async function noteLooked(tx: LedgerTx, viewer: string, now: number): Promise<void> {
  const look = { looked_at: now, last_clip_id: await newestClipId(tx) }
  await tx.insertInto('viewer').values({ name: viewer, ...look }).onConflict((conflict) => conflict.column('name').doUpdateSet(look)).execute()
}

async function newestClipId(db: LedgerDb): Promise<number> {
  return (await db.selectFrom('clip').select((eb) => eb.fn.max<number | null>('id').as('id')).executeTakeFirst())?.id ?? 0
}

/** What has come to which end since then. */
export async function countSince(db: LedgerDb, { at: since, lastClipId }: Look): Promise<{ cleared: number; failed: number; needYou: number; taken: number; sent: number }> {
  const inState = async (state: 'active' | 'failed' | 'held' | 'needs-attention'): Promise<number> =>
    Number((await db.selectFrom('clip').select((eb) => eb.fn.countAll<number>().as('n')).where('state', '=', state).where('state_since', '>', since).executeTakeFirst())?.n ?? 0)
  const sent = await db.selectFrom('batch').select((eb) => eb.fn.sum<number | null>('size').as('n')).where('sent_at', '>', since).executeTakeFirst()
  const taken = await db.selectFrom('clip').select((eb) => eb.fn.countAll<number>().as('n')).where('id', '>', lastClipId).executeTakeFirst()
  const [cleared, failed, held, unclear] = [await inState('active'), await inState('failed'), await inState('held'), await inState('needs-attention')]
  return { cleared, failed, needYou: held + unclear, taken: Number(taken?.n ?? 0), sent: Number(sent?.n ?? 0) }
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
