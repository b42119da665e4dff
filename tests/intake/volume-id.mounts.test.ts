import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { mountOf, parseMountInfo, parseMountOutput } from '../../src/main/intake/mounts.ts'
import { networkFileSystem } from '../../src/main/intake/network-file-system.ts'
import { findVolume, idLasts, volumeOf } from '../../src/main/intake/volume-id.ts'
import { freshFolder } from './support.ts'

const mountInfo = `22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
40 27 0:45 / /mnt/My\\040NAS rw,relatime shared:3 - nfs4 nas:/export/rushes rw
41 27 8:1 /@home /home rw - btrfs /dev/sda1 rw
42 27 0:50 / /media/card rw - fuseblk /dev/sdb1 rw
43 27 0:51 / /mnt/remote rw - fuse.sshfs me@host:/ rw
44 27 8:2 / /mnt/My\\040NAS rw - ext4 /dev/sdc1 rw`

test('mounts are read as the system writes them', () => {
  const mounts = parseMountInfo(mountInfo)
  expect(mounts).toHaveLength(7)
  expect(mounts[2]).toEqual({ mountPoint: '/mnt/My NAS', root: '/', fsType: 'nfs4', source: 'nas:/export/rushes' })
  expect(mountOf('/home/me/x', mounts)).toMatchObject({ root: '/@home' })
  expect(mountOf('/homes', mounts)).toMatchObject({ mountPoint: '/' })
  expect(mountOf('/mnt/My NAS/a', mounts)).toMatchObject({ fsType: 'ext4' })
  expect(parseMountOutput('//me@nas/My%20Rushes on /Volumes/My Rushes (smbfs, nodev, nosuid)\n/dev/disk3s1 on / (apfs, local)')).toEqual([
    { source: '//me@nas/My%20Rushes', mountPoint: '/Volumes/My Rushes', root: '/', fsType: 'smbfs' },
    { source: '/dev/disk3s1', mountPoint: '/', root: '/', fsType: 'apfs' },
  ])
})

describe('the volume of a folder', () => {
  test('is told with the way from its mount point', async () => {
    const folder = await freshFolder()
    const place = await volumeOf(folder)
    expect(path.join(place.mountPoint, place.relativePath)).toBe(folder)
    expect(place.volumeId).toMatch(/^(uuid|source|dev):/)
    expect(await volumeOf(path.dirname(folder))).toMatchObject({ volumeId: place.volumeId })
  })

  test('of a network drive is its host and export, wherever it is mounted', async () => {
    const folder = await freshFolder()
    const away = path.join(folder, 'elsewhere')
    await mkdir(path.join(folder, 'nas/day'), { recursive: true })
    await mkdir(path.join(away, 'day'), { recursive: true })
    const at = (mountPoint: string) => async () => [{ mountPoint: '/', root: '/', fsType: 'ext4', source: '/dev/none' }, { mountPoint, root: '/', fsType: 'nfs4', source: 'nas:/rushes' }]
    const place = await volumeOf(path.join(folder, 'nas/day'), at(path.join(folder, 'nas')))
    expect(place).toEqual({ volumeId: 'source:nas:/rushes', mountPoint: path.join(folder, 'nas'), relativePath: 'day' })
    expect(idLasts(place.volumeId)).toBe(true)
    expect(await findVolume(place.volumeId, at(away))).toBe(away)
    expect(await findVolume('uuid:none', at(away))).toBeNull()
  })

  test('of a part of a volume is not the whole one', async () => {
    const folder = await freshFolder()
    const mounts = (root: string) => async () => [{ mountPoint: folder, root, fsType: 'btrfs', source: '/dev/none' }]
    expect((await volumeOf(folder, mounts('/@a'))).volumeId).not.toBe((await volumeOf(folder, mounts('/@b'))).volumeId)
  })

  test('is found by device numbers where no mounts can be read', async () => {
    const folder = await freshFolder()
    const place = await volumeOf(folder, async () => [])
    expect(place.volumeId).toMatch(/^dev:\d+$/)
    expect(idLasts(place.volumeId)).toBe(false)
    expect(path.join(place.mountPoint, place.relativePath)).toBe(folder)
  })

  test('of nothing is an error', async () => {
    await expect(volumeOf('/nowhere/at/all')).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('a network file system', () => {
  const on = (type: number, mounts = mountInfo, platform: NodeJS.Platform = 'linux') => ({ typeOf: async () => type, mounts: async () => (platform === 'darwin' ? parseMountOutput(mounts) : parseMountInfo(mounts)), platform })
  test('is told by its number', async () => {
    expect(await networkFileSystem('/', on(0x6969))).toBe('NFS')
    expect(await networkFileSystem('/', on(0xfe534d42))).toBe('SMB')
    // statfs gives the number signed on some machines
    expect(await networkFileSystem('/', on(0xff534d42 | 0))).toBe('SMB')
    expect(await networkFileSystem('/', on(0xef53))).toBeNull()
  })
  test('is none where a program drives a local disk', async () => {
    const folder = await freshFolder()
    const fuse = (fsType: string) => on(0x65735546, `1 0 0:1 / ${folder} rw - ${fsType} x rw`)
    expect(await networkFileSystem(folder, fuse('fuseblk'))).toBeNull()
    expect(await networkFileSystem(folder, fuse('fuse.sshfs'))).toBe('sshfs')
  })
  test('is told by name on macOS and by its path on Windows', async () => {
    const folder = await freshFolder()
    expect(await networkFileSystem(folder, on(0, `//me@nas/x on ${folder} (smbfs, nodev)`, 'darwin'))).toBe('SMB')
    expect(await networkFileSystem('\\\\nas\\rushes', on(0, '', 'win32'))).toBe('SMB')
    expect(await networkFileSystem('C:\\rushes', on(0, '', 'win32'))).toBeNull()
    expect(await networkFileSystem('\\\\?\\C:\\rushes', on(0, '', 'win32'))).toBeNull()
  })
  test('of a real local folder is none', async () => {
    expect(await networkFileSystem(await freshFolder())).toBeNull()
  })
})
