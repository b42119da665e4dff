import type { Capabilities } from '../capabilities.ts'
import type { CoreOptions } from '../core-options.ts'
import type { Changes } from '../changes.ts'
import type { EffectiveAccount } from '../runners/effective-account.ts'
import type { RunnerContext } from '../runners/runner-context.ts'

/** What the procedures work with. */
export interface CoreState {
  capabilities: Capabilities
  options: CoreOptions
  /** Who acts, as the ledger's events record it: each caller's context carries its own. */
  actor: string
  context: RunnerContext
  changes: Changes
  /** The account that calls without an `accountId` mean. */
  defaultAccountId: number
  /** Whether this process runs the loops. */
  runsHere(): boolean
  /** Whether anybody's first steps are still to be done. */
  accountOrDefault(id: number | undefined): Promise<EffectiveAccount>
}

/** Who acts and when, for the ledger. */
export function stamp(core: CoreState): { now: number; actor: string } {
  return { now: core.capabilities.clock.now(), actor: core.actor }
}
