import { countSince, lastLook, noteLooked, sentPerSlice } from '../ledger/since-looked.ts'
import { allowedPerMinute } from '../runners/effective-account.ts'
import { listCauses } from './attention.ts'
import { os } from './base.ts'
import { stamp } from './core-state.ts'
import { readCue } from './cue.ts'
import { listWaiting } from './waiting.ts'
import { readWaits } from './waits.ts'

const sliceMs = 5 * 60_000
const slices = 48

export const overview = {
  get: os.overview.get.handler(async ({ input, context: { core, viewer } }) => {
    const db = core.context.ledger.read
    const account = await core.accountOrDefault(input.accountId)
    const look = await lastLook(db, viewer)
    const none = { cleared: 0, failed: 0, needYou: 0, taken: 0, sent: 0 }
    const startsAt = Math.ceil(core.capabilities.clock.now() / sliceMs) * sliceMs - sliceMs * slices
    return {
      since: { at: look?.at ?? null, lastClipId: look?.lastClipId ?? 0, ...(look ? await countSince(db, look) : none) },
      causes: await listCauses(core, input.accountId),
      throughput: { sliceMs, startsAt, sent: await sentPerSlice(db, startsAt, sliceMs, slices), allowed: (allowedPerMinute(account, 'submit') * sliceMs) / 60_000 },
    }
  }),
  looked: os.overview.looked.handler(async ({ context: { core, viewer } }) => {
    await core.context.ledger.transact((tx) => noteLooked(tx, viewer, stamp(core).now))
    return {}
  }),
}

export const cue = {
  get: os.cue.get.handler(async ({ input, context: { core } }) => readCue(core, await core.accountOrDefault(input.accountId))),
  waits: os.cue.waits.handler(({ input, context: { core } }) => readWaits(core, input)),
  waiting: os.cue.waiting.handler(async ({ input, context: { core } }) => listWaiting(core, await core.accountOrDefault(input.accountId))),
}

export const attention = {
  list: os.attention.list.handler(({ input, context: { core } }) => listCauses(core, input.accountId)),
}
