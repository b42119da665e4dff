import type { Core } from '../../main/core-handle.ts'

/** What is open by somebody's sign-in: ended the moment the sign-in is. */
export interface Lines {
  /** Holds a line that is open now. @returns to be called when it has ended by itself */
  hold(signInId: number, end: () => void): () => void
  /** Begins to hear of revocations from the core that answers now. */
  follow(): void
  stop(): void
}

/** @param fail told when it could not be asked which sign-ins still hold; every line has been ended then. */
export function createLines(core: () => Core, fail: (error: unknown) => void): Lines {
  const open = new Map<number, Set<() => void>>()
  let deaf: () => void = () => undefined

  const endAllOf = (id: number): void => {
    const ends = open.get(id) ?? []
    open.delete(id)
    for (const end of ends) end()
  }

  const look = (): void => {
    const ids = [...open.keys()]
    if (ids.length === 0) return
    core().signIns.holding(ids).then(
      (holding) => { for (const id of ids) if (!holding.has(id)) endAllOf(id) },
      (error: unknown) => {
        // Who cannot be known to be allowed is not; their pages come back by themselves.
        for (const id of ids) endAllOf(id)
        fail(error)
      },
    )
  }

  return {
    hold(signInId, end) {
      const ends = open.get(signInId) ?? new Set()
      ends.add(end)
      open.set(signInId, ends)
      // It may have been revoked between the question who this is and now.
      look()
      return () => {
        ends.delete(end)
        if (ends.size === 0 && open.get(signInId) === ends) open.delete(signInId)
      }
    },
    follow() {
      deaf()
      deaf = core().signIns.onChange(look)
    },
    stop() {
      deaf()
      open.clear()
    },
  }
}
