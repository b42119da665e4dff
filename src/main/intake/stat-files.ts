import { stat } from 'node:fs/promises'
import path from 'node:path'
import { describeFsError, saysMissing } from './describe-fs-error.ts'
import type { Unreadable } from './walk-folders.ts'

/** A file as it lies on disk. Size in bytes, time in whole UTC ms. */
export interface FileEntry { path: string; name: string; size: number; mtimeMs: number }

// More at a time gain nothing: libuv answers with four threads unless told otherwise.
const atATime = 32

/**
 * Asks the size and time of files of one directory, in their order; never blocks the event loop.
 * What vanished meanwhile is left out, what cannot be asked goes to `unreadable`.
 */
export async function* statFiles(directory: string, names: readonly string[], unreadable: Unreadable[]): AsyncGenerator<FileEntry> {
  for (let from = 0; from < names.length; from += atATime) {
    const found = await Promise.all(names.slice(from, from + atATime).map((name) => entryOf(directory, name, unreadable)))
    for (const entry of found) if (entry) yield entry
  }
}

async function entryOf(directory: string, name: string, unreadable: Unreadable[]): Promise<FileEntry | null> {
  const file = path.join(directory, name)
  try {
    const { size, mtimeMs } = await stat(file)
    return { path: file, name, size, mtimeMs: Math.floor(mtimeMs) }
  } catch (error) {
    if (!saysMissing(error)) unreadable.push({ path: file, message: describeFsError(error, file) })
    return null
  }
}
