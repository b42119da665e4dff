import { useSyncExternalStore } from 'react'

interface Ticker {
  now: number
  listeners: Set<() => void>
  timer: ReturnType<typeof setInterval> | null
}

const tickers = new Map<number, Ticker>()

function tickerOf(everyMs: number): Ticker {
  const known = tickers.get(everyMs)
  if (known) return known
  const made: Ticker = { now: Date.now(), listeners: new Set(), timer: null }
  tickers.set(everyMs, made)
  return made
}

/** The time, UTC ms, renewed every `everyMs`. All that ask for the same rhythm share one timer; a hidden page has none. */
export function useNow(everyMs = 1000): number {
  const ticker = tickerOf(everyMs)
  return useSyncExternalStore(
    (listener) => {
      ticker.listeners.add(listener)
      if (ticker.timer === null) {
        ticker.now = Date.now()
        ticker.timer = setInterval(() => {
          ticker.now = Date.now()
          for (const each of ticker.listeners) each()
        }, everyMs)
      }
      return () => {
        ticker.listeners.delete(listener)
        if (ticker.listeners.size === 0 && ticker.timer !== null) {
          clearInterval(ticker.timer)
          ticker.timer = null
        }
      }
    },
    () => ticker.now,
  )
}
