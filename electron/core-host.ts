import type { Core } from '../src/main/core-handle.ts'

export type Mode = 'account' | 'sandbox'

/** The core that answers now. It is opened late, changed for another, and closed; whoever asks meanwhile waits. */
export interface CoreHost {
  current(): Promise<Core>
  /** What is open at this moment; null before the first is. */
  open(): Core | null
  stop(): Promise<void>
}

export interface CoreHostOptions {
  mode: Mode
  /** Opens a core and starts its loops. */
  openCore(mode: Mode, switchTo: (to: Mode) => Promise<void>): Promise<Core>
  /** The first core could not be opened. @returns whether to try again. */
  onFailure(error: unknown): Promise<boolean>
  /** Another core answers from now on; the lines to the one before end. */
  onSwitched(core: Core, mode: Mode): void
  later(run: () => void, ms: number): void
}

/** The answer to the very call that went over still travels over the line that is to be cut. */
const hangUpMs = 250

export function startCoreHost({ mode, openCore, onFailure, onSwitched, later }: CoreHostOptions): CoreHost {
  let open: Core | null = null
  let stopped = false
  const leaving = new Set<Promise<void>>()

  async function switchTo(to: Mode): Promise<void> {
    const next = await openCore(to, switchTo)
    const before = open
    open = next
    later(() => {
      onSwitched(next, to)
      if (!before) return
      const left = before.stop().finally(() => leaving.delete(left))
      leaving.add(left)
    }, hangUpMs)
  }

  const first = (async (): Promise<Core> => {
    for (;;) {
      try {
        open = await openCore(mode, switchTo)
        return open
      } catch (error) {
        if (stopped || !(await onFailure(error))) throw error
      }
    }
  })()
  first.catch(() => undefined)

  return {
    open: () => open,
    current: async () => open ?? first,
    async stop() {
      stopped = true
      await first.catch(() => undefined)
      await Promise.all([open?.stop(), ...leaving])
    },
  }
}
