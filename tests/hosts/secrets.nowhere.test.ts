import { createServer } from 'node:http'
import { readFileSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import type { ChannelSettings } from '../../src/contract/models/channel.ts'
import type { Capabilities } from '../../src/main/capabilities.ts'
import { createCore } from '../../src/main/core.ts'
import { encodings } from '../../src/main/domain/hide-secrets.ts'
import { asOneText } from '../../src/main/doctor/report.ts'
import { takeBackup } from '../../src/main/ledger/backups.ts'
import { fileSecrets } from '../../src/node-host/file-secrets.ts'
import { lend } from '../helpers/core.ts'
import { callTimeoutMs, fakeClock } from '../helpers/fake-clock.ts'
import { greenroom } from './run-greenroom.ts'

/** One of every kind, each unlike anything else; some with characters that URLs and JSON write otherwise. */
const planted = {
  apiKey: 'sk-PLANTED-api+key/7f3a9c21',
  s3Secret: 's3/PLANTED+secret/b81d0e44c9',
  webhookToken: 'T0PLANTEDhookA55e1f',
  slackToken: 'B0PLANTEDslack77c0d2',
  signingSecret: 'SECPLANTEDsign+90e/3b',
  heartbeatToken: 'hbPLANTED-4c1e-99d0-aa',
  mailPassword: 'mail "PLANTED" pass&word=1',
  session: 'sessionPLANTED00cookie51',
} as const

/** A service that says everything it was told: in headers, in JSON, in HTML, with the right status and wrong ones. */
async function parrot(answerOf: (said: string) => { status: number; type: string; body: string }) {
  const heard: string[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const said = `${request.url} ${request.headers.authorization ?? ''} ${body}`
      heard.push(said)
      const { status, type, body: answer } = answerOf(said)
      response.writeHead(status, { 'content-type': type, 'x-request-id': `req ${request.headers.authorization ?? ''}` }).end(answer)
    })
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  onTestFinished(() => new Promise<void>((resolve) => { server.closeAllConnections(); server.close(() => resolve()) }))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard }
}

/** Which planted secrets a text or file holds, in whatever encoding. */
function holds(bytes: Buffer | string): string[] {
  const haystack = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes)
  return Object.entries(planted).flatMap(([name, secret]) => encodings(secret).filter((form) => haystack.includes(form)).map((form) => `${name} as ${form}`))
}

function holdsBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile()) return []
    const file = path.join(entry.parentPath, entry.name)
    return holds(readFileSync(file)).map((what) => `${path.relative(dir, file)}: ${what}`)
  })
}

test('the grep finds a secret however it is written', () => {
  for (const form of [planted.apiKey, encodeURIComponent(planted.apiKey), Buffer.from(`user:${planted.apiKey}`).toString('base64'), JSON.stringify(planted.mailPassword), Buffer.from(planted.session).toString('hex')]) expect(holds(`before ${form} after`), form).not.toEqual([])
  expect(holds('nothing of it')).toEqual([])
})

