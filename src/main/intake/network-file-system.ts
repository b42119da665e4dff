import { realpath, statfs } from 'node:fs/promises'
import { mountOf, readMounts, type Mount } from './mounts.ts'

/** statfs(2) magic numbers of file systems on which others make changes that nobody tells of here. */
const networkTypes = new Map<number, string>([
  [0x6969, 'NFS'], [0x517b, 'SMB'], [0xff534d42, 'SMB'], [0xfe534d42, 'SMB'], [0x564c, 'NCP'], [0x5346414f, 'AFS'], [0x73757245, 'Coda'],
  [0x00c36400, 'Ceph'], [0x01021997, '9P'], [0x0bd00bd0, 'Lustre'], [0x47504653, 'GPFS'], [0x01161970, 'GFS2'], [0x7461636f, 'OCFS2'], [0x65735546, 'FUSE'],
  [0x786f4256, 'VirtualBox share'], [0xbacbacbc, 'VMware share'], [0x7c7c6673, 'Parallels share'],
])

/** Names that macOS gives in its table of mounts. */
const networkNames = new Map([['smbfs', 'SMB'], ['nfs', 'NFS'], ['afpfs', 'AFP'], ['webdav', 'WebDAV'], ['macfuse', 'FUSE'], ['osxfuse', 'FUSE']])

export interface FileSystemProbe {
  /** statfs(2): the number of the file system's type. */
  typeOf: (location: string) => Promise<number>
  mounts: () => Promise<Mount[]>
  platform: NodeJS.Platform
}
const thisMachine: FileSystemProbe = { typeOf: async (location) => (await statfs(location)).type, mounts: readMounts, platform: process.platform }

/** @returns what kind of network file system a path lies on, for people; null for a local disk, or when nobody can tell. */
export async function networkFileSystem(location: string, probe: FileSystemProbe = thisMachine): Promise<string | null> {
  if (probe.platform === 'win32') return /^(\\\\|\/\/)(?![?.][\\/])/u.test(location) ? 'SMB' : null
  try {
    const mount = async () => mountOf(await realpath(location), await probe.mounts())
    if (probe.platform === 'darwin') return networkNames.get((await mount())?.fsType ?? '') ?? null
    const kind = networkTypes.get((await probe.typeOf(location)) >>> 0) ?? null
    if (kind !== 'FUSE') return kind
    // A disk formatted by another system is local, although its driver is a program (NTFS, exFAT).
    const fsType = (await mount())?.fsType
    return fsType === 'fuseblk' ? null : (fsType?.replace(/^fuse\./u, '') ?? kind)
  } catch {
    return null // whoever watches it finds out what hinders
  }
}
