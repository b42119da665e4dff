import { Worker } from 'node:worker_threads'
import type { FileInspection, InspectionAnswer, InspectionRequest } from './media-facts-worker.ts'

export type { FileInspection, FilePrint, InspectionFailureCode } from './media-facts-worker.ts'

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
  /** Ends the workers; files not yet looked at come back as `InspectionCrashed`. */
  close(): Promise<void>
}

interface Job {
  request: InspectionRequest
  resolve(inspection: FileInspection): void
}

interface Slot {
  worker: Worker | null
  job: Job | null
}

/**
 * A fixed number of worker threads that read files.
 * @param workerUrl where `media-facts-worker` lies (source or bundle; the host knows)
 * @param size how many files are read at once; on spinning disks 1 or 2, elsewhere the number of cores
 */
export function createMediaFactsPool({ workerUrl, size }: { workerUrl: URL; size: number }): MediaFactsPool {
  const slots: Slot[] = Array.from({ length: size }, () => ({ worker: null, job: null }))
  const waiting: Job[] = []
  let closed = false
  let nextId = 1

  function settle(slot: Slot, inspection: FileInspection): void {
    const job = slot.job
    slot.job = null
    // An idle worker must not keep a command-line run alive.
    slot.worker?.unref()
    job?.resolve(inspection)
    feed()
  }

  function startWorker(slot: Slot): Worker {
    const worker = new Worker(workerUrl)
    slot.worker = worker
    let cause = 'its reader stopped without saying why'
    worker.on('message', (answer: InspectionAnswer) => {
      if (answer.id === slot.job?.request.id) settle(slot, answer.inspection)
    })
    worker.on('error', (error) => (cause = error instanceof Error ? error.message : String(error)))
    // 'exit' follows every 'error', so one place decides what a lost worker means.
    worker.on('exit', () => {
      slot.worker = null
      if (slot.job) settle(slot, crashed(`The file could not be examined: ${cause}. Try it again, or export it again if that does not help.`))
    })
    return worker
  }

  function feed(): void {
    for (const slot of slots) {
      if (slot.job || waiting.length === 0) continue
      slot.job = waiting.shift() ?? null
      const worker = slot.worker ?? startWorker(slot)
      worker.ref()
      worker.postMessage(slot.job?.request)
    }
  }

  return {
    inspectFile(path, options = {}) {
      if (closed) return Promise.resolve(crashed('The file was not examined: Greenroom is closing.'))
      return new Promise((resolve) => {
        waiting.push({ request: { id: nextId++, path, contentHash: options.contentHash ?? false }, resolve })
        feed()
      })
    },
    async close() {
      closed = true
      const unread = [...waiting.splice(0), ...slots.flatMap((slot) => slot.job ?? [])]
      for (const slot of slots) slot.job = null
      for (const job of unread) job.resolve(crashed('The file was not examined: Greenroom is closing.'))
      await Promise.all(slots.map(async (slot) => slot.worker?.terminate()))
    },
  }
}

function crashed(message: string): FileInspection {
  return { ok: false, code: 'InspectionCrashed', message, print: null }
}
