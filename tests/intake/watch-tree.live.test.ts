import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { chokidarHints } from '../../src/main/intake/chokidar-hints.ts'
import { directoryHints } from '../../src/main/intake/directory-hints.ts'
import { watchTree, type WatchTreeOptions } from '../../src/main/intake/watch-tree.ts'
import { freshFolder, lay, realClock, until } from './support.ts'

async function watching(root: string, more: Partial<WatchTreeOptions> = {}) {
  const told = new Set<string>()
  const reconciles: string[] = []
  const errors: unknown[] = []
  const state = { gone: 0 }
  const watch = await watchTree(root, {
    mode: 'events', pollIntervalMs: 30, clock: realClock, rootCheckMs: 30,
    onPaths: (paths) => paths.forEach((place) => told.add(path.relative(root, place))),
    onReconcile: (why) => reconciles.push(why),
    onGone: () => { state.gone += 1 },
    onError: (error) => errors.push(error),
    ...more,
  })
  onTestFinished(() => watch.close())
  return { watch, told, reconciles, errors, state }
}

const every = {
  'chokidar, by events': {},
  'chokidar, by polling': { mode: 'polling' },
  'one watch a directory': { machine: { open: { 'chokidar-events': directoryHints(), 'chokidar-polling': chokidarHints('polling'), 'directory-hints': directoryHints() } } },
} satisfies Record<string, Partial<WatchTreeOptions>>

describe.each(Object.entries(every))('watching a folder: %s', (_, options) => {
  test('tells of clips that come, change and go, and of nothing that was there before', async () => {
    const root = await freshFolder()
    await lay(root, { 'old.mp4': 1, 'day/older.mp4': 1 })
    const { told, errors } = await watching(root, options)
    await lay(root, { 'new.mp4': 1, 'day/new.mov': 1 })
    await until('both new clips are told', () => told.has('new.mp4') && told.has('day/new.mov'))
    expect([...told].sort()).toEqual(['day/new.mov', 'new.mp4'])
    told.clear()
    await writeFile(path.join(root, 'old.mp4'), 'longer than before')
    await until('the change is told', () => told.has('old.mp4'))
    await rm(path.join(root, 'day/older.mp4'))
    await until('the removal is told', () => told.has('day/older.mp4'))
    expect(errors).toEqual([])
  })

  test('tells of clips in new folders, moved or copied in with all they hold', async () => {
    const root = await freshFolder()
    const outside = await freshFolder()
    await lay(outside, { 'card/DCIM/a.mp4': 1, 'card/b.mp4': 1 })
    const { told } = await watching(root, options)
    await rename(path.join(outside, 'card'), path.join(root, 'card'))
    await until('what was moved in is told', () => told.has('card/DCIM/a.mp4') && told.has('card/b.mp4'))
    await lay(root, { 'card/DCIM/later/c.mp4': 1 })
    await until('what came deeper still is told', () => told.has('card/DCIM/later/c.mp4'))
  })

  test('leaves alone what is hidden, unfinished or named by a pattern', async () => {
    const root = await freshFolder()
    const { told } = await watching(root, { ...options, ignore: ['*_proxy.mp4'] })
    await lay(root, { '.hidden.mp4': 1, 'a.mp4.part': 1, 'a_PROXY.mp4': 1, 'notes.txt': 1, '.cache/b.mp4': 1 })
    await rename(path.join(root, 'a.mp4.part'), path.join(root, 'a.mp4'))
    await until('the finished clip is told', () => told.has('a.mp4'))
    expect([...told]).toEqual(['a.mp4'])
  })

  test('hears a folder again that was removed and made anew', async () => {
    const root = await freshFolder()
    await lay(root, { 'day/a.mp4': 1 })
    const { told } = await watching(root, options)
    await rm(path.join(root, 'day'), { recursive: true })
    await until('the removal is told', () => told.has('day/a.mp4'))
    told.clear()
    await lay(root, { 'day/b.mp4': 1 })
    await until('the new clip is told', () => told.has('day/b.mp4'))
    await lay(root, { 'day/c.mp4': 1 })
    await until('the next clip is told', () => told.has('day/c.mp4'))
  })

  test('says once that the folder is gone, and asks for a comparison when it is back', async () => {
    const parent = await freshFolder()
    const root = path.join(parent, 'watched')
    await lay(root, { 'a.mp4': 1 })
    const { told, reconciles, state } = await watching(root, options)
    await rename(root, path.join(parent, 'elsewhere'))
    await until('it is gone', () => state.gone > 0)
    await rename(path.join(parent, 'elsewhere'), root)
    await until('it is back', () => reconciles.length > 0)
    told.clear()
    await lay(root, { 'b.mp4': 1 })
    await until('it is listened to again', () => told.has('b.mp4'))
    expect(state.gone).toBe(1)
  })

  test('goes on when the folder is removed and made anew at once', async () => {
    const parent = await freshFolder()
    const root = path.join(parent, 'watched')
    await mkdir(root)
    const { told } = await watching(root, options)
    await rm(root, { recursive: true })
    await mkdir(root)
    let n = 0
    await until('new clips are told', () => {
      void writeFile(path.join(root, `${(n += 1)}.mp4`), 'x').catch(() => undefined)
      return told.size > 0
    })
  })

  test('follows no link into the tree itself or above it', async () => {
    const parent = await freshFolder()
    const root = path.join(parent, 'watched')
    await lay(parent, { 'watched/day/a.mp4': 1, 'beside/x.mp4': 1 })
    await symlink(parent, path.join(root, 'up'))
    await symlink(path.join(root, 'day'), path.join(root, 'twin'))
    const { told } = await watching(root, options)
    await lay(parent, { 'beside/y.mp4': 1, 'watched/day/b.mp4': 1 })
    await until('the clip is told', () => told.has('day/b.mp4'))
    await lay(root, { 'last.mp4': 1 })
    await until('the last clip is told', () => told.has('last.mp4'))
    expect([...told].sort()).toEqual(['day/b.mp4', 'last.mp4'])
  })

  test('says nothing after it was closed', async () => {
    const root = await freshFolder()
    const first = await watching(root, options)
    const second = await watching(root, options)
    await first.watch.close()
    await lay(root, { 'a.mp4': 1 })
    await until('the other watch is told', () => second.told.has('a.mp4'))
    expect([...first.told]).toEqual([])
  })
})

