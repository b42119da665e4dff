import { setImmediate } from 'node:timers/promises'
import type { AssetType } from '../../contract/models/states.ts'
import { clipTypeOf, locationKey } from '../domain/file-names.ts'
import { ignoring } from '../intake/ignore-patterns.ts'
import { scanFolder, type FileEntry } from '../intake/scan-folder.ts'
import { watchTree, type TreeWatch } from '../intake/watch-tree.ts'
import { folderIsWatched, folderWaits, type Hindrance } from '../ledger/folder-causes.ts'
import { changeFolder, ignoreFiles, knownFiles, listFolders, moveFolder, readFolder, type StoredFolder } from '../ledger/folders.ts'
import { readGroup } from '../ledger/groups.ts'
import type { Candidate } from '../ledger/take-in.ts'
import { writeEvents } from '../ledger/write-event.ts'
import { whyAway } from './folder-away.ts'
import { relocateFolder } from './relocate-folder.ts'
import { reuniteCopies } from './reunite-copies.ts'
import { willPass, type StepResult } from './run-loop.ts'
import type { RunnerContext } from './runner-context.ts'
import { takeInFiles } from './take-in-files.ts'

/** How often a folder is looked through even where events come: they get lost, silently. */
const rescanMs = 10 * 60_000
/** Where no events come at all. */
export const pollMs = 15_000
/** How often a vanished folder is looked for. */
export const returnCheckMs = 2_000
/** Files dealt with in one transaction: each holds up whatever else the process does. */
const page = 200

interface Live {
  watch: TreeWatch | null
  busy: Promise<void> | null
  /** A scan is wanted as soon as the one under way ends. */
  scanWanted: boolean
  fullScan: boolean
  hints: Set<string>
  dirTimes: Map<string, number>
  /** When it was last begun to be looked through, or that failed; monotonic ms. */
  triedAt: number
  /** What was last tried of it failed: it is tried again in its time, not at once. */
  failed: boolean
  stop: AbortController
}

