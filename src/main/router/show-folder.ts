import type { WatchFolder } from '../../contract/models/folder.ts'
import { countClips } from '../ledger/counts.ts'
import type { StoredFolder } from '../ledger/folders.ts'
import { listProfiles } from '../ledger/preparation-profiles.ts'
import { readGroup } from '../ledger/groups.ts'
import type { CoreState } from './core-state.ts'

/** A watch folder as the contract shows it. */
export async function showFolder(core: CoreState, row: StoredFolder): Promise<WatchFolder> {
  const db = core.context.ledger.read
  return {
    id: row.id, groupId: row.group_id, groupName: (await readGroup(db, row.group_id)).name, path: row.path, state: row.state, why: row.why, cause: row.cause, mode: row.mode === 'polling' ? 'polling' : 'events',
    settleMs: row.settle_ms, lingerMs: row.linger_ms, batchSize: row.batch_size, ignore: JSON.parse(row.ignore) as string[], existing: row.existing,
    profileId: row.profile_id, profileName: row.profile_id === null ? null : (await listProfiles(db)).find((one) => one.id === row.profile_id)?.name ?? null,
    counts: await countClips(db, { folderId: row.id }), lastScanAt: row.last_scan_at, createdAt: row.created_at,
  }
}
