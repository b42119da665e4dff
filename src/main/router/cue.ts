import type { Cue } from '../../contract/models/overview.ts'
import { countClips } from '../ledger/counts.ts'
import { nextPollDue } from '../ledger/claim-poll.ts'
import { runnerLockIsHeld } from '../ledger/runner-lock.ts'
import { readRunner } from '../ledger/runner-row.ts'
import type { EffectiveAccount } from '../runners/effective-account.ts'
import type { CoreState } from './core-state.ts'
import { forecast } from './forecast.ts'
import { networkWaitOf } from './network-wait.ts'
import { showAccount } from './show-account.ts'
import { showUploads } from './show-uploads.ts'

/** The cue line: what is happening, and until when. */
export async function readCue(core: CoreState, account: EffectiveAccount): Promise<Cue> {
  const db = core.context.ledger.read
  const shown = await showAccount(core, account)
  const counts = await countClips(db, { accountId: account.id })
  const runner = !core.runsHere() && runnerLockIsHeld(core.options.dataDir) ? await readRunner(db) : null
  const uploads = await showUploads(core, account, counts)
  const networkWait = await networkWaitOf(core, account, counts)
  const { doneAt, limitedBy } = await forecast(core, account, counts, null, uploads)
  return {
    account: shown,
    runner: { here: core.runsHere(), elsewhere: runner && `${runner.host}, process ${runner.pid}` },
    doing: doingOf(core, shown, account, counts, networkWait),
    counts, nextSendAt: counts.ready > 0 ? shown.submit.nextAt : null, nextAnswerAt: counts['in-review'] > 0 ? await nextPollDue(db, account.id) : null, doneAt, limitedBy, uploads, networkWait,
  }
}

function doingOf(core: CoreState, shown: Cue['account'], account: EffectiveAccount, counts: Cue['counts'], networkWait: Cue['networkWait']): Cue['doing'] {
  const now = core.capabilities.clock.now()
  // Queued clips that wait for another network are not about to be sent.
  const waits = counts.ready > (networkWait?.alsoQueued === true ? networkWait.clips - counts.publishing : 0)
  if (shown.state !== 'running') return shown.state === 'stopped' ? 'stopped' : shown.state
  if (waits && shown.submit.toldToWaitUntil !== null) return 'told-to-wait'
  if (account.stored.trouble === 'service') return 'service-trouble'
  if (counts.submitting > 0) return 'sending'
  if (waits) return (shown.submit.nextAt ?? now) > now || shown.submit.nextAt === null ? 'waiting-for-slot' : 'sending'
  if (counts.settling + counts.checking + counts.publishing + counts.ready > 0) return 'preparing'
  return counts['in-review'] > 0 ? 'in-review' : 'idle'
}
