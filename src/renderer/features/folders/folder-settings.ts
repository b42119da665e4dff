import type { FolderSettings, WatchFolder } from '../../../contract/models/folder.ts'

/** What is written in the fields of a folder's settings; empty means "as usual". */
export interface FolderFields {
  settleSeconds: number | ''
  lingerMinutes: number | ''
  batchSize: number | ''
  /** File-name patterns, one each. */
  ignore: string[]
  /** How its clips are prepared; null: not at all. */
  profileId: number | null
}

export const usualFields: FolderFields = { settleSeconds: '', lingerMinutes: '', batchSize: '', ignore: [], profileId: null }

export function fieldsOf(folder: WatchFolder): FolderFields {
  return { settleSeconds: folder.settleMs / 1000, lingerMinutes: folder.lingerMs / 60_000, batchSize: folder.batchSize ?? '', ignore: folder.ignore, profileId: folder.profileId }
}

/** As the core takes them; what is empty is left to it. */
export function settingsOf(fields: FolderFields): FolderSettings {
  return {
    settleMs: fields.settleSeconds === '' ? undefined : Math.round(fields.settleSeconds * 1000),
    lingerMs: fields.lingerMinutes === '' ? undefined : Math.round(fields.lingerMinutes * 60_000),
    batchSize: fields.batchSize === '' ? null : fields.batchSize,
    ignore: fields.ignore,
    profileId: fields.profileId,
  }
}
