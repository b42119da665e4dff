import type { GreenroomClient } from '../../src/contract/client.ts'
import type { Account } from '../../src/contract/models/account.ts'
import type { LedgerEvent } from '../../src/contract/models/event.ts'
import type { StateCounts } from '../../src/contract/models/states.ts'
import type { Clock } from '../../src/main/capabilities.ts'

/** What the shell shows of the core outside the window. */
export interface Pulse {
  accounts: Pick<Account, 'id' | 'name' | 'state' | 'stop'>[]
  counts: StateCounts
  /** How many matters need a person. */
  needYou: number
  /** What was written since the pulse before, the oldest first; without single clips' steps. Empty at the first pulse. */
  events: LedgerEvent[]
}

/** At most this often: what the tray says need not be truer than that. */
const everyMs = 1_000
/** Of a storm of events only so many are looked at; the counts tell the rest. */
const mostEvents = 200

/** Clips that move on without a person. */
export function inFlight(counts: StateCounts): { queued: number; review: number } {
  return { queued: counts.settling + counts.checking + counts.publishing + counts.ready + counts.submitting, review: counts['in-review'] }
}

/** Up to which event a core's pulse has been taken; null: not yet. Kept by whoever listens, so that a line that breaks loses no news. */
export interface PulseMemory {
  seen: number | null
}

/** Takes the core's pulse after every change, until aborted. */
export async function takePulse(client: GreenroomClient, clock: Clock, signal: AbortSignal, memory: PulseMemory, beat: (pulse: Pulse) => void): Promise<void> {
  const one = async (): Promise<Pulse> => {
    const { seen } = memory
    const [accounts, counts, causes, activity] = await Promise.all([
      client.accounts.list(), client.clips.counts({}), client.attention.list({}), client.activity.list({ limit: seen === null ? 1 : mostEvents }),
    ])
    const events = seen === null ? [] : activity.rows.filter(({ id }) => id > seen).reverse()
    // Lower than before where a person was forgotten: the numbers of their newest events are given again.
    memory.seen = activity.rows[0]?.id ?? 0
    return { accounts: accounts.map(({ id, name, state, stop }) => ({ id, name, state, stop })), counts, needYou: causes.length, events }
  }
  // Listened to before the first look, so that nothing falls between.
  const changes = await client.events.live(undefined, { signal })
  beat(await one())
  for await (const _ of changes) {
    if (signal.aborted) return
    beat(await one())
    await clock.wait(everyMs, signal)
  }
}
