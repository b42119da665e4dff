/**
 * Goes through a tree one directory at a time, so that a million files never lie in memory at
 * once. Links to folders are followed unless that would go round in circles.
 */
import { readdir, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { describeFsError, saysMissing } from './describe-fs-error.ts'
import { pathBelow } from './ignore-patterns.ts'

/** Something that could not be gone into, in words. */
export interface Unreadable { path: string; message: string }

/**
 * One directory: the names of its files (and links to files), sorted, nothing asked about them yet.
 * `mtimeMs` was read before the listing, so that whatever changed since makes it differ; null
 * when the directory could not be read, which `unreadable` then says.
 */
export interface Walked { directory: string; mtimeMs: number | null; files: string[]; unreadable: Unreadable[] }

export interface WalkOptions {
  /** Whether a path below the root (with `/`) is left alone, folder or file. */
  ignored: (relativePath: string) => boolean
  signal?: AbortSignal
}

/** Whether `inner` is `outer` or lies in it. Both absolute and real. */
export function liesIn(inner: string, outer: string): boolean {
  const way = path.relative(outer, inner)
  return way === '' || (way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way))
}

/**
 * Walks `root` depth first, in the order of names. A directory that cannot be read is reported
 * with an empty listing and the walk goes on; only the root itself throws the system's error.
 */
export async function* walkFolders(root: string, { ignored, signal }: WalkOptions): AsyncGenerator<Walked> {
  const covered = [await realpath(root)]
  const waiting = [root]
  for (let directory = waiting.pop(); directory !== undefined; directory = waiting.pop()) {
    if (signal?.aborted) return
    const unreadable: Unreadable[] = []
    const files: string[] = []
    const folders: string[] = []
    let mtimeMs: number | null = null
    try {
      const dated = Math.floor((await stat(directory)).mtimeMs)
      for (const entry of await readdir(directory, { withFileTypes: true })) {
        const inner = path.join(directory, entry.name)
        if (ignored(pathBelow(root, inner))) continue
        if (entry.isFile()) files.push(entry.name)
        else if (entry.isDirectory()) folders.push(inner)
        else if (entry.isSymbolicLink()) await sortLink(inner, { covered, files, folders, unreadable })
      }
      mtimeMs = dated
    } catch (error) {
      if (directory === root) throw error
      // Gone since its parent was listed: nothing to report, it is simply no longer there.
      if (saysMissing(error)) continue
      unreadable.push({ path: directory, message: describeFsError(error, directory) })
    }
    files.sort()
    yield { directory, mtimeMs, files, unreadable }
    folders.sort().reverse()
    for (const folder of folders) waiting.push(folder)
  }
}

/** Puts a link where its target belongs; one that leads into what is walked anyway is left out. */
async function sortLink(link: string, into: { covered: string[]; files: string[]; folders: string[]; unreadable: Unreadable[] }): Promise<void> {
  try {
    const found = await stat(link)
    if (found.isFile()) into.files.push(path.basename(link))
    if (!found.isDirectory()) return
    const target = await realpath(link)
    if (into.covered.some((place) => liesIn(target, place))) return
    if (into.covered.some((place) => liesIn(place, target))) {
      into.unreadable.push({ path: link, message: `${link} is a link to a folder that contains it, so it was not followed.` })
      return
    }
    into.covered.push(target)
    into.folders.push(link)
  } catch (error) {
    // A link to nothing holds no clip; a loop of links or a forbidden target is worth a word.
    if (!saysMissing(error)) into.unreadable.push({ path: link, message: describeFsError(error, link) })
  }
}
