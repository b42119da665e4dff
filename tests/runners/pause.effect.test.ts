import { expect, onTestFinished, test } from 'vitest'
import { claimPoll, dueBatches } from '../../src/main/ledger/claim-poll.ts'
import { openLedger } from '../../src/main/ledger/open-ledger.ts'
import { openStage, type Stage } from '../helpers/core.ts'

/** Twenty batches that go out slowly, and a pause in the middle. */
async function pausedInTheMiddle(stage: Stage, pause: () => Promise<unknown>, resume: () => Promise<unknown>): Promise<void> {
  await stage.takeIn(20)
  await stage.clock.until(() => stage.sandbox.accepted().length >= 5)
  await pause()
  // What was on its way has arrived already, and its answer is awaited; nothing else leaves.
  const calls = stage.sandbox.requests().length
  await stage.clock.run(60_000)
  await stage.clock.leap(3_600_000)
  expect(stage.sandbox.requests()).toHaveLength(calls)
  expect((await stage.counts()).submitting).toBeUndefined()
  expect((await stage.counts()).ready).toBeGreaterThan(8)
  await resume()
  await stage.untilCounts({ active: 20 }, 20 * 60_000)
  expect(stage.sandbox.accepted()).toHaveLength(20)
}

test('a paused account sends and asks nothing from the moment on, and goes on when resumed', async () => {
  const stage = await openStage({ scenario: 'slow', submitRpm: 30, settings: { batchSize: 1 }, sandbox: { reviewMs: 20_000 } })
  const { id } = stage.account
  await pausedInTheMiddle(stage, () => stage.client.accounts.pause({ id }), () => stage.client.accounts.resume({ id }))
  expect((await stage.events('account.paused'))[0]).toMatchObject({ actor: 'operator' })
})

test('a paused person sends and asks nothing from the moment on, and goes on when resumed', async () => {
  const stage = await openStage({ scenario: 'slow', submitRpm: 30, settings: { batchSize: 1 }, sandbox: { reviewMs: 20_000 } })
  const { id } = stage.group
  await pausedInTheMiddle(stage, () => stage.client.groups.pause({ id }), () => stage.client.groups.resume({ id }))
  expect((await stage.events('group.paused'))[0]).toMatchObject({ actor: 'operator' })
})

test('what a paused person has ready, however much, is in nobody else’s way', async () => {
  // One a minute of one clip each: 120 are made ready ahead.
  const stage = await openStage({ submitRpm: 1, settings: { batchSize: 1 } })
  await stage.client.groups.pause({ id: stage.group.id })
  await stage.takeIn(250)
  await stage.clock.until(async () => ((await stage.counts()).ready ?? 0) >= 120)
  const lin = await stage.client.groups.adopt({ remoteId: 'group-lin', name: 'Lin' })
  await stage.takeIn(2, { groupId: lin.id, from: 1_000 })
  await stage.untilCounts({ active: 2 })
  await stage.client.groups.resume({ id: stage.group.id })
  await stage.untilCounts({ active: 12 }, 20 * 60_000)
})

test('a pause outlives a restart', async () => {
  const stage = await openStage({ settings: { batchSize: 1 } })
  await stage.client.accounts.pause({ id: stage.account.id })
  await stage.takeIn(3)
  await stage.restart()
  await stage.clock.run(60_000)
  expect(stage.sandbox.requests()).toEqual([])
  await stage.client.accounts.resume({ id: stage.account.id })
  await stage.untilCounts({ active: 3 })
})

test('one person paused leaves the other going', async () => {
  const stage = await openStage({ settings: { batchSize: 1 } })
  const other = await stage.client.groups.adopt({ remoteId: 'group-ben', name: 'Ben' })
  await stage.client.groups.pause({ id: stage.group.id })
  await stage.takeIn(3)
  await stage.takeIn(3, { from: 10, groupId: other.id })
  await stage.untilCounts({ active: 3, ready: 3 })
  await stage.clock.run(30_000)
  expect(new Set(stage.sandbox.accepted().map((submission) => submission.groupId))).toEqual(new Set(['group-ben']))
})

test('a paused batch in review is not asked about until it is resumed', async () => {
  const stage = await openStage({ settings: { batchSize: 1 }, sandbox: { reviewMs: 30_000 } })
  await stage.takeIn(2)
  await stage.untilCounts({ 'in-review': 2 })
  const [paused] = await stage.batches()
  await stage.client.batches.pause({ id: paused?.id ?? 0 })
  const asked = () => stage.sandbox.requests().filter((request) => request.path.endsWith(paused?.taskId ?? '-')).length
  const before = asked()
  await stage.untilCounts({ active: 1, 'in-review': 1 })
  await stage.clock.run(60_000)
  expect(asked()).toBe(before)
  await stage.client.batches.resume({ id: paused?.id ?? 0 })
  await stage.untilCounts({ active: 2 })
})

test('a paused batch that waits for its second chance stays, and others go past it', async () => {
  const stage = await openStage({ scenario: 'rate-limited', settings: { batchSize: 1 } })
  await stage.takeIn(5)
  await stage.clock.run(5_000)
  const waiting = (await stage.batches()).find((batch) => batch.state === 'planned')
  expect(waiting).toBeDefined()
  await stage.client.batches.pause({ id: waiting?.id ?? 0 })
  await stage.untilCounts({ active: 4, ready: 1 })
  await stage.clock.run(3 * 60_000)
  expect(stage.sandbox.accepted()).toHaveLength(4)
  await stage.client.batches.resume({ id: waiting?.id ?? 0 })
  await stage.untilCounts({ active: 5 })
  expect(await stage.client.batches.get({ id: waiting?.id ?? 0 })).toMatchObject({ state: 'finished', paused: false })
})

test.each(['account', 'group', 'batch'] as const)('a pause of the %s that comes between looking and asking counts', async (what) => {
  const stage = await openStage({ scenario: 'never-ends', settings: { batchSize: 1 } })
  await stage.takeIn(1)
  await stage.untilCounts({ 'in-review': 1 })
  const id = { account: stage.account.id, group: stage.group.id, batch: (await stage.batches())[0]?.id ?? 0 }[what]
  const ledger = await openLedger({ dataDir: stage.dataDir, pause: () => Promise.resolve() })
  onTestFinished(() => ledger.close())
  const later = stage.clock.now() + 3_600_000
  const [due] = await dueBatches(ledger.read, stage.account.id, later, 1)
  if (!due) throw new Error('It is due in an hour.')
  await { account: stage.client.accounts, group: stage.client.groups, batch: stage.client.batches }[what].pause({ id })
  expect(await ledger.transact((tx) => claimPoll(tx, due, { accountId: stage.account.id, now: later, leaseMs: 1_000 }))).toBeNull()
})

test('no finishing time is claimed while the account is paused or stopped, for the account or for a person', async () => {
  const stage = await openStage({ scenario: 'no-balance', settings: { batchSize: 1 } })
  const { id } = stage.account
  const until = async () => [(await stage.client.cue.get({})).doneAt, (await stage.client.groups.get({ id: stage.group.id })).doneAt]
  await stage.client.accounts.pause({ id })
  await stage.takeIn(4)
  await stage.untilCounts({ publishing: 4 })
  expect(await until()).toEqual([null, null])
  await stage.client.accounts.resume({ id })
  expect(await until()).toEqual([expect.any(Number), expect.any(Number)])
  await stage.clock.until(async () => (await stage.client.accounts.list())[0]?.stop === 'no-balance')
  expect(await until()).toEqual([null, null])
})
