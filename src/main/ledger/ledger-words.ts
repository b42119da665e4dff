import { closeSync, openSync, rmSync } from 'node:fs'
import path from 'node:path'
import { ProblemError } from '../../contract/models/problem-error.ts'
import { isBusy } from './is-busy.ts'

/** What the system or SQLite (which may append a detail) calls a place that cannot be used. */
const unusable = ['EACCES', 'EPERM', 'EROFS', 'EEXIST', 'ENOTDIR', 'ENOENT', 'EISDIR', 'ENAMETOOLONG', 'EIO', 'SQLITE_CANTOPEN', 'SQLITE_READONLY', 'SQLITE_PERM', 'SQLITE_IOERR']

function busyInWords(file: string, cause: unknown): ProblemError {
  return new ProblemError('ledger-busy', `The ledger ${file} was busy for too long: another program keeps writing to it.`, 'See what else uses this data directory, and try again.', { cause })
}

/** Whether a file can be made there at all: SQLite does not tell a disk that turned read-only from one that fails otherwise. */
function mayBeWritten(directory: string): boolean {
  const trial = path.join(directory, '.may-be-written')
  try {
    closeSync(openSync(trial, 'w'))
    rmSync(trial, { force: true })
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && (error.code === 'EROFS' || error.code === 'EACCES' || error.code === 'EPERM'))
  }
}

/** What went wrong with the ledger's file as a problem people can do something about; anything else as it came. */
export function inWords(error: unknown, file: string): unknown {
  if (error instanceof ProblemError) return error
  if (isBusy(error)) return busyInWords(file, error)
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return new ProblemError('ledger-damaged', `The ledger ${file} is damaged.`, 'Nothing was changed. Put back its last good backup: greenroom ledger restore (the damaged file is kept aside, and everything is paused then).', { cause: error })
  }
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') {
    return new ProblemError('disk-full', `The disk of ${path.dirname(file)} is full: nothing more can be written down. What was written is kept.`, 'Make room on that disk; Greenroom goes on by itself.', { cause: error })
  }
  if (code.startsWith('SQLITE_READONLY') || code === 'EROFS' || (code.startsWith('SQLITE_IOERR') && !mayBeWritten(path.dirname(file)))) {
    return new ProblemError('unreadable', `The data directory ${path.dirname(file)} is read-only: nothing more can be written down. What was written is kept.`, 'See that its disk is sound and may be written to by this user, then start Greenroom again.', { cause: error })
  }
  if (unusable.some((known) => code === known || code.startsWith(`${known}_`))) {
    return new ProblemError('unreadable', `The data directory ${path.dirname(file)} cannot be used (${code}).`, 'See that its disk is there and that this user may write to it, or choose another directory with --data-dir.', { cause: error })
  }
  return error
}