test('a very full folder that comes is gone through piece by piece in the order of names, and others get their turn between', async () => {
  const [root, outside] = [await freshFolder(), await freshFolder()]
  await lay(outside, Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [`card/${n}.mp4`, 1])))
  const told: string[] = []
  let [inThisTurn, atOnce] = [0, 0]
  const source = await directoryHints()(root, { ignored: () => false, pollIntervalMs: 30 }, {
    onPath: (place) => {
      told.push(path.basename(place))
      inThisTurn += 1
      atOnce = Math.max(atOnce, inThisTurn)
    },
    onActivity: () => undefined, onLost: () => undefined, onRoot: () => undefined, onError: (error) => { throw error },
  })
  onTestFinished(() => source.close())
  await rename(path.join(outside, 'card'), path.join(root, 'card'))
  const everyTurn = (): void => {
    inThisTurn = 0
    if (told.length < 2_000) setImmediate(everyTurn)
  }
  everyTurn()
  await until('everything in it is told', () => told.length >= 2_000)
  expect(atOnce).toBeLessThan(1_000)
  expect(told).toEqual([...told].sort())
})

test('a tree of more than a thousand folders is listened to with one watch each', async () => {
  const root = await freshFolder()
  await Promise.all(Array.from({ length: 1_100 }, (_, n) => mkdir(path.join(root, `d${n}`))))
  const { watch, told } = await watching(root)
  expect(watch).toMatchObject({ method: 'directory-hints', mode: 'events', why: null })
  await lay(root, { 'd1099/a.mp4': 1, 'fresh/b.mp4': 1 })
  await until('both are told', () => told.has('d1099/a.mp4') && told.has('fresh/b.mp4'))
})

test('a folder that is not there yet is waited for', async () => {
  const parent = await freshFolder()
  const root = path.join(parent, 'later')
  const { told, reconciles, state } = await watching(root)
  expect(state.gone).toBe(1)
  await mkdir(root)
  await until('it is noticed', () => reconciles.length > 0)
  await lay(root, { 'a.mp4': 1 })
  await until('it is listened to', () => told.has('a.mp4'))
})
