import { setImmediate } from 'node:timers/promises'
import type { ClipSelection } from '../../contract/models/clip.ts'
import type { EventKind } from '../../contract/models/event.ts'
import type { ClipState } from '../../contract/models/states.ts'
import { beginDeed, markDeed } from '../ledger/deeds.ts'
import type { LedgerTx } from '../ledger/open-ledger.ts'
import { walkSelection } from '../ledger/select-clips.ts'
import { createTelling } from '../ledger/tell-deed.ts'
import { stamp, type CoreState } from './core-state.ts'

/**
 * Does something to a selection, a page a transaction with others let in between, so that a million clips block
 * nobody; and tells of it as `what`, in one line a person however many pages it took.
 * @param act returns the ids that went
 * @returns how many were asked of and how many went; `deed` undoes it for exactly these, null: none went
 */
export async function toEach(core: CoreState, selection: ClipSelection, states: readonly ClipState[], what: EventKind, act: (tx: LedgerTx, ids: number[]) => Promise<number[]>): Promise<{ asked: number; changed: number; deed: number | null }> {
  const { ledger } = core.context
  const told = createTelling()
  let asked = 0
  let deed: number | null = null
  try {
    for await (const ids of walkSelection(ledger.read, selection, states)) {
      asked += ids.length
      await ledger.transact(async (tx) => {
        const done = await act(tx, ids)
        if (done.length === 0) return
        deed ??= await beginDeed(tx, what, stamp(core))
        await markDeed(tx, deed, done)
        await told.add(tx, done)
      })
      await setImmediate()
    }
  } finally {
    // What was done before an error was done, and is told.
    if (told.changed() > 0) await ledger.transact((tx) => told.write(tx, what, stamp(core)))
  }
  return { asked, changed: told.changed(), deed }
}
