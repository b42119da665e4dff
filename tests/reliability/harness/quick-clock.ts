import type { Clock } from '../../../src/main/capabilities.ts'

/**
 * A clock that runs `speed` times as fast as the machine's, the same in every process that is given the same
 * `epoch` (UTC ms): the core polls, lingers and backs off as ever, only sooner.
 */
export function quickClock(epoch: number, speed: number): Clock {
  const real = (): number => performance.timeOrigin + performance.now()
  return {
    now: () => Math.round(epoch + (real() - epoch) * speed),
    monotonic: () => performance.now() * speed,
    wait: (ms, signal) => new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const done = (): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, Math.min(ms / speed, 2 ** 31 - 1))
      signal?.addEventListener('abort', done)
    }),
  }
}