/** The loop that keeps watch folders and the ledger alike: scans, live hints, vanished folders. */
export function createFolderRunner(context: RunnerContext, ring: () => void) {
  const { ledger, clock, log } = context
  const lives = new Map<number, Live>()

  const close = async (id: number): Promise<void> => {
    const live = lives.get(id)
    if (!live) return
    lives.delete(id)
    live.stop.abort()
    await live.watch?.close()
    await live.busy
  }

  const candidateOf = (entry: { path: string; name: string; size: number; mtimeMs: number }, assetType: AssetType): Candidate => ({
    kind: 'path', location: entry.path, locationKey: locationKey(entry.path), given: entry.path, name: entry.name, assetType, sizeBytes: entry.size, mtimeMs: Math.floor(entry.mtimeMs),
  })

  /** Takes in what is new or changed among these files. @returns how many of them are known clips that have moved here, and one of these */
  const reconcile = async (folder: StoredFolder, entries: readonly FileEntry[]): Promise<number> => {
    let moved = 0
    const group = await readGroup(ledger.read, folder.group_id)
    for (let n = 0; n < entries.length; n += page) {
      // The ledger answers at once: without this nobody else would get a turn before the last page.
      await setImmediate()
      const slice = entries.slice(n, n + page).flatMap((entry) => {
        const assetType = clipTypeOf(entry.name)
        return assetType === null ? [] : [candidateOf(entry, assetType)]
      })
      const known = await knownFiles(ledger.read, { id: folder.id, groupId: folder.group_id }, slice.map((candidate) => candidate.locationKey))
      const news = slice.filter((candidate) => {
        const before = known.get(candidate.locationKey)
        return !before || before.sizeBytes !== candidate.sizeBytes || before.mtimeMs !== candidate.mtimeMs || (before.location ?? candidate.location) !== candidate.location
      })
      if (news.length === 0) continue
      if (folder.existing === 'ignore' && folder.first_scan_done === 0) {
        await ledger.transact((tx) => ignoreFiles(tx, folder.id, news.map((candidate) => ({ locationKey: candidate.locationKey, sizeBytes: candidate.sizeBytes ?? 0, mtimeMs: candidate.mtimeMs ?? 0 }))))
        continue
      }
      const taken = await takeInFiles(context, news, {
        accountId: group.account_id, groupId: group.id, intakeId: null, folderId: folder.id, batchSize: folder.batch_size, lingerMs: folder.linger_ms,
        preflight: true, gated: false, settleMs: folder.settle_ms, now: clock.now(), actor: 'system',
      })
      moved += taken.moved
    }
    return moved
  }

  /** One line of history for all that moved together; each clip's own history says from where to where. */
  const tellMoved = async (folder: StoredFolder, clips: number): Promise<void> => {
    if (clips === 0) return
    const group = await readGroup(ledger.read, folder.group_id)
    await ledger.transact((tx) => writeEvents(tx, [{ at: clock.now(), actor: 'system', what: 'clip.source-moved', accountId: group.account_id, groupId: group.id, folderId: folder.id, data: { clips, path: folder.path } }]))
  }

  const waits = (id: number, hindrance: Hindrance): Promise<void> => ledger.transact((tx) => folderWaits(tx, id, hindrance, clock.now()))

  const scan = async (folder: StoredFolder, live: Live): Promise<void> => {
    const full = live.fullScan
    live.fullScan = false
    live.triedAt = clock.monotonic()
    let moved = 0
    const result = await scanFolder(folder.path, {
      ignore: JSON.parse(folder.ignore) as string[], now: () => clock.now(), signal: live.stop.signal,
      readTree: context.disk.readTree, since: full ? undefined : live.dirTimes,
      onDirectory: async (directory, found) => {
        moved += await reconcile(folder, found.entries)
        if (found.dirMtimeMs === null) live.dirTimes.delete(directory)
        else live.dirTimes.set(directory, found.dirMtimeMs)
      },
    })
    if (result.ok && full) moved += await reuniteCopies(context, folder.group_id)
    await tellMoved(folder, moved)
    const now = clock.now()
    if (result.ok) {
      const still: Hindrance[] = []
      if (result.unreadableCount > 0) still.push({ cause: 'places-unreadable', message: result.unreadableCount === 1 ? (result.unreadable[0]?.message ?? '') : `${result.unreadableCount} places could not be read, the first: ${result.unreadable[0]?.message ?? ''}` })
      if (live.watch?.why) still.push({ cause: 'polled', message: live.watch.why })
      await ledger.transact((tx) => folderIsWatched(tx, folder.id, still, { mode: live.watch?.mode ?? 'polling', now }))
    } else if (result.why !== 'aborted') await waits(folder.id, { cause: result.why, message: result.message })
  }

  /** Looks at files that something was told of. @returns how many of them are known clips that have moved */
  const lookAt = async (folder: StoredFolder, paths: readonly string[]): Promise<number> => {
    const ignored = ignoring(JSON.parse(folder.ignore) as string[])
    const entries: FileEntry[] = []
    const gone: string[] = []
    const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1).split('\\').at(-1) ?? path
    const asked = paths.filter((path) => clipTypeOf(nameOf(path)) !== null && !ignored(path.slice(folder.path.length + 1)))
    const looks = await context.disk.looks(asked)
    for (const [n, path] of asked.entries()) {
      const probe = looks[n]
      if (!probe) continue
      const name = nameOf(path)
      if ('size' in probe) entries.push({ path, name, size: probe.size, mtimeMs: probe.mtimeMs })
      else if ('gone' in probe) gone.push(path)
    }
    const moved = await reconcile(folder, entries)
    // The original of a copy has gone: it was moved, by a program that copies first and deletes then.
    return moved + (await reuniteCopies(context, folder.group_id, gone.map(locationKey)))
  }

  /** Looks at what was told of until now, a page at a time: a folder that is renamed tells of every file in it at once. */
  const takeHints = async (folder: StoredFolder, live: Live): Promise<void> => {
    let moved = 0
    for (let left = live.hints.size; left > 0 && !live.stop.signal.aborted; left -= page) {
      moved += await lookAt(folder, takeOut(live.hints, Math.min(left, page)))
    }
    await tellMoved(folder, moved)
  }

  const work = async (id: number, live: Live): Promise<void> => {
    while (!live.stop.signal.aborted && (live.scanWanted || live.hints.size > 0)) {
      const folder = await readFolder(ledger.read, id)
      if (live.scanWanted) {
        live.scanWanted = false
        await scan(folder, live)
      } else await takeHints(folder, live)
    }
  }

  /** Starts the folder's work unless it is under way. */
  const kick = (id: number, live: Live): void => {
    live.busy ??= work(id, live)
      .then(() => { live.failed = false })
      .catch(async (error: unknown) => {
        // What was taken off the list was not dealt with: everything is compared again.
        live.fullScan = true
        live.failed = true
        live.triedAt = clock.monotonic()
        log[willPass(error) ? 'warn' : 'error']('A watch folder could not be looked through; it is tried again.', { folder: id, error: error instanceof Error ? error.stack : String(error) })
        if (!willPass(error)) await waits(id, { cause: 'scan-failed', message: error instanceof Error ? error.message : String(error) })
      })
      .catch((error: unknown) => { log.warn('That a watch folder waits could not be written yet.', { folder: id, error: String(error) }) })
      .finally(() => { live.busy = null; ring() })
  }

  const open = async (folder: StoredFolder): Promise<void> => {
    const live: Live = { watch: null, busy: null, scanWanted: true, fullScan: true, hints: new Set(), dirTimes: new Map(), triedAt: clock.monotonic(), failed: false, stop: new AbortController() }
    lives.set(folder.id, live)
    const wantScan = (full: boolean): void => {
      live.scanWanted = true
      live.fullScan ||= full
      kick(folder.id, live)
    }
    // Watching begins before the first scan: what arrives in between is seen by one of the two.
    live.watch = await watchTree(folder.path, {
      mode: 'events', pollIntervalMs: pollMs, clock, volumeId: folder.volume_id,
      onPaths: (paths) => {
        for (const path of paths) live.hints.add(path)
        kick(folder.id, live)
      },
      onReconcile: (why) => {
        log.debug('A watch folder is looked through again.', { folder: folder.id, why })
        wantScan(true)
      },
      onGone: () => {
        void whyAway(context, folder).then((hindrance) => hindrance && waits(folder.id, hindrance)).then(ring)
          // The next look for the folder finds it gone as well.
          .catch((error: unknown) => { log.warn('That a watch folder is away could not be written yet.', { folder: folder.id, error: String(error) }) })
      },
      onError: (error) => {
        log.warn('Watching a folder met an error.', { folder: folder.id, error: String(error) })
      },
    })
    wantScan(true)
  }

  const stepFor = async (folder: StoredFolder, now: number): Promise<number> => {
    const live = lives.get(folder.id)
    if (folder.state === 'paused') {
      await close(folder.id)
      return now + returnCheckMs
    }
    const hindrance = await whyAway(context, folder)
    if (hindrance !== null) {
      if (live) await close(folder.id)
      // Its drive may only have another letter or mount point.
      const place = await relocateFolder(context, folder)
      if (place !== null) {
        log.info('A watch folder has moved with its drive.', { folder: folder.id, before: folder.path, now: place })
        return now
      }
      await waits(folder.id, hindrance)
      return now + returnCheckMs
    }
    if (!live) {
      // Where looking through it keeps failing, it waits until that has succeeded once.
      if (folder.cause !== 'scan-failed') await ledger.transact((tx) => moveFolder(tx, folder.id, ['waiting', 'watching'], 'scanning', { why: null, cause: null }, now))
      await open(folder)
      return now + returnCheckMs
    }
    const every = live.watch?.mode === 'events' ? rescanMs : pollMs
    const asked = folder.rescan_asked_at !== null
    if (asked) await ledger.transact((tx) => changeFolder(tx, folder.id, { rescan_asked_at: null }, { now, actor: 'system' }))
    // One that is not watched yet, or waits though it can be reached, was not looked through to the end; nor was one whose clips could not be written down.
    const cutShort = folder.state !== 'watching' || live.failed
    const again = cutShort && !live.busy && clock.monotonic() - live.triedAt >= pollMs
    if (asked || again || (folder.state === 'watching' && now - (folder.last_scan_at ?? 0) >= every && !live.busy)) {
      live.scanWanted = true
      live.fullScan ||= asked || again
      kick(folder.id, live)
    }
    // What came while the work before was just ending found it busy, and was left to nobody.
    if (!live.failed && (live.scanWanted || live.hints.size > 0)) kick(folder.id, live)
    return now + returnCheckMs
  }

  return {
    async step(): Promise<StepResult> {
      const folders = await listFolders(ledger.read)
      const now = clock.now()
      for (const id of lives.keys()) if (!folders.some((folder) => folder.id === id)) await close(id)
      let dueAt: number | null = null
      for (const folder of folders) {
        const due = await stepFor(folder, now)
        dueAt = dueAt === null ? due : Math.min(dueAt, due)
      }
      return { worked: false, dueAt }
    },
    async close(): Promise<void> {
      await Promise.all([...lives.keys()].map(close))
    },
  }
}

/** Takes the first so many out of a set. */
function takeOut(set: Set<string>, count: number): string[] {
  const taken: string[] = []
  for (const each of set) {
    if (taken.length === count) break
    taken.push(each)
    set.delete(each)
  }
  return taken
}
