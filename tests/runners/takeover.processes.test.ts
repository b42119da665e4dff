import { expect, onTestFinished, test, vi } from 'vitest'
import { systemClock } from '../../src/node-host/system-clock.ts'
import { startSandbox, type SandboxOptions } from '../../src/main/sandbox/server.ts'
import { createCore } from '../../src/main/core.ts'
import { runnerLockIsHeld } from '../../src/main/ledger/runner-lock.ts'
import { lend, openCore, secretsInMemory, temporaryFolder, type OpenCore } from '../helpers/core.ts'
import { callTimeoutMs, fakeClock } from '../helpers/fake-clock.ts'
import { startProgram } from '../helpers/programs.ts'
import { report } from '../reliability/harness/report.ts'

const real = { timeout: 30_000, interval: 20 }

/** A sandbox on the machine's clock, and a data directory for several processes. */
async function ground(more: Partial<SandboxOptions> = {}) {
  const dataDir = await temporaryFolder()
  const sandbox = await startSandbox({ clock: systemClock, fetch: (input, init) => fetch(input, init), scenario: 'plain', downloads: false, reviewMs: 50, ...more })
  onTestFinished(() => sandbox.close())
  return { dataDir, sandbox }
}

const here = async (core: OpenCore) => (await core.client.cue.get({})).runner
const active = async (core: OpenCore) => (await core.client.clips.counts({})).active

/** Waits until so many clips are cleared. @throws Error with where they are instead, and what happened last. */
async function untilActive(core: OpenCore, wanted: number): Promise<void> {
  await vi.waitUntil(async () => (await active(core)) === wanted, real).catch(async () => {
    const [counts, cue, { rows }] = await Promise.all([core.client.clips.counts({}), core.client.cue.get({}), core.client.activity.list({ limit: 25 })])
    throw new Error(`Not ${wanted} clips are cleared: ${JSON.stringify({ counts, cue, events: rows.map(({ at, what, data }) => ({ at, what, data })) })}`)
  })
}

test('the second process hands its work to the first, and takes over within a second when that is killed', async () => {
  const { dataDir, sandbox } = await ground()
  const first = startProgram({ dataDir, baseUrl: sandbox.url, takeIn: { clips: 2, batchSize: 2 } })
  expect(await first.line()).toBe('ready')
  const second = await openCore({ dataDir, clock: systemClock, baseUrl: sandbox.url, submitRpm: 600, pollRpm: 600 })
  await second.start()
  expect(await here(second)).toEqual({ here: false, elsewhere: expect.stringContaining(String(first.child.pid)) as string })

  const [group] = await second.client.groups.list({})
  const inputs = (from: number) => [0, 1, 2].map((n) => `http://127.0.0.1:9/second-${from + n}.mp4`)
  await second.client.intakes.create({ groupId: group?.id ?? 0, inputs: inputs(0), preflight: false })
  await untilActive(second, 5)
  expect(await here(second)).toMatchObject({ here: false })
  // A trial of the address is an errand for whoever runs the loops.
  const [account] = await second.client.accounts.list()
  expect(await second.client.accounts.test({ id: account?.id ?? 0 })).toMatchObject({ ok: true })

  await first.kill()
  const killedAt = performance.now()
  await vi.waitUntil(async () => (await here(second)).here, { timeout: 10_000, interval: 5 })
  const recovered = performance.now() - killedAt
  expect(recovered).toBeLessThan(1_000)
  await second.client.intakes.create({ groupId: group?.id ?? 0, inputs: inputs(10), preflight: false })
  await untilActive(second, 8)
  const names = sandbox.accepted().flatMap((submission) => submission.assets.map((asset) => asset.name))
  expect(names).toHaveLength(8)
  expect(new Set(names).size).toBe(8)
  const urls = sandbox.accepted().flatMap((submission) => submission.assets.map((asset) => asset.url))
  report({ part: 'machine', fault: 'two processes on one data directory, the one that runs killed', tried: 1, lost: 8 - (await active(second)), doubled: urls.length - new Set(urls).size, recovered })
})

test('a waiting process that only looks makes no call and turns nothing unclear', async () => {
  const { dataDir, sandbox } = await ground({ scenario: 'hang' })
  const first = startProgram({ dataDir, baseUrl: sandbox.url, takeIn: { clips: 1, batchSize: 1 } })
  expect(await first.line()).toBe('ready')
  await vi.waitUntil(() => sandbox.accepted().length === 1, real)
  const second = await openCore({ dataDir, clock: systemClock, baseUrl: sandbox.url })
  await second.start()
  // What another process is sending at this moment is not unknown: only who has just taken the lock may say so.
  await vi.waitUntil(async () => (await here(second)).elsewhere !== null, real)
  expect(await second.client.clips.counts({})).toMatchObject({ submitting: 1, 'needs-attention': 0 })
  await second.end()
  await first.kill()
})

