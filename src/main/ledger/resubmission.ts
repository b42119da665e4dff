import { sql } from 'kysely'
import type { ClipSelection } from '../../contract/models/clip.ts'
import { tiredAfter } from './clip-actions.ts'
import { isIn } from './json-list.ts'
import type { LedgerDb } from './open-ledger.ts'
import { where } from './select-clips.ts'

/** What a resubmission of a selection would contain: exactly the clips whose verdict is failed. */
export interface Resubmission {
  failed: number
  /** Of these, matched by position only: the verdict may be another clip's. */
  assumed: number
  /** Of these, failed alike so often that "resubmit all" leaves them out. */
  tiredOut: number
  /** Of the selection, in another state: they stay where they are. */
  others: number
}

export async function resubmissionOf(db: LedgerDb, selection: ClipSelection): Promise<Resubmission> {
  const selected = 'ids' in selection ? isIn('clip.id', selection.ids) : where(selection.filter)
  const row = await sql<{ failed: number; assumed: number; tiredOut: number; n: number }>`
    SELECT ifnull(sum(clip.state = 'failed'), 0) AS failed, ifnull(sum(clip.state = 'failed' AND clip.match = 'assumed'), 0) AS assumed,
      ifnull(sum(clip.state = 'failed' AND clip.same_outcome >= ${tiredAfter}), 0) AS tiredOut, count(*) AS n
    FROM clip WHERE ${selected}`.execute(db)
  const { failed = 0, assumed = 0, tiredOut = 0, n = 0 } = row.rows[0] ?? {}
  return { failed, assumed, tiredOut, others: n - failed }
}

/** The same for everything that failed for one reason, from indexes made for it: it is shown live. */
export async function failedFor(db: LedgerDb, groupId: number, reasonCode: string): Promise<{ assumed: number; tiredOut: number }> {
  // The conditions are spelled as in the partial indexes, or SQLite would not use them.
  const assumed = await sql<{ n: number }>`SELECT count(*) AS n FROM clip WHERE group_id = ${groupId} AND reason_code = ${reasonCode} AND state = 'failed' AND match = 'assumed'`.execute(db)
  const tired = await sql<{ n: number }>`SELECT count(*) AS n FROM clip WHERE group_id = ${groupId} AND reason_code = ${reasonCode} AND state = 'failed' AND same_outcome >= 3`.execute(db)
  return { assumed: assumed.rows[0]?.n ?? 0, tiredOut: tired.rows[0]?.n ?? 0 }
}
