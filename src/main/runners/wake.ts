/** Tells sleeping loops that something may have changed. */
export interface Wake {
  /** Something was written; whoever sleeps looks again. */
  ring(): void
  /** An abort signal that fires at the next ring. */
  next(): AbortSignal
}

export function createWake(): Wake {
  let bell = new AbortController()
  return {
    ring() {
      const rung = bell
      bell = new AbortController()
      rung.abort()
    },
    next: () => bell.signal,
  }
}
