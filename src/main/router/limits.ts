import { setImmediate } from 'node:timers/promises'
import type { MediaLimits } from '../../contract/models/account.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import type { ClipState } from '../../contract/models/states.ts'
import { limitValue, seenToPass, withLimit } from '../domain/limit-evidence.ts'
import { strictLimits } from '../domain/media-limits.ts'
import { changeAccount, readAccount } from '../ledger/accounts.ts'
import { recheckClips } from '../ledger/clip-actions.ts'
import { holdToLimits } from '../ledger/hold-to-limits.ts'
import { answerLimit, limitTallies } from '../ledger/limit-evidence.ts'
import { answerTrial, openTrials, tryThree } from '../ledger/limit-trials.ts'
import type { LedgerTx } from '../ledger/open-ledger.ts'
import { walkSelection } from '../ledger/select-clips.ts'
import { os } from './base.ts'
import { stamp, type CoreState } from './core-state.ts'
import { triedClip } from './limit-causes.ts'

async function setLimits(tx: LedgerTx, accountId: number, change: (limits: MediaLimits) => MediaLimits, core: CoreState, why: Record<string, unknown>): Promise<MediaLimits> {
  const limits = change(JSON.parse((await readAccount(tx, accountId)).limits) as MediaLimits)
  await changeAccount(tx, accountId, { limits: JSON.stringify(limits) }, { ...stamp(core), liftsStop: false, data: { changed: ['limits'], ...why } })
  return limits
}

/** Goes through an account's clips in these states, a page a transaction, letting others in between. */
async function throughAll(core: CoreState, filter: { accountId: number; reasonCode?: string }, states: readonly ClipState[], act: (tx: LedgerTx, ids: number[]) => Promise<number[]>): Promise<number> {
  let changed = 0
  for await (const ids of walkSelection(core.context.ledger.read, { filter }, states)) {
    changed += (await core.context.ledger.transact((tx) => act(tx, ids))).length
    await setImmediate()
  }
  return changed
}

export const limits = {
  tryThree: os.limits.tryThree.handler(async ({ input, context: { core } }) => ({
    changed: await core.context.ledger.transact((tx) => tryThree(tx, { accountId: input.accountId, groupId: input.groupId, code: input.reasonCode }, stamp(core))),
  })),
  answerTrial: os.limits.answerTrial.handler(async ({ input, context: { core } }) => {
    const { ledger } = core.context
    const trial = (await openTrials(ledger.read)).find(({ id }) => id === input.id)
    if (!trial) throw new ProblemError('not-permitted-now', 'This trial has been answered already.', 'Look at the limits in the settings.')
    const value = seenToPass(trial.code, trial.clips.map(triedClip).filter((clip) => clip.verdict !== 'waiting'))
    if (input.answer === 'lift' && value === null) throw new ProblemError('not-permitted-now', 'None of the three was cleared, so there is nothing to set the limit to.', 'Keep the limit, or set another by hand in the settings.')
    await ledger.transact(async (tx) => {
      await answerTrial(tx, trial.id, input.answer, stamp(core))
      if (input.answer === 'lift' && value !== null) await setLimits(tx, trial.accountId, (now) => withLimit(now, 'video', trial.code, value), core, { limit: trial.code, now: value })
    })
    // What the limit no longer holds goes on by itself; the rest is held again with the new limit beside it.
    return { changed: input.answer === 'keep' ? 0 : await throughAll(core, { accountId: trial.accountId, reasonCode: trial.code }, ['held'], (tx, ids) => recheckClips(tx, ids, stamp(core))) }
  }),
  answerStrict: os.limits.answerStrict.handler(async ({ input, context: { core } }) => {
    const { accountId, assetType, reasonCode: code, answer } = input
    const { ledger } = core.context
    const strict = limitValue(strictLimits, assetType, code)
    if (strict === null) throw new ProblemError('invalid-input', `${code} is no limit with a number.`, 'Change the list of formats in the settings instead.')
    const tally = (await limitTallies(ledger.read, accountId)).find((of) => of.assetType === assetType && of.code === code)?.tally
    const limitsNow = await ledger.transact(async (tx) => {
      await answerLimit(tx, { accountId, assetType, code, answer, failed: tally?.brokeFailed ?? 0 }, stamp(core))
      return answer === 'hold' ? setLimits(tx, accountId, (now) => withLimit(now, assetType, code, strict), core, { limit: code, now: strict }) : null
    })
    if (!limitsNow) return { changed: 0 }
    return { changed: await throughAll(core, { accountId }, ['publishing', 'ready'], (tx, ids) => holdToLimits(tx, ids, limitsNow, stamp(core))) }
  }),
}
