import type { StateCounts } from '../../contract/models/states.ts'
import type { Uploads } from '../../contract/models/storage.ts'
import { readStorage } from '../ledger/storage.ts'
import { meanUpload, uploadsUnderWay } from '../ledger/uploads.ts'
import type { EffectiveAccount } from '../runners/effective-account.ts'
import type { CoreState } from './core-state.ts'

/** What clips with these counts still have to upload, for a forecast; estimated from a sample. Null where clips are not uploaded. */
export async function uploadsAhead(core: CoreState, account: EffectiveAccount, counts: StateCounts): Promise<Pick<Uploads, 'waitingBytes' | 'bytesPerSecond' | 'trouble'> | null> {
  if (account.publishing.kind !== 's3') return null
  const db = core.context.ledger.read
  const waiting = counts.settling + counts.checking + counts.publishing
  const mean = waiting > 0 ? ((await meanUpload(db, account.id)) ?? 0) : 0
  const { bytesPerSecond, trouble } = await readStorage(db, account.id)
  return { waitingBytes: mean * waiting, bytesPerSecond, trouble }
}

/** How an account's uploads go, as the contract shows it; null where clips are not uploaded. */
export async function showUploads(core: CoreState, account: EffectiveAccount, counts: StateCounts): Promise<Uploads | null> {
  const ahead = await uploadsAhead(core, account, counts)
  if (ahead === null) return null
  const db = core.context.ledger.read
  const underWay = await uploadsUnderWay(db, account.id)
  return { ...underWay, ...ahead, waitingBytes: Math.max(underWay.totalBytes, ahead.waitingBytes) - underWay.sentBytes }
}
