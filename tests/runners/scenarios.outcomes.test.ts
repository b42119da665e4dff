import { describe, expect, test } from 'vitest'
import type { ClipState } from '../../src/contract/models/states.ts'
import { openStage, type Stage } from '../helpers/core.ts'

type Counts = Partial<Record<ClipState, number>>

/** Nine clips in three batches, followed until nothing moves any more. */
async function played(scenario: string): Promise<Stage> {
  const stage = await openStage({ scenario, settings: { batchSize: 3 } })
  await stage.takeIn(9)
  await stage.clock.until(async () => {
    const { ready = 0, submitting = 0, publishing = 0, checking = 0, 'in-review': inReview = 0 } = await stage.counts()
    return ready + submitting + publishing + checking + inReview === 0
  }, { describe: () => stage.counts() })
  return stage
}

const batchWords = async (stage: Stage) => (await stage.batches()).map((batch) => [batch.state, batch.why?.kind ?? null])
const acceptedNames = ({ sandbox }: Stage) => sandbox.accepted().flatMap((submission) => submission.assets.map((asset) => asset.name))

describe('what each way of answering leads to', () => {
  test.each<[string, 'exact' | 'assumed', Counts]>([
    ['plain', 'assumed', { active: 9 }],
    ['echo-names', 'exact', { active: 9 }],
    ['echo-names-shuffled', 'exact', { active: 9 }],
    ['echo-urls-shuffled', 'exact', { active: 9 }],
    ['raw-names-shuffled', 'exact', { active: 9 }],
    ['raw-text-names', 'exact', { active: 9 }],
    ['shuffled', 'assumed', { active: 9 }],
    ['flat-bodies', 'assumed', { active: 9 }],
    ['many-words', 'assumed', { active: 9 }],
    ['unknown-status', 'assumed', { active: 9 }],
    ['task-found-late', 'assumed', { active: 9 }],
    ['polls-stumble', 'assumed', { active: 9 }],
    ['slow', 'assumed', { active: 9 }],
    ['reasons', 'exact', { active: 6, failed: 3 }],
    ['some-fail', 'assumed', { active: 6, failed: 3 }],
    ['most-fail', 'assumed', { active: 3, failed: 6 }],
    ['all-fail', 'assumed', { failed: 9 }],
  ])('%s: verdicts are %s', async (scenario, match, counts) => {
    const stage = await played(scenario)
    expect(await stage.counts()).toEqual(counts)
    expect(await batchWords(stage)).toEqual([['finished', null], ['finished', null], ['finished', null]])
    const clips = await stage.clips()
    expect(new Set(clips.map((clip) => clip.match))).toEqual(new Set([match]))
    expect(new Set(acceptedNames(stage)).size).toBe(9)
    expect(acceptedNames(stage)).toHaveLength(9)

    // What the ledger says must be what the review decided, clip by clip, wherever the answer tells which is which, or keeps the order.
    if (scenario !== 'shuffled') {
      const truth = new Map([...stage.sandbox.outcomes().values()].flat().map((asset) => [asset.url, asset]))
      for (const clip of clips) {
        const asset = truth.get(clip.location)
        expect({ clip: clip.name, state: clip.state, asset: clip.assetId, url: clip.assetUrl, code: clip.reason?.code ?? null })
          .toEqual({ clip: clip.name, state: asset?.passed ? 'active' : 'failed', asset: asset?.assetId, url: asset?.passed ? `asset://${asset.assetId}` : null, code: asset?.passed ? null : (asset?.code ?? 'NoReason') })
      }
    }
  })

  test.each([
    ['counts-disagree', 'counts-disagree', 'CountsDisagree', /3 clips were sent and the service answered for 2/],
    ['missing-result', 'no-result', 'NoResult', /without a result for its 3 clips/],
    ['in-both-lists', 'in-both-lists', 'VerdictUnclear', /contradicts itself/],
    ['cancelled', 'no-result', 'NoResult', /without a result for its 3 clips/],
  ])('%s needs a person, and nothing is guessed', async (scenario, why, code, message) => {
    const stage = await played(scenario)
    expect(await stage.counts()).toEqual({ 'needs-attention': 9 })
    for (const batch of await stage.batches()) {
      expect(batch).toMatchObject({ state: 'needs-attention', why: { kind: why } })
      expect(batch.why?.message).toMatch(message)
    }
    for (const clip of await stage.clips()) expect(clip).toMatchObject({ match: null, assetUrl: null, reason: { code } })
    expect(await stage.client.attention.list({})).toMatchObject([{ kind: 'batches-unclear', why, clips: 9, batchIds: (await stage.batches()).map((batch) => batch.id) }])
    expect(stage.sandbox.accepted()).toHaveLength(3)
  })
})

describe('a submission that was certainly refused', () => {
  test.each([['envelope-500'], ['code-not-200']])('%s: it is sent again, and accepted exactly once', async (scenario) => {
    const stage = await played(scenario)
    expect(await stage.counts()).toEqual({ active: 9 })
    expect(stage.sandbox.accepted()).toHaveLength(3)
    expect(stage.submissions()).toHaveLength(5)
    expect(new Set(acceptedNames(stage)).size).toBe(9)
    // The batch keeps its number and its names through its second chance.
    expect(await stage.batches()).toHaveLength(3)
    expect((await stage.clips()).map((clip) => clip.attempts)).toEqual(Array.from({ length: 9 }, () => 1))
    expect((await stage.events('account.trouble-service'))).toHaveLength(1)
    expect((await stage.events('account.answers-again'))).toHaveLength(1)
  })
})

describe('a submission whose outcome cannot be known', () => {
  test.each([
    // scenario, why, whether the sandbox had taken it in
    ['html-500', 'server-error', false],
    ['html-502-accepted', 'server-error', true],
    ['html-200', 'web-page', true],
    ['lost-answer', 'connection-lost', true],
    ['reset-before', 'connection-lost', false],
    ['hang', 'timed-out', true],
  ])('%s: a person decides, and an hour later it has still not been sent again', async (scenario, why, takenIn) => {
    const stage = await openStage({ scenario, settings: { batchSize: 3 } })
    if (scenario === 'hang') stage.clock.patienceMs = 60
    await stage.takeIn(9)
    await stage.untilCounts({ active: 6, 'needs-attention': 3 })
    stage.clock.patienceMs = 5_000
    expect(await batchWords(stage)).toEqual([['outcome-unknown', why], ['finished', null], ['finished', null]])
    const unclear = (await stage.clips()).filter((clip) => clip.state === 'needs-attention')
    for (const clip of unclear) expect(clip).toMatchObject({ reason: { code: 'OutcomeUnknown' }, batchId: (await stage.batches())[0]?.id })

    for (let quarter = 0; quarter < 4; quarter++) await stage.clock.leap(15 * 60_000)
    expect(await stage.counts()).toEqual({ active: 6, 'needs-attention': 3 })
    expect(stage.submissions()).toHaveLength(3)
    expect(stage.sandbox.accepted()).toHaveLength(takenIn ? 3 : 2)
    expect(await stage.client.attention.list({})).toMatchObject([{ kind: 'batches-unclear', why: 'outcome-unknown', clips: 3 }])
    expect(await stage.events('batch.outcome-unknown')).toMatchObject([{ actor: 'system', data: { why, clips: 3 } }])
  })
})
