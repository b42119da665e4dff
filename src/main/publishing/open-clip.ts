import { constants } from 'node:fs'
import { open, realpath, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { extensionOf } from '../domain/file-names.ts'
import { sizeChanged, sourceProblem, type SourceProblem } from './source-problem.ts'

export interface OpenedClip { ok: true; file: FileHandle; size: number; mtimeMs: number }

/**
 * Opens a file that is to be handed out to strangers; the caller closes it. A link may have been a
 * link when it was taken in; what it must not become is a way to another kind of file, so its
 * target has to bear the same extension, be an ordinary file of the size that was promised, and
 * stay what it is between the two steps (`O_NOFOLLOW`; `O_NONBLOCK`, lest a pipe keep us waiting).
 */
export async function openClip(location: string, sizeBytes: number): Promise<OpenedClip | SourceProblem> {
  let file: FileHandle | null = null
  try {
    const real = await realpath(location)
    if (extensionOf(path.basename(real)) !== extensionOf(path.basename(location))) {
      return { ok: false, code: 'LinkFailed', message: `${location} is a link to another kind of file, which is not handed out.` }
    }
    file = await open(real, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
    const found = await file.stat()
    if (found.isFile() && found.size === sizeBytes) return { ok: true, file, size: found.size, mtimeMs: Math.floor(found.mtimeMs) }
    await file.close()
    return found.isFile() ? sizeChanged(location, sizeBytes, found.size) : { ok: false, code: 'Unreadable', message: `${location} is no longer a file.` }
  } catch (error) {
    await file?.close().catch(() => undefined)
    return sourceProblem(location, error)
  }
}
