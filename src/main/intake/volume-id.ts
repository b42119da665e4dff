import { readdir, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { mountOf, readMounts, type Mount } from './mounts.ts'

/**
 * Which volume a path lies on, and where on it, so that a folder is found again when its drive
 * letter or mount point has moved.
 */
export interface VolumePlace {
  /** `uuid:…` (lasts), `source:…` (a network drive's export; lasts), `dev:…` (may change when the drive is plugged in again). */
  volumeId: string
  mountPoint: string
  /** Below the mount point, with the system's separators; '' for the mount point itself. */
  relativePath: string
}

/**
 * @param location an existing path
 * @throws the system's error when it does not exist
 */
export async function volumeOf(location: string, mountsOf: () => Promise<Mount[]> = readMounts): Promise<VolumePlace> {
  const real = await realpath(location)
  const { dev } = await stat(real)
  const mount = mountOf(real, await mountsOf())
  if (!mount) {
    const mountPoint = await mountPointByDevice(real, dev)
    return { volumeId: `dev:${dev}`, mountPoint, relativePath: path.relative(mountPoint, real) }
  }
  const volumeId = await idOf(mount, dev)
  // Bind mounts and subvolumes show different parts of one volume.
  return { volumeId: mount.root === '/' ? volumeId : `${volumeId}${mount.root}`, mountPoint: mount.mountPoint, relativePath: path.relative(mount.mountPoint, real) }
}

/** Where a volume is mounted now; null when it is not, or cannot be recognised. */
export async function findVolume(volumeId: string, mountsOf: () => Promise<Mount[]> = readMounts): Promise<string | null> {
  for (const { mountPoint } of await mountsOf()) {
    try {
      const place = await volumeOf(mountPoint, mountsOf)
      if (place.volumeId === volumeId && place.relativePath === '') return mountPoint
    } catch {
      // A mount that does not answer is not the one that is back.
    }
  }
  return null
}

/** Whether an id still means the same volume after the drive was away. */
export function idLasts(volumeId: string): boolean {
  return !volumeId.startsWith('dev:')
}

async function idOf(mount: Mount, dev: number): Promise<string> {
  const uuid = mount.source.startsWith('/dev/') ? await uuidOf(mount.source) : null
  if (uuid) return `uuid:${uuid}`
  // Only a network drive's source names one thing in the world: host and export.
  return /^([^/]+:|\/\/)/u.test(mount.source) ? `source:${mount.source}` : `dev:${dev}`
}

async function uuidOf(device: string): Promise<string | null> {
  try {
    const wanted = await realpath(device)
    for (const uuid of await readdir('/dev/disk/by-uuid')) {
      if ((await realpath(`/dev/disk/by-uuid/${uuid}`)) === wanted) return uuid
    }
  } catch {
    // No udev (containers, other systems): the device number has to do.
  }
  return null
}

/** Climbs until the device number changes, where no table of mounts can be read. */
async function mountPointByDevice(real: string, dev: number): Promise<string> {
  let place = real
  for (let parent = path.dirname(place); parent !== place; parent = path.dirname(parent)) {
    if ((await stat(parent)).dev !== dev) return place
    place = parent
  }
  return place
}
