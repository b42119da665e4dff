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

/** Shared with the pool, which sees by it that a read has begun and gets on: one count, upwards at every part that was read. */
const { beats } = (workerData ?? {}) as { beats?: Int32Array }
const progress = (): void => { if (beats) Atomics.add(beats, 0, 1) }

// Loaded before the first file is looked at, so that nobody takes the loading for a drive that hangs.
await loadMediaInfo()

parentPort?.on('message', ({ id, path, contentHash }: InspectionRequest) => {
  progress()
  void inspectFile(path, { contentHash }, progress).then((inspection) => parentPort?.postMessage({ id, inspection } satisfies InspectionAnswer))
})
