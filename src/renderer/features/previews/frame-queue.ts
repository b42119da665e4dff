/**
 * Draws the small pictures of clips one at a time, the last asked for first: a page of rows
 * must never open fifty videos. What was drawn is kept, up to a number; what cannot be drawn is not tried again.
 */

export interface FrameQueue<Frame> {
  /** A picture that is there already, null if it cannot be drawn, undefined if nobody has tried. */
  known: (key: string) => Frame | null | undefined
  /** Asks for a picture; `done` is called once. @returns the way to say that it is no longer needed. */
  ask(key: string, draw: (signal: AbortSignal) => Promise<Frame>, done: (frame: Frame | null) => void): () => void
}

interface Wish<Frame> {
  key: string
  draw: (signal: AbortSignal) => Promise<Frame>
  waiting: Set<(frame: Frame | null) => void>
  abort: AbortController
}

export function createFrameQueue<Frame>(keep: number, forget: (frame: Frame) => void = () => undefined): FrameQueue<Frame> {
  const drawn = new Map<string, Frame | null>()
  const wishes = new Map<string, Wish<Frame>>()
  let busy = false

  function keepNew(key: string, frame: Frame | null): void {
    drawn.set(key, frame)
    for (const [oldest, old] of drawn) {
      if (drawn.size <= keep) break
      drawn.delete(oldest)
      if (old !== null) forget(old)
    }
  }

  async function work(): Promise<void> {
    if (busy) return
    busy = true
    for (let wish = [...wishes.values()].at(-1); wish; wish = [...wishes.values()].at(-1)) {
      let frame: Frame | null = null
      try {
        frame = await wish.draw(wish.abort.signal)
      } catch {
        // No picture is an answer too: the row shows its icon instead.
        frame = null
      }
      wishes.delete(wish.key)
      if (!wish.abort.signal.aborted) keepNew(wish.key, frame)
      else if (frame !== null) forget(frame)
      for (const done of wish.waiting) done(frame)
    }
    busy = false
  }

  return {
    known: (key) => drawn.get(key),
    ask(key, draw, done) {
      const wish = wishes.get(key) ?? { key, draw, waiting: new Set(), abort: new AbortController() }
      wishes.delete(key)
      wishes.set(key, wish)
      wish.waiting.add(done)
      void work()
      return () => {
        wish.waiting.delete(done)
        if (wish.waiting.size === 0) {
          wish.abort.abort()
          wishes.delete(key)
        }
      }
    },
  }
}
