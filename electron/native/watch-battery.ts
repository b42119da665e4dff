import type { Clock } from '../../src/main/capabilities.ts'

/** Often enough that a plug pulled out is noticed before much is sent. */
const lookMs = 5_000

/**
 * Looks whether the machine runs on battery, until aborted: macOS alone tells of both changes, Windows of one, Linux
 * of none.
 */
export async function watchBattery({ isOnBattery, clock, signal, changed }: { isOnBattery(): boolean; clock: Clock; signal: AbortSignal; changed(): void }): Promise<void> {
  let before = isOnBattery()
  while (!signal.aborted) {
    await clock.wait(lookMs, signal)
    const now = isOnBattery()
    if (signal.aborted || now === before) continue
    before = now
    changed()
  }
}
