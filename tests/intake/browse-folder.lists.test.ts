import { chmod, mkdir, symlink } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { browseFolder } from '../../src/main/intake/browse-folder.ts'
import { asOrdinaryUser, freshFolder, lay } from './support.ts'

test('shows folders, then clips, as people sort them, and nothing else', async () => {
  const folder = await freshFolder()
  await lay(folder, { 'take 10.mp4': 3, 'take 2.mp4': 2, 'notes.txt': 1, '.hidden.mp4': 1, 'a.mp4.part': 1 })
  await mkdir(path.join(folder, 'Zoe'))
  await mkdir(path.join(folder, '.git'))
  await symlink('/nowhere', path.join(folder, 'dead.mp4'))
  expect(await browseFolder(folder)).toEqual({
    path: folder, parent: path.dirname(folder),
    entries: [
      { name: 'Zoe', path: path.join(folder, 'Zoe'), kind: 'folder', sizeBytes: null },
      { name: 'take 2.mp4', path: path.join(folder, 'take 2.mp4'), kind: 'clip', sizeBytes: 2 },
      { name: 'take 10.mp4', path: path.join(folder, 'take 10.mp4'), kind: 'clip', sizeBytes: 3 },
    ],
  })
})

test('begins in the user’s own folder, and ends at the root', async () => {
  expect((await browseFolder(null)).path).toBe(homedir())
  expect((await browseFolder('/')).parent).toBeNull()
})

test('says what is wrong with a folder it cannot show', async () => {
  const folder = await freshFolder()
  await lay(folder, { 'a.mp4': 1, 'shut/b.mp4': 1 })
  await chmod(folder, 0o755)
  await chmod(path.join(folder, 'shut'), 0)
  await expect(browseFolder(path.join(folder, 'gone'))).rejects.toMatchObject({ problem: { kind: 'folder-missing' } })
  await expect(browseFolder(path.join(folder, 'a.mp4'))).rejects.toMatchObject({ problem: { kind: 'folder-missing' } })
  await expect(browseFolder('relative')).rejects.toMatchObject({ problem: { kind: 'invalid-input' } })
  await expect(asOrdinaryUser(() => browseFolder(path.join(folder, 'shut')))).rejects.toMatchObject({ problem: { kind: 'unreadable' } })
})
