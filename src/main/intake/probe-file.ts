import { opendirSync, statSync } from 'node:fs'
import { opendir, stat } from 'node:fs/promises'
import { codeOf, describeFsError, saysMissing, saysSilent } from './describe-fs-error.ts'

/** One look at a file. Size in bytes, time in whole UTC ms (the ledger keeps no fractions, and must not see a change in one). */
export type FileProbe =
  | { size: number; mtimeMs: number }
  | { gone: true }
  /** `no-file`: a folder that can be listed, or a pipe; `silent`: its drive has not answered, which says nothing about the file. */
  | { unreadable: true; message: string; why: 'no-file' | 'silent' | 'not-permitted' | 'other' }

/** Looks at a file, following links. Never throws: what hinders it is part of the answer. */
export async function probeFile(path: string): Promise<FileProbe> {
  try {
    const found = await stat(path)
    if (found.isFile()) return { size: found.size, mtimeMs: Math.floor(found.mtimeMs) }
    // A folder that may not be listed is not there for whoever looks through it.
    if (found.isDirectory()) await (await opendir(path)).close()
    return noFile(path)
  } catch (error) {
    return hindered(path, error)
  }
}

/** The same in one call, for worker threads: six times as quick for many files. */
export function probeFileSync(path: string): FileProbe {
  try {
    const found = statSync(path)
    if (found.isFile()) return { size: found.size, mtimeMs: Math.floor(found.mtimeMs) }
    if (found.isDirectory()) opendirSync(path).closeSync()
    return noFile(path)
  } catch (error) {
    return hindered(path, error)
  }
}

function noFile(path: string): FileProbe {
  return { unreadable: true, why: 'no-file', message: `${path} is not a file.` }
}

function hindered(path: string, error: unknown): FileProbe {
  if (saysMissing(error)) return { gone: true }
  const code = codeOf(error)
  return { unreadable: true, why: code === 'EACCES' || code === 'EPERM' ? 'not-permitted' : saysSilent(error) ? 'silent' : 'other', message: describeFsError(error, path) }
}
