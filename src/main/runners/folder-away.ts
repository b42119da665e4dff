import { idLasts, volumeOf } from '../intake/volume-id.ts'
import type { FileProbe } from '../intake/probe-file.ts'
import type { Hindrance } from '../ledger/folder-causes.ts'
import { readFolder, type StoredFolder } from '../ledger/folders.ts'
import type { RunnerContext } from './runner-context.ts'

/** Why nothing can be said of a folder's files: it is not there, may not be read, is on a drive that does not answer, or, where a drive was, there is only the empty place it was mounted on. Null: it can be looked through. */
export async function whyAway({ disk }: Pick<RunnerContext, 'disk'>, folder: Pick<StoredFolder, 'path' | 'volume_id'>): Promise<Hindrance | null> {
  const [look] = await disk.looks([folder.path])
  const hindered = look ? hindranceOf(look, folder.path) : goneFrom(folder.path)
  if (hindered !== null || folder.volume_id === null || !idLasts(folder.volume_id)) return hindered
  const place = await volumeOf(folder.path).catch(() => null)
  if (place === null) return goneFrom(folder.path)
  return place.volumeId === folder.volume_id ? null : { cause: 'other-drive', message: `The drive of ${folder.path} is not connected: what is in its place is on another one.` }
}

function hindranceOf(look: FileProbe, path: string): Hindrance | null {
  if ('gone' in look) return goneFrom(path)
  if ('size' in look) return { cause: 'gone', message: `${path} is a file now, not a folder.` }
  switch (look.why) {
    case 'no-file': return null
    case 'silent': return { cause: 'drive-silent', message: look.message }
    case 'not-permitted': return { cause: 'not-permitted', message: look.message }
    case 'other': return { cause: 'unreadable', message: look.message }
  }
}

function goneFrom(path: string): Hindrance {
  return { cause: 'gone', message: `${path} cannot be found.` }
}

/** Whether a clip's file cannot be found because its watch folder is away as a whole: it has then not gone by itself, and waits with the folder. */
export async function waitsWithItsFolder({ ledger, disk }: Pick<RunnerContext, 'ledger' | 'disk'>, folderId: number | null): Promise<boolean> {
  if (folderId === null) return false
  const folder = await readFolder(ledger.read, folderId).catch(() => null)
  return folder !== null && (folder.state === 'waiting' || (await whyAway({ disk }, folder)) !== null)
}

/** How soon a file is looked for again whose folder is away. */
export const lookAgainMs = 5_000
