import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import type { Clock } from '../../src/main/capabilities.ts'

/** An empty folder of this test alone, removed after it. */
export async function freshFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'greenroom-intake-')))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Writes files below a folder, by their relative paths; a number is that many bytes of content. */
export async function lay(folder: string, files: Record<string, string | number | Uint8Array>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, typeof content === 'number' ? Buffer.alloc(content, 7) : content)
  }
}

/** Runs with the permissions of an ordinary user: the super-user may read everything. */
export async function asOrdinaryUser<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work()
  process.seteuid?.(65_534)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
  }
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

/** The machine's own clock. */
export const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  wait: (ms, signal) => new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done, { once: true })
    function done() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
  }),
}

/** A clock that goes when it is told to. */
export function heldClock(start = 1_000_000): Clock & { advance(ms: number): Promise<void>; sleepers(): number } {
  let now = start
  let sleeping: { until: number; wake: () => void }[] = []
  return {
    now: () => now,
    monotonic: () => now,
    wait: (ms, signal) => new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const sleeper = { until: now + ms, wake: resolve }
      sleeping.push(sleeper)
      signal?.addEventListener('abort', () => {
        sleeping = sleeping.filter((other) => other !== sleeper)
        resolve()
      }, { once: true })
    }),
    async advance(ms) {
      now += ms
      const due = sleeping.filter((sleeper) => sleeper.until <= now)
      sleeping = sleeping.filter((sleeper) => sleeper.until > now)
      for (const sleeper of due) sleeper.wake()
      await Promise.resolve()
    },
    sleepers: () => sleeping.length,
  }
}

/** Resolves once `holds` does, asked again at every turn of the event loop; a failure says what was awaited. */
export async function until(what: string, holds: () => boolean, deadlineMs = 15_000): Promise<void> {
  const deadline = performance.now() + deadlineMs
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`Waited in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
