import type { Selectable } from 'kysely'
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import type { RunnerRow } from './schema.ts'

/** What the process that runs the loops says of itself. Only worth something while the lock is held. */
export async function readRunner(db: LedgerDb): Promise<Selectable<RunnerRow> | null> {
  return (await db.selectFrom('runner').selectAll().where('id', '=', 1).executeTakeFirst()) ?? null
}

export async function writeRunner(tx: LedgerTx, runner: Omit<Selectable<RunnerRow>, 'id'>): Promise<void> {
  await tx.insertInto('runner').values({ id: 1, ...runner }).onConflict((conflict) => conflict.column('id').doUpdateSet(runner)).execute()
}
