import type { LedgerEvent } from '../../../contract/models/event.ts'

export interface Day {
  /** Midnight of the day, where the reader is; UTC ms. */
  at: number
  events: LedgerEvent[]
}

/** Events, newest first, by the day on which they happened. */
export function byDay(events: readonly LedgerEvent[]): Day[] {
  const days: Day[] = []
  for (const event of events) {
    const at = new Date(event.at).setHours(0, 0, 0, 0)
    const last = days.at(-1)
    if (last?.at === at) last.events.push(event)
    else days.push({ at, events: [event] })
  }
  return days
}
