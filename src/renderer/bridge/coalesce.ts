export interface Coalescer<T> {
  add(items: readonly T[]): void
  /** Forgets what waits. */
  stop(): void
}

/** Gathers items and hands them on at most once in `everyMs`: the first at once, the rest together when the time is up. */
export function createCoalescer<T>(options: {
  everyMs: number
  now(): number
  later(run: () => void, ms: number): () => void
  flush(items: ReadonlySet<T>): void
}): Coalescer<T> {
  let waiting = new Set<T>()
  let lastAt = -Infinity
  let cancel: (() => void) | null = null

  function flush(): void {
    cancel = null
    if (waiting.size === 0) return
    const items = waiting
    waiting = new Set()
    lastAt = options.now()
    options.flush(items)
  }

  return {
    add(items) {
      for (const item of items) waiting.add(item)
      if (cancel || waiting.size === 0) return
      const rest = lastAt + options.everyMs - options.now()
      if (rest <= 0) flush()
      else cancel = options.later(flush, rest)
    },
    stop() {
      cancel?.()
      cancel = null
      waiting.clear()
    },
  }
}
