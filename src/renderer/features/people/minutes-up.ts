/** Rounded up to whole minutes: a forecast knows no seconds. */
export function minutesUp(ms: number): number {
  return Math.max(1, Math.ceil(ms / 60_000)) * 60_000
}
