import { stat } from 'node:fs/promises'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { locationKey } from '../domain/file-names.ts'
import { findVolume, idLasts } from '../intake/volume-id.ts'
import { changeFolder, listFolders, type StoredFolder } from '../ledger/folders.ts'
import { moveSources } from '../ledger/move-sources.ts'
import { sourcesOfFolder } from '../ledger/sources-below.ts'
import type { RunnerContext } from './runner-context.ts'

/** Files that move in one transaction: each holds up whatever else the process does. */
const page = 200

/**
 * A watch folder whose drive has another letter or mount point now follows it, and its clips with it: the volume is the
 * same, so nothing is read or compared. The folder goes last: if this is cut short, it is found away again, and goes on.
 * @returns where it is now; null when its volume is not there, or the folder is not on it
 */
export async function relocateFolder({ ledger, clock }: Pick<RunnerContext, 'ledger' | 'clock'>, folder: StoredFolder, find: (volumeId: string) => Promise<string | null> = findVolume): Promise<string | null> {
  if (folder.volume_id === null || folder.relative_path === null || !idLasts(folder.volume_id)) return null
  const mountPoint = await find(folder.volume_id)
  if (mountPoint === null) return null
  const place = path.join(mountPoint, folder.relative_path)
  if (place === folder.path || !(await stat(place).then((found) => found.isDirectory(), () => false))) return null
  // Somebody watches it there already.
  if ((await listFolders(ledger.read)).some((other) => other.id !== folder.id && locationKey(other.path) === locationKey(place))) return null
  let clips = 0
  for (let after = 0; ;) {
    const sources = await sourcesOfFolder(ledger.read, folder.id, after, page)
    const last = sources.at(-1)
    if (!last) break
    after = last.clipId
    const moves = sources.filter(({ location }) => location.startsWith(folder.path + path.sep)).map((source) => {
      const now = place + source.location.slice(folder.path.length)
      // A key that tells a spelling keeps telling it.
      const nowKey = locationKey(place) + source.locationKey.slice(locationKey(folder.path).length)
      return { sourceId: source.sourceId, clipId: source.clipId, was: source.location, now, nowKey, given: now, sizeBytes: null, mtimeMs: null }
    })
    clips += (await ledger.transact((tx) => moveSources(tx, moves, { now: clock.now(), actor: 'system' }))).length
    // Nothing in between waits for anything, so nobody else would get a turn.
    await setImmediate()
  }
  await ledger.transact((tx) => changeFolder(tx, folder.id, { path: place }, { now: clock.now(), actor: 'system', what: 'folder.relocated', data: { before: folder.path, clips } }))
  return place
}
