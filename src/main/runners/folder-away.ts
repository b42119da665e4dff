import { idLasts, volumeOf } from '../intake/volume-id.ts'
import { readFolder, type StoredFolder } from '../ledger/folders.ts'
import type { RunnerContext } from './runner-context.ts'

/** Whether a folder is away: not there, on a drive that does not answer, or, where a drive was, only the empty place it was mounted on. */
export async function isAway({ disk }: Pick<RunnerContext, 'disk'>, folder: Pick<StoredFolder, 'path' | 'volume_id'>): Promise<boolean> {
  const [look] = await disk.looks([folder.path])
  if (!look || 'gone' in look || ('silent' in look && look.silent)) return true
  if (folder.volume_id === null || !idLasts(folder.volume_id)) return false
  const place = await volumeOf(folder.path).catch(() => null)
  return place === null || place.volumeId !== folder.volume_id
}

/** Whether a clip's file cannot be found because its watch folder is away as a whole: it has then not gone by itself, and waits with the folder. */
export async function waitsWithItsFolder({ ledger, disk }: Pick<RunnerContext, 'ledger' | 'disk'>, folderId: number | null): Promise<boolean> {
  if (folderId === null) return false
  const folder = await readFolder(ledger.read, folderId).catch(() => null)
  return folder !== null && (folder.state === 'waiting' || (await isAway({ disk }, folder)))
}

/** How soon a file is looked for again whose folder is away. */
export const lookAgainMs = 5_000
