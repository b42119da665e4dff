import { realpathSync, type Stats } from 'node:fs'
import path from 'node:path'
import { watch } from 'chokidar'
import { clipTypeOf } from '../domain/file-names.ts'
import type { HintEvents, HintOptions, HintSource } from './hint-source.ts'
import { pathBelow } from './ignore-patterns.ts'
import { liesIn } from './walk-folders.ts'

/** Listens by chokidar: exact on trees of ordinary size, by the system's events or by asking around. */
export function chokidarHints(backend: 'auto' | 'polling') {
  return (root: string, { ignored, pollIntervalMs }: HintOptions, events: HintEvents): Promise<HintSource> => {
    const watcher = watch(root, {
      backend,
      // What is there already is the scan's business, or every start would flood the queue.
      ignoreInitial: true,
      ignored: (place, stats) => leftAlone(root, place, stats, ignored),
      pollingInterval: pollIntervalMs,
      // chokidar asks after videos and images at a pace of their own unless told the same.
      pollingBinaryInterval: pollIntervalMs,
      // Whether a file is complete is decided by looking at it, much later.
      awaitWriteFinish: false,
      atomic: false,
    })
    const source: HintSource = { close: () => watcher.close() }
    const told = (place: string) => events.onPath(place)
    watcher.on('add', told).on('change', told).on('unlink', told)
    // Asking around loses nothing, so it cannot be flooded.
    if (backend !== 'polling') {
      watcher.on('raw', (_event, name, details) => events.onActivity(path.join((details as { watchedPath?: string }).watchedPath ?? root, name ?? '')))
    }
    watcher.on('unlinkDir', (place) => {
      if (path.resolve(place) === root) events.onRoot()
    })
    watcher.on('addDir', (place) => {
      if (path.resolve(place) === root) events.onRoot()
    })
    return new Promise((resolve) => {
      watcher.once('ready', () => resolve(source))
      watcher.on('error', (error) => {
        resolve(source)
        events.onError(error)
      })
    })
  }
}

function leftAlone(root: string, place: string, stats: Stats | undefined, ignored: HintOptions['ignored']): boolean {
  const below = pathBelow(root, path.resolve(place))
  if (below === '' || below === '..' || below.startsWith('../')) return false
  if (ignored(below)) return true
  // chokidar remembers every file it does not ignore; only clips are worth it.
  if (stats?.isFile() && clipTypeOf(path.basename(place)) === null) return true
  return stats?.isSymbolicLink() === true && leadsAround(root, place)
}

/** Whether a link leads into the tree (seen there anyway) or to a folder above it (endless). */
function leadsAround(root: string, link: string): boolean {
  try {
    const target = realpathSync(link)
    const home = realpathSync(root)
    return liesIn(home, target) || (liesIn(target, home) && clipTypeOf(path.basename(link)) === null)
  } catch {
    return false // a dead link is nothing yet, and may come alive
  }
}
