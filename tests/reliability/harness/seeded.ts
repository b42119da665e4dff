/** Chance that is the same for the same seed, in [0, 1) (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One of them, by chance. */
export function oneOf<T>(random: () => number, items: readonly T[]): T {
  const found = items[Math.floor(random() * items.length)]
  if (found === undefined) throw new Error('There is nothing to choose from.')
  return found
}
