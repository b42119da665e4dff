/** Why a source cannot be published: `code` is a clip's reason, `message` says what happened to what. */
export interface SourceProblem { ok: false; code: string; message: string }

/** By the system's error. */
export function sourceProblem(location: string, error: unknown): SourceProblem {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR') return { ok: false, code: 'SourceGone', message: `${location} does not exist any more.` }
  if (code === 'EACCES' || code === 'EPERM') return { ok: false, code: 'NotPermitted', message: `${location} may not be read by this user.` }
  return { ok: false, code: 'Unreadable', message: `${location} could not be read: ${error instanceof Error ? error.message : String(error)}.` }
}

export function sizeChanged(location: string, was: number, is: number): SourceProblem {
  return { ok: false, code: 'FileChanged', message: `${location} had ${was} bytes when it was checked and has ${is} now.` }
}
