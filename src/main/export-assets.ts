import { stringify } from 'csv-stringify/sync'
import type { StoredGroup } from './ledger/groups.ts'
import type { LedgerDb } from './ledger/open-ledger.ts'
import { usableAssets, type UsableAsset } from './ledger/usable-assets.ts'

export type ExportFormat = 'csv' | 'json' | 'asset-urls' | 'generation-request'

/** The model the vendor recommends for real-person assets. */
const generationModel = 'doubao-seedance-2.0-face'
/** A generation request names a handful of reference images, not a library. */
const mostReferences = 9

/**
 * A group's usable assets as one text. CSV and JSON carry a match column: `assumed` means the service did
 * not say which clip the asset came from.
 */
export async function exportAssets(
  db: LedgerDb, group: StoredGroup, options: { format: ExportFormat; exactOnly: boolean; clipIds?: readonly number[]; prompt?: string },
): Promise<{ text: string; count: number }> {
  const assets: UsableAsset[] = []
  for await (const page of usableAssets(db, group.id, { exact: options.exactOnly, clipIds: options.clipIds })) assets.push(...page)
  return { text: write(assets, group, options), count: assets.length }
}

function write(assets: readonly UsableAsset[], group: StoredGroup, options: { format: ExportFormat; prompt?: string }): string {
  switch (options.format) {
    case 'csv':
      return stringify(assets.map((asset) => [asset.assetUrl, asset.assetId, asset.match, asset.name, asset.location, group.name, group.remote_id, group.project_name, asset.clipId, new Date(asset.clearedAt).toISOString()]), {
        header: true, columns: ['asset_url', 'asset_id', 'match', 'name', 'source', 'person', 'group_id', 'project', 'clip', 'cleared_at'], escape_formulas: true,
      })
    case 'json':
      return `${JSON.stringify({
        group: { name: group.name, groupId: group.remote_id, project: group.project_name },
        assets: assets.map((asset) => ({ assetUrl: asset.assetUrl, assetId: asset.assetId, match: asset.match, name: asset.name, source: asset.location, clip: asset.clipId, clearedAt: new Date(asset.clearedAt).toISOString() })),
      }, null, 2)}\n`
    case 'asset-urls':
      return assets.map((asset) => `${asset.assetUrl ?? ''}\n`).join('')
    case 'generation-request':
      return `${JSON.stringify({
        model: generationModel, prompt: options.prompt ?? '',
        image_with_roles: assets.slice(0, mostReferences).map((asset) => ({ url: asset.assetUrl, role: 'reference_image' })),
      }, null, 2)}\n`
  }
}
