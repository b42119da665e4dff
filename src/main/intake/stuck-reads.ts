import path from 'node:path'
import { mountOf, readMounts, type Mount } from './mounts.ts'

/** File systems whose reads hang when another machine is away. */
const network = /^(nfs|cifs|smb|afp|webdav|davfs|9p|ceph|afs|glusterfs|fuse|macfuse|osxfuse|lustre)/u

/** With one read stuck, another file of the same place is tried only after this long, ms. */
const tryAgainMs = 60_000

/** Which reads hang, and so which other files are not worth a thread that would hang beside them. */
export interface StuckReads {
  add(file: string): void
  remove(file: string): void
  /** Whether a file lies where a read hangs: on the same network drive, else in the same folder. Now and then one may try. */
  concerns(file: string): boolean
  readonly count: number
}

export function createStuckReads(now: () => number, mounts: () => Promise<Mount[]> = readMounts): StuckReads {
  const stuck: { file: string; place: string; tryAgainAt: number }[] = []
  return {
    add(file) {
      // Which drive it is on is asked of the table of mounts: asking the drive itself would hang as well.
      const entry = { file, place: path.dirname(file), tryAgainAt: now() + tryAgainMs }
      stuck.push(entry)
      void mounts().then((known) => {
        const mount = mountOf(file, known)
        if (mount && network.test(mount.fsType)) entry.place = mount.mountPoint
      })
    },
    remove(file) {
      const at = stuck.findIndex((entry) => entry.file === file)
      if (at >= 0) stuck.splice(at, 1)
    },
    concerns(file) {
      const here = stuck.filter((entry) => file === entry.file || file.startsWith(entry.place.endsWith(path.sep) ? entry.place : entry.place + path.sep))
      if (here.length === 0) return false
      const tries = here.every((entry) => entry.tryAgainAt <= now())
      if (tries) for (const entry of here) entry.tryAgainAt = now() + tryAgainMs
      return !tries
    },
    get count() {
      return stuck.length
    },
  }
}
