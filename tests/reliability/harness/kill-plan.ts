import { seededRandom } from '../../../src/main/sandbox/random.ts'
import { oneOf } from './one-of.ts'

/** How a life is to end. */
export type Death =
  /** By itself, at the `nth` write point of this label. */
  | { at: 'point'; label: string; nth: number }
  /** From outside, so long after its start, ms. */
  | { at: 'random'; afterMs: number }

/** What a life without a kill passes: the labels in order, as often as they came. */
export interface Rehearsal {
  /** Of a life that makes its ledger. */
  fresh: readonly string[]
  /** Of one that comes after another. */
  later: readonly string[]
}

/**
 * Deaths for `lanes` chains of lives, `kills` in all: every label of the rehearsal at least once (where there
 * are kills enough), the rest by chance, a third of them from outside. The same for the same seed.
 */
export function planDeaths(rehearsal: Rehearsal, kills: number, lanes: number, seed: number): Death[][] {
  const random = seededRandom(seed)
  const plan: Death[][] = Array.from({ length: lanes }, () => [])
  const onlyFresh = [...new Set(rehearsal.fresh)].filter((label) => !rehearsal.later.includes(label))
  const later = [...new Set(rehearsal.later)]
  let left = kills
  // What only a new ledger passes comes first in its lane, in order: each death leaves the next to come.
  onlyFresh.forEach((label, n) => {
    if (left <= 0) return
    plan[n % lanes]?.push({ at: 'point', label, nth: 1 })
    left--
  })
  for (const label of shuffled(later, random)) {
    if (left <= 0) break
    shortest(plan).push({ at: 'point', label, nth: 1 })
    left--
  }
  for (; left > 0; left--) shortest(plan).push(byChance(rehearsal, random))
  return plan
}

function byChance({ later }: Rehearsal, random: () => number): Death {
  const label = oneOf(random, [...new Set(later)])
  const times = later.filter((each) => each === label).length
  return random() < 1 / 3 ? { at: 'random', afterMs: Math.floor(random() * 600) } : { at: 'point', label, nth: 1 + Math.floor(random() * (times + 1)) }
}

/** A chain of lives that passes a point as the rehearsal did: where others before it took another course, it may have been missed. */
export function deathsAt(rehearsal: Rehearsal, label: string): Death[] {
  const death: Death = { at: 'point', label, nth: 1 }
  return rehearsal.later.includes(label) ? [{ at: 'point', label: claimOf(rehearsal.fresh), nth: 1 }, death] : [death]
}

/** So many deaths by chance, one after the other. */
export function chanceDeaths(rehearsal: Rehearsal, kills: number, seed: number): Death[] {
  const random = seededRandom(seed)
  return Array.from({ length: kills }, () => byChance(rehearsal, random))
}

/** Where a life has just claimed its first batch: whoever comes next finds it in the middle. */
export function claimOf(fresh: readonly string[]): string {
  const claim = fresh.find((label) => label.startsWith('after the commit of') && label.includes('insert attempt'))
  if (!claim) throw new Error('The rehearsal never claimed a batch.')
  return claim
}

function shortest(plan: readonly Death[][]): Death[] {
  return plan.reduce((least, lane) => (lane.length < least.length ? lane : least))
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items.map((item) => ({ item, by: random() })).sort((a, b) => a.by - b.by).map(({ item }) => item)
}
