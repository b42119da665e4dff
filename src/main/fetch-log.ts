/** Gathers what the link servers hand out and writes it to the ledger now and then: a reader that asks in a thousand parts is no thousand commits. */
import type { Clock, Log } from './capabilities.ts'
import { recordFetches, type SeenFetch } from './ledger/links.ts'
import type { Ledger } from './ledger/open-ledger.ts'
import type { LinkFetch } from './publishing/link-server.ts'

const pauseMs = 1_000
/** Readers remembered between two writes; a flood beyond is counted and not listed. */
const most = 2_000

export interface FetchLog {
  served(fetch: LinkFetch): void
  refused(): void
  /** Writes what is left. */
  close(): Promise<void>
}

/** @param own the name our own trials call themselves by: they are no reader. */
export function createFetchLog({ ledger, clock, log }: { ledger: Ledger; clock: Clock; log: Log }, own: string): FetchLog {
  let readers = new Map<string, SeenFetch>()
  let refused = 0
  const closing = new AbortController()
  let writing: Promise<void> | null = null

  const write = async (): Promise<void> => {
    const fetches = [...readers.values()]
    const wrong = refused
    readers = new Map()
    refused = 0
    if (fetches.length + wrong === 0) return
    try {
      await ledger.transact((tx) => recordFetches(tx, fetches, wrong, clock.now()))
    } catch (error) {
      log.error('What readers fetched could not be written.', { error: String(error), readers: fetches.length })
    }
  }
  const soon = (): void => {
    writing ??= clock.wait(pauseMs, closing.signal).then(write).finally(() => {
      writing = null
      if (readers.size > 0 || refused > 0) soon()
    })
  }
  return {
    served({ token, address, agent, at, tookMs, status, bytes }) {
      if (agent === own) return
      const key = `${token} ${address} ${agent}`
      const known = readers.get(key)
      if (known) {
        known.endedAt = at + tookMs
        known.requests += 1
        known.bytes += bytes
        known.status = status
      } else if (readers.size < most) readers.set(key, { token, address, agent, at, endedAt: at + tookMs, requests: 1, bytes, status })
      soon()
    },
    refused() {
      refused += 1
      soon()
    },
    async close() {
      closing.abort()
      while (writing) await writing
      await write()
    },
  }
}
