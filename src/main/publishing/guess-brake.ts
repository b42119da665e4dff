/** Keeps whoever tries one address after another from keeping us busy. */
export interface GuessBrake {
  /** Whether this asker has guessed too often of late to be listened to. */
  isOn(address: string, now: number): boolean
  missed(address: string, now: number): void
  /** It knew a link: not a guesser, for a while. */
  hit(address: string, now: number): void
}

const windowMs = 60_000
const trustMs = 10 * 60_000
/** Addresses remembered at most; beyond, the oldest are forgotten. */
const most = 10_000

/**
 * A token is far too long to be guessed; this is about the work that trying makes. An asker that has
 * fetched something of late is never braked: a reviewer that comes back to links that have ended
 * must still get those that have not.
 * @param misses so many wrong questions within a minute
 */
export function createGuessBrake(misses: number): GuessBrake {
  const seen = new Map<string, { since: number; misses: number; trustedUntil: number }>()
  // What seems to have begun in the future began before the clock was set back, and is over.
  const lasts = (since: number, now: number): boolean => now >= since && now - since < windowMs
  const of = (address: string, now: number) => {
    const known = seen.get(address)
    const entry = known && lasts(known.since, now) ? known : { since: now, misses: 0, trustedUntil: known?.trustedUntil ?? -Infinity }
    seen.delete(address)
    seen.set(address, entry)
    if (seen.size > most) for (const oldest of seen.keys()) { seen.delete(oldest); break }
    return entry
  }
  return {
    isOn(address, now) {
      const known = seen.get(address)
      return known !== undefined && lasts(known.since, now) && known.misses >= misses && known.trustedUntil <= now
    },
    missed: (address, now) => void of(address, now).misses++,
    hit(address, now) { of(address, now).trustedUntil = now + trustMs },
  }
}
