import type { StateCounts } from '../../contract/models/states.ts'
import type { Cue } from '../../contract/models/overview.ts'
import type { Uploads } from '../../contract/models/storage.ts'
import { estimateIntake } from '../domain/estimate.ts'
import { rateStateOf } from '../ledger/accounts.ts'
import { allowedPerMinute, type EffectiveAccount } from '../runners/effective-account.ts'
import type { CoreState } from './core-state.ts'
import { networkWaitOf } from './network-wait.ts'
import { restOfPreparations } from './rest-of-preparations.ts'

/** A review takes about this long once it is sent, for the forecast. */
const reviewMs = 30_000
export const checksPerSecond = 60

/** When everything that waits will have been answered, and what limits it; null where nothing waits. */
export async function forecast(core: CoreState, account: EffectiveAccount, counts: StateCounts, batchSize: number | null, uploads: Pick<Uploads, 'waitingBytes' | 'bytesPerSecond' | 'trouble'> | null, groupId?: number): Promise<{ doneAt: number | null; limitedBy: Cue['limitedBy'] }> {
  const waiting = counts.settling + counts.checking + counts.publishing + counts.ready
  const under = counts.submitting + counts['in-review']
  if (waiting + under === 0) return { doneAt: null, limitedBy: null }
  // Nobody knows when an account that somebody has to mend or resume goes on.
  if (waiting > 0 && (account.stored.paused === 1 || account.stored.stop !== null || account.key === null)) return { doneAt: null, limitedBy: null }
  // Nor when a storage in trouble takes uploads again.
  if (uploads?.trouble && counts.publishing > 0) return { doneAt: null, limitedBy: 'upload' }
  // Nor when this machine is on another network.
  if ((await networkWaitOf(core, account, counts)) !== null) return { doneAt: null, limitedBy: 'upload' }
  // Nor when links open again.
  if (account.stored.links_trouble !== null && counts.publishing + counts.ready > 0) return { doneAt: null, limitedBy: 'links' }
  const allowed = allowedPerMinute(account, 'submit')
  const estimate = estimateIntake({
    clips: { video: waiting, image: 0 }, bytes: uploads?.waitingBytes ?? 0, batchSize: batchSize ?? account.stored.batch_size,
    submitRpm: Math.min(allowed, rateStateOf(account.stored, 'submit').workingLimit ?? allowed), sharePercent: 100, checksPerSecond, toCheck: counts.settling + counts.checking, uploadBytesPerSecond: uploads?.bytesPerSecond ?? null,
  })
  const doneAt = core.capabilities.clock.now() + estimate.durationMs + reviewMs
  // What is being prepared leaves when its copy is there, and nobody knows when that is while preparing waits.
  const rest = counts.checking > 0 ? await restOfPreparations(core, groupId === undefined ? { accountId: account.id } : { groupId }) : null
  if (rest) return { doneAt: rest.doneAt === null ? null : Math.max(doneAt, rest.doneAt + reviewMs), limitedBy: rest.doneAt !== null && rest.doneAt < doneAt ? estimate.limitedBy : 'checks' }
  return { doneAt, limitedBy: waiting > 0 ? estimate.limitedBy : 'api' }
}
