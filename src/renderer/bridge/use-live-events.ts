import { useEffect, useSyncExternalStore } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import type { Topic } from '../../contract/models/event.ts'
import { client, connection } from './client.ts'
import { createCoalescer } from './coalesce.ts'
import type { ConnectionState } from './connection.ts'
import { refresh } from './refresh.ts'

function later(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

/** Whether the core answers, for the cue line. */
export function useConnectionState(): ConnectionState {
  return useSyncExternalStore((listener) => connection.subscribe(listener), () => connection.state())
}

/**
 * Keeps what is shown true: listens to the core's events and refetches what they concern, at most once
 * a second. Use it once, in the app.
 */
export function useLiveEvents(): void {
  const queries = useQueryClient()
  useEffect(() => {
    const ended = new AbortController()
    const coalescer = createCoalescer<Topic>({
      everyMs: 1000,
      // A wall clock that is set back must not hold up what is shown until it has caught up.
      now: () => performance.now(),
      later,
      flush: (topics) => void refresh(queries, topics),
    })

    async function pause(ms: number): Promise<void> {
      await new Promise<void>((resolve) => {
        const cancel = later(resolve, ms)
        ended.signal.addEventListener('abort', () => {
          cancel()
          resolve()
        })
      })
    }

    async function listen(): Promise<void> {
      while (!ended.signal.aborted) {
        try {
          const events = await client.events.live(undefined, { signal: ended.signal })
          // Nobody knows what was missed: since the line broke, or since what the page asked before anybody listened.
          void refresh(queries)
          for await (const { topics } of events) coalescer.add(topics)
        } catch (error) {
          if (ended.signal.aborted) return
          // The next round waits for the line to come back; a core that refuses is asked again, gently.
          console.warn('The live events ended; listening again.', error)
        }
        await pause(1000)
      }
    }
    void listen()

    return () => {
      ended.abort()
      coalescer.stop()
    }
  }, [queries])
}
