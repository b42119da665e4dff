/** Whether a file that was known is still where it was. Sync: for worker threads only. */
import { readdirSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import { locationKey } from '../domain/file-names.ts'
import { saysMissing } from './describe-fs-error.ts'
import { readFingerprint } from './file-print.ts'

/** What is asked: is the file still there, as it was, or is it what lies at `now`? */
export interface PlaceQuestion {
  was: string
  sizeBytes: number | null
  mtimeMs: number | null
  /** Tells a file that was only touched from another one. */
  fingerprint: string | null
  /** Where a file like it has turned up; null when nobody knows of any. */
  now: string | null
}

/**
 * `there`: unchanged in its place. `displaced`: its place holds something else. `gone`: nothing is there.
 * `respelled`: there only because the file system takes two spellings for one; its name is another now.
 * `away`: its drive does not answer or is not plugged in, so that nobody can tell.
 */
export type Whereabouts = 'there' | 'displaced' | 'gone' | 'respelled' | 'away'

/** Folders in which systems make a place for each drive; what is missing there has been unplugged, not deleted. */
const driveParents = new Set(['/Volumes', '/mnt', '/media', '/run/media', '/net'])
/** Among them, those with a folder for each user in between. */
const perUser = new Set(['/media', '/run/media'])

export function whereabouts({ was, sizeBytes, mtimeMs, fingerprint, now }: PlaceQuestion): Whereabouts {
  try {
    const found = statSync(was, { throwIfNoEntry: false })
    if (!found) return isUnplugged(was) ? 'away' : 'gone'
    if (now !== null && isRespelled(was, now)) return 'respelled'
    if (!found.isFile() || found.size !== sizeBytes) return 'displaced'
    if (Math.floor(found.mtimeMs) === mtimeMs) return 'there'
    return fingerprint !== null && readFingerprint(was).fingerprint === fingerprint ? 'there' : 'displaced'
  } catch (error) {
    // A file where a folder of its path was: gone with the folder. Anything else says nothing about the file.
    return saysMissing(error) ? 'gone' : 'away'
  }
}

/** Whether both are one entry of a file system that does not tell their spellings (case, composed accents) apart. */
function isRespelled(was: string, now: string): boolean {
  if (was === now || locationKey(was).toLowerCase() !== locationKey(now).toLowerCase()) return false
  return realpathSync.native(was) === realpathSync.native(now)
}

/** Whether a missing file lay on a drive that is not there, rather than having been taken away by itself. */
function isUnplugged(file: string): boolean {
  let place = path.dirname(file)
  while (!statSync(place, { throwIfNoEntry: false })) {
    const parent = path.dirname(place)
    // Not even its drive letter is there.
    if (parent === place) return true
    place = parent
  }
  if (driveParents.has(place)) return true
  const parent = path.dirname(place)
  // A place that is no mount now: a user's folder of drives, or the empty folder that a drive is mounted on.
  return driveParents.has(parent) && statSync(place).dev === statSync(parent).dev && (perUser.has(parent) || readdirSync(place).length === 0)
}
