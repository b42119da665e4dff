import { isIn } from './json-list.ts'
import type { LedgerDb } from './open-ledger.ts'

export interface UsableAsset {
  clipId: number
  name: string
  location: string
  assetId: string | null
  assetUrl: string | null
  match: 'exact' | 'assumed' | null
  clearedAt: number
}

/** A group's cleared clips, in pages by clip. */
export async function* usableAssets(db: LedgerDb, groupId: number, only: { exact: boolean; clipIds?: readonly number[] }): AsyncGenerator<UsableAsset[]> {
  for (let last = 0; ;) {
    let query = db.selectFrom('clip').select(['id as clipId', 'name', 'location', 'asset_id as assetId', 'asset_url as assetUrl', 'match', 'state_since as clearedAt'])
      .where('group_id', '=', groupId).where('state', '=', 'active').where('id', '>', last)
    if (only.exact) query = query.where('match', '=', 'exact')
    if (only.clipIds) query = query.where(isIn('id', only.clipIds))
    const page = await query.orderBy('id').limit(1000).execute()
    const end = page.at(-1)
    if (!end) return
    yield page
    last = end.clipId
  }
}
