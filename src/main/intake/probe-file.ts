import { stat } from 'node:fs/promises'
import { describeFsError, saysMissing } from './describe-fs-error.ts'

/** One look at a file. Size in bytes, time in whole UTC ms (the ledger keeps no fractions, and must not see a change in one). */
export type FileProbe =
  | { size: number; mtimeMs: number }
  | { gone: true }
  | { unreadable: true; message: string }

/** Looks at a file, following links. Never throws: what hinders it is part of the answer. */
export async function probeFile(path: string): Promise<FileProbe> {
  try {
    const found = await stat(path)
    if (!found.isFile()) return { unreadable: true, message: `${path} is not a file.` }
    return { size: found.size, mtimeMs: Math.floor(found.mtimeMs) }
  } catch (error) {
    return saysMissing(error) ? { gone: true } : { unreadable: true, message: describeFsError(error, path) }
  }
}
