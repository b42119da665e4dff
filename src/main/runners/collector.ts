/**
 * Gathers results that come one by one and writes them together: while one write runs the next
 * gathers, so that a slow clip never holds up quick ones and a thousand quick ones are few commits.
 */
export interface Collector<T> {
  add(item: T): void
  /** Resolves when everything added so far is written, or its failure told. */
  drained(): Promise<void>
}

/** @param onError told of what could not be written; it is not tried again here */
export function createCollector<T>(write: (items: T[]) => Promise<void>, onError: (error: unknown, items: T[]) => void, mostAtOnce = 200): Collector<T> {
  let waiting: T[] = []
  let writing: Promise<void> | null = null
  const drain = async (): Promise<void> => {
    try {
      while (waiting.length > 0) {
        const items = waiting.slice(0, mostAtOnce)
        waiting = waiting.slice(mostAtOnce)
        try {
          await write(items)
        } catch (error) {
          onError(error, items)
        }
      }
    } finally {
      // In the same breath as the last look: what is added a moment later would be waited for by nobody.
      writing = null
    }
  }
  return {
    add(item) {
      waiting.push(item)
      // Everything that arrives in this turn of the event loop goes together.
      writing ??= Promise.resolve().then(drain)
    },
    async drained() {
      while (writing) await writing
    },
  }
}