test('a secret is in no ledger, log, backup, event, export, answer and report, whatever the service and the chats say back', async () => {
  const home = await mkdtemp(path.join(os.tmpdir(), 'greenroom-secrets-'))
  onTestFinished(() => rm(home, { recursive: true, force: true }))
  const [dataDir, vault] = [path.join(home, 'data'), path.join(home, 'vault')]
  let turn = 0
  // Each call meets another kind of refusal; all repeat what they heard.
  const api = await parrot((said) => [
    { status: 500, type: 'application/json', body: JSON.stringify({ error: { code: 500, message: `we heard ${said}`, type: said } }) },
    { status: 429, type: 'text/html', body: `<h1>slow down</h1><pre>${said}</pre>` },
    { status: 400, type: 'application/json', body: JSON.stringify({ error: { code: 400, message: `Authorization was ${said}` } }) },
    { status: 502, type: 'text/html', body: `bad gateway for ${said}` },
    { status: 401, type: 'application/json', body: JSON.stringify({ error: { code: 401, message: `Incorrect API key provided: ${said}` } }) },
  ][turn++ % 5] ?? { status: 500, type: 'text/plain', body: said })
  const chat = await parrot((said) => ({ status: said.startsWith('/services') ? 200 : 403, type: 'text/plain', body: `no_such_hook ${said}` }))
  const clock = fakeClock()
  const logged: string[] = []
  const log = (level: string) => (message: string, fields?: Record<string, unknown>) => void logged.push(JSON.stringify({ level, message, fields }))
  const secrets = fileSecrets(vault)
  const capabilities: Capabilities = { ...lend(clock), secrets, log: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') } }
  await secrets.set('browser-session', planted.session)
  const core = await createCore(capabilities, { dataDir, accountName: 'default', actor: 'Ada', hostKind: 'browser', version: 'test', timeoutMs: callTimeoutMs, sandbox: null, overrides: {} })
  onTestFinished(() => core.stop())
  const { client } = core
  const said: unknown[] = []
  const keep = async (work: Promise<unknown>): Promise<void> => void said.push(await work.catch((error: unknown) => [String(error), (error as Error).stack, (error as { data?: unknown }).data]))

  const [account] = await client.accounts.list()
  const id = account?.id ?? 0
  await keep(client.accounts.set({ id, settings: { baseUrl: api.url, submitRpm: 600, pollRpm: 600, batchSize: 1 }, key: planted.apiKey }))
  const settings: ChannelSettings = { name: 'n', wants: ['stops', 'unclear', 'results', 'digest'], language: 'en', digestAtMinute: 480, everyMinutes: 1, enabled: true, mail: null }
  await keep(client.channels.add({ kind: 'webhook', settings, secrets: { url: `${chat.url}/hook/${planted.webhookToken}?access_token=${planted.webhookToken}` } }))
  await keep(client.channels.add({ kind: 'slack', settings, secrets: { url: `${chat.url}/services/${planted.slackToken}` } }))
  await keep(client.channels.add({ kind: 'dingtalk', settings, secrets: { url: `http://127.0.0.1:9/robot/send?access_token=${planted.webhookToken}`, signingSecret: planted.signingSecret } }))
  await keep(client.channels.add({ kind: 'heartbeat', settings, secrets: { url: `http://user:${planted.heartbeatToken}@127.0.0.1:9/ping/${planted.heartbeatToken}` } }))
  await keep(client.channels.add({ kind: 'mail', settings: { ...settings, mail: { host: '127.0.0.1', port: 9, secure: false, user: 'ada', from: 'a@example.com', to: ['b@example.com'] } }, secrets: { mailPassword: planted.mailPassword } }))
  for (const channel of await client.channels.list()) await keep(client.channels.test({ id: channel.id }))
  await core.start()
  const group = await client.groups.adopt({ remoteId: 'group-ada', name: 'Ada' })
  await keep(client.intakes.create({ groupId: group.id, preflight: false, askWhenLarge: false, inputs: Array.from({ length: 12 }, (_, n) => `http://127.0.0.1:9/take-${n}.mp4`) }))
  await clock.run(20 * 60_000)
  await keep(client.sessions.create({ name: 'Lin' }))
  await clock.run(60_000)
  // The storage refuses, then is away, signed with the secret all the same.
  for (const endpoint of [chat.url, 'http://127.0.0.1:9']) {
    await keep(client.accounts.setPublishing({ id, publishing: { kind: 's3', endpoint, region: 'us-east-1', bucket: 'b', prefix: '', pathStyle: true, publicUrl: null, expiryMs: 60_000, cleanUpMs: null, maxBytesPerSecond: null }, storageKey: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: planted.s3Secret } }))
    const trial = client.accounts.testPublishing({ id })
    await clock.run(30_000)
    await keep(trial)
  }
  expect(api.heard.length).toBeGreaterThanOrEqual(5)
  expect(api.heard.join()).toContain(planted.apiKey)
  expect(chat.heard.join()).toContain(planted.webhookToken)

  for (const format of ['csv', 'json', 'asset-urls', 'generation-request'] as const) await keep(client.assets.export({ groupId: group.id, format, prompt: 'x' }))
  await keep(client.activity.list({ limit: 500 }))
  await keep(client.attention.list({}))
  await keep(client.channels.list())
  await keep(client.accounts.list())
  await keep(client.overview.get({}))
  await keep(client.clips.list({ limit: 500 }))
  const { rows } = await client.clips.list({ limit: 3 })
  for (const clip of rows) await keep(client.clips.get({ id: clip.id }))
  const examined = core.doctor()
  await clock.run(30_000)
  const { examination, report } = await examined
  await keep(Promise.resolve(await core.health()))
  expect(await takeBackup(dataDir, capabilities.workerUrl('ledger-backup'), clock.now())).toEqual({ is: 'done' })
  await core.rest()

  expect(logged.length).toBeGreaterThan(3)
  expect(holds(logged.join('\n'))).toEqual([])
  expect(holds(JSON.stringify(said))).toEqual([])
  expect(holds(JSON.stringify(examination))).toEqual([])
  expect(holds(asOneText(report))).toEqual([])
  // Ledger, its log, backups, health, uploads: everything there is.
  expect(holdsBelow(dataDir)).toEqual([])
  await core.stop()
  expect(holdsBelow(dataDir)).toEqual([])
  expect(holds(readFileSync(path.join(vault, 'secrets.json'))).length).toBeGreaterThan(0)
})

test('nor does the command line say one, with --json, with --debug, when it fails, and in what it writes', async () => {
  const home = await mkdtemp(path.join(os.tmpdir(), 'greenroom-secrets-'))
  onTestFinished(() => rm(home, { recursive: true, force: true }))
  const api = await parrot((said) => ({ status: 401, type: 'application/json', body: JSON.stringify({ error: { code: 401, message: `Incorrect API key provided: ${said}` } }) }))
  const dataDir = path.join(home, 'data')
  const env = { GREENROOM_DATA_DIR: dataDir }
  const bundle = path.join(home, 'bundle')
  const ran = [
    await greenroom(['account', 'set', '--url', api.url, '--key-stdin', '--debug', '--json'], { env, stdin: planted.apiKey }),
    await greenroom(['notify', 'add', 'webhook', '--name', 'n', '--json', '--debug'], { env, stdin: `http://127.0.0.1:9/hook/${planted.webhookToken}` }),
    await greenroom(['notify', 'test', '1', '--debug'], { env }),
    await greenroom(['account', 'test', '--debug', '--json'], { env }),
    await greenroom(['doctor', '--debug', '--json', '--bundle', bundle], { env }),
  ]
  expect(ran.map(({ code }) => code)).toEqual([0, 0, expect.any(Number), 3, 3])
  expect(api.heard.join()).toContain(planted.apiKey)
  for (const { stdout, stderr } of ran) expect(holds(stdout + stderr)).toEqual([])
  expect(readdirSync(bundle)).toContain('README.txt')
  expect(holdsBelow(bundle)).toEqual([])
  expect(holdsBelow(dataDir).filter((line) => !line.startsWith('secrets.json'))).toEqual([])
})
