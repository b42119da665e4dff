import type { Cause } from '../../contract/models/overview.ts'
import type { Breach } from '../../contract/models/clip.ts'
import { isLeast, limitApplies, limitValue, seenToPass, unitOf, type TriedClip } from '../domain/limit-evidence.ts'
import type { MediaLimits } from '../../contract/models/account.ts'
import { listAccounts, narrowerLimitsOf } from '../ledger/accounts.ts'
import { countReasons } from '../ledger/counts.ts'
import { limitAnswers, limitTallies } from '../ledger/limit-evidence.ts'
import { openTrials, type TrialClip } from '../ledger/limit-trials.ts'
import type { CoreState } from './core-state.ts'

/** After "leave it at a warning", so many times as many failures make it worth asking again. */
const askAgainTimes = 2

/** What a clip of a trial came to, as far as it is known. */
export function triedClip({ state, measured }: TrialClip): TriedClip {
  return { measured, verdict: state === 'active' ? 'active' : state === 'failed' ? 'failed' : 'waiting' }
}

/** Whether nothing more will come of a trial's clip by itself. */
function isDecided({ state }: TrialClip): boolean {
  return ['active', 'failed', 'needs-attention', 'excluded', 'held'].includes(state)
}

/** Limits a person should decide about: tried ones with their verdicts, and narrower ones the verdicts show to apply. */
export async function limitCauses(core: CoreState, accountId?: number): Promise<Cause[]> {
  const db = core.context.ledger.read
  const accounts = new Map((await listAccounts(db)).map((account) => [account.id, { held: JSON.parse(account.limits) as MediaLimits, narrower: narrowerLimitsOf(account) }]))
  const causes: Cause[] = []
  const held = await countReasons(db, accountId)
  for (const trial of await openTrials(db, accountId)) {
    if (!trial.clips.every(isDecided)) continue
    const limits = accounts.get(trial.accountId)?.held
    const value = limits ? limitValue(limits, trial.assetType, trial.code) : null
    causes.push({
      kind: 'limit-tried', trialId: trial.id, accountId: trial.accountId, assetType: trial.assetType, reasonCode: trial.code,
      limit: value === null ? null : { code: trial.code, measured: value, limit: value, unit: unitOf(trial.code) },
      clips: trial.clips.map((clip) => ({ id: clip.id, name: clip.name, measured: clip.measured, verdict: clip.state === 'active' || clip.state === 'failed' ? clip.state : 'unclear', reason: clip.reason })),
      lift: seenToPass(trial.code, trial.clips.map(triedClip).filter((clip) => clip.verdict !== 'waiting')),
      stillHeld: held.filter((reason) => reason.state === 'held' && reason.code === trial.code).reduce((sum, reason) => sum + reason.n, 0),
    })
  }
  const answers = await limitAnswers(db)
  for (const { accountId: id, assetType, code, tally } of await limitTallies(db, accountId)) {
    const limits = accounts.get(id)
    const strict = limits ? limitValue(limits.narrower, assetType, code) : null
    const now = limits ? limitValue(limits.held, assetType, code) : null
    if (strict === null || now === null || (isLeast(code) ? now >= strict : now <= strict) || !limitApplies(tally)) continue
    const answer = answers.find((each) => each.account_id === id && each.asset_type === assetType && each.code === code)
    if (answer?.answer === 'leave' && tally.brokeFailed < answer.failed * askAgainTimes) continue
    const limit: Breach = { code, measured: now, limit: strict, unit: unitOf(code) }
    causes.push({
      kind: 'limit-applies', accountId: id, assetType, reasonCode: code, limit,
      broke: { failed: tally.brokeFailed, of: tally.brokeFailed + tally.brokeCleared, named: tally.named }, kept: { failed: tally.keptFailed, of: tally.keptFailed + tally.keptCleared },
    })
  }
  return causes
}
