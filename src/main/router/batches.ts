import { batchStates } from '../../contract/models/states.ts'
import { pageOfBatches, pauseBatch, readBatch } from '../ledger/batches.ts'
import { countBatches } from '../ledger/counts.ts'
import { resolveBatch } from '../ledger/resolve-batch.ts'
import { os } from './base.ts'
import { stamp } from './core-state.ts'

export const batches = {
  list: os.batches.list.handler(({ input, context: { core } }) => pageOfBatches(core.context.ledger.read, input, input.limit, input.after ?? null)),
  get: os.batches.get.handler(({ input, context: { core } }) => readBatch(core.context.ledger.read, input.id)),
  counts: os.batches.counts.handler(async ({ input, context: { core } }) => {
    const counts = await countBatches(core.context.ledger.read, input)
    return Object.fromEntries(batchStates.map((state) => [state, counts[state] ?? 0])) as Record<(typeof batchStates)[number], number>
  }),
  pause: os.batches.pause.handler(async ({ input, context: { core } }) => {
    await core.context.ledger.transact((tx) => pauseBatch(tx, input.id, true, stamp(core)))
    return readBatch(core.context.ledger.read, input.id)
  }),
  resume: os.batches.resume.handler(async ({ input, context: { core } }) => {
    await core.context.ledger.transact((tx) => pauseBatch(tx, input.id, false, stamp(core)))
    return readBatch(core.context.ledger.read, input.id)
  }),
  resolve: os.batches.resolve.handler(async ({ input, context: { core } }) => {
    // All or none: a wrong number among many must not leave half of them answered.
    const changed = await core.context.ledger.transact(async (tx) => {
      let moved = 0
      for (const id of input.ids) moved += await resolveBatch(tx, id, input.answer, stamp(core))
      return moved
    })
    return { changed }
  }),
}
