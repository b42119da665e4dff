import type { Trial } from '../../contract/models/account.ts'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import type { ErrandRow } from './schema.ts'

/** Asks the process that runs the loops to try something; it answers in the ledger. */
export async function askErrand(tx: LedgerTx, errand: { accountId: number; kind: ErrandRow['kind']; actor: string; now: number }): Promise<number> {
  const row = await tx.insertInto('errand').values({ account_id: errand.accountId, kind: errand.kind, actor: errand.actor, result: null, asked_at: errand.now, done_at: null }).returning('id').executeTakeFirstOrThrow()
  return row.id
}

export async function openErrands(db: LedgerDb): Promise<{ id: number; accountId: number; kind: ErrandRow['kind']; askedAt: number }[]> {
  return db.selectFrom('errand').select(['id', 'account_id as accountId', 'kind', 'asked_at as askedAt']).where('done_at', 'is', null).orderBy('id').execute()
}

export async function finishErrand(tx: LedgerTx, id: number, result: Trial, now: number): Promise<void> {
  await tx.updateTable('errand').set({ result: JSON.stringify(result), done_at: now }).where('id', '=', id).execute()
}

/** The answer to an errand; null while nobody has done it. */
export async function errandResult(db: LedgerDb, id: number): Promise<Trial | null> {
  const row = await db.selectFrom('errand').select('result').where('id', '=', id).executeTakeFirst()
  return row?.result ? (JSON.parse(row.result) as Trial) : null
}
