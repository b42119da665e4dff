import PQueue from 'p-queue'
import { checkLink, type LinkVerdict } from '../publishing/check-link.ts'
import type { RunnerContext } from './runner-context.ts'

/** One link to be looked at. */
export interface LinkToCheck { url: string; sizeBytes: number | null; apiBaseUrl: string }

/** Looks at links before their batch leaves: in parallel, once each, without holding anything else up. */
export interface LinkChecks {
  /** What is known of each; null when some are still being asked, whose end `onDone` tells. */
  of(links: readonly LinkToCheck[]): Map<string, LinkVerdict> | null
}

const atOnce = 32
/** Of one host: whoever is slow keeps a few waiting, not all. */
const ofAHost = 8
/** What was found is believed this long: batches leave within seconds, or are looked at again. It must outlast the asking of the largest batch. */
const knownForMs = 15 * 60_000
/** A link that is refused or to be asked later is asked again after this. */
export const againMs = 30_000
const most = 20_000

export function createLinkChecks(context: Pick<RunnerContext, 'clock' | 'fetch' | 'addressesOf'>, onDone: () => void): LinkChecks {
  const queue = new PQueue({ concurrency: atOnce })
  const hosts = new Map<string, PQueue>()

  /** Each host's questions stand in a line of its own, of which a few at a time stand in everybody's. */
  const inTurn = async (url: string, work: () => Promise<void>): Promise<void> => {
    const host = URL.parse(url)?.host ?? ''
    const line = hosts.get(host) ?? new PQueue({ concurrency: ofAHost })
    hosts.set(host, line)
    await line.add(() => queue.add(work))
    if (line.size + line.pending === 0) hosts.delete(host)
  }
  const known = new Map<string, { at: number; verdict: LinkVerdict | null }>()

  const ask = ({ url, sizeBytes, apiBaseUrl }: LinkToCheck): void => {
    known.set(url, { at: context.clock.now(), verdict: null })
    void inTurn(url, async () => {
      const verdict = await checkLink(url, { fetch: context.fetch, addressesOf: context.addressesOf, apiBaseUrl, sizeBytes })
      known.delete(url)
      known.set(url, { at: context.clock.now(), verdict })
      for (const oldest of known.keys()) {
        if (known.size <= most) break
        known.delete(oldest)
      }
    }).catch(() => void known.delete(url)).then(onDone)
  }

  const fresh = (at: number, verdict: LinkVerdict): boolean => {
    const age = context.clock.now() - at
    return age >= 0 && age < (verdict.is === 'good' || verdict.is === 'unknown' ? knownForMs : againMs)
  }

  return {
    of(links) {
      const found = new Map<string, LinkVerdict>()
      let waits = false
      for (const link of links) {
        const there = known.get(link.url)
        if (there && there.verdict !== null && fresh(there.at, there.verdict)) {
          found.set(link.url, there.verdict)
          continue
        }
        waits = true
        if (!there || there.verdict !== null) ask(link)
      }
      return waits ? null : found
    },
  }
}
