/** Bounds how many bytes are held in memory at once; whoever asks first is served first. */
export interface ByteBudget {
  /** Resolves when so many bytes may be held. More than there is at all is granted alone. @returns what gives them back */
  take(bytes: number): Promise<() => void>
}

export function createByteBudget(most: number): ByteBudget {
  let held = 0
  const waiting: { bytes: number; grant: () => void }[] = []
  const serve = (): void => {
    for (let next = waiting[0]; next && (held === 0 || held + next.bytes <= most); next = waiting[0]) {
      waiting.shift()
      held += next.bytes
      next.grant()
    }
  }
  return {
    take: (bytes) => new Promise((resolve) => {
      waiting.push({
        bytes,
        grant: () => {
          let given = true
          resolve(() => {
            if (given) held -= bytes
            given = false
            serve()
          })
        },
      })
      serve()
    }),
  }
}
