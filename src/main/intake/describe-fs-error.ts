/** The system's error codes, in words a person can act on. */

export function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** @returns whether the error says that nothing is there any more. */
export function saysMissing(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}

const silent: ReadonlySet<string | undefined> = new Set(['ESTALE', 'EHOSTDOWN', 'EHOSTUNREACH', 'ENOTCONN', 'ETIMEDOUT', 'ENODEV', 'ENXIO'])

/** @returns whether the error says that a drive does not answer. */
export function saysSilent(error: unknown): boolean {
  return silent.has(codeOf(error))
}

/** What happened to `what` (a path as its owner wrote it), as one sentence. */
export function describeFsError(error: unknown, what: string): string {
  if (saysSilent(error)) return `${what} is on a drive that does not answer at the moment.`
  switch (codeOf(error)) {
    case 'ENOENT': case 'ENOTDIR': return `${what} does not exist.`
    case 'EACCES': case 'EPERM': return `${what} may not be read: its permissions do not allow it to this user.`
    case 'ELOOP': return `${what} is a link that leads back to itself.`
    case 'ENAMETOOLONG': return `The name of ${what.length > 80 ? `${what.slice(0, 40)}…${what.slice(-24)}` : what} is longer than the file system allows.`
    case 'EBUSY': return `${what} is held open by another program.`
    case 'EIO': return `${what} could not be read: the disk reports an error.`
    case 'EMFILE': case 'ENFILE': return `${what} could not be opened: too many files are open.`
    default: return `${what} could not be read: ${error instanceof Error ? error.message : String(error)}.`
  }
}
