import type { Core } from '../src/main/core-handle.ts'

export type Mode = 'account' | 'sandbox'

/** The core that answers now. It is opened late, changed for another, and closed; whoever asks meanwhile waits. */
export interface CoreHost {
  current(): Promise<Core>
  /** What is open at this moment; null before the first is. */
  open(): Core | null
  /** With which data it began. */
  mode(): Mode
  /** Opens the first core once more. @throws what keeps it from opening */
  again(): Promise<void>
  stop(): Promise<void>
}

export interface CoreHostOptions {
  mode: Mode
  /** Opens a core and starts its loops. */
  openCore(mode: Mode, switchTo: (to: Mode) => Promise<void>): Promise<Core>
  /** The first core could not be opened; `again` tries once more. */
  onFailure(error: unknown): void
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

  const first = Promise.withResolvers<Core>()
  first.promise.catch(() => undefined)

  async function openFirst(): Promise<void> {
    const opened = await openCore(mode, switchTo)
    open = opened
    first.resolve(opened)
  }
  let opening = openFirst()
  opening.catch((error: unknown) => { if (!stopped) onFailure(error) })

  return {
    open: () => open,
    mode: () => mode,
    current: async () => open ?? first.promise,
    async again() {
      if (open) return
      opening = openFirst()
      await opening
    },
    async stop() {
      stopped = true
      await opening.catch(() => undefined)
      first.reject(new Error('The application is ending.'))
      await Promise.all([open?.stop(), ...leaving])
    },
  }
}
