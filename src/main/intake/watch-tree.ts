import { stat } from 'node:fs/promises'
import type { Clock } from '../capabilities.ts'
import { answerWatchError, calm, coalesceEvents, countEvents, floodIsOver, manyDirectories, manyFiles, planWatch, type WatchMethod, type WatchPlan } from '../domain/watch-policy.ts'
import { chokidarHints } from './chokidar-hints.ts'
import { codeOf, saysMissing } from './describe-fs-error.ts'
import { directoryHints } from './directory-hints.ts'
import type { HintEvents, HintSource, OpenHints } from './hint-source.ts'
import { ignoring } from './ignore-patterns.ts'
import { networkFileSystem } from './network-file-system.ts'
import { idLasts, volumeOf, type VolumePlace } from './volume-id.ts'
import { walkFolders } from './walk-folders.ts'

export interface WatchTreeOptions {
  mode: 'events' | 'polling'
  /** How often polling looks, ms. In the method `rescans` (a large tree without events) looking is left to the caller. */
  pollIntervalMs: number
  clock: Clock
  /** File-name patterns left alone. */
  ignore?: readonly string[]
  /** The volume the folder is known to be on: any other in its place means that it is away. */
  volumeId?: string | null
  /** How often the folder itself is looked for, ms; default 2,000. */
  rootCheckMs?: number
  /** Paths that may have come, changed or gone, each once, gathered over a tenth of a second. */
  onPaths(paths: string[]): void
  /** Hints were, or may have been, lost: compare everything. `why` is in words. */
  onReconcile(why: string): void
  /** The folder or its volume is away; told once, until it is back (then comes `onReconcile`). */
  onGone(): void
  onError(error: unknown): void
  /** For tests: how the machine is asked and listened to. */
  machine?: Partial<WatchMachine>
}

export interface WatchMachine {
  networkFileSystem: (location: string) => Promise<string | null>
  volumeOf: (location: string) => Promise<VolumePlace>
  open: Record<Exclude<WatchMethod, 'rescans'>, OpenHints>
}

/** A watched folder. `mode`, `method` and `why` tell what holds now; they change when watches run out or the folder moves. */
export interface TreeWatch {
  readonly mode: 'events' | 'polling'
  readonly method: WatchMethod
  /** In words: why it is looked through instead of listened to; null when that was asked for. */
  readonly why: string | null
  close(): Promise<void>
}

const thisMachine: WatchMachine = {
  networkFileSystem,
  volumeOf,
  open: { 'chokidar-events': chokidarHints('auto'), 'chokidar-polling': chokidarHints('polling'), 'directory-hints': directoryHints() },
}

const gatherMs = 100

/**
 * Listens to a folder and everything below it, and keeps at it: through too few watches, errors,
 * floods of events, and the folder's going away and coming back. Resolves when it listens, so
 * that a scan begun afterwards and the hints together miss nothing.
 */
