import { statfsSync } from 'node:fs'
import { ProblemError } from '../../contract/models/problem-error.ts'

/** Tells the type number of the file system a path lies on (statfs(2) `f_type`). */
export type FileSystemOf = (path: string) => number

/** statfs(2) magic numbers of file systems on which SQLite's locks cannot be trusted. */
const networkFileSystems = new Map<number, string>([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x564c, 'NCP'],
  [0x01021997, '9P'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
])

/** @throws ProblemError `network-drive` when `directory` lies on a network drive. */
export function refuseNetworkDrive(directory: string, fileSystemOf: FileSystemOf = (path) => statfsSync(path).type): void {
  const kind = networkFileSystems.get(fileSystemOf(directory) >>> 0)
  if (!kind) return
  throw new ProblemError(
    'network-drive',
    `The data directory ${directory} lies on a network drive (${kind}), where file locks cannot be trusted.`,
    'Choose a directory on a disk of this machine with --data-dir. Clips may stay on the network drive.',
  )
}
