import type { Group, GroupMode, GroupStop } from '../../contract/models/group.ts'
import { noClips, type StateCounts } from '../../contract/models/states.ts'
import type { StoredGroup } from '../ledger/groups.ts'
import type { CoreState } from './core-state.ts'
import { forecast } from './forecast.ts'
import { uploadsAhead } from './show-uploads.ts'

/** A group as the contract shows it. */
export async function showGroup(core: CoreState, row: StoredGroup, counts: StateCounts = noClips()): Promise<Group> {
  const account = await core.context.account(row.account_id)
  const forecastOf = async () => (await forecast(core, account, counts, row.mode === 'certain' ? 1 : null, await uploadsAhead(core, account, counts), row.id)).doneAt
  return {
    id: row.id, accountId: row.account_id, name: row.name, remoteId: row.remote_id, projectName: row.project_name, consentNote: row.consent_note, mode: row.mode as GroupMode,
    paused: row.paused === 1, stop: row.stop === null ? null : (JSON.parse(row.stop) as GroupStop), counts,
    doneAt: row.paused === 1 || row.stop !== null ? null : await forecastOf(), createdAt: row.created_at,
  }
}
