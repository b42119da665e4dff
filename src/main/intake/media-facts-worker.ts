/**
 * Worker thread entry: reads one file at a time (media facts, fingerprints) so that hashing and
 * parsing never block the process that drives the windows. `media-facts-pool.ts` starts it.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { inspectFile, type FileInspection } from './inspect-file.ts'
import { loadMediaInfo } from './media-info-reader.ts'

export interface InspectionRequest {
  id: number
  path: string
  contentHash: boolean
}

export interface InspectionAnswer {
  id: number
  inspection: FileInspection
}

/**
 * Shared with the pool: 0, a count that goes up with every part read; 1, the request sent ahead (negative: taken back);
 * 2, the request that has begun. By them the pool tells a large file from one that hangs.
 */
const { beats } = (workerData ?? {}) as { beats?: Int32Array }
const progress = (): void => { if (beats) Atomics.add(beats, 0, 1) }

// Loaded before the first file is looked at, so that nobody takes the loading for a drive that hangs.
await loadMediaInfo()

let last: Promise<void> = Promise.resolve()

parentPort?.on('message', (request: InspectionRequest) => {
  last = last.then(() => look(request))
})

async function look({ id, path, contentHash }: InspectionRequest): Promise<void> {
  // Sent ahead, and meanwhile given to a worker that had nothing to do.
  if (beats && Atomics.compareExchange(beats, 1, id, 0) === -id) return
  if (beats) Atomics.store(beats, 2, id)
  progress()
  parentPort?.postMessage({ id, inspection: await inspectFile(path, { contentHash }, progress) } satisfies InspectionAnswer)
}
