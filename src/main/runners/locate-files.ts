import { stat } from 'node:fs/promises'
import { ProblemError } from '../../contract/models/problem.ts'
import { commonRoots } from '../domain/common-roots.ts'
import { locationKey } from '../domain/file-names.ts'
import { describeFsError } from '../intake/describe-fs-error.ts'
import type { Print } from '../intake/disk.ts'
import { resolveOnDisk } from '../intake/resolve-on-disk.ts'
import { volumeOf } from '../intake/volume-id.ts'
import { changeFolder, listFolders } from '../ledger/folders.ts'
import { listGroups } from '../ledger/groups.ts'
import { moveSources } from '../ledger/move-sources.ts'
import { sourceOfClip, sourcesBelow, type SourceBelow } from '../ledger/sources-below.ts'
import { writeEvents } from '../ledger/write-event.ts'
import type { RunnerContext } from './runner-context.ts'

/** What came of looking for missing files from one that was found. */
export interface Located {
  /** Clips whose files were found, the picked one included. */
  relinked: number
  /** Clips below the same folder whose files are in neither place. */
  stillMissing: number
  /** Clips in whose new place lies another file than theirs. */
  otherFile: number
  /** The folder that was, and what it has become. */
  from: string
  to: string
}

type Lent = Pick<RunnerContext, 'ledger' | 'disk' | 'clock'>
/** Files that move in one transaction: each holds up whatever else the process does. */
const page = 200

/**
 * A person shows where one clip's file is now; whatever lay below the same folder is looked for along with it, of
 * everybody's clips. Only files of the same size and fingerprint are taken for theirs. Written page by page: if it is
 * cut short, the rest is found the next time.
 * @throws ProblemError `invalid-input` when it is another file, `not-found`, `unreadable`
 */
export async function locateFiles(context: Lent, clipId: number, picked: string, actor: string): Promise<Located> {
  const { ledger, disk } = context
  const source = await sourceOfClip(ledger.read, clipId)
  if (!source) throw new ProblemError('not-found', `Clip ${clipId} has no file on this machine.`, 'A clip that comes from a URL is replaced instead.')
  const there = await resolveOnDisk(picked).catch((error: unknown) => {
    throw new ProblemError('invalid-input', describeFsError(error, picked), 'Choose the file where it lies now.', { cause: error })
  })
  const [print] = await disk.prints([there.path])
  if (!isIt(source, print ?? null)) {
    throw new ProblemError('invalid-input', `${there.path} is another file than the one that is missing (${source.location}): its size or its content differs.`, 'Choose the same file where it lies now. To use another one instead, replace the source.')
  }
  const { from, to } = commonRoots(source.location, there.path)
  if (there.path === source.location) return { relinked: 0, stillMissing: 0, otherFile: 0, from, to }
  const found: Located = { relinked: 0, stillMissing: 0, otherFile: 0, from, to }
  await relink(context, [{ source, now: there.path, print: print ?? null }], found, to, actor)
  for (const group of await listGroups(ledger.read)) {
    for (let after: string | null = null; ;) {
      const sources: SourceBelow[] = await sourcesBelow(ledger.read, group.id, locationKey(from), after, page)
      const last = sources.at(-1)
      if (!last) break
      after = last.locationKey
      await lookFor(context, sources, found, actor)
    }
  }
  await moveFolders(context, found, actor)
  return found
}

/** Looks for a page of files in their new places, those that are missing in their old ones. */
async function lookFor(context: Lent, sources: readonly SourceBelow[], found: Located, actor: string): Promise<void> {
  const { disk } = context
  const answers = await disk.whereabouts(sources.map((source) => ({ was: source.location, sizeBytes: source.sizeBytes, mtimeMs: source.mtimeMs, fingerprint: source.fingerprint, now: null })))
  const missing = sources.filter((_, n) => answers[n] !== 'there')
  const places = await Promise.all(missing.map(async (source) => {
    const place = found.to + source.location.slice(found.from.length)
    return (await resolveOnDisk(place).catch(() => null))?.path ?? null
  }))
  const asked = missing.flatMap((source, n) => (places[n] === null || places[n] === undefined ? [] : [{ source, now: places[n] }]))
  found.stillMissing += missing.length - asked.length
  const prints = await disk.prints(asked.map(({ now }) => now))
  const hits = asked.map((each, n) => ({ ...each, print: prints[n] ?? null }))
  found.otherFile += hits.filter(({ source, print }) => !isIt(source, print)).length
  await relink(context, hits.filter(({ source, print }) => isIt(source, print)), found, found.to, actor)
}

async function relink({ ledger, clock }: Lent, hits: readonly { source: SourceBelow; now: string; print: Print }[], found: Located, to: string, actor: string): Promise<void> {
  if (hits.length === 0) return
  await ledger.transact(async (tx) => {
    const moved = new Set(await moveSources(tx, hits.map(({ source, now, print }) => ({
      sourceId: source.sourceId, clipId: source.clipId, was: source.location, now, nowKey: locationKey(now), given: now, sizeBytes: print?.sizeBytes ?? null, mtimeMs: print?.mtimeMs ?? null,
    })), { now: clock.now(), actor }))
    found.relinked += moved.size
    const byGroup = Map.groupBy(hits.filter(({ source }) => moved.has(source.clipId)), ({ source }) => source.groupId)
    await writeEvents(tx, [...byGroup].map(([groupId, of]) => ({ at: clock.now(), actor, what: 'clip.source-moved', accountId: of[0]?.source.accountId, groupId, data: { clips: of.length, path: to === '' ? '/' : to } })))
  })
}

/** Watch folders that lay there and are gone are where their clips are. */
async function moveFolders({ ledger, clock }: Lent, { from, to }: Located, actor: string): Promise<void> {
  for (const folder of await listFolders(ledger.read)) {
    const below = folder.path === from || folder.path.startsWith(`${from}/`) || folder.path.startsWith(`${from}\\`)
    if (!below || (await isFolder(folder.path))) continue
    const place = to + folder.path.slice(from.length)
    if (!(await isFolder(place))) continue
    const volume = await volumeOf(place)
    await ledger.transact((tx) => changeFolder(tx, folder.id, { path: place, volume_id: volume.volumeId, relative_path: volume.relativePath }, { now: clock.now(), actor, what: 'folder.relocated' }))
  }
}

const isFolder = (place: string): Promise<boolean> => stat(place).then((found) => found.isDirectory(), () => false)

/** Whether what was read is a clip's file. One of which nothing was ever sent need only have its size: it is checked anyway. */
function isIt(source: SourceBelow, print: Print): boolean {
  if (print === null || print.sizeBytes !== source.sizeBytes) return false
  return source.fingerprint === null ? source.sent === 0 : print.fingerprint === source.fingerprint
}
