import { Worker } from 'node:worker_threads'
import { endDespiteStuckThreads } from './end-despite-stuck-threads.ts'
import type { FileInspection } from './inspect-file.ts'
import type { InspectionAnswer, InspectionRequest } from './media-facts-worker.ts'
import { createStuckReads } from './stuck-reads.ts'

export type { FileInspection, FilePrint, InspectionFailureCode } from './inspect-file.ts'

export interface InspectionOptions {
  /** Also hash every byte (sha256). Costs a full read of the file; default false. */
  contentHash?: boolean
}

export interface MediaFactsPool {
  /**
   * Looks at one file in a worker thread; waits its turn when all are busy.
   * Never rejects: a file that cannot be read, or that brings its worker down, is a typed result in words.
   */
  inspectFile(path: string, options?: InspectionOptions): Promise<FileInspection>
  /** Ends the workers; files not yet looked at come back as `InspectionCrashed`. Does not wait for a read that hangs. */
  close(): Promise<void>
}

interface Job {
  request: InspectionRequest
  resolve(inspection: FileInspection): void
}

interface Slot {
  worker: Worker | null
  beats: Int32Array
  /** How far it was when it was last seen to get on, and when that was (monotonic ms). */
  seen: number
  seenAt: number
  job: Job | null
  /** Sent to the worker already, so that it need not wait for us between two files: on a busy machine that costs more than the files. */
  ahead: Job | null
}

/** No drive that answers lets anybody wait so long for one part of a file. */
const patienceMs = 30_000

/**
 * A fixed number of worker threads that read files. One whose read hangs (a network drive that is gone) is left
 * to itself and another takes its place.
 * @param workerUrl where `media-facts-worker` lies (source or bundle; the host knows)
 * @param size how many files are read at once; on spinning disks 1 or 2, elsewhere the number of cores
 * @param stallMs a read that gets nowhere for so long is given up, ms. Real time: the files' threads know no other.
 */
