import { statSync, type Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { describeFsError, saysMissing } from './describe-fs-error.ts'

/** One look at a file. Size in bytes, time in whole UTC ms (the ledger keeps no fractions, and must not see a change in one). */
export type FileProbe =
  | { size: number; mtimeMs: number }
  | { gone: true }
  /** `silent`: its drive has not answered, which says nothing about the file. */
  | { unreadable: true; message: string; silent?: true }

/** Looks at a file, following links. Never throws: what hinders it is part of the answer. */
export async function probeFile(path: string): Promise<FileProbe> {
  try {
    return probeOf(path, await stat(path))
  } catch (error) {
    return hindered(path, error)
  }
}

/** The same in one call, for worker threads: six times as quick for many files. */
export function probeFileSync(path: string): FileProbe {
  try {
    return probeOf(path, statSync(path))
  } catch (error) {
    return hindered(path, error)
  }
}

function probeOf(path: string, found: Stats): FileProbe {
  if (!found.isFile()) return { unreadable: true, message: `${path} is not a file.` }
  return { size: found.size, mtimeMs: Math.floor(found.mtimeMs) }
}

function hindered(path: string, error: unknown): FileProbe {
  return saysMissing(error) ? { gone: true } : { unreadable: true, message: describeFsError(error, path) }
}
