import { expect, test, vi } from 'vitest'
import type { ChannelSettings } from '../../src/contract/models/channel.ts'
import { openStage } from '../helpers/core.ts'
import { startHook, type Hook } from '../telling/hook-server.ts'
import { mailServer, refusal } from '../telling/mail-server.ts'

const settings: ChannelSettings = { name: 'Night shift', wants: ['stops', 'unclear'], language: 'en', digestAtMinute: 480, everyMinutes: 5, enabled: true, mail: null }
const lines = (hook: Hook) => hook.calls.map(({ body }) => (JSON.parse(body) as { lines: string[] }).lines)

test('a stop is told once, however often it is met', async () => {
  const hook = await startHook()
  const stage = await openStage({ scenario: 'no-balance', settings: { batchSize: 1 } })
  await stage.client.channels.add({ kind: 'webhook', settings, secrets: { url: hook.url } })
  await stage.takeIn(4)
  await stage.clock.until(() => hook.calls.length > 0)
  expect(lines(hook)).toEqual([['default: nothing is sent any more. The balance is used up. Top it up at the service, then press Resume; reviews are still followed.']])
  await stage.clock.leap(3_600_000)
  await stage.restart()
  await stage.clock.run(120_000)
  expect(hook.calls).toHaveLength(1)
})

test('many unclear batches of one person are one message', async () => {
  const hook = await startHook()
  const stage = await openStage({ scenario: 'lost-answer', settings: { batchSize: 2 } })
  await stage.client.channels.add({ kind: 'webhook', settings, secrets: { url: hook.url } })
  await stage.takeIn(2)
  await stage.clock.until(() => hook.calls.length > 0)
  expect(lines(hook)).toEqual([[expect.stringContaining('it is unclear what became of 2 clips')]])
})

test('a channel that does not take its message is asked again later, says so, and hears it then', async () => {
  const hook = await startHook()
  hook.answer = { status: 503, body: 'later' }
  const stage = await openStage({ scenario: 'no-balance', settings: { batchSize: 1 } })
  const { id } = await stage.client.channels.add({ kind: 'webhook', settings, secrets: { url: hook.url } })
  await stage.takeIn(4)
  const channel = await stage.clock.until(async () => (await stage.client.channels.list()).find((each) => each.trouble !== null))
  expect(channel).toMatchObject({ id, trouble: expect.stringContaining('HTTP 503') as string, target: new URL(hook.url).host })
  expect(await stage.events('channel.failed')).toMatchObject([{ actor: 'system', data: { name: 'Night shift' } }])
  await stage.clock.run(200_000)
  expect(await stage.events('channel.failed')).toHaveLength(1)
  hook.answer = { status: 200, body: 'ok' }
  await stage.clock.run(3_700_000)
  expect(await stage.client.channels.list()).toMatchObject([{ trouble: null }])
  expect(hook.calls.at(-1)?.body).toContain('The balance is used up')
})

test('a mail refused for one recipient is not sent to the others again, and who did not get it is seen', async () => {
  const server = await mailServer({ onRcptTo: ({ address }, _, done) => { done(address.startsWith('gone') ? refusal(550, '5.1.1 User unknown') : null) } })
  const stage = await openStage({ scenario: 'no-balance', settings: { batchSize: 1 } })
  const mail = { host: '127.0.0.1', port: server.port, secure: false, user: '', from: 'greenroom@example.com', to: ['ops@example.com', 'gone@example.com'] }
  const { id } = await stage.client.channels.add({ kind: 'mail', settings: { ...settings, mail }, secrets: {} })
  expect(await stage.client.channels.test({ id })).toMatchObject({ ok: false, message: expect.stringContaining('not for gone@example.com') as string, details: { kind: 'service-refused' } })
  await stage.takeIn(4)
  await stage.clock.until(async () => (await stage.events('account.stopped')).length > 0)
  await stage.clock.run(20_000)
  // The conversation with a mail server takes its own time.
  const [channel] = await vi.waitUntil(async () => { const all = await stage.client.channels.list(); return all[0]?.toldAt ? all : null })
  expect(channel).toMatchObject({ trouble: '127.0.0.1 took the mail, but not for gone@example.com: 550 5.1.1 User unknown', retryAt: null })
  expect(await stage.events('channel.failed')).toMatchObject([{ data: { message: channel?.trouble } }])
  await stage.clock.run(600_000)
  expect(server.raw).toHaveLength(2)
})

test('results are gathered, the digest says how things stand, and a new channel hears nothing of the past', async () => {
  const hook = await startHook()
  const stage = await openStage({ settings: { batchSize: 2 } })
  await stage.takeIn(2)
  await stage.untilCounts({ active: 2 })
  await stage.client.channels.add({ kind: 'webhook', settings: { ...settings, wants: ['results', 'digest'] }, secrets: { url: hook.url } })
  await stage.clock.run(1000)
  await stage.takeIn(4, { from: 3 })
  await stage.untilCounts({ active: 6 })
  await stage.clock.until(() => hook.calls.length > 0, { withinMs: 20 * 60_000 })
  expect(lines(hook)[0]).toEqual([expect.stringMatching(/: 4 cleared, 0 failed\.$/)])
  await stage.clock.leap(24 * 3_600_000)
  await stage.clock.until(() => hook.calls.length > 1)
  expect(lines(hook)[1]).toEqual(['Since the last digest: 4 cleared, 0 failed, 4 taken in, 4 sent.', 'On their way: 0. In review: 0.', 'Nothing waits for you.'])
})

test('a watchdog is called while the loops go round', async () => {
  const hook = await startHook()
  const stage = await openStage({})
  await stage.client.channels.add({ kind: 'heartbeat', settings, secrets: { url: hook.url } })
  await stage.clock.run(16 * 60_000)
  expect(await stage.events('channel.failed')).toEqual([])
  expect(hook.calls.length).toBeGreaterThanOrEqual(3)
  expect(hook.calls.length).toBeLessThanOrEqual(4)
})

test('the address of a channel is in no file but the secrets', async () => {
  const hook = await startHook()
  const stage = await openStage({})
  const { id } = await stage.client.channels.add({ kind: 'webhook', settings, secrets: { url: hook.url } })
  expect(await stage.client.channels.test({ id })).toMatchObject({ ok: true })
  await stage.client.channels.change({ id, settings: { ...settings, name: 'Day shift' } })
  expect(await stage.client.channels.test({ id })).toMatchObject({ ok: true })
  await stage.core.end()
  const { readdir, readFile } = await import('node:fs/promises')
  for (const file of await readdir(stage.dataDir, { recursive: true, withFileTypes: true })) {
    if (file.isFile()) expect((await readFile(`${file.parentPath}/${file.name}`)).includes('T0KEN'), file.name).toBe(false)
  }
})
