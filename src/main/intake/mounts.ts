/** What is mounted where, as the system tells it. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { liesIn } from './walk-folders.ts'

export interface Mount {
  mountPoint: string
  /** The part of the volume that is mounted; `/` unless it is a bind mount or a subvolume. */
  root: string
  fsType: string
  /** Device, or `host:/export` of a network drive. */
  source: string
}

/** Every mount of this machine, outermost first; empty where the system cannot be asked. */
export async function readMounts(platform: NodeJS.Platform = process.platform): Promise<Mount[]> {
  try {
    if (platform === 'linux') return parseMountInfo(await readFile('/proc/self/mountinfo', 'utf8'))
    if (platform === 'darwin') return parseMountOutput((await promisify(execFile)('/sbin/mount')).stdout)
  } catch {
    // A container may hide it; volumes are then told apart by their device numbers.
  }
  return []
}

/** Lines of proc(5) `mountinfo`, in which blanks are octal escapes. */
export function parseMountInfo(text: string): Mount[] {
  const plain = (field: string | undefined) => (field ?? '').replace(/\\([0-7]{3})/gu, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)))
  return text.split('\n').flatMap((line) => {
    const [before, after] = line.split(' - ')
    const left = before?.split(' ') ?? []
    const right = after?.split(' ') ?? []
    return left.length > 4 && right.length > 1 ? [{ mountPoint: plain(left[4]), root: plain(left[3]), fsType: right[0] ?? '', source: plain(right[1]) }] : []
  })
}

/** Lines of `mount` on macOS: `//me@nas/rushes on /Volumes/rushes (smbfs, nodev)`. */
export function parseMountOutput(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const found = /^(.+) on (\/.*) \(([^,)]+)/u.exec(line)
    return found ? [{ source: found[1] ?? '', mountPoint: found[2] ?? '', root: '/', fsType: found[3] ?? '' }] : []
  })
}

/** The mount a real path lies on: the deepest, and of several in one place the latest, which hides the others. */
export function mountOf(realPath: string, mounts: readonly Mount[]): Mount | null {
  let best: Mount | null = null
  for (const mount of mounts) {
    if (liesIn(realPath, mount.mountPoint) && mount.mountPoint.length >= (best?.mountPoint.length ?? 0)) best = mount
  }
  return best
}
