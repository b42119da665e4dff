import { constants } from 'node:fs'
import { lstat, open, realpath, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { extensionOf } from '../domain/file-names.ts'
import { sizeChanged, sourceProblem, type SourceProblem } from './source-problem.ts'

export interface OpenedClip { ok: true; file: FileHandle; size: number; mtimeMs: number; realPath: string }

/** A file's time in whole ms. As a number of ns it would be rounded first, now up and now down, and a file that nobody touched would have two times. */
export function wholeMs(mtimeNs: bigint): number {
  return Number(mtimeNs / 1_000_000n)
}

/** What a file must still be, besides of the size that was promised. Each is checked where it is given. */
export interface StillThe {
  /** Where it really lay when its link was made: a file replaced by a link to elsewhere is not it. */
  realPath?: string | null
  /** Its time in whole UTC ms: another file of the same size is not it. */
  mtimeMs?: number | null
  /** For tests: runs between looking where the file lies and opening it. */
  beforeOpen?: () => Promise<void>
}

/**
 * Opens a file that is to be handed out to strangers; the caller closes it. A link may have been a
 * link when it was taken in; what it must not become is a way to another file. So its target has to
 * lie where it lay, bear the same extension, be an ordinary file of the size and time that were
 * promised, and stay what it is between looking and opening: `O_NOFOLLOW` refuses a link in its
 * place (`O_NONBLOCK`, lest a pipe keep us waiting), and what was opened has to be, by device and
 * inode, what lies there afterwards, which catches a folder on the way that was exchanged for a link.
 */
export async function openClip(location: string, sizeBytes: number, still: StillThe = {}): Promise<OpenedClip | SourceProblem> {
  let file: FileHandle | null = null
  const no = async (code: string, message: string): Promise<SourceProblem> => {
    await file?.close()
    return { ok: false, code, message }
  }
  try {
    const real = await realpath(location)
    if (extensionOf(path.basename(real)) !== extensionOf(path.basename(location))) {
      return { ok: false, code: 'LinkFailed', message: `${location} is a link to another kind of file, which is not handed out.` }
    }
    if (typeof still.realPath === 'string' && real !== still.realPath) return { ok: false, code: 'FileChanged', message: `${location} leads to ${real} now; when its link was made it was ${still.realPath}.` }
    await still.beforeOpen?.()
    file = await open(real, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
    const found = await file.stat({ bigint: true })
    if (!found.isFile()) return await no('Unreadable', `${location} is no longer a file.`)
    const there = await lstat(real, { bigint: true })
    if ((await realpath(location)) !== real || there.ino !== found.ino || there.dev !== found.dev) return await no('FileChanged', `${location} was exchanged while it was opened.`)
    const size = Number(found.size)
    const mtimeMs = wholeMs(found.mtimeNs)
    if (size !== sizeBytes) {
      await file.close()
      return sizeChanged(location, sizeBytes, size)
    }
    if (typeof still.mtimeMs === 'number' && Math.abs(mtimeMs - still.mtimeMs) > 1) return await no('FileChanged', `${location} was changed after its link was made.`)
    return { ok: true, file, size, mtimeMs, realPath: real }
  } catch (error) {
    await file?.close().catch(() => undefined)
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ELOOP') return { ok: false, code: 'FileChanged', message: `${location} was exchanged for a link while it was opened.` }
    return sourceProblem(location, error)
  }
}
