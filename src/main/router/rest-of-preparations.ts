import { readPreparationSetting } from '../ledger/preparation-settings.ts'
import { countPreparations, lately } from '../ledger/read-preparations.ts'
import type { CoreState } from './core-state.ts'

/**
 * When the copies that are still to be made will be there: everybody's, since they are made one after the other.
 * @returns null where none of these is waited for; `doneAt` null where nobody can tell: preparing is paused or waits, or nothing is measured yet
 */
export async function restOfPreparations(core: CoreState, of: { accountId?: number; groupId?: number } = {}): Promise<{ doneAt: number | null } | null> {
  const db = core.context.ledger.read
  const waited = await countPreparations(db, of)
  if (waited.queued.n + waited.running.n + waited.waiting.n === 0) return null
  const { paused, waits } = await readPreparationSetting(db)
  const all = await countPreparations(db)
  const past = await lately(db)
  const restMs = all.queued.mediaMs + all.running.mediaMs
  const goesOn = paused === 0 && (waits === null || (waits === 'no-ffmpeg' && waited.waiting.n === 0)) && restMs > 0 && past.mediaMs > 0
  return { doneAt: goesOn ? core.capabilities.clock.now() + Math.round((past.tookMs / past.mediaMs) * restMs) : null }
}