test.each([
  ['URL', { baseUrl: 'http://127.0.0.1:9' }, /another URL/],
  ['key', { key: 'another-key' }, /another API key/],
])('with another %s than the process that runs the loops it is refused in words', async (_what, other, words) => {
  const { dataDir, sandbox } = await ground()
  const first = startProgram({ dataDir, baseUrl: sandbox.url })
  expect(await first.line()).toBe('ready')
  const second = await openCore({ dataDir, clock: systemClock, baseUrl: sandbox.url, ...other })
  await expect(second.start()).rejects.toMatchObject({ problem: { kind: 'runs-elsewhere', message: expect.stringMatching(words) as string, advice: expect.stringContaining('--data-dir') as string } })
})

test('after the key was changed in the settings, a process that comes with the new one is welcome', async () => {
  const { dataDir, sandbox } = await ground()
  const secrets = secretsInMemory()
  const stored = { dataDir, clock: systemClock, baseUrl: null, key: null, secrets }
  const first = await openCore(stored)
  const [account] = await first.client.accounts.list()
  await first.client.accounts.set({ id: account?.id ?? 0, settings: { baseUrl: sandbox.url }, key: 'old-key' })
  await first.start()
  await first.client.accounts.set({ id: account?.id ?? 0, settings: {}, key: 'new-key' })
  const second = await openCore(stored)
  await second.start()
  const third = await openCore({ ...stored, key: 'old-key' })
  await expect(third.start()).rejects.toMatchObject({ problem: { kind: 'runs-elsewhere' } })
})

test('changes made by one process are told to the listeners of another', async () => {
  const { dataDir, sandbox } = await ground()
  const first = startProgram({ dataDir, baseUrl: sandbox.url })
  expect(await first.line()).toBe('ready')
  const second = await openCore({ dataDir, clock: systemClock, baseUrl: sandbox.url })
  const third = await openCore({ dataDir, clock: systemClock, baseUrl: sandbox.url })
  const heard: string[] = []
  const stop = new AbortController()
  const listening = (async () => {
    for await (const { topics } of await second.client.events.live(undefined, { signal: stop.signal })) heard.push(...topics)
  })()
  await third.client.groups.adopt({ remoteId: 'group-ada', name: 'Ada' })
  await vi.waitUntil(() => heard.includes('groups'), real)
  stop.abort()
  await listening.catch(() => undefined)
})

test('a take-over that goes wrong is told to the log and tried again; meanwhile nobody is kept from running', async () => {
  const { dataDir, sandbox } = await ground()
  const clock = fakeClock()
  const first = await openCore({ dataDir, clock: systemClock, baseUrl: sandbox.url, key: null })
  await first.start()
  const kept = secretsInMemory()
  let broken = false
  const second = await openCore({ dataDir, clock, baseUrl: sandbox.url, key: null, secrets: { ...kept, get: (name) => (broken ? Promise.reject(new Error('the key file is locked')) : kept.get(name)) } })
  await second.start()
  broken = true
  await first.end()
  await clock.until(() => second.lent.said.some((line) => line.message.includes('take over')))
  expect(runnerLockIsHeld(dataDir)).toBe(false)
  broken = false
  await clock.until(async () => (await here(second)).here)
  expect(second.lent.said.filter((line) => line.level === 'error')).toHaveLength(1)
})

test('serve --sandbox follows after a restart what was in review before it', async () => {
  const dataDir = await temporaryFolder()
  const clock = fakeClock()
  const open = () => createCore(lend(clock), { dataDir, accountName: 'default', actor: 'operator', hostKind: 'browser', version: 'test', timeoutMs: callTimeoutMs, overrides: {}, sandbox: { scenario: 'plain', reviewMs: 60_000 } })
  const first = await open()
  const group = await first.client.groups.adopt({ remoteId: 'group-ada', name: 'Ada' })
  await first.client.intakes.create({ groupId: group.id, inputs: ['http://127.0.0.1:9/take.mp4'], preflight: false })
  await first.start()
  await clock.until(async () => (await first.client.clips.counts({}))['in-review'] === 1)
  await first.stop()

  const second = await open()
  onTestFinished(() => second.stop())
  await second.start()
  // Nothing is served at that address, and the sandbox's review says so: a verdict, not a task it has forgotten.
  await clock.until(async () => (await second.client.clips.counts({})).failed === 1, { describe: () => second.client.clips.counts({}) })
  expect(await second.client.clips.list({ filter: {} })).toMatchObject({ rows: [{ reason: { code: 'NoReason' } }] })
})