export async function watchTree(root: string, options: WatchTreeOptions): Promise<TreeWatch> {
  const { clock } = options
  const machine: WatchMachine = { ...thisMachine, ...options.machine }
  const ignored = ignoring(options.ignore ?? [])
  const stop = new AbortController()
  let plan: WatchPlan = { method: 'rescans', mode: options.mode, why: null }
  let source: HintSource | null = null
  /** Counts up with every (re)opening: what an older source says is no longer heard. */
  let generation = 0
  let exhausted: string | null = null
  const restarts: number[] = []
  let home: VolumePlace | null = null
  let identity: string | null = null
  let turn: Promise<void> = Promise.resolve()

  /** Opening, closing and looking for the root happen one after the other. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    turn = turn.then(async () => {
      if (!stop.signal.aborted) await work()
    }).catch((error: unknown) => options.onError(error))
    return turn
  }

  // ── what is heard ──
  let flow = calm
  let heard: string[] = []
  let gathering = false
  let lastActive = ''
  const gather = async () => {
    gathering = true
    while (!stop.signal.aborted && (heard.length > 0 || flow.floodedAt !== null)) {
      await clock.wait(gatherMs, stop.signal)
      if (stop.signal.aborted) break
      if (flow.floodedAt === null) {
        const paths = coalesceEvents(heard)
        heard = []
        if (paths.length > 0) options.onPaths(paths)
      } else if (floodIsOver(flow, clock.monotonic())) {
        flow = calm
        heard = []
        // Whoever lost events may also have missed new folders: begin anew, then compare.
        await inTurn(reopen)
        options.onReconcile('More changes came at once than the system reports reliably.')
      } else heard = []
    }
    gathering = false
  }
  const eventsOf = (mine: number): HintEvents => {
    const current = <T extends unknown[]>(act: (...args: T) => void) => (...args: T) => {
      if (mine === generation && !stop.signal.aborted) act(...args)
    }
    return {
      onPath: current((place) => {
        if (flow.floodedAt === null) heard.push(place)
        if (!gathering) void gather()
      }),
      onActivity: current((where) => {
        // The system merges an event into an equal one before it: one busy file fills no queue.
        if (where === lastActive) return
        lastActive = where
        flow = countEvents(flow, clock.monotonic())
        if (flow.floodedAt !== null && !gathering) void gather()
      }),
      onLost: current(() => options.onReconcile('The system told of a change without saying where.')),
      onRoot: current(() => void inTurn(() => lookForRoot(true))),
      onError: current((error) => answer(error, mine)),
    }
  }

  // ── opening and closing ──
  const shut = async () => {
    generation += 1
    const old = source
    source = null
    await old?.close()
  }
  const reopen = async (): Promise<void> => {
    await shut()
    if (identity === null) return
    const [network, size] = [await machine.networkFileSystem(root), await measure(root, ignored, stop.signal)]
    plan = planWatch({ asked: options.mode, network, exhausted, ...size })
    if (plan.method === 'rescans') return
    const mine = (generation += 1)
    const opened = await machine.open[plan.method](root, { ignored, pollIntervalMs: options.pollIntervalMs }, eventsOf(mine))
    // An error during the opening may have settled on something else meanwhile.
    if (mine === generation) source = opened
    else await opened.close()
  }
  const answer = (error: unknown, mine: number) => {
    const todo = answerWatchError(codeOf(error), restarts, clock.monotonic())
    options.onError(error)
    if (todo.do === 'report') {
      if (saysMissing(error)) void inTurn(() => lookForRoot(false))
      return
    }
    if (todo.do === 'poll') exhausted = todo.why
    generation += 1 // one failure is answered once, however many follow in its wake
    const recover = async () => {
      if (todo.do === 'restart') {
        restarts.push(clock.monotonic())
        await clock.wait(todo.afterMs, stop.signal)
      }
      await inTurn(async () => {
        if (generation !== mine + 1) return
        await reopen()
        if (identity !== null) options.onReconcile(todo.do === 'poll' ? todo.why : 'Listening for changes failed and was begun again.')
      })
    }
    void recover()
  }

  // ── the folder itself ──
  /** @param told something happened to the folder itself; its number may be the same, as numbers are reused at once */
  const lookForRoot = async (told: boolean): Promise<void> => {
    const now = await identify(root)
    const place = now === null ? null : now === identity ? home : await machine.volumeOf(root).catch(() => null)
    const there = now !== null && place !== null && isHome(place, home, options.volumeId ?? null)
    if (there && now === identity && !told) return
    if (!there) {
      if (identity === null) return
      identity = null
      await shut()
      options.onGone()
      return
    }
    identity = now
    home = place
    await reopen()
    options.onReconcile('The folder is there again.')
  }

  identity = await identify(root)
  home = identity === null ? null : await machine.volumeOf(root).catch(() => null)
  if (identity === null || home === null || !isHome(home, null, options.volumeId ?? null)) {
    identity = null
    home = null
    options.onGone()
  } else await inTurn(reopen)
  const keepLooking = async () => {
    while (!stop.signal.aborted) {
      await clock.wait(options.rootCheckMs ?? 2_000, stop.signal)
      await inTurn(() => lookForRoot(false))
    }
  }
  void keepLooking()

  return {
    get mode() { return plan.mode },
    get method() { return plan.method },
    get why() { return plan.why },
    close: async () => {
      stop.abort()
      await turn
      await shut()
    },
  }
}

/** Whether what lies in the folder's place is on its own volume, not a bare mount point or somebody else's drive. */
function isHome(place: VolumePlace, home: VolumePlace | null, expected: string | null): boolean {
  const known = expected ?? home?.volumeId ?? null
  if (known === null || place.volumeId === known) return true
  // An id that does not last says little; the same mount point must do, where one is known.
  return (!idLasts(known) || !idLasts(place.volumeId)) && (home === null || place.mountPoint === home.mountPoint)
}

async function identify(root: string): Promise<string | null> {
  try {
    const found = await stat(root)
    return found.isDirectory() ? `${found.dev}:${found.ino}` : null
  } catch {
    return null // away, or its drive does not answer: either way there is nothing to listen to
  }
}

/** How large a tree is, counted only as far as it matters. */
async function measure(root: string, ignored: (relativePath: string) => boolean, signal: AbortSignal): Promise<{ directories: number; files: number }> {
  const size = { directories: 0, files: 0 }
  try {
    for await (const walked of walkFolders(root, { ignored, signal })) {
      size.directories += 1
      size.files += walked.clips
      if (size.directories > manyDirectories || size.files > manyFiles) break
    }
  } catch (error) {
    if (!saysMissing(error)) throw error // gone again: noticed at the next look for it
  }
  return size
}
