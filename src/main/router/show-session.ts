import type { ValidationSession } from '../../contract/models/group.ts'
import type { Problem } from '../../contract/models/problem.ts'
import type { StoredSession } from '../ledger/sessions.ts'

/** A validation session as the contract shows it; its token stays in the ledger. */
export function showSession(row: StoredSession): ValidationSession {
  return {
    id: row.id, accountId: row.account_id, name: row.name, projectName: row.project_name, callbackUrl: row.callback_url, listens: row.callback_token !== null && row.callback_url.endsWith(row.callback_token), consentNote: row.consent_note, state: row.state, h5Link: row.h5_link,
    openedAt: row.opened_at, expiresAt: row.expires_at, groupId: row.group_id, problem: row.problem === null ? null : (JSON.parse(row.problem) as Problem), createdAt: row.created_at,
  }
}
