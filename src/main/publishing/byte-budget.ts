/** Memory for what is on its way. */
export interface HeldBytes {
  content: Buffer
  giveBack(): void
}

/**
 * Bounds how many bytes are held in memory at once, and lends the same buffers again and again: a part's worth of
 * garbage for every part would be hundreds of megabytes before anybody collects it.
 */
export interface ByteBudget {
  /** Resolves when so many bytes may be held; whoever asks first is served first. More than there is at all is granted alone. */
  take(bytes: number): Promise<HeldBytes>
}

export function createByteBudget(most: number): ByteBudget {
  let held = 0
  let free: Buffer[] = []
  const waiting: { bytes: number; grant: () => void }[] = []

  const lend = (bytes: number): HeldBytes => {
    const index = free.findIndex((buffer) => buffer.length >= bytes)
    // Outside of Node's own pool, so that it goes back to the system once it is let go.
    const whole = index >= 0 ? (free.splice(index, 1)[0] ?? Buffer.allocUnsafeSlow(bytes)) : Buffer.allocUnsafeSlow(bytes)
    let given = true
    return {
      content: whole.subarray(0, bytes),
      giveBack() {
        if (!given) return
        given = false
        held -= bytes
        // With nothing under way nothing is kept; nor more than the budget is for.
        free = held === 0 && waiting.length === 0 ? [] : [...free, whole]
        while (free.reduce((sum, buffer) => sum + buffer.length, held) > most) free.shift()
        serve()
      },
    }
  }
  const serve = (): void => {
    for (let next = waiting[0]; next && (held === 0 || held + next.bytes <= most); next = waiting[0]) {
      waiting.shift()
      held += next.bytes
      next.grant()
    }
  }
  return {
    take: (bytes) => new Promise((resolve) => {
      waiting.push({ bytes, grant: () => resolve(lend(bytes)) })
      serve()
    }),
  }
}
