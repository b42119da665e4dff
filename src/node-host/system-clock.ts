import type { Clock } from '../main/capabilities.ts'

/** setTimeout fires at once for anything longer than this. */
const longestTimerMs = 2 ** 31 - 1

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async wait(ms, signal) {
    const until = performance.now() + ms
    while (!signal?.aborted) {
      const left = until - performance.now()
      if (left <= 0) return
      await sleep(Math.min(left, longestTimerMs), signal)
    }
  },
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done, { once: true })
  })
}
