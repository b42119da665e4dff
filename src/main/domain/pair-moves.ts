/** A file that is known, and where it was. */
export interface KnownFile {
  sourceId: number
  location: string
  fingerprint: string | null
  /** Whether something of it was ever sent: then only its content can tell that another file is it. */
  sent: boolean
  /** It is itself held as a copy of another clip. */
  copy: boolean
}

/** A file that has turned up: which of the known ones it may be, by size and time. */
export interface TurnedUp<K extends KnownFile> {
  location: string
  fingerprint: string | null
  mayBe: readonly K[]
}

/**
 * Pairs files that have turned up with known ones that are no longer where they were. Where several
 * would do (several copies of one take), the same name goes first, then what lies nearest; a clip goes before its copies.
 * @returns for each, in order, the known file it is; null: a new one
 */
export function pairMoves<K extends KnownFile>(turnedUp: readonly TurnedUp<K>[]): (K | null)[] {
  const taken = new Set<number>()
  const pairs = new Array<K | null>(turnedUp.length).fill(null)
  const pass = (fits: (file: TurnedUp<K>, known: K) => boolean): void => {
    turnedUp.forEach((file, n) => {
      if (pairs[n]) return
      let best: K | null = null
      for (const known of file.mayBe) {
        if (taken.has(known.sourceId) || !isSameContent(file, known) || !fits(file, known)) continue
        if (best === null || isBetter(file, known, best)) best = known
      }
      if (!best) return
      pairs[n] = best
      taken.add(best.sourceId)
    })
  }
  pass((file, known) => nameOf(file.location) === nameOf(known.location))
  pass(() => true)
  return pairs
}

function isSameContent(file: { fingerprint: string | null }, known: KnownFile): boolean {
  // Nothing of it was ever read or sent: it will be checked in its new place like any other.
  if (known.fingerprint === null) return !known.sent
  return file.fingerprint === known.fingerprint
}

function isBetter(file: { location: string }, one: KnownFile, other: KnownFile): boolean {
  if (one.copy !== other.copy) return !one.copy
  const [a, b] = [commonEnds(file.location, one.location), commonEnds(file.location, other.location)]
  return a === b ? one.sourceId < other.sourceId : a > b
}

const segmentsOf = (location: string): string[] => location.normalize('NFC').split(/[/\\]/u)
const nameOf = (location: string): string => segmentsOf(location).at(-1) ?? ''

/** How many segments two paths share at their end and at their beginning. */
function commonEnds(one: string, other: string): number {
  const [a, b] = [segmentsOf(one), segmentsOf(other)]
  let tail = 0
  while (tail < Math.min(a.length, b.length) && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1
  let head = 0
  while (head < Math.min(a.length, b.length) - tail && a[head] === b[head]) head += 1
  return tail + head
}
