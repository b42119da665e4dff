import path from 'node:path'
import { listAccounts, pauseAccount } from '../ledger/accounts.ts'
import { listBackups, takeBackup } from '../ledger/backups.ts'
import { lastEventAt } from '../ledger/news-events.ts'
import { writeEvents } from '../ledger/write-event.ts'
import type { StepResult } from './run-loop.ts'
import type { RunnerContext } from './runner-context.ts'

/** So long after the newest backup the next is taken. */
const everyMs = 6 * 3_600_000
/** A process that has just begun has better things to do. */
const firstMs = 30 * 60_000

/** The loop that backs the ledger up. A copy that SQLite finds damaged means the ledger is: everything is paused, with words. */
export function createBackupRunner(context: RunnerContext, workerUrl: URL) {
  const { ledger, clock, log } = context
  const dataDir = path.dirname(ledger.file)
  const began = clock.now()
  let lastTried: number | null = null
  let busy: Promise<void> | null = null

  const tell = async (what: string, message: string): Promise<void> => {
    // A disk that stays full is one event, not one every six hours, nor one at every start.
    const toldAt = await lastEventAt(ledger.read, what)
    if (toldAt !== null && toldAt >= (listBackups(dataDir)[0]?.takenAt ?? 0)) return
    log.error(`Backing up the ledger: ${message}`)
    await ledger.transact(async (tx) => {
      if (what === 'ledger.damaged') for (const account of await listAccounts(tx)) if (account.paused === 0) await pauseAccount(tx, account.id, true, { now: clock.now(), actor: 'system', because: 'ledger-damaged' })
      await writeEvents(tx, [{ at: clock.now(), actor: 'system', what, data: { message } }])
    })
  }

  const backUp = async (): Promise<void> => {
    const answer = await takeBackup(dataDir, workerUrl, clock.now())
    if (answer.is === 'done') return
    if (answer.is === 'damaged') await tell('ledger.damaged', answer.message)
    else await tell('ledger.backup-failed', answer.message)
  }

  return {
    async step(): Promise<StepResult> {
      const now = clock.now()
      const newest = Math.max(listBackups(dataDir)[0]?.takenAt ?? 0, lastTried ?? 0)
      // Against a clock that was set back: a backup from the future is one from just now.
      const dueAt = Math.max(Math.min(newest, now) + everyMs, began + firstMs)
      if (now < dueAt || busy) return { worked: false, dueAt: busy ? null : dueAt }
      lastTried = now
      busy = backUp().catch((error: unknown) => { log.error('Backing up the ledger met an error.', { error: String(error) }) }).finally(() => { busy = null })
      return { worked: false, dueAt: null }
    },
    /** Resolves when no backup is under way. */
    async drain(): Promise<void> {
      await busy
    },
  }
}
