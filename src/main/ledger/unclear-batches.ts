import type { LedgerDb } from './open-ledger.ts'

/** The batches that need a person's answer, by group and cause. */
export async function unclearBatches(db: LedgerDb, accountId?: number): Promise<{ why: string; groupId: number; batchIds: number[]; clips: number; since: number }[]> {
  let query = db.selectFrom('batch').select(['id', 'state', 'group_id', 'why_kind', 'size', 'state_since']).where('state', 'in', ['outcome-unknown', 'needs-attention'])
  if (accountId !== undefined) query = query.where('account_id', '=', accountId)
  const causes = new Map<string, { why: string; groupId: number; batchIds: number[]; clips: number; since: number }>()
  for (const row of await query.orderBy('id').limit(5000).execute()) {
    const why = row.state === 'outcome-unknown' ? 'outcome-unknown' : (row.why_kind ?? 'unclear')
    const cause = causes.get(`${row.group_id} ${why}`) ?? { why, groupId: row.group_id, batchIds: [], clips: 0, since: row.state_since }
    cause.batchIds.push(row.id)
    cause.clips += row.size
    cause.since = Math.min(cause.since, row.state_since)
    causes.set(`${row.group_id} ${why}`, cause)
  }
  return [...causes.values()]
}
