import { topics, type Topic } from '../contract/models/event.ts'
import type { Clock } from './capabilities.ts'
import type { Ledger } from './ledger/open-ledger.ts'

/** Which topics a table's rows show up under. */
const topicsOf: Record<string, readonly Topic[]> = {
  account: ['account', 'attention'],
  request: ['account'],
  runner: ['account'],
  avatar_group: ['groups', 'attention'],
  validation_session: ['sessions', 'attention'],
  watch_folder: ['folders', 'attention'],
  intake: ['intakes', 'attention'],
  clip: ['clips', 'attention'],
  clip_source: ['clips'],
  preparation: ['preparations'],
  preparation_setting: ['preparations', 'attention'],
  preparation_profile: ['preparations', 'folders'],
  batch: ['batches', 'attention'],
  attempt: ['batches'],
  upload: ['account'],
  storage: ['account', 'attention'],
  network: ['networks'],
  network_setting: ['networks', 'account', 'attention'],
  event: ['activity'],
  link_fetch: ['links'],
  link_day: ['links'],
  channel: ['channels', 'attention'],
  forgetting: ['groups'],
  forgetting_remain: ['groups'],
  sign_in: ['sign-ins'],
  served: ['sign-ins'],
  limit_trial: ['attention'],
  limit_answer: ['attention'],
}

/** At most so often a listener hears of changes: a million clips must not mean a million messages. */
const coalesceMs = 250
/** How often one looks whether another process has written. */
const foreignMs = 250

/** Tells, coalesced, what has changed in the ledger: by this process or another. */
export interface Changes {
  /** Called at every change, at once; for loops. */
  onRing(listener: () => void): () => void
  /** Called at once when one of these topics may have changed. */
  onTopics(wanted: readonly Topic[], listener: () => void): () => void
  /** The topics that change from this call on, one set after another, until aborted: also what changes before the first of them is asked for. */
  stream(signal?: AbortSignal): AsyncGenerator<{ topics: Topic[] }>
  /** @param changed topics that changed though nothing was written. */
  ring(changed?: readonly Topic[]): void
  stop(): Promise<void>
}

export function createChanges(ledger: Ledger, clock: Clock): Changes {
  const ringers = new Set<() => void>()
  const listeners = new Set<(changed: readonly Topic[]) => void>()
  const stopped = new AbortController()
  const tell = (changed: readonly Topic[]): void => {
    for (const ringer of ringers) ringer()
    for (const listener of listeners) listener(changed)
  }
  const unsubscribe = ledger.onCommit((tables) => tell([...new Set([...tables].flatMap((table) => topicsOf[table] ?? []))]))
  const watchOthers = async (): Promise<void> => {
    // A ledger that cannot be read is told of wherever it is asked for something; here one looks again.
    const look = (before: number): Promise<number> => ledger.dataVersion().catch(() => before)
    let version = await look(0)
    while (!stopped.signal.aborted) {
      await clock.wait(foreignMs, stopped.signal)
      if (stopped.signal.aborted) return
      const now = await look(version)
      if (now !== version) tell(topics)
      version = now
    }
  }
  const watching = watchOthers()
  return {
    onRing(listener) {
      ringers.add(listener)
      return () => ringers.delete(listener)
    },
    onTopics(wanted, listener) {
      const hear = (changed: readonly Topic[]): void => { if (changed.some((topic) => wanted.includes(topic))) listener() }
      listeners.add(hear)
      return () => listeners.delete(hear)
    },
    ring: (changed = []) => tell(changed),
    stream(signal) {
      // Its own, held by those that end it: it must hear of either as long as somebody listens.
      const ended = new AbortController()
      let pending = new Set<Topic>()
      let wake = (): void => undefined
      const listen = (changed: readonly Topic[]): void => {
        for (const topic of changed) pending.add(topic)
        if (pending.size > 0) wake()
      }
      const end = (): void => {
        for (const source of [signal, stopped.signal]) source?.removeEventListener('abort', end)
        listeners.delete(listen)
        ended.abort()
        wake()
      }
      for (const source of [signal, stopped.signal]) source?.addEventListener('abort', end)
      // From here on, not from the first time that somebody asks: what changes in between would be lost.
      listeners.add(listen)
      if (signal?.aborted || stopped.signal.aborted) end()
      const tellOn = async function* (): AsyncGenerator<{ topics: Topic[] }> {
        try {
          for (;;) {
            if (pending.size === 0 && !ended.signal.aborted) await new Promise<void>((resolve) => { wake = resolve })
            if (ended.signal.aborted) return
            const changed = pending
            pending = new Set()
            yield { topics: [...changed] }
            await clock.wait(coalesceMs, ended.signal)
          }
        } finally {
          end()
        }
      }
      return tellOn()
    },
    async stop() {
      unsubscribe()
      stopped.abort()
      await watching
    },
  }
}
