/** Chance that a seed repeats: the sandbox takes no other, so that a failing test can be run again. */
export type Random = () => number

/** The mulberry32 generator: 32 bits of state, numbers in [0, 1). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** `items` in another order (Fisher–Yates). Two or more items never stay as they were: a shuffle that does nothing tests nothing. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items]
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    const kept = result[last] as T
    result[last] = result[other] as T
    result[other] = kept
  }
  const unmoved = result.every((item, index) => item === items[index])
  return unmoved ? [...result.slice(1), ...result.slice(0, 1)] : result
}

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * A ULID, as the vendor's ids are (`01K…`). Its time part keeps the ids of one sandbox from coming back
 * in the next one with the same seed, where a ledger that remembers the first would mix them up.
 */
export function ulid(now: number, random: Random): string {
  let time = ''
  for (let rest = Math.floor(now), place = 0; place < 10; place++, rest = Math.floor(rest / 32)) time = crockford.charAt(rest % 32) + time
  return time + Array.from({ length: 16 }, () => crockford.charAt(Math.floor(random() * 32))).join('')
}
