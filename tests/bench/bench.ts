/**
 * What a benchmark is. Each lives in a file `tests/bench/<name>.bench.ts` that exports `bench`; `npm run bench`
 * finds it, runs it and writes its figure to docs/performance.md. Figures are ratios of two things measured in the
 * same run: seconds alone say more about the machine than about the code.
 */

/** One thing measured against another, and how much of it is allowed. */
export interface Figure {
  /** What is compared with what, as a sentence's subject: "A 1 GB upload against the SDK's own". */
  what: string
  ours: number
  /** What it is held against; null: `ours` alone is held against the limit (memory, a number of queries). */
  baseline: number | null
  /** The most that ours / baseline may be; of `ours` itself where there is no baseline. */
  limit: number
  /** Of `ours` and `baseline`: `s`, `ms`, `MB`, `rows/s`. */
  unit: string
}

export interface Bench {
  /** Kebab-case, as its file. */
  name: string
  /** The heading in docs/performance.md. */
  title: string
  /**
   * Measures, and tidies up behind itself.
   * @param say tells whoever waits how far it is
   * @returns the figures, and how they came about (sizes, rounds, what was left out)
   */
  run(say: (text: string) => void): Promise<{ figures: Figure[]; notes: string[] }>
}

/** What the figure's limit applies to. */
export function measured({ ours, baseline }: Figure): number {
  return baseline === null ? ours : ours / baseline
}

export function holds(figure: Figure): boolean {
  return measured(figure) <= figure.limit
}