export function createMediaFactsPool({ workerUrl, size, stallMs = patienceMs }: { workerUrl: URL; size: number; stallMs?: number }): MediaFactsPool {
  const now = (): number => performance.now()
  const slots: Slot[] = Array.from({ length: size }, () => ({ worker: null, beats: freshBeats(), seen: 0, seenAt: 0, job: null, ahead: null }))
  const waiting: Job[] = []
  const stuck = createStuckReads(now)
  let watching: NodeJS.Timeout | null = null
  let closed = false
  let nextId = 1

  function settle(slot: Slot, inspection: FileInspection): void {
    const job = slot.job
    slot.job = slot.ahead
    slot.ahead = null
    begins(slot)
    // An idle worker must not keep a command-line run alive.
    if (!slot.job) slot.worker?.unref()
    job?.resolve(inspection)
    feed()
  }

  function startWorker(slot: Slot): Worker {
    slot.beats = freshBeats()
    const worker = new Worker(workerUrl, { workerData: { beats: slot.beats } })
    slot.worker = worker
    let cause = 'its reader stopped without saying why'
    worker.on('message', (answer: InspectionAnswer) => {
      if (slot.worker === worker && answer.id === slot.job?.request.id) settle(slot, answer.inspection)
    })
    worker.on('error', (error) => (cause = error instanceof Error ? error.message : String(error)))
    // 'exit' follows every 'error', so one place decides what a lost worker means.
    worker.on('exit', () => {
      if (slot.worker !== worker) return
      slot.worker = null
      takeAheadBack(slot)
      if (slot.job) settle(slot, failed('InspectionCrashed', `The file could not be examined: ${cause}. Try it again, or export it again if that does not help.`))
    })
    return worker
  }

  function feed(): void {
    for (const slot of slots) {
      if (slot.job) continue
      slot.job = nextJob() ?? fromBehindAnother()
      if (!slot.job) continue
      const worker = slot.worker ?? startWorker(slot)
      begins(slot)
      worker.ref()
      worker.postMessage(slot.job.request)
    }
    for (const slot of slots) {
      if (!slot.job || slot.ahead || !slot.worker) continue
      slot.ahead = nextJob()
      if (!slot.ahead) break
      Atomics.store(slot.beats, 1, slot.ahead.request.id)
      slot.worker.postMessage(slot.ahead.request)
    }
    watching ??= slots.some((slot) => slot.job) ? setInterval(watch, stallMs / 4).unref() : null
  }

  function begins(slot: Slot): void {
    slot.seen = Atomics.load(slot.beats, 0)
    slot.seenAt = now()
  }

  /** A file that waits behind a large one goes to a worker that has nothing to do. */
  function fromBehindAnother(): Job | null {
    for (const slot of slots) {
      const id = slot.ahead?.request.id
      if (id === undefined || Atomics.compareExchange(slot.beats, 1, id, -id) !== id) continue
      const job = slot.ahead
      slot.ahead = null
      return job
    }
    return null
  }

  /** What was sent ahead to a worker that is no more is looked at by the next. */
  function takeAheadBack(slot: Slot): void {
    if (slot.ahead) waiting.unshift(slot.ahead)
    slot.ahead = null
  }

  /** The next file that is not where another read hangs; those that are come back at once. */
  function nextJob(): Job | null {
    for (;;) {
      const job = waiting.shift()
      if (!job) return null
      if (stuck.count === 0 || !stuck.concerns(job.request.path)) return job
      job.resolve(silent())
    }
  }

  function watch(): void {
    for (const slot of slots) {
      if (!slot.job) continue
      const beat = Atomics.load(slot.beats, 0)
      if (beat !== slot.seen) [slot.seen, slot.seenAt] = [beat, now()]
      else if (hasBegun(slot, slot.job) && now() - slot.seenAt >= stallMs) abandon(slot, slot.job)
    }
    if (watching && slots.every((slot) => !slot.job)) {
      clearInterval(watching)
      watching = null
    }
  }

  /** A thread that hangs in the kernel cannot be ended. It is let go of, and ends when its read does. */
  function abandon(slot: Slot, { request }: Job): void {
    const worker = slot.worker
    slot.worker = null
    takeAheadBack(slot)
    if (worker) {
      stuck.add(request.path)
      worker.once('exit', () => stuck.remove(request.path))
      void worker.terminate()
      // Ending a worker makes the process wait for it: not for this one.
      worker.unref()
    }
    settle(slot, silent())
  }

  return {
    inspectFile(path, options = {}) {
      if (closed) return Promise.resolve(failed('InspectionCrashed', 'The file was not examined: Greenroom is closing.'))
      return new Promise((resolve) => {
        waiting.push({ request: { id: nextId++, path, contentHash: options.contentHash ?? false }, resolve })
        feed()
      })
    },
    async close() {
      closed = true
      if (watching) clearInterval(watching)
      const busy = slots.filter((slot) => slot.job)
      const unread = [...waiting.splice(0), ...slots.flatMap((slot) => [slot.job ?? [], slot.ahead ?? []].flat())]
      for (const slot of slots) slot.job = slot.ahead = null
      for (const job of unread) job.resolve(failed('InspectionCrashed', 'The file was not examined: Greenroom is closing.'))
      const ended = Promise.all(slots.map(async (slot) => slot.worker?.terminate())).then(() => true)
      const late = busy.length > 0 ? new Promise<false>((resolve) => { setTimeout(() => resolve(false), stallMs).unref() }) : ended
      const allEnded = await Promise.race([ended, late])
      if (!allEnded || stuck.count > 0) endDespiteStuckThreads()
    },
  }
}

/** Until then its worker starts up, or ends another. */
function hasBegun(slot: Slot, { request }: Job): boolean {
  return Atomics.load(slot.beats, 2) === request.id
}

/** What a worker and the pool share: see the worker. */
function freshBeats(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(12))
}

function silent(): FileInspection {
  return failed('DriveSilent', 'The drive this file is on has not answered. Look whether it is connected.')
}

function failed(code: 'InspectionCrashed' | 'DriveSilent', message: string): FileInspection {
  return { ok: false, code, message, print: null }
}
