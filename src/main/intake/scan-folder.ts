import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { TreeReader } from './disk.ts'
import { codeOf, describeFsError, saysMissing, saysSilent } from './describe-fs-error.ts'
import type { TreePiece, Unreadable } from './read-tree.ts'

/** A clip as it lies on disk. Size in bytes, time in whole UTC ms. */
export interface FileEntry { path: string; name: string; size: number; mtimeMs: number }

/** One directory's clips as they lie on disk, in the order of names; a very full one comes in several parts. */
export interface ScannedDirectory {
  entries: FileEntry[]
  /** What to remember for `since` (UTC ms); null when it must not be relied on, or more of the directory follows. */
  dirMtimeMs: number | null
  /** Clips that are listed but could not be asked about: not known to be gone. */
  unknown: string[]
}

export interface ScanOptions {
  ignore: readonly string[]
  /** Wall clock (UTC ms): tells a directory time too fresh to be trusted. */
  now: () => number
  signal?: AbortSignal
  /** The times directories had at an earlier scan: one that still has it is not looked at again (its subfolders are). */
  since?: ReadonlyMap<string, number>
  /** How the tree is read: in a worker thread. */
  readTree: TreeReader
  /** Called for one directory after the other, empty ones too, each awaited. */
  onDirectory: (directory: string, found: ScannedDirectory) => Promise<void>
}

export type ScanResult =
  | { ok: true; directories: number; files: number; unchanged: number; unreadable: Unreadable[]; unreadableCount: number }
  | { ok: false; why: 'gone' | 'not-permitted' | 'drive-silent' | 'unreadable' | 'aborted'; message: string }

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
  const unreadable: Unreadable[] = []
  let unreadableCount = 0
  let directories = 0
  let files = 0
  let unchanged = 0
  const report = (found: readonly Unreadable[]) => {
    unreadableCount += found.length
    unreadable.push(...found.slice(0, Math.max(0, reportedAtMost - unreadable.length)))
  }
  const aborted = { ok: false, why: 'aborted', message: `The scan of ${root} was stopped.` } as const
  const before = await identityOf(root)
  const tree = options.readTree(root, { ignore: options.ignore, since: options.since }, options.signal)[Symbol.asyncIterator]()
  /** A part of a directory that could not be asked about in whole makes the whole of it doubtful. */
  let doubtful = false
  try {
    for (;;) {
      let next
      try {
        next = await tree.next()
      } catch (error) {
        return { ok: false, why: whyOf(error), message: describeFsError(error, root) }
      }
      if (options.signal?.aborted) return aborted
      if (next.done) break
      const piece = next.value
      report(piece.unreadable)
      if (!piece.continues) directories += 1
      // An unreadable directory must not look like an empty one, or all its clips would seem gone.
      if (piece.mtimeMs === null) continue
      if (piece.unchanged) {
        unchanged += 1
        continue
      }
      files += piece.names.length
      doubtful ||= piece.unknown.length > 0
      const trusted = !piece.continues && !doubtful && Math.abs(options.now() - piece.mtimeMs) > freshMs
      if (!piece.continues) doubtful = false
      await options.onDirectory(piece.directory, { entries: entriesOf(piece), dirMtimeMs: trusted ? piece.mtimeMs : null, unknown: piece.unknown })
    }
  } finally {
    await tree.return?.()
  }
  // A volume that leaves during the scan takes its folders along one by one, like so many deletions.
  if (before === null || (await identityOf(root)) !== before) {
    return { ok: false, why: 'gone', message: `${root} disappeared while it was being looked through.` }
  }
  return { ok: true, directories, files, unchanged, unreadable, unreadableCount }
}

function whyOf(error: unknown): 'gone' | 'not-permitted' | 'drive-silent' | 'unreadable' {
  const code = codeOf(error)
  return saysMissing(error) ? 'gone' : saysSilent(error) ? 'drive-silent' : code === 'EACCES' || code === 'EPERM' ? 'not-permitted' : 'unreadable'
}

/** The clips of a piece, one by one. */
export function entriesOf({ directory, names, sizes, mtimes }: TreePiece): FileEntry[] {
  const before = directory.endsWith(path.sep) ? directory : directory + path.sep
  return names.map((name, n) => ({ path: before + name, name, size: sizes[n] ?? 0, mtimeMs: mtimes[n] ?? 0 }))
}

async function identityOf(folder: string): Promise<string | null> {
  try {
    const { dev, ino } = await stat(folder)
    return `${dev}:${ino}`
  } catch {
    return null
  }
}
