import { ProblemError } from '../../contract/models/problem.ts'
import { limitValue, seenToPass, withLimit } from '../domain/limit-evidence.ts'
import { relaxedLimits, strictLimits } from '../domain/media-limits.ts'
import { narrowerLimitsOf, readAccount } from '../ledger/accounts.ts'
import { holdToLimits } from '../ledger/hold-to-limits.ts'
import { answerLimit, limitTallies } from '../ledger/limit-evidence.ts'
import { answerTrial, openTrials, tryThree } from '../ledger/limit-trials.ts'
import { os } from './base.ts'
import { changeLimits, followLimits, throughAll, writeLimits } from './change-limits.ts'
import { stamp } from './core-state.ts'
import { triedClip } from './limit-causes.ts'

export const limits = {
  change: os.limits.change.handler(async ({ input, context: { core } }) => changeLimits(core, input.accountId, input)),
  reset: os.limits.reset.handler(async ({ input, context: { core } }) => changeLimits(core, input.accountId, { limits: relaxedLimits, narrowerLimits: strictLimits })),
  tryThree: os.limits.tryThree.handler(async ({ input, context: { core } }) => ({
    changed: await core.context.ledger.transact((tx) => tryThree(tx, { accountId: input.accountId, groupId: input.groupId, code: input.reasonCode }, stamp(core))),
  })),
  answerTrial: os.limits.answerTrial.handler(async ({ input, context: { core } }) => {
    const { ledger } = core.context
    const trial = (await openTrials(ledger.read)).find(({ id }) => id === input.id)
    if (!trial) throw new ProblemError('not-permitted-now', 'This trial has been answered already.', 'Look at the limits in the settings.')
    const value = seenToPass(trial.code, trial.clips.map(triedClip).filter((clip) => clip.verdict !== 'waiting'))
    if (input.answer === 'lift' && value === null) throw new ProblemError('not-permitted-now', 'None of the three was cleared, so there is nothing to set the limit to.', 'Keep the limit, or set another by hand in the settings.')
    const written = await ledger.transact(async (tx) => {
      await answerTrial(tx, trial.id, input.answer, stamp(core))
      if (input.answer === 'keep' || value === null) return null
      return writeLimits(tx, trial.accountId, (before) => ({ limits: withLimit(before.limits, trial.assetType, trial.code, value) }), core, { limit: trial.code, now: value })
    })
    // What the limit no longer holds goes on by itself; the rest is held again with the new limit beside it.
    return { changed: written ? (await followLimits(core, trial.accountId, written.held, written.limits)).rechecked : 0 }
  }),
  answerStrict: os.limits.answerStrict.handler(async ({ input, context: { core } }) => {
    const { accountId, assetType, reasonCode: code, answer } = input
    const { ledger } = core.context
    const narrower = limitValue(narrowerLimitsOf(await readAccount(ledger.read, accountId)), assetType, code)
    if (narrower === null) throw new ProblemError('invalid-input', `${code} is no limit with a number.`, 'Change the list of formats in the settings instead.')
    const tally = (await limitTallies(ledger.read, accountId)).find((of) => of.assetType === assetType && of.code === code)?.tally
    const now = await ledger.transact(async (tx) => {
      await answerLimit(tx, { accountId, assetType, code, answer, failed: tally?.brokeFailed ?? 0 }, stamp(core))
      return answer === 'hold' ? (await writeLimits(tx, accountId, (before) => ({ limits: withLimit(before.limits, assetType, code, narrower) }), core, { limit: code, now: narrower })).limits : null
    })
    if (!now) return { changed: 0 }
    return { changed: await throughAll(core, { accountId }, ['publishing', 'ready'], (tx, ids) => holdToLimits(tx, ids, now, stamp(core))) }
  }),
}
