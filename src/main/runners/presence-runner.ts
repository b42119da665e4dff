import { createHash } from 'node:crypto'
import { writeRunner } from '../ledger/runner-row.ts'
import type { LedgerTx } from '../ledger/open-ledger.ts'
import type { EffectiveAccount } from './effective-account.ts'
import type { StepResult } from './run-loop.ts'
import type { RunnerContext } from './runner-context.ts'

/** What the process that runs the loops says of itself, besides the URL and key it uses. */
export interface Presence {
  host: string
  pid: number
  accountId: number
  accountName: string
  startedAt: number
}

/** Tells keys apart without telling the key. */
export function keyPrint(key: string | null): string {
  return key === null ? '' : createHash('sha256').update(`greenroom ${key}`).digest('hex').slice(0, 16)
}

export async function sayPresence(tx: LedgerTx, presence: Presence, account: EffectiveAccount): Promise<void> {
  const { host, pid, accountName, startedAt } = presence
  await writeRunner(tx, { host, pid, account_name: accountName, base_url: account.baseUrl, key_print: keyPrint(account.key), started_at: startedAt })
}

/**
 * The loop that keeps the URL and key others see true: after a change in the settings, a process that
 * comes with the new ones must not be turned away, nor a stop be taken for one met with the old.
 */
export function createPresenceRunner(context: RunnerContext, presence: Presence) {
  let told: string | null = null
  return {
    async step(): Promise<StepResult> {
      const account = await context.account(presence.accountId)
      const now = `${account.baseUrl} ${keyPrint(account.key)}`
      // What the first look finds was written when the lock was taken.
      if (told !== null && told !== now) await context.ledger.transact((tx) => sayPresence(tx, presence, account))
      told = now
      return { worked: false, dueAt: null }
    },
  }
}
