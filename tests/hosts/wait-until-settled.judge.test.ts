import { describe, expect, test } from 'vitest'
import { createWaitJudge } from '../../src/node-host/wait-until-settled.ts'
import { account, standing } from './standing.ts'

const stopped = (stop: 'key-refused' | 'no-balance') => account({ state: 'stopped', stop })
const rate = account().submit

describe('a wait', () => {
  test('ends when every clip is cleared, failed, on hold, unclear or set aside', () => {
    const judge = createWaitJudge(20_000)
    expect(judge(standing({ active: 3, 'in-review': 1 }), 0)).toBeNull()
    expect(judge(standing({ active: 3, failed: 1, held: 1, 'needs-attention': 1, excluded: 1 }), 1)).toBe('settled')
  })

  test('goes on while clips are still being found, though none of those found so far moves', () => {
    const judge = createWaitJudge(20_000)
    expect(judge(standing({}, { scanning: true }), 0)).toBeNull()
    expect(judge(standing({}), 1)).toBe('settled')
  })

  test('ends with a refused key, though clips are in review: nobody asks for them', () => {
    expect(createWaitJudge(20_000)(standing({ ready: 2, 'in-review': 4 }, { account: stopped('key-refused') }), 0)).toBe('account-stopped')
  })

  test('without balance first follows what is in review to its end', () => {
    const judge = createWaitJudge(20_000)
    expect(judge(standing({ ready: 2, 'in-review': 4 }, { account: stopped('no-balance') }), 0)).toBeNull()
    expect(judge(standing({ ready: 2, active: 4 }, { account: stopped('no-balance') }), 1)).toBe('account-stopped')
  })

  test('of a stopped account first lets the checks on this machine end', () => {
    expect(createWaitJudge(20_000)(standing({ checking: 1, ready: 2 }, { account: stopped('key-refused') }), 0)).toBeNull()
  })

  test('ends where all that is left waits for another network: uploads, or queued clips whose links lead here', () => {
    const networkWait = { why: 'not-approved' as const, network: null, since: 0, clips: 2, alsoQueued: false }
    expect(createWaitJudge(20_000)(standing({ publishing: 2, active: 1 }, { networkWait }), 0)).toBe('network-waits')
    expect(createWaitJudge(20_000)(standing({ publishing: 1, ready: 1 }, { networkWait }), 0)).toBeNull()
    expect(createWaitJudge(20_000)(standing({ publishing: 1, ready: 1 }, { networkWait: { ...networkWait, alsoQueued: true } }), 0)).toBe('network-waits')
    // One of them lies at a URL of somebody else's, and leaves.
    expect(createWaitJudge(20_000)(standing({ publishing: 1, ready: 2 }, { files: { publishing: 1, ready: 1 }, networkWait: { ...networkWait, alsoQueued: true } }), 0)).toBeNull()
    // All of the call's do, though others' wait.
    expect(createWaitJudge(20_000)(standing({ ready: 2 }, { files: { publishing: 0, ready: 0 }, networkWait: { ...networkWait, alsoQueued: true } }), 0)).toBeNull()
    expect(createWaitJudge(20_000)(standing({ ready: 1, 'in-review': 1 }, { networkWait: { ...networkWait, alsoQueued: true } }), 0)).toBeNull()
  })

  test('ends where all that is left are files whose links have not opened for as long as they may', () => {
    const judge = createWaitJudge(20_000)
    const silent = account({ linksTrouble: { message: 'links.example.com answers with HTTP 502 at the moment.', since: 0 } })
    expect(judge(standing({ ready: 1, publishing: 1, active: 2 }, { account: silent }), 0)).toBeNull()
    expect(judge(standing({ ready: 1, publishing: 1, active: 2 }, { account: silent }), 20_000)).toBe('links-silent')
    // A clip at somebody else's URL goes on.
    const withUrl = standing({ ready: 2 }, { account: silent, files: { ready: 1, publishing: 0 } })
    expect(judge(withUrl, 20_001)).toBeNull()
    expect(judge(withUrl, 60_000)).toBeNull()
  })

  test('ends offline once nothing has answered for as long as it may', () => {
    const judge = createWaitJudge(20_000)
    const offline = standing({ ready: 1 }, { account: account({ state: 'offline', troubleSince: 5_000 }) })
    expect(judge(offline, 100_000)).toBeNull()
    expect(judge(offline, 119_999)).toBeNull()
    expect(judge(offline, 120_000)).toBe('offline')
  })

  test('begins to count anew after an answer came', () => {
    const judge = createWaitJudge(20_000)
    const trouble = standing({ ready: 1 }, { account: account({ troubleSince: 0 }) })
    expect(judge(trouble, 0)).toBeNull()
    expect(judge(standing({ ready: 1 }), 19_000)).toBeNull()
    expect(judge(trouble, 21_000)).toBeNull()
    expect(judge(trouble, 41_000)).toBe('offline')
  })

  test('does not take being told to come back later for silence', () => {
    const judge = createWaitJudge(1_000)
    const told = standing({ ready: 1 }, { account: account({ troubleSince: 0, submit: { ...rate, toldToWaitUntil: 60_000 } }) })
    expect(judge(told, 0)).toBeNull()
    expect(judge(told, 59_000)).toBeNull()
  })

  test('does not call it offline while the clips are only being checked', () => {
    const judge = createWaitJudge(1_000)
    const checking = standing({ checking: 5 }, { account: account({ troubleSince: 0 }) })
    expect(judge(checking, 0)).toBeNull()
    expect(judge(checking, 60_000)).toBeNull()
  })

  test('ends offline where nothing can be looked at without a network', () => {
    const judge = createWaitJudge(20_000)
    const behindUrls = standing({ checking: 2 }, { account: account({ state: 'offline', troubleSince: 0 }) })
    expect(judge(behindUrls, 0)).toBeNull()
    expect(judge(behindUrls, 20_000)).toBe('offline')
  })

  test("ends when the person's submissions stopped by themselves and nothing else moves", () => {
    const judge = createWaitJudge(20_000)
    expect(judge(standing({ ready: 2, 'in-review': 1 }, { groupStopped: true }), 0)).toBeNull()
    expect(judge(standing({ ready: 2, failed: 20 }, { groupStopped: true }), 1)).toBe('group-stopped')
  })
})
