/** Values that override what the ledger stores for the account in use; they never make another account. */
export interface AccountOverrides {
  baseUrl?: string
  key?: string
  submitRpm?: number
  pollRpm?: number
}

export interface CoreOptions {
  /** Holds the ledger, its lock, backups and uploads. Made when missing. */
  dataDir: string
  /** The account that calls without an `accountId` mean. */
  accountName: string
  /** Refuse an account that is not there instead of making it; a mistyped name must not make one. Never refuses `default`. */
  accountMustExist?: boolean
  /** Who acts through this host, as events record it. */
  actor: string
  hostKind: 'browser' | 'desktop'
  /** The ledger in threads of its own: for hosts whose screens must not wait for a disk. */
  ledgerApart?: boolean
  /** The loops begin to work once this is fulfilled: a window that opens paints first. */
  calmUntil?: Promise<unknown>
  version: string
  overrides: AccountOverrides
  /** One whole request to the API, ms. */
  timeoutMs: number
  /** Start the sandbox inside and let the account use it; its ledger lives in a directory of its own. */
  sandbox: { scenario: string; reviewMs?: number; seed?: number } | null
  /** How the host goes over to the sandbox or back to the account, where it can. */
  switchTo?: (to: 'sandbox' | 'account') => Promise<void>
}
