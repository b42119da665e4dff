import type { Clock, Log } from '../../src/main/capabilities.ts'
import type { CoreHost } from '../core-host.ts'
import { takePulse, type Pulse } from './pulse.ts'

const againMs = 1_000

/** Takes the pulse of whichever core answers, until aborted. `again`: at once, e.g. because another answers from now on. */
export function followCore({ host, clock, log, signal, onPulse }: { host: CoreHost; clock: Clock; log: Log; signal: AbortSignal; onPulse: (pulse: Pulse, isFirst: boolean) => void }): { again(): void } {
  let current = new AbortController()
  const follow = async (): Promise<void> => {
    while (!signal.aborted) {
      current = new AbortController()
      const mine = AbortSignal.any([current.signal, signal])
      let isFirst = true
      try {
        const { client } = await host.current()
        await takePulse(client, clock, mine, (pulse) => {
          if (mine.aborted) return
          onPulse(pulse, isFirst)
          isFirst = false
        })
      } catch (error) {
        if (!mine.aborted) log.warn('The state of the work could not be read; it is tried again.', { error: String(error) })
      }
      if (!current.signal.aborted) await clock.wait(againMs, signal)
    }
  }
  void follow()
  return { again: () => current.abort() }
}
