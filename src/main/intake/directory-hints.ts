import { watch as watchFs, type FSWatcher } from 'node:fs'
import { lstat } from 'node:fs/promises'
import path from 'node:path'
import { clipTypeOf } from '../domain/file-names.ts'
import { saysMissing } from './describe-fs-error.ts'
import type { HintEvents, HintOptions, HintSource } from './hint-source.ts'
import { pathBelow } from './ignore-patterns.ts'
import { entriesOfFolder, liesIn, walkFolders } from './walk-folders.ts'

/** node:fs `watch`, as far as it is used here. */
export type WatchDirectory = (directory: string, options: { recursive: boolean }, listener: (event: string, name: string | null) => void) => Pick<FSWatcher, 'close' | 'on'>

/**
 * Listens to a large tree with one plain watch per directory (one for all where the system can),
 * remembering nothing about files: 1M files take 76 MB where a full watcher takes 2.9 GB.
 */
export function directoryHints(watchDirectory: WatchDirectory = watchFs, recursive = process.platform === 'darwin' || process.platform === 'win32') {
  return async (root: string, { ignored }: HintOptions, events: HintEvents): Promise<HintSource> => {
    const watches = new Map<string, ReturnType<WatchDirectory>>()
    let closed = false
    let turn: Promise<void> = Promise.resolve()

    const leftAlone = (place: string) => ignored(pathBelow(root, place))

    /** @returns false when it cannot be listened to, which has been reported */
    const listen = (directory: string): boolean => {
      if (closed) return false
      if (watches.has(directory)) return true
      try {
        const watcher = watchDirectory(directory, { recursive }, (event, name) => heard(directory, event, name))
        watcher.on('error', (error: unknown) => fail(error))
        watches.set(directory, watcher)
        return true
      } catch (error) {
        if (!saysMissing(error)) fail(error)
        return saysMissing(error)
      }
    }
    const fail = (error: unknown) => {
      if (!closed) events.onError(error)
    }
    const forget = (directory: string) => {
      for (const [watched, watcher] of watches) {
        if (!liesIn(watched, directory)) continue
        watcher.close()
        watches.delete(watched)
      }
    }

    const heard = (directory: string, event: string, name: string | null) => {
      if (closed) return
      const place = path.join(directory, name ?? '')
      events.onActivity(place)
      if (name === null) return events.onLost()
      // A directory tells of its own removal by its own name.
      if (directory === root && name === path.basename(root)) events.onRoot()
      if (leftAlone(place)) return
      if (clipTypeOf(name) !== null) events.onPath(place)
      if (event !== 'rename') return
      // One after the other: whatever comes and goes meanwhile is heard of again.
      turn = turn.then(() => lookInto(place)).catch(fail)
    }

    /** Takes a directory in that has come, and tells of everything that came in it before it was listened to. */
    const lookInto = async (place: string): Promise<void> => {
      if (closed) return
      let directory = false
      try {
        directory = (await lstat(place)).isDirectory()
      } catch (error) {
        if (!saysMissing(error)) throw error
      }
      // Gone, or gone and come again under the same name: the old watch hears nothing any more.
      if (watches.has(place)) forget(place)
      if (!directory || closed) return
      if (!recursive && !listen(place)) return
      try {
        for await (const entry of entriesOfFolder(place)) {
          const inner = path.join(place, entry.name)
          if (leftAlone(inner)) continue
          if (entry.isDirectory()) await lookInto(inner)
          else if (clipTypeOf(entry.name) !== null) events.onPath(inner)
        }
      } catch (error) {
        if (!saysMissing(error)) fail(error)
      }
    }

    const source: HintSource = {
      close: async () => {
        closed = true
        for (const watcher of watches.values()) watcher.close()
        watches.clear()
        await turn
      },
    }
    if (recursive) {
      listen(root)
      return source
    }
    for await (const { directory } of walkFolders(root, { ignored })) {
      // When watches have run out there is no sense in asking for the rest of them.
      if (!listen(directory)) break
    }
    return source
  }
}
