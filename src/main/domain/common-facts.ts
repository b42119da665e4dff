import type { MediaFacts } from '../../contract/models/clip.ts'

/** A fact that most failed clips share and few cleared ones have. Shares are 0–1. */
export interface CommonFact {
  fact: 'size' | 'orientation' | 'container' | 'codec' | 'fps' | 'audio' | 'length'
  value: string
  failed: number
  cleared: number
}

const mostOfFailed = 0.8
const fewOfCleared = 0.4
const shown = 3

const readings: Record<CommonFact['fact'], (facts: MediaFacts) => string | null> = {
  size: (facts) => `${facts.width}×${facts.height}`,
  orientation: (facts) => (facts.width > facts.height ? 'landscape' : facts.width < facts.height ? 'portrait' : 'square'),
  container: (facts) => facts.container,
  codec: (facts) => facts.videoCodec,
  fps: (facts) => (facts.fps === null ? null : String(Math.round(facts.fps))),
  audio: (facts) => (facts.kind === 'video' ? (facts.hasAudio ? 'with' : 'without') : null),
  length: (facts) => (facts.durationMs === null ? null : facts.durationMs < 4_000 ? 'under 4 s' : facts.durationMs > 15_000 ? 'over 15 s' : null),
}

/**
 * What failed clips have in common that cleared ones have not: all one can say when the service gives no reason.
 * Needs at least three failed clips and some cleared ones to compare with.
 */
export function commonFacts(failed: readonly MediaFacts[], cleared: readonly MediaFacts[]): CommonFact[] {
  if (failed.length < 3 || cleared.length < 3) return []
  const found: CommonFact[] = []
  for (const [fact, read] of Object.entries(readings) as [CommonFact['fact'], (facts: MediaFacts) => string | null][]) {
    const counts = new Map<string, number>()
    for (const facts of failed) {
      const value = read(facts)
      if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    const [value, n] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? []
    if (value === undefined || n === undefined) continue
    const inFailed = n / failed.length
    const inCleared = cleared.filter((facts) => read(facts) === value).length / cleared.length
    if (inFailed >= mostOfFailed && inCleared <= fewOfCleared) found.push({ fact, value, failed: inFailed, cleared: inCleared })
  }
  return found.sort((a, b) => b.failed - b.cleared - (a.failed - a.cleared)).slice(0, shown)
}
