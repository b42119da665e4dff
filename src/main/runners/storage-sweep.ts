import type { S3Storage } from '../../contract/models/storage.ts'
import { claimLeftovers, leftovers, noteRemoved, type Leftover } from '../ledger/uploads.ts'
import { writeEvents } from '../ledger/write-event.ts'
import type { S3Publisher } from '../publishing/s3/s3.ts'
import { StorageError } from '../publishing/s3/storage-error.ts'
import type { EffectiveAccount } from './effective-account.ts'
import type { RunnerContext } from './runner-context.ts'

const everyMs = 60_000
/** As many as a storage deletes in one request. */
const page = 1000
/** A clip that was set aside may be brought back: its half of an upload is kept so long. */
const unfinishedMs = 3_600_000
/** What could not be removed is tried again after so long. */
const againMs = 3_600_000

/**
 * Removes from a storage what nobody needs: unfinished uploads that are not gone on with, and objects some time after
 * their clip's verdict, where that is set.
 * @returns a function for each account's step, which returns when it wants to be called again (UTC ms)
 */
export function createStorageSweep(context: Pick<RunnerContext, 'ledger' | 'clock' | 'log'>) {
  const { ledger, clock, log } = context
  /** Monotonic: a wall clock that is set back would put it off for as long as it was set. */
  const next = new Map<number, number>()

  /** Tells, some at a time, what is gone. */
  async function* remove(publisher: S3Publisher, uploads: readonly Leftover[]): AsyncGenerator<readonly Leftover[]> {
    for (const { uploadId, doneAt, objectKey } of uploads) if (uploadId !== null && doneAt === null) await publisher.abort({ objectKey, uploadId })
    const of = new Map(uploads.map((upload) => [upload.objectKey, upload]))
    // The object may be there although it was never written down.
    for await (const gone of publisher.remove([...of.keys()])) yield gone.flatMap((key) => of.get(key) ?? [])
  }

  return async (account: EffectiveAccount, storage: S3Storage, publisher: S3Publisher): Promise<number> => {
    const now = clock.now()
    const waitMs = (next.get(account.id) ?? 0) - clock.monotonic()
    if (next.has(account.id) && waitMs > 0) return now + waitMs
    const rows = await leftovers(ledger.read, {
      accountId: account.id, place: publisher.place, now, againMs, limit: page, sendingUntil: now - unfinishedMs, objectsUntil: storage.cleanUpMs === null ? null : now - storage.cleanUpMs,
    })
    const claimed = rows.length > 0 ? await ledger.transact((tx) => claimLeftovers(tx, rows, now)) : new Set<number>()
    const removed: Leftover[] = []
    try {
      for await (const gone of remove(publisher, rows.filter((row) => claimed.has(row.id)))) removed.push(...gone)
    } catch (error) {
      if (!(error instanceof StorageError) && !(error instanceof Error)) throw error
      log.warn('What is needed no more could not be removed from the storage.', { account: account.stored.name, error: error.message })
      // Being offline passes; anything else is for somebody to know.
      if (!(error instanceof StorageError) || error.kind === 'refused') {
        await ledger.transact((tx) => writeEvents(tx, [{ at: now, actor: 'system', what: 'storage.not-cleaned', accountId: account.id, data: { count: claimed.size - removed.length, message: error.message } }]))
      }
    }
    if (removed.length > 0) await ledger.transact((tx) => noteRemoved(tx, account.id, removed, clock.now()))
    const wait = rows.length === page && removed.length === claimed.size ? 0 : storage.cleanUpMs === null ? everyMs : Math.min(everyMs, Math.max(1_000, storage.cleanUpMs))
    next.set(account.id, clock.monotonic() + wait)
    return now + wait
  }
}
