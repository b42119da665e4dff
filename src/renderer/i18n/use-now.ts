import { useCallback, useSyncExternalStore } from 'react'

interface Ticker {
  subscribe(listener: () => void): () => void
  now(): number
}

function createTicker(everyMs: number): Ticker {
  const listeners = new Set<() => void>()
  let now = Date.now()
  let timer: ReturnType<typeof setInterval> | null = null
  const tick = () => {
    now = Date.now()
    for (const listener of listeners) listener()
  }
  return {
    now: () => now,
    subscribe(listener) {
      listeners.add(listener)
      if (timer === null) {
        now = Date.now()
        timer = setInterval(tick, everyMs)
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0 || timer === null) return
        clearInterval(timer)
        timer = null
      }
    },
  }
}

const tickers = new Map<number, Ticker>()

function tickerOf(everyMs: number): Ticker {
  const ticker = tickers.get(everyMs) ?? createTicker(everyMs)
  tickers.set(everyMs, ticker)
  return ticker
}

/** The time, UTC ms, renewed every `everyMs`. All that ask for the same rhythm share one timer. */
export function useNow(everyMs = 1000): number {
  const subscribe = useCallback((listener: () => void) => tickerOf(everyMs).subscribe(listener), [everyMs])
  return useSyncExternalStore(subscribe, () => tickerOf(everyMs).now())
}
