import { stat } from 'node:fs/promises'
import { clipTypeOf } from '../domain/file-names.ts'
import { describeFsError, saysMissing } from './describe-fs-error.ts'
import { ignoring } from './ignore-patterns.ts'
import { statFiles, type FileEntry } from './stat-files.ts'
import { walkFolders, type Unreadable } from './walk-folders.ts'

/** One directory's clips as they lie on disk, all of them, in the order of names. */
export interface ScannedDirectory {
  entries: FileEntry[]
  /** What to remember for `sinceDirMtime` (UTC ms); null when it must not be relied on. */
  dirMtimeMs: number | null
  /** Clips that are listed but could not be asked about: not known to be gone. */
  unknown: string[]
}

export interface ScanOptions {
  ignore: readonly string[]
  /** Wall clock (UTC ms): tells a directory time too fresh to be trusted. */
  now: () => number
  signal?: AbortSignal
  /** The time a directory had at an earlier scan: one that still has it is not looked at again (its subfolders are). */
  sinceDirMtime?: (directory: string) => number | undefined
  /** Called for one directory after the other, empty ones too, each awaited. */
  onDirectory: (directory: string, found: ScannedDirectory) => Promise<void>
}

export type ScanResult =
  | { ok: true; directories: number; files: number; unchanged: number; unreadable: Unreadable[]; unreadableCount: number }
  | { ok: false; why: 'gone' | 'unreadable' | 'aborted'; message: string }

/**
 * File systems date a directory in steps of up to two seconds (FAT); a change within the step of
 * the last one leaves no trace, so a directory that changed just now is read again next time.
 */
const freshMs = 3_000
/** Reports are for people; the count says the rest. */
const reportedAtMost = 200

/**
 * Compares a watch folder with what is known of it: hands over each directory's clips, one
 * directory at a time. Goes on past what cannot be read and says so: clips there are not known
 * to be gone. Errors of `onDirectory` end the scan.
 */
export async function scanFolder(root: string, options: ScanOptions): Promise<ScanResult> {
  const ignored = ignoring(options.ignore)
  const unreadable: Unreadable[] = []
  let unreadableCount = 0
  let directories = 0
  let files = 0
  let unchanged = 0
  const report = (found: readonly Unreadable[]) => {
    unreadableCount += found.length
    unreadable.push(...found.slice(0, Math.max(0, reportedAtMost - unreadable.length)))
  }
  const before = await identityOf(root)
  const walk = walkFolders(root, { ignored, signal: options.signal })
  for (;;) {
    let next
    try {
      next = await walk.next()
    } catch (error) {
      return { ok: false, why: saysMissing(error) ? 'gone' : 'unreadable', message: describeFsError(error, root) }
    }
    if (options.signal?.aborted) return { ok: false, why: 'aborted', message: `The scan of ${root} was stopped.` }
    if (next.done) break
    const { directory, mtimeMs, files: names } = next.value
    report(next.value.unreadable)
    directories += 1
    // An unreadable directory must not look like an empty one, or all its clips would seem gone.
    if (mtimeMs === null) continue
    if (options.sinceDirMtime?.(directory) === mtimeMs) {
      unchanged += 1
      continue
    }
    const problems: Unreadable[] = []
    const entries: FileEntry[] = []
    for await (const entry of statFiles(directory, names.filter((name) => clipTypeOf(name) !== null), problems)) entries.push(entry)
    report(problems)
    files += entries.length
    const trusted = problems.length === 0 && Math.abs(options.now() - mtimeMs) > freshMs
    await options.onDirectory(directory, { entries, dirMtimeMs: trusted ? mtimeMs : null, unknown: problems.map((problem) => problem.path) })
  }
  // A volume that leaves during the scan takes its folders along one by one, like so many deletions.
  if (before === null || (await identityOf(root)) !== before) {
    return { ok: false, why: 'gone', message: `${root} disappeared while it was being looked through.` }
  }
  return { ok: true, directories, files, unchanged, unreadable, unreadableCount }
}

async function identityOf(folder: string): Promise<string | null> {
  try {
    const { dev, ino } = await stat(folder)
    return `${dev}:${ino}`
  } catch {
    return null
  }
}
