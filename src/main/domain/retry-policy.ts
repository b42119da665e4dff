export interface BackoffLimits {
  /** The widest first wait, ms. */
  baseMs: number
  /** No wait is longer, ms. */
  capMs: number
}

/**
 * How long to wait before try number `step` + 1 (0 for the first repeat), ms: full jitter,
 * anywhere between nothing and base · 2^step, so that many clients cut off together do not
 * come back together (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 */
export function backoffMs(step: number, { baseMs, capMs }: BackoffLimits, random: () => number): number {
  const widest = Math.min(capMs, baseMs * 2 ** Math.min(Math.max(step, 0), 50))
  return Math.floor(random() * widest)
}
