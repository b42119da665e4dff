import { sql } from 'kysely'
import { isIn } from './json-list.ts'
import type { LedgerTx } from './open-ledger.ts'

/** Clips that left a planned batch (set aside, changed) are not sent with it; the attempts after them close ranks. */
export async function dropAttempts(tx: LedgerTx, batchId: number, staying: readonly number[], now: number): Promise<void> {
  const attempts = await tx.selectFrom('attempt').select(['id', 'clip_id']).where('batch_id', '=', batchId).where('verdict', '=', 'pending').orderBy('position').execute()
  const stays = new Set(staying)
  const gone = attempts.filter((attempt) => !stays.has(attempt.clip_id))
  if (gone.length === 0) return
  await tx.updateTable('attempt').set({ verdict: 'not-sent', decided_at: now }).where(isIn('id', gone.map((attempt) => attempt.id))).execute()
  const left = attempts.filter((attempt) => stays.has(attempt.clip_id)).map((attempt, position) => [attempt.id, position])
  await sql`UPDATE "attempt" SET position = j.value->>1 FROM json_each(${JSON.stringify(left)}) AS j WHERE attempt.id = j.value->>0`.execute(tx)
}
