/**
 * Goes through a tree one directory at a time and through a directory a piece at a time, so that neither a million
 * files nor a very full folder holds anything up. Links to folders are followed unless that would go round in circles.
 */
import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { clipTypeOf } from '../domain/file-names.ts'
import { saysMissing } from './describe-fs-error.ts'
import { pathBelow } from './ignore-patterns.ts'

/** One directory, and how many clips (and links to clips) lie in it; of one that cannot be read to its end, as far as it was. */
export interface Walked { directory: string; clips: number }

export interface WalkOptions {
  /** Whether a path below the root (with `/`) is left alone, folder or file. */
  ignored: (relativePath: string) => boolean
  signal?: AbortSignal
}

const entriesATurn = 256

/** Whether `inner` is `outer` or lies in it. Both absolute and real. */
export function liesIn(inner: string, outer: string): boolean {
  const way = path.relative(outer, inner)
  return way === '' || (way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way))
}

/**
 * A folder's entries in the order of their names: files taken in together are looked for together, and sent in order.
 * Listing them is quick; gone through in one turn, a hundred thousand would hold everybody else up.
 * @throws the system's error
 */
export async function* entriesOfFolder(folder: string): AsyncGenerator<Dirent> {
  for (const [n, entry] of (await readdir(folder, { withFileTypes: true })).entries()) {
    if (n % entriesATurn === entriesATurn - 1) await setImmediate()
    yield entry
  }
}

/**
 * Walks `root` depth first. A directory that cannot be read is told of like any other and the walk
 * goes on; only the root itself throws the system's error.
 */
export async function* walkFolders(root: string, { ignored, signal }: WalkOptions): AsyncGenerator<Walked> {
  const covered = [await realpath(root)]
  const waiting = [root]
  for (let directory = waiting.pop(); directory !== undefined; directory = waiting.pop()) {
    const walked: Walked = { directory, clips: 0 }
    try {
      for await (const entry of entriesOfFolder(directory)) {
        if (signal?.aborted) return
        const inner = path.join(directory, entry.name)
        if (ignored(pathBelow(root, inner))) continue
        const kind = entry.isSymbolicLink() ? await kindOfLink(inner, covered) : entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : null
        if (kind === 'folder') waiting.push(inner)
        else if (kind === 'file' && clipTypeOf(entry.name) !== null) walked.clips += 1
      }
    } catch (error) {
      if (directory === root) throw error
      // Gone since its parent was listed: nothing to report, it is simply no longer there.
      if (saysMissing(error)) continue
    }
    yield walked
  }
}

/** What a link leads to; null where that is nothing, cannot be told, or is walked anyway. */
async function kindOfLink(link: string, covered: string[]): Promise<'file' | 'folder' | null> {
  try {
    const found = await stat(link)
    if (found.isFile()) return 'file'
    if (!found.isDirectory()) return null
    const target = await realpath(link)
    if (covered.some((place) => liesIn(target, place) || liesIn(place, target))) return null
    covered.push(target)
    return 'folder'
  } catch {
    // It is only listened to here: whoever looks through the folder says what hinders it.
    return null
  }
}
