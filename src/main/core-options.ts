import type { Contract } from '../contract/contract.ts'
import type { ContractRouterClient } from '@orpc/contract'
import type { CallContext } from './router/base.ts'
import type { Router } from './router/router.ts'

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
  /** The account that calls without an `accountId` mean; made when missing. */
  accountName: string
  /** Who acts through this host, as events record it. */
  actor: string
  hostKind: 'browser' | 'desktop'
  version: string
  overrides: AccountOverrides
  /** One whole request to the API, ms. */
  timeoutMs: number
  /** Start the sandbox inside and let the account use it; its ledger lives in a directory of its own. */
  sandbox: { scenario: string; reviewMs?: number; seed?: number } | null
}

/** The core as a host holds it. */
export interface Core {
  /** Every procedure of the contract, called in-process. */
  client: ContractRouterClient<Contract>
  /** The same procedures, for a host to answer over a transport of its own. */
  router: Router
  /** What a call over a host's transport carries. `viewer`: one id a browser or window, for "since you last looked". */
  contextOf(viewer: string): CallContext
  /** The sandbox's own address, where one runs inside. */
  sandboxUrl: string | null
  /** Tries to become the one process that runs the loops; if another does, waits to take over. Returns at once. */
  start(): Promise<void>
  /** Ends the loops after their current step and closes the ledger. */
  stop(): Promise<void>
  /** Where the screens may read a clip's own bytes for a preview; null when it is no local file of the ledger. */
  previewPath(clipId: number): Promise<string | null>
  /** A folder in the data directory for files the browser uploads. */
  uploadDir: string
}
