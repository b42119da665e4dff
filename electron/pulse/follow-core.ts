import type { Clock, Log } from '../../src/main/capabilities.ts'
import type { Core } from '../../src/main/core-handle.ts'
import type { CoreHost } from '../core-host.ts'
import { takePulse, type Pulse, type PulseMemory } from './pulse.ts'

const againMs = 1_000

/**
 * Takes the pulse of whichever core answers, until aborted. `again`: at once, e.g. because another answers from now on.
 * @param onPulse `isFirst`: of this core; what lies before it is no news
 */
export function followCore({ host, clock, log, signal, onPulse }: { host: Pick<CoreHost, 'current'>; clock: Clock; log: Log; signal: AbortSignal; onPulse: (pulse: Pulse, isFirst: boolean) => void }): { again(): void } {
  let current = new AbortController()
  let followed: Core | null = null
  let memory: PulseMemory = { seen: null }
  const follow = async (): Promise<void> => {
    while (!signal.aborted) {
      current = new AbortController()
      const mine = AbortSignal.any([current.signal, signal])
      try {
        const core = await host.current()
        if (core !== followed) memory = { seen: null }
        let isFirst = core !== followed
        await takePulse(core.client, clock, mine, memory, (pulse) => {
          if (mine.aborted) return
          onPulse(pulse, isFirst)
          isFirst = false
          followed = core
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
