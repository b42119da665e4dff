import { mkdir, readdir, rename, rm, rmdir, stat, statfs } from 'node:fs/promises'
import path from 'node:path'

/** Copies of one thousand preparations lie in one folder: no folder grows without end. */
const perFolder = 1000

/** Where the copy of a preparation lies, below the folder of copies; a person can read whose it is. */
export function copyPath(folder: string, preparationId: number, clipName: string, extension: 'mp4' | 'jpg' | 'png' = 'mp4'): string {
  const readable = clipName.normalize('NFC').replace(/[\\/:*?"<>|\p{Cc}]/gu, '_').replace(/^\.+/, '').slice(0, 80).trim() || 'clip'
  return path.join(folder, String(Math.floor(preparationId / perFolder)).padStart(4, '0'), `${readable}.${preparationId}.${extension}`)
}

/** Makes the folder a copy goes to. @throws the system's error */
export async function makeRoomFor(copy: string): Promise<void> {
  await mkdir(path.dirname(copy), { recursive: true, mode: 0o700 })
}

/** Bytes free where copies are kept; null where the system does not tell. */
export async function freeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch {
    return path.dirname(folder) === folder ? null : freeBytes(path.dirname(folder))
  }
}

/** A whole copy takes its place. @returns its size and time */
export async function putInPlace(part: string, copy: string): Promise<{ sizeBytes: number; mtimeMs: number }> {
  await rename(part, copy)
  const { size, mtimeMs } = await stat(copy)
  return { sizeBytes: size, mtimeMs: Math.floor(mtimeMs) }
}

/** Removes a copy, and its folder when it was the last in it. */
export async function removeCopy(copy: string): Promise<void> {
  await rm(copy, { force: true })
  // Not empty is the usual case.
  await rmdir(path.dirname(copy)).catch(() => undefined)
}

/** Removes what an earlier process left half made. */
export async function removeParts(folder: string): Promise<number> {
  let removed = 0
  for (const inside of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (!inside.isDirectory() || !/^\d{4,}$/.test(inside.name)) continue
    for (const name of await readdir(path.join(folder, inside.name)).catch(() => [])) {
      if (!/^\.greenroom-copy-\d+-.*\.part$/.test(name)) continue
      await rm(path.join(folder, inside.name, name), { force: true })
      removed += 1
    }
  }
  return removed
}

/** Whether a place lies in a folder, or is it. */
export function liesIn(place: string, folder: string): boolean {
  const way = path.relative(folder, place)
  return way === '' || (!way.startsWith(`..${path.sep}`) && way !== '..' && !path.isAbsolute(way))
}

