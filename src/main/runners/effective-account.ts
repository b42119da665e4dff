import type { Publishing, MediaLimits } from '../../contract/models/account.ts'
import type { StoredAccount } from '../ledger/accounts.ts'
import { narrowerLimitsOf, readAccount } from '../ledger/accounts.ts'
import type { LedgerDb } from '../ledger/open-ledger.ts'
import type { Ceiling } from '../ledger/schema.ts'

/** What overrides the stored values of the account in use (the environment). */
export interface Overrides {
  accountName: string
  baseUrl?: string
  key?: string
  submitRpm?: number
  pollRpm?: number
}

/** An account as it is to be used: stored values, overrides applied, its key beside it. */
export interface EffectiveAccount {
  id: number
  stored: StoredAccount
  baseUrl: string
  key: string | null
  submitRpm: number
  pollRpm: number
  limits: MediaLimits
  narrowerLimits: MediaLimits
  publishing: Publishing
}

/** The secret's name under which an account's API key lives in the host. */
export function keyName(accountId: number): string {
  return `account-${accountId}-key`
}

/** The secret's name under which what signs requests to an account's storage lives in the host, as JSON. */
export function storageKeyName(accountId: number): string {
  return `account-${accountId}-storage-key`
}

export async function effectiveAccount(db: LedgerDb, id: number, overrides: Overrides, keyOf: (name: string) => Promise<string | null>): Promise<EffectiveAccount> {
  const stored = await readAccount(db, id)
  const over = stored.name === overrides.accountName ? overrides : null
  return {
    id,
    stored,
    baseUrl: over?.baseUrl ?? stored.base_url,
    key: over?.key ?? (stored.sandbox === 1 ? 'sandbox' : await keyOf(keyName(id))),
    submitRpm: over?.submitRpm ?? stored.submit_rpm,
    pollRpm: over?.pollRpm ?? stored.poll_rpm,
    limits: JSON.parse(stored.limits) as MediaLimits,
    narrowerLimits: narrowerLimitsOf(stored),
    publishing: JSON.parse(stored.publishing) as Publishing,
  }
}

/** Requests a minute this machine may make under a ceiling: the limit, less what others use of it. */
export function allowedPerMinute(account: EffectiveAccount, ceiling: Ceiling): number {
  return ((ceiling === 'submit' ? account.submitRpm : account.pollRpm) * account.stored.share_percent) / 100
}

/** Links must not die queued, and uploads not pile up: clips are made ready only as far ahead as will be submitted in this time. */
const lookAheadMinutes = 120

/** How many clips may be ready at once. @param least a page of them, however slow the account is. */
export function readyAhead(account: EffectiveAccount, least: number): number {
  return Math.max(least, Math.ceil(allowedPerMinute(account, 'submit') * lookAheadMinutes * account.stored.batch_size))
}
