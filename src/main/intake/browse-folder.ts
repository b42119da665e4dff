import { readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { ProblemError } from '../../contract/models/problem.ts'
import { clipTypeOf, isIgnoredName } from '../domain/file-names.ts'
import { describeFsError, saysMissing } from './describe-fs-error.ts'

export interface BrowsedEntry { name: string; path: string; kind: 'folder' | 'clip'; sizeBytes: number | null }
export interface BrowsedFolder { path: string; parent: string | null; entries: BrowsedEntry[] }

/** More than anybody picks from by hand; a folder this full is taken in whole. */
const shownAtMost = 2_000
const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/**
 * A folder's subfolders and clips, folders first, by name as people sort (2 before 10).
 * @param location absolute; null for the user's own folder
 * @throws ProblemError `folder-missing`, `unreadable` or `invalid-input`
 */
export async function browseFolder(location: string | null): Promise<BrowsedFolder> {
  const folder = location === null ? homedir() : path.resolve(location)
  if (location !== null && !path.isAbsolute(location)) {
    throw new ProblemError('invalid-input', `${location} is not a complete path.`, 'Give the whole path of a folder, beginning at the root or a drive.')
  }
  let found
  try {
    found = await readdir(folder, { withFileTypes: true })
  } catch (error) {
    if (saysMissing(error)) throw new ProblemError('folder-missing', `${folder} is not a folder on this machine, or its drive is not connected.`, 'Connect the drive, or choose another folder.', { cause: error })
    throw new ProblemError('unreadable', describeFsError(error, folder), 'Give the user Greenroom runs as permission to read it, or choose another folder.', { cause: error })
  }
  const sorted = found.filter((entry) => !isIgnoredName(entry.name)).sort((a, b) => byName.compare(a.name, b.name))
  const entries: BrowsedEntry[] = []
  for (const entry of sorted) {
    if (entries.length >= shownAtMost) break
    const one = await describe(path.join(folder, entry.name), entry.name)
    if (one) entries.push(one)
  }
  const parent = path.dirname(folder)
  return { path: folder, parent: parent === folder ? null : parent, entries: [...entries.filter((entry) => entry.kind === 'folder'), ...entries.filter((entry) => entry.kind === 'clip')] }
}

async function describe(place: string, name: string): Promise<BrowsedEntry | null> {
  try {
    const found = await stat(place)
    if (found.isDirectory()) return { name, path: place, kind: 'folder', sizeBytes: null }
    return found.isFile() && clipTypeOf(name) !== null ? { name, path: place, kind: 'clip', sizeBytes: found.size } : null
  } catch {
    return null // a dead link, or gone meanwhile: nothing one could pick
  }
}
