/** How each account's storage does: its troubles are a state with a name, and no clip's fault. */
import type { LedgerDb, LedgerTx } from './open-ledger.ts'
import type { StorageTrouble } from '../../contract/models/storage.ts'
import { writeEvents } from './write-event.ts'

export interface StoredStorage { trouble: StorageTrouble | null; troubleStep: number; retryAt: number | null; bytesPerSecond: number | null }

export async function readStorage(db: LedgerDb, accountId: number): Promise<StoredStorage> {
  const row = await db.selectFrom('storage').selectAll().where('account_id', '=', accountId).executeTakeFirst()
  return {
    trouble: row?.trouble
      ? { kind: row.trouble, code: (row.trouble_code ?? 'other') as StorageTrouble['code'], message: row.trouble_message ?? '', advice: row.trouble_advice ?? '', since: row.trouble_since ?? 0, retryAt: row.retry_at ?? 0 }
      : null,
    troubleStep: row?.trouble_step ?? 0, retryAt: row?.retry_at ?? null, bytesPerSecond: row?.bytes_per_second ?? null,
  }
}

/** The storage did not do what it was asked. The first of a row is an event, and so is each new reason; the rest, and reasons met before in this row, only move the next try. */
export async function noteStorageTrouble(
  tx: LedgerTx, accountId: number, trouble: Pick<StorageTrouble, 'kind' | 'code' | 'message' | 'advice'>, context: { now: number; retryAt: number },
): Promise<void> {
  const before = await readStorage(tx, accountId)
  const values = {
    trouble: trouble.kind, trouble_code: trouble.code, trouble_message: trouble.message, trouble_advice: trouble.advice,
    trouble_since: before.trouble?.since ?? context.now, trouble_step: before.troubleStep + 1, retry_at: context.retryAt,
  }
  await tx.insertInto('storage').values({ account_id: accountId, bytes_per_second: null, ...values }).onConflict((conflict) => conflict.column('account_id').doUpdateSet(values)).execute()
  if (before.trouble === null || (before.trouble.code !== trouble.code && !(await wasTold(tx, accountId, trouble.kind, trouble.code, before.trouble.since)))) {
    await writeEvents(tx, [{ at: context.now, actor: 'system', what: `storage.trouble-${trouble.kind}`, accountId, data: { code: trouble.code, message: trouble.message } }])
  }
}

/** Two reasons that take turns (a network that comes and goes before a key that is refused) are two events, not one each time. */
async function wasTold(tx: LedgerTx, accountId: number, kind: StorageTrouble['kind'], code: string, since: number): Promise<boolean> {
  const rows = await tx.selectFrom('event').select(['what', 'data', 'at']).where('clip_id', 'is', null).where('account_id', '=', accountId).where('at', '>=', since)
    .where('what', '=', `storage.trouble-${kind}`).orderBy('id', 'desc').limit(50).execute()
  return rows.some((row) => (JSON.parse(row.data) as { code?: string }).code === code)
}

/** Whatever trouble there was is over, or is to be tried again at once because somebody mended something. */
export async function endStorageTrouble(tx: LedgerTx, accountId: number, context: { now: number; answered: boolean }): Promise<void> {
  const { trouble } = await readStorage(tx, accountId)
  if (!trouble) return
  await tx.updateTable('storage').set({ trouble: null, trouble_code: null, trouble_message: null, trouble_advice: null, trouble_since: null, trouble_step: 0, retry_at: null }).where('account_id', '=', accountId).execute()
  if (context.answered) await writeEvents(tx, [{ at: context.now, actor: 'system', what: 'storage.answers-again', accountId, data: { after: context.now - trouble.since } }])
}

export async function noteUploadRate(tx: LedgerTx, accountId: number, bytesPerSecond: number): Promise<void> {
  const values = { bytes_per_second: bytesPerSecond }
  await tx.insertInto('storage').values({ account_id: accountId, trouble: null, trouble_code: null, trouble_message: null, trouble_advice: null, trouble_since: null, retry_at: null, ...values })
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet(values)).execute()
}
