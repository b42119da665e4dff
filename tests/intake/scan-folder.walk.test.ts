import { chmod, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createDisk } from '../../src/main/intake/disk.ts'
import { scanFolder, type ScannedDirectory, type ScanOptions } from '../../src/main/intake/scan-folder.ts'
import { asOrdinaryUser, freshFolder, lay } from './support.ts'

const disk = createDisk({ workerUrl: new URL('../../src/main/intake/disk-worker.ts', import.meta.url) })
afterAll(() => disk.close())

async function scan(root: string, more: Partial<ScanOptions> = {}) {
  const seen = new Map<string, ScannedDirectory>()
  const result = await scanFolder(root, {
    ignore: [], now: () => Date.now() + 60_000, readTree: disk.readTree,
    onDirectory: async (directory, found) => {
      seen.set(path.relative(root, directory), found)
    },
    ...more,
  })
  const names = [...seen].map(([directory, found]) => [directory, found.entries.map((entry) => entry.name)])
  return { result, seen, names }
}

describe('a scan of a watch folder', () => {
  test('hands over each directory with its clips, one after the other, empty ones too', async () => {
    const root = await freshFolder()
    await lay(root, { 'b.mp4': 12, 'a.mov': 1, 'n.txt': 1, 'day/c.mp4': 1, 'day/d.mp4.part': 1, 'empty/x.txt': 1, '.cache/e.mp4': 1 })
    const { result, seen, names } = await scan(root)
    expect(names).toEqual([['', ['a.mov', 'b.mp4']], ['day', ['c.mp4']], ['empty', []]])
    expect(seen.get('')?.entries[1]).toEqual({ path: path.join(root, 'b.mp4'), name: 'b.mp4', size: 12, mtimeMs: expect.any(Number) as number })
    expect(result).toMatchObject({ ok: true, directories: 3, files: 3, unreadable: [] })
  })

  test('leaves alone what the patterns name, whatever their case', async () => {
    const root = await freshFolder()
    await lay(root, { 'a.mp4': 1, 'a_PROXY.MP4': 1, 'Proxies/b.mp4': 1, 'day/out/c.mp4': 1, 'out/d.mp4': 1 })
    const { names } = await scan(root, { ignore: ['*_proxy.mp4', 'proxies/', 'day/out/**'] })
    expect(names).toEqual([['', ['a.mp4']], ['day', []], ['out', ['d.mp4']]])
  })

  test('reads only a little ahead of whoever deals with the directories', async () => {
    const root = await freshFolder()
    await lay(root, Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`${String(n).padStart(3, '0')}/1.mp4`, 1])))
    let last: ScannedDirectory | null = null
    await scan(root, {
      onDirectory: async (directory, found) => {
        // What comes far behind is still to be read, however long the first takes.
        if (directory === path.join(root, '000')) await writeFile(path.join(root, '899', '2.mp4'), 'x')
        last = found
      },
    })
    expect(last).toMatchObject({ entries: [{ name: '1.mp4' }, { name: '2.mp4' }] })
  })

  test('hands over a very full directory in parts, and trusts its time only with the last', async () => {
    const root = await freshFolder()
    await lay(root, Object.fromEntries(Array.from({ length: 4_500 }, (_, n) => [`${String(n).padStart(4, '0')}.mp4`, 1])))
    const parts: ScannedDirectory[] = []
    const { result } = await scan(root, { onDirectory: async (_, found) => void parts.push(found) })
    expect(parts.flatMap(({ entries }) => entries.map(({ name }) => name))).toEqual(Array.from({ length: 4_500 }, (_, n) => `${String(n).padStart(4, '0')}.mp4`))
    expect(parts.map(({ dirMtimeMs }) => dirMtimeMs !== null)).toEqual([false, false, true])
    expect(result).toMatchObject({ ok: true, directories: 1, files: 4_500 })
  })

  test('passes over directories whose time is as remembered, and goes into what is below them', async () => {
    const root = await freshFolder()
    await lay(root, { 'same/a.mp4': 1, 'same/deep/b.mp4': 1 })
    const first = await scan(root)
    await writeFile(path.join(root, 'same/deep/c.mp4'), 'x')
    const since = new Map([...first.seen].flatMap(([directory, { dirMtimeMs }]) => (dirMtimeMs === null ? [] : [[path.join(root, directory), dirMtimeMs] as const])))
    const second = await scan(root, { since })
    expect(second.names).toEqual([['same/deep', ['b.mp4', 'c.mp4']]])
    expect(second.result).toMatchObject({ ok: true, directories: 3, unchanged: 2 })
  })

  test('trusts no directory time that is only just past: a later change could bear the same', async () => {
    const root = await freshFolder()
    await lay(root, { 'a.mp4': 1 })
    const { mtimeMs } = await stat(root)
    expect((await scan(root, { now: () => mtimeMs + 1_000 })).seen.get('')?.dirMtimeMs).toBeNull()
    expect((await scan(root, { now: () => mtimeMs + 10_000 })).seen.get('')?.dirMtimeMs).toBe(Math.floor(mtimeMs))
  })

  test('goes on past what it may not read, says so, and shows it as neither empty nor gone', async () => {
    const root = await freshFolder()
    await lay(root, { 'closed/a.mp4': 1, 'open/b.mp4': 1 })
    await chmod(root, 0o755)
    await chmod(path.join(root, 'closed'), 0)
    const { result, names } = await asOrdinaryUser(() => scan(root))
    expect(names).toEqual([['', []], ['open', ['b.mp4']]])
    expect(result).toMatchObject({ ok: true, unreadableCount: 1, unreadable: [{ path: path.join(root, 'closed'), message: expect.stringContaining('permissions') as string }] })
  })

  test('says that a folder is gone instead of that it is empty', async () => {
    const root = await freshFolder()
    expect((await scan(path.join(root, 'not there'))).result).toMatchObject({ ok: false, why: 'gone' })
  })

  test('says so when the folder goes in the middle of it', async () => {
    const root = await freshFolder()
    await lay(root, { 'w/a/1.mp4': 1, 'w/b/2.mp4': 1 })
    const { result } = await scan(path.join(root, 'w'), {
      onDirectory: async (directory) => {
        if (directory.endsWith('/a')) await rename(path.join(root, 'w'), path.join(root, 'elsewhere'))
      },
    })
    expect(result).toMatchObject({ ok: false, why: 'gone' })
  })

  test('stops when it is told to', async () => {
    const root = await freshFolder()
    await lay(root, { 'a/1.mp4': 1, 'b/2.mp4': 1 })
    const stop = new AbortController()
    let directories = 0
    const { result } = await scan(root, { signal: stop.signal, onDirectory: async () => {
      directories += 1
      stop.abort()
    } })
    expect(result).toMatchObject({ ok: false, why: 'aborted' })
    expect(directories).toBe(1)
  })

  test('leaves the event loop free', async () => {
    const root = await freshFolder()
    await lay(root, Object.fromEntries(Array.from({ length: 640 }, (_, n) => [`${n}.mp4`, 1])))
    let turns = 0
    let scanning = true
    const turn = () => {
      turns += 1
      if (scanning) setImmediate(turn)
    }
    setImmediate(turn)
    const { result } = await scan(root)
    scanning = false
    expect(result).toMatchObject({ ok: true, files: 640 })
    expect(turns).toBeGreaterThan(20)
  })

  test('tells changed content by size or whole milliseconds', async () => {
    const root = await freshFolder()
    await lay(root, { 'a.mp4': 1 })
    await utimes(path.join(root, 'a.mp4'), 1_700_000_000.1239, 1_700_000_000.1239)
    expect((await scan(root)).seen.get('')?.entries[0]?.mtimeMs).toBe(1_700_000_000_123)
    await rm(path.join(root, 'a.mp4'))
    expect((await scan(root)).seen.get('')?.entries).toEqual([])
  })
})
