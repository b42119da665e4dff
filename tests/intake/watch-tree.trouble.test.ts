import { mkdir, rename } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { directoryHints } from '../../src/main/intake/directory-hints.ts'
import type { HintEvents, OpenHints } from '../../src/main/intake/hint-source.ts'
import { watchTree, type WatchMachine, type WatchTreeOptions } from '../../src/main/intake/watch-tree.ts'
import { freshFolder, heldClock, lay, realClock, until } from './support.ts'

/** A listener whose events the test makes. */
function pretended() {
  const opened: { events: HintEvents; closed: boolean }[] = []
  const open: OpenHints = async (_root, _options, events) => {
    const one = { events, closed: false }
    opened.push(one)
    return { close: async () => { one.closed = true } }
  }
  return { opened, open, last: () => opened.at(-1)!.events }
}

const failure = (code: string) => Object.assign(new Error(`${code}: made by the test`), { code })

async function watching(root: string, machine: Partial<WatchMachine>, more: Partial<WatchTreeOptions> = {}) {
  const log: string[] = []
  const watch = await watchTree(root, {
    mode: 'events', pollIntervalMs: 30, clock: realClock, rootCheckMs: 30,
    onPaths: (paths) => log.push(`paths ${paths.map((place) => path.basename(place)).join(' ')}`),
    onReconcile: (why) => log.push(`reconcile ${why}`),
    onGone: () => log.push('gone'),
    onError: (error) => log.push(`error ${(error as { code?: string }).code}`),
    machine: { networkFileSystem: async () => null, ...machine },
    ...more,
  })
  onTestFinished(() => watch.close())
  return { watch, log }
}

function machineOf(events: OpenHints, polling: OpenHints = events, directories: OpenHints = events) {
  return { open: { 'chokidar-events': events, 'chokidar-polling': polling, 'directory-hints': directories } }
}

test('a network drive is looked through, and it is said why', async () => {
  const root = await freshFolder()
  const events = pretended()
  const polling = pretended()
  const { watch } = await watching(root, { ...machineOf(events.open, polling.open), networkFileSystem: async () => 'NFS' })
  expect(watch).toMatchObject({ mode: 'polling', method: 'chokidar-polling', why: expect.stringContaining('NFS') as string })
  expect([events.opened.length, polling.opened.length]).toEqual([0, 1])
})

describe('too few inotify watches', () => {
  test('while it begins to listen: it says so and polls', async () => {
    const root = await freshFolder()
    await lay(root, { 'a/x.mp4': 1, 'b/x.mp4': 1, 'c/x.mp4': 1 })
    const polling = pretended()
    let left = 2
    const scarce = directoryHints(() => {
      left -= 1
      if (left < 0) throw failure('ENOSPC')
      return { close: () => undefined, on: () => undefined } as never
    }, false)
    const { watch, log } = await watching(root, machineOf(scarce, polling.open))
    await until('it polls', () => polling.opened.length === 1 && log.some((line) => line.startsWith('reconcile')))
    expect(watch).toMatchObject({ mode: 'polling', why: expect.stringContaining('max_user_watches') as string })
    expect(log.filter((line) => line.startsWith('error'))).toEqual(['error ENOSPC'])
  })

  test('later on: it says so and polls, once for a burst of errors', async () => {
    const root = await freshFolder()
    const events = pretended()
    const polling = pretended()
    const { watch, log } = await watching(root, machineOf(events.open, polling.open))
    expect(watch).toMatchObject({ mode: 'events', why: null })
    const listener = events.last()
    for (let n = 0; n < 5; n += 1) listener.onError(failure('ENOSPC'))
    await until('it polls', () => polling.opened.length === 1 && log.length === 2)
    expect(log).toEqual(['error ENOSPC', expect.stringContaining('max_user_watches')])
    expect(events.opened[0]?.closed).toBe(true)
    expect(watch.mode).toBe('polling')
  })
})

test('an error restarts the watcher, later each time, and in the end it polls', async () => {
  const root = await freshFolder()
  const clock = heldClock()
  const events = pretended()
  const polling = pretended()
  const { log } = await watching(root, machineOf(events.open, polling.open), { clock, rootCheckMs: 3_600_000 })
  for (const [restart, afterMs] of [1_000, 5_000, 30_000].entries()) {
    events.last().onError(failure('EIO'))
    await until('it waits', () => clock.sleepers() === 2)
    await clock.advance(afterMs - 1)
    expect(events.opened).toHaveLength(restart + 1)
    await clock.advance(1)
    await until('it listens again and asks for a comparison', () => events.opened.length === restart + 2 && log.filter((line) => line.startsWith('reconcile')).length === restart + 1)
  }
  events.last().onError(failure('EIO'))
  await until('it polls', () => polling.opened.length === 1)
})

