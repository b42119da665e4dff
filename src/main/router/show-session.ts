import type { ValidationSession } from '../../contract/models/group.ts'
import type { Problem } from '../../contract/models/problem.ts'
import { readGroup } from '../ledger/groups.ts'
import type { LedgerDb } from '../ledger/open-ledger.ts'
import type { StoredSession } from '../ledger/sessions.ts'

/** A validation session as the contract shows it; its token stays in the ledger. */
export async function showSession(db: LedgerDb, row: StoredSession): Promise<ValidationSession> {
  return {
    id: row.id, accountId: row.account_id, name: row.name, projectName: row.project_name, callbackUrl: row.callback_url, listens: row.callback_token !== null && row.callback_url.endsWith(row.callback_token), consentNote: row.consent_note, state: row.state, h5Link: row.h5_link,
    openedAt: row.opened_at, expiresAt: row.expires_at, groupId: row.group_id, knownAs: await knownAs(db, row), problem: row.problem === null ? null : (JSON.parse(row.problem) as Problem), createdAt: row.created_at,
  }
}

/** The name of a group that was here before the session began, where it is another than the session's. */
async function knownAs(db: LedgerDb, row: StoredSession): Promise<string | null> {
  if (row.group_id === null) return null
  const group = await readGroup(db, row.group_id)
  return group.created_at < row.created_at && group.name !== row.name ? group.name : null
}
