/**
 * The rules of watching, apart from all file-system code: how to listen to a folder, what to make
 * of a burst of events, and what to do when listening fails. Pure: time comes in as a number.
 */
import { locationKey } from './file-names.ts'

/** Above this, one plain watch per directory replaces chokidar (1M files: 76 MB against 2.9 GB). */
export const manyDirectories = 1_000
/** chokidar also remembers every file, and holds the loop up for each of a folder that is renamed (20,000: a quarter of a second). */
export const manyFilesHeard = 2_000
/** Where nothing is told, chokidar's asking around is still the quicker way to notice, up to here. */
export const manyFiles = 20_000
/** inotify drops events past its queue without saying so; a second this busy cannot be believed. */
export const floodPerSecond = 5_000

/** How a folder is listened to. */
export type WatchMethod = 'chokidar-events' | 'directory-hints' | 'chokidar-polling' | 'rescans'
export interface WatchPlan { method: WatchMethod; mode: 'events' | 'polling'; why: string | null }

/**
 * Chooses how to listen. `network` names the network file system the folder lies on (events of
 * other machines never arrive there); `exhausted` says that watches ran out or kept failing.
 */
export function planWatch(of: { asked: 'events' | 'polling'; network: string | null; exhausted: string | null; directories: number; files: number }): WatchPlan {
  const large = of.directories > manyDirectories || of.files > manyFiles
  const why = of.network
    ? `The folder is on a network drive (${of.network}), which does not tell of changes made by other machines, so it is looked through every so often.`
    : of.exhausted
  if (why !== null) return polling(large, why)
  if (of.asked === 'polling') return polling(large, null)
  return { method: large || of.files > manyFilesHeard ? 'directory-hints' : 'chokidar-events', mode: 'events', why: null }
}

function polling(large: boolean, why: string | null): WatchPlan {
  return { method: large ? 'rescans' : 'chokidar-polling', mode: 'polling', why }
}

/** Each path once, in the order of its first event, however it is spelled (NFC or NFD). */
export function coalesceEvents(paths: Iterable<string>): string[] {
  const latest = new Map<string, string>()
  for (const path of paths) latest.set(locationKey(path), path)
  return [...latest.values()]
}

/** The last second of events, in ten slices. */
export interface Flow { slices: readonly { at: number; events: number }[]; floodedAt: number | null }
export const calm: Flow = { slices: [], floodedAt: null }
const sliceMs = 100

/** Counts events that arrived at `now` (ms, any clock that does not run backwards). */
export function countEvents(flow: Flow, now: number, events = 1): Flow {
  const at = Math.floor(now / sliceMs) * sliceMs
  const recent = flow.slices.filter((slice) => slice.at > at - 1_000)
  const last = recent.at(-1)
  const slices = last?.at === at ? [...recent.slice(0, -1), { at, events: last.events + events }] : [...recent, { at, events }]
  const sum = slices.reduce((total, slice) => total + slice.events, 0)
  return { slices, floodedAt: flow.floodedAt ?? (sum > floodPerSecond ? now : null) }
}

/**
 * Whether a flood calls for a reconcile now: when the last second was quiet again, so that one
 * scan sees it whole, or after ten seconds of it, so that an endless copy does not starve.
 */
export function floodIsOver(flow: Flow, now: number): boolean {
  if (flow.floodedAt === null) return false
  const sum = flow.slices.filter((slice) => slice.at > now - 1_000).reduce((total, slice) => total + slice.events, 0)
  return sum <= floodPerSecond / 10 || now - flow.floodedAt >= 10_000
}

/** What to do about an error of the watcher. */
export type WatchErrorAnswer =
  | { do: 'report' }
  | { do: 'restart'; afterMs: number }
  | { do: 'poll'; why: string }

const restartAfterMs = [1_000, 5_000, 30_000]
const forgetAfterMs = 600_000

/**
 * @param code the error's `code` (`ENOSPC`, `EMFILE`, …)
 * @param restarts when the watcher was restarted before (ms, same clock as `now`)
 */
export function answerWatchError(code: string | undefined, restarts: readonly number[], now: number): WatchErrorAnswer {
  if (code === 'ENOSPC') {
    return { do: 'poll', why: 'The system has too few inotify watches for this folder, so it is looked through every so often. To have changes told at once, raise fs.inotify.max_user_watches (for example to 1048576).' }
  }
  if (code === 'EMFILE' || code === 'ENFILE') {
    return { do: 'poll', why: 'The system allows too few open files or inotify instances to listen to this folder, so it is looked through every so often. To have changes told at once, raise fs.inotify.max_user_instances or the limit of open files.' }
  }
  // One folder that may not be read says nothing about the others.
  if (code === 'EACCES' || code === 'EPERM' || code === 'ENOENT' || code === 'ENOTDIR') return { do: 'report' }
  const afterMs = restartAfterMs[restarts.filter((at) => now - at < forgetAfterMs).length]
  if (afterMs !== undefined) return { do: 'restart', afterMs }
  return { do: 'poll', why: `Listening for changes kept failing (${code ?? 'unknown error'}), so the folder is looked through every so often.` }
}
