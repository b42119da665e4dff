import { setImmediate } from 'node:timers/promises'
import type { MediaLimits } from '../../contract/models/account.ts'
import type { ClipFilter } from '../../contract/models/clip.ts'
import type { AssetType, ClipState } from '../../contract/models/states.ts'
import { changedCodes } from '../domain/limit-evidence.ts'
import { changeAccount, narrowerLimitsOf, readAccount } from '../ledger/accounts.ts'
import { recheckClips } from '../ledger/clip-actions.ts'
import { holdToLimits } from '../ledger/hold-to-limits.ts'
import { forgetLimitEvidence } from '../ledger/limit-evidence.ts'
import type { LedgerTx } from '../ledger/open-ledger.ts'
import { walkSelection } from '../ledger/select-clips.ts'
import { stamp, type CoreState } from './core-state.ts'

/** An account's two sets of limits. */
export interface BothLimits { limits: MediaLimits; narrowerLimits: MediaLimits }
type Changed = { kind: AssetType; code: string }[]

/**
 * Writes what an account's limits are from now on. What was learnt of a narrower limit goes with it.
 * @returns the limits that hold clips and are others now
 */
export async function writeLimits(tx: LedgerTx, accountId: number, change: (before: BothLimits) => Partial<BothLimits>, core: CoreState, why: Record<string, unknown> = {}): Promise<{ held: Changed; limits: MediaLimits }> {
  const row = await readAccount(tx, accountId)
  const before: BothLimits = { limits: JSON.parse(row.limits) as MediaLimits, narrowerLimits: narrowerLimitsOf(row) }
  const after = { ...before, ...defined(change(before)) }
  const held = changedCodes(before.limits, after.limits)
  const narrower = changedCodes(before.narrowerLimits, after.narrowerLimits)
  if (held.length === 0 && narrower.length === 0) return { held, limits: before.limits }
  await changeAccount(tx, accountId, {
    ...(held.length === 0 ? {} : { limits: JSON.stringify(after.limits) }), ...(narrower.length === 0 ? {} : { narrower_limits: JSON.stringify(after.narrowerLimits) }),
  }, { ...stamp(core), liftsStop: false, data: { changed: [...(held.length === 0 ? [] : ['limits']), ...(narrower.length === 0 ? [] : ['narrowerLimits'])], ...why } })
  await forgetLimitEvidence(tx, accountId, narrower)
  return { held, limits: after.limits }
}

function defined(given: Partial<BothLimits>): Partial<BothLimits> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** What limits that have changed mean for clips: those they held are checked again, those that wait unsent are held to them. */
export async function followLimits(core: CoreState, accountId: number, changed: Changed, limits: MediaLimits): Promise<{ rechecked: number; held: number }> {
  const done = { rechecked: 0, held: 0 }
  if (changed.length === 0) return done
  for (const code of new Set(changed.map((one) => one.code))) done.rechecked += await throughAll(core, { accountId, reasonCode: code }, ['held'], (tx, ids) => recheckClips(tx, ids, stamp(core)))
  done.held = await throughAll(core, { accountId }, ['publishing', 'ready'], (tx, ids) => holdToLimits(tx, ids, limits, stamp(core)))
  return done
}

/** Sets an account's limits, and lets its clips follow them. */
export async function changeLimits(core: CoreState, accountId: number, given: Partial<BothLimits>): Promise<{ rechecked: number; held: number }> {
  const { held, limits } = await core.context.ledger.transact((tx) => writeLimits(tx, accountId, () => given, core))
  return followLimits(core, accountId, held, limits)
}

/** Goes through an account's clips in these states, a page a transaction, letting others in between. */
export async function throughAll(core: CoreState, filter: ClipFilter, states: readonly ClipState[], act: (tx: LedgerTx, ids: number[]) => Promise<number[]>): Promise<number> {
  let changed = 0
  for await (const ids of walkSelection(core.context.ledger.read, { filter }, states)) {
    changed += (await core.context.ledger.transact((tx) => act(tx, ids))).length
    await setImmediate()
  }
  return changed
}
