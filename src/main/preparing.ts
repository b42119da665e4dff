import path from 'node:path'
import type { Clock } from './capabilities.ts'
import { findFfmpeg, type FfmpegFound } from './preparation/find-ffmpeg.ts'
import { createTakingOver } from './preparation/taking-over.ts'
import type { Preparing } from './runners/runner-context.ts'

/** A thing found stays found so long; one that was not is looked for again sooner, since somebody may be installing it. */
const foundMs = 10 * 60_000
const notFoundMs = 5_000

/** What copies are made with, put together for one core. */
export function createPreparing({ dataDir, clock, workerUrl }: { dataDir: string; clock: Clock; workerUrl: URL }): Preparing {
  const known = new Map<string | null, { at: number; found: Promise<FfmpegFound> }>()
  return {
    usualFolder: path.join(dataDir, 'copies'),
    takingOver: createTakingOver(workerUrl),
    async ffmpeg(set, anew = false) {
      const before = known.get(set)
      const age = before ? clock.monotonic() - before.at : Infinity
      // Whoever asks anew has met one that was there and is gone: what was found is no answer.
      if (before && ((await before.found).ok ? !anew && age < foundMs : age < notFoundMs)) return before.found
      const found = findFfmpeg(set)
      known.set(set, { at: clock.monotonic(), found })
      return found
    },
  }
}
