import { expect, test } from 'vitest'
import { openStage, type Stage } from '../helpers/core.ts'

const account = async ({ client }: Stage) => (await client.accounts.list())[0]

test('no balance stops submissions while what was sent is followed to its end', async () => {
  const stage = await openStage({ scenario: 'no-balance', settings: { batchSize: 1 }, sandbox: { reviewMs: 60_000 } })
  await stage.takeIn(5)
  await stage.clock.run(10_000)
  expect(await account(stage)).toMatchObject({ state: 'stopped', stop: 'no-balance' })
  expect(await stage.counts()).toEqual({ 'in-review': 2, ready: 3 })
  await stage.untilCounts({ active: 2, ready: 3 })

  for (let n = 0; n < 6; n++) await stage.clock.leap(10 * 60_000)
  expect(stage.submissions().map((submission) => submission.status)).toEqual([200, 200, 402])
  expect(await stage.events('account.stopped')).toMatchObject([{ actor: 'system', data: { stop: 'no-balance' } }])
  expect(await stage.client.attention.list({})).toMatchObject([{ kind: 'account-stopped', stop: 'no-balance', waiting: 3 }])

  stage.sandbox.useScenario('plain')
  await stage.client.accounts.resume({ id: stage.account.id })
  await stage.untilCounts({ active: 5 })
  expect(stage.sandbox.accepted()).toHaveLength(5)
  expect((await stage.events('account.resumed'))[0]).toMatchObject({ actor: 'operator', data: { lifted: 'no-balance' } })
})

test('a refused key stops every call, a restart does not lift the stop, another key does', async () => {
  const stage = await openStage({ key: null, sandbox: { key: 'good-key', reviewMs: 5_000 }, settings: { batchSize: 1 } })
  await stage.client.accounts.set({ id: stage.account.id, settings: {}, key: 'good-key' })
  await stage.takeIn(2)
  await stage.untilCounts({ 'in-review': 2 })
  await stage.client.accounts.set({ id: stage.account.id, settings: {}, key: 'bad-key' })
  await stage.takeIn(2, { from: 3 })
  await stage.clock.run(20_000)
  expect(await account(stage)).toMatchObject({ state: 'stopped', stop: 'key-refused' })
  const calls = stage.sandbox.requests().length
  expect(stage.sandbox.requests().filter((request) => request.status === 401)).toHaveLength(1)

  await stage.clock.leap(3_600_000)
  await stage.restart()
  await stage.clock.run(20_000)
  expect(stage.sandbox.requests()).toHaveLength(calls)
  expect(await stage.counts()).toEqual({ 'in-review': 2, ready: 2 })

  await stage.client.accounts.set({ id: stage.account.id, settings: {}, key: 'good-key' })
  await stage.untilCounts({ active: 4 })
  expect(stage.sandbox.accepted()).toHaveLength(4)
})

test('the key shows nowhere in the ledger', async () => {
  const stage = await openStage({ key: null, sandbox: { key: 'sk-very-secret-word' } })
  await stage.client.accounts.set({ id: stage.account.id, settings: {}, key: 'sk-very-secret-word' })
  await stage.takeIn(1)
  await stage.untilCounts({ active: 1 })
  await stage.core.end()
  const { readdir, readFile } = await import('node:fs/promises')
  for (const name of await readdir(stage.dataDir, { recursive: true, withFileTypes: true })) {
    if (name.isFile()) expect((await readFile(`${name.parentPath}/${name.name}`)).includes('sk-very-secret-word')).toBe(false)
  }
})

test('an address that is no review API stops the account in words, and another address lifts it', async () => {
  const stage = await openStage({ baseUrl: null, key: 'any', settings: { batchSize: 1 } })
  // The sandbox has no such path: it answers as any web server would.
  await stage.client.accounts.set({ id: stage.account.id, settings: { baseUrl: `${stage.sandbox.url}/elsewhere` } })
  await stage.takeIn(2)
  await stage.clock.run(10_000)
  expect(await account(stage)).toMatchObject({ state: 'stopped', stop: 'not-the-api' })
  expect(await stage.counts()).toEqual({ ready: 2 })
  expect(stage.sandbox.requests()).toHaveLength(1)
  await stage.client.accounts.set({ id: stage.account.id, settings: { baseUrl: `${stage.sandbox.url}/` } })
  await stage.untilCounts({ active: 2 })
})

test('without a key nothing is called and clips wait', async () => {
  const stage = await openStage({ key: null })
  await stage.takeIn(2)
  await stage.clock.run(30_000)
  expect(stage.sandbox.requests()).toEqual([])
  expect(await stage.counts()).toEqual({ ready: 2 })
  expect(await stage.client.attention.list({})).toMatchObject([{ kind: 'account-stopped', stop: 'no-key', waiting: 2 }])
})
