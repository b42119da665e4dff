import { noClips, type ClipState } from '../../src/contract/models/states.ts'
import type { Account } from '../../src/contract/models/account.ts'
import type { Standing } from '../../src/node-host/wait-until-settled.ts'

/** An account that runs, as the contract shows it. */
export function account(more: Partial<Account> = {}): Account {
  const rate = { limitRpm: 3, workingRpm: null, lastMinute: 0, nextAt: null, toldToWaitUntil: null }
  return {
    id: 1, name: 'default', baseUrl: 'http://127.0.0.1:1', hasKey: true, sandbox: false, state: 'running', stop: null, reason: null, since: 0,
    troubleSince: null, submit: rate, poll: rate, sharePercent: 100, batchSize: 20, callbackUrl: 'https://example.com', linksTrouble: null, returnAddress: { byDefault: true, listensAt: null },
    limits: {} as Account['limits'], narrowerLimits: {} as Account['limits'], publishing: { kind: 'none' }, hasStorageKey: false, ...more,
  }
}

/** How things stand with these clips. */
export function standing(clips: Partial<Record<ClipState, number>>, more: Partial<Standing> & { account?: Account } = {}): Standing {
  const counts = { ...noClips(), ...clips }
  return { counts, files: counts, account: account(), scanning: false, groupStopped: false, storageTrouble: null, networkWait: null, until: { nextSendAt: null, nextAnswerAt: null, doneAt: null }, ...more }
}
