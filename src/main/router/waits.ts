import type { Waits } from '../../contract/models/overview.ts'
import { estimateIntake } from '../domain/estimate.ts'
import { countClips } from '../ledger/counts.ts'
import { readGroup } from '../ledger/groups.ts'
import { readStorage } from '../ledger/storage.ts'
import { fetchRate, waitingBytes } from '../ledger/waiting-bytes.ts'
import { allowedPerMinute } from '../runners/effective-account.ts'
import type { CoreState } from './core-state.ts'
import { networkWaitOf } from './network-wait.ts'

/** What waits for the network, of a person or an account: how many clips, how much of it goes over this line, and how long that takes once it is back. */
export async function readWaits(core: CoreState, asked: { accountId?: number; groupId?: number }): Promise<Waits> {
  const db = core.context.ledger.read
  const accountId = asked.groupId === undefined ? asked.accountId : (await readGroup(db, asked.groupId)).account_id
  const account = await core.accountOrDefault(accountId)
  const whose = asked.groupId === undefined ? { accountId: account.id } : { groupId: asked.groupId }
  const storage = await readStorage(db, account.id)
  const counts = await countClips(db, whose)
  const why = account.stored.paused === 1 || account.stored.stop !== null ? null
    : account.stored.trouble === 'offline' ? 'service' as const
      : storage.trouble?.kind === 'offline' && account.publishing.kind === 's3' ? 'storage' as const
        : (await networkWaitOf(core, account, counts)) !== null ? 'approval' as const : null
  const clips = counts.settling + counts.checking + counts.publishing + counts.ready
  if (why === null || clips === 0) return { why: null, clips: 0, bytes: 0, about: false, durationMs: null, bytesPerSecond: null }
  // A folder that is public already goes over no line of ours.
  const ours = account.publishing.kind === 's3' || account.publishing.kind === 'links'
  const { bytes, about } = ours ? await waitingBytes(db, whose, counts) : { bytes: 0, about: false }
  const bytesPerSecond = account.publishing.kind === 's3' ? storage.bytesPerSecond : account.publishing.kind === 'links' ? await fetchRate(db) : null
  const { durationMs } = estimateIntake({
    clips: { video: clips, image: 0 }, bytes, batchSize: account.stored.batch_size, submitRpm: allowedPerMinute(account, 'submit'), sharePercent: 100,
    checksPerSecond: null, uploadBytesPerSecond: bytesPerSecond,
  })
  // Without a measured rate nobody knows how long the bytes take.
  return { why, clips, bytes, about, durationMs: bytes > 0 && bytesPerSecond === null ? null : durationMs, bytesPerSecond }
}
