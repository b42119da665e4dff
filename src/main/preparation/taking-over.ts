import { Worker } from 'node:worker_threads'
import type { Look, Part } from '../domain/preparation-plan.ts'
import type { TakeOverAnswer, TakeOverRequest } from './take-over-worker.ts'

export type TakeOverEnd =
  | { kind: 'done' }
  | { kind: 'stopped' }
  | { kind: 'disk-full'; message: string }
  | { kind: 'failed'; message: string }

/** What needs no ffmpeg, done in worker threads. */
export interface TakingOver {
  /** What the container says; null when it cannot be read this way. */
  look(path: string, fromMs: number): Promise<Look | null>
  /** Takes packets over into an MP4 as they are; until the signal. */
  copy(job: { path: string; target: string; part: Part | null; dropAudio: boolean; signal: AbortSignal; onProgress(fraction: number): void }): Promise<TakeOverEnd>
}

/** @param workerUrl where `take-over-worker` lies (source or bundle; the host knows) */
export function createTakingOver(workerUrl: URL): TakingOver {
  /** One worker a job: ending it is how a job is stopped, and what it held goes with it. */
  const ask = <T>(request: TakeOverRequest, hear: (answer: TakeOverAnswer) => T | undefined, lost: (why: string) => T, signal?: AbortSignal, stopped?: T): Promise<T> =>
    new Promise((resolve) => {
      const worker = new Worker(workerUrl)
      let settled = false
      let cause = 'its reader stopped without saying why'
      const settle = (result: T): void => {
        if (settled) return
        settled = true
        signal?.removeEventListener('abort', stop)
        void worker.terminate().then(() => resolve(result))
      }
      const stop = (): void => { if (stopped !== undefined) settle(stopped) }
      worker.on('message', (answer: TakeOverAnswer) => {
        const result = hear(answer)
        if (result !== undefined) settle(result)
      })
      worker.on('error', (error) => { cause = error instanceof Error ? error.message : String(error) })
      worker.on('exit', () => settle(lost(cause)))
      if (signal?.aborted) return stop()
      signal?.addEventListener('abort', stop, { once: true })
      worker.postMessage(request)
    })

  return {
    look: (path, fromMs) => ask<Look | null>({ id: 1, what: 'look', path, fromMs }, (answer) => (answer.what === 'look' ? answer.look : answer.what === 'failed' ? null : undefined), () => null),
    copy: ({ path, target, part, dropAudio, signal, onProgress }) => ask<TakeOverEnd>(
      { id: 1, what: 'copy', path, target, part, dropAudio },
      (answer) => {
        switch (answer.what) {
          case 'progress':
            onProgress(answer.fraction)
            return undefined
          case 'done': return { kind: 'done' }
          case 'failed': return answer.code === 'ENOSPC' || answer.code === 'EDQUOT' ? { kind: 'disk-full', message: answer.message } : { kind: 'failed', message: answer.message }
          case 'look': return undefined
        }
      },
      (why) => ({ kind: 'failed', message: why }), signal, { kind: 'stopped' },
    ),
  }
}