test('a folder that may not be read is reported, and listening goes on', async () => {
  const root = await freshFolder()
  const events = pretended()
  const { log } = await watching(root, machineOf(events.open))
  events.last().onError(failure('EACCES'))
  events.last().onPath(path.join(root, 'a.mp4'))
  await until('the path is told', () => log.includes('paths a.mp4'))
  expect(log).toEqual(['error EACCES', 'paths a.mp4'])
  expect(events.opened).toHaveLength(1)
})

describe('floods', () => {
  test('more than 5,000 events in a second: the watcher begins anew and a comparison is asked for, once', async () => {
    const root = await freshFolder()
    const clock = heldClock()
    const events = pretended()
    const { log } = await watching(root, machineOf(events.open), { clock, rootCheckMs: 3_600_000 })
    for (let n = 0; n < 5_001; n += 1) {
      events.last().onActivity(`${n}`)
      events.last().onPath(path.join(root, `${n}.mp4`))
    }
    for (let step = 0; step < 9; step += 1) {
      await until('it gathers', () => clock.sleepers() === 2)
      expect(log).toEqual([])
      await clock.advance(100)
    }
    await until('it gathers', () => clock.sleepers() === 2)
    await clock.advance(200)
    await until('a comparison is asked for', () => log.length > 0)
    expect(log).toEqual([expect.stringContaining('More changes')])
    expect(events.opened.map((one) => one.closed)).toEqual([true, false])
  })

  test('one busy file is none, as the system merges its events', async () => {
    const root = await freshFolder()
    const events = pretended()
    const { log } = await watching(root, machineOf(events.open))
    for (let n = 0; n < 50_000; n += 1) events.last().onActivity('growing.mp4')
    events.last().onPath(path.join(root, 'growing.mp4'))
    await until('the path is told', () => log.length > 0)
    expect(log).toEqual(['paths growing.mp4'])
  })

  test('paths are gathered, each told once', async () => {
    const root = await freshFolder()
    const events = pretended()
    const { log } = await watching(root, machineOf(events.open))
    for (const name of ['a.mp4', 'b.mp4', 'a.mp4', 'a.mp4']) events.last().onPath(path.join(root, name))
    await until('they are told', () => log.length > 0)
    expect(log).toEqual(['paths a.mp4 b.mp4'])
  })

  test('a change that the system does not place calls for a comparison', async () => {
    const root = await freshFolder()
    const events = pretended()
    const { log } = await watching(root, machineOf(events.open))
    events.last().onLost()
    expect(log).toEqual([expect.stringContaining('without saying where')])
  })
})

test('a folder that was replaced is listened to anew, even if the new one bears the old one’s number', async () => {
  const root = await freshFolder()
  const events = pretended()
  const { log } = await watching(root, machineOf(events.open), { rootCheckMs: 3_600_000 })
  events.last().onRoot()
  await until('it listens anew', () => events.opened.length === 2 && log.length === 1)
  expect(log).toEqual(['reconcile The folder is there again.'])
})

describe('a volume', () => {
  const usb = { volumeId: 'uuid:1234', mountPoint: '/media/usb', relativePath: 'rushes' }
  const bare = { volumeId: 'uuid:root', mountPoint: '/', relativePath: 'media/usb/rushes' }

  test('that leaves its empty mount point behind is away, not empty', async () => {
    const parent = await freshFolder()
    const root = path.join(parent, 'rushes')
    await mkdir(root)
    let mounted = true
    const events = pretended()
    const { log } = await watching(root, { ...machineOf(events.open), volumeOf: async () => (mounted ? usb : bare) })
    mounted = false
    await rename(root, path.join(parent, 'unplugged'))
    await mkdir(root)
    await until('it is away', () => log.includes('gone'))
    expect(events.opened[0]?.closed).toBe(true)
    mounted = true
    await until('it is back', () => log.length === 2)
    expect(log).toEqual(['gone', 'reconcile The folder is there again.'])
    expect(events.opened).toHaveLength(2)
  })

  test('that is not the one the folder is known to be on is waited for', async () => {
    const root = await freshFolder()
    const events = pretended()
    let mounted = bare
    const { log } = await watching(root, { ...machineOf(events.open), volumeOf: async () => mounted }, { volumeId: usb.volumeId })
    expect(log).toEqual(['gone'])
    expect(events.opened).toEqual([])
    mounted = usb
    await until('it is there', () => events.opened.length === 1)
  })

  test('whose number changed when it was plugged in again is recognised by its mount point', async () => {
    const parent = await freshFolder()
    const root = path.join(parent, 'rushes')
    await mkdir(root)
    const events = pretended()
    let device = 1
    const { log } = await watching(root, { ...machineOf(events.open), volumeOf: async () => ({ ...usb, volumeId: `dev:${device}` }) })
    device = 2
    await rename(root, path.join(parent, 'before'))
    await mkdir(root)
    await until('it is listened to again', () => events.opened.length === 2)
    expect(log.at(-1)).toBe('reconcile The folder is there again.')
  })
})
