import { spawnSync } from 'node:child_process'
import { mkdirSync, statfsSync, writeFileSync } from 'node:fs'
import { rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { ChannelSettings } from '../../src/contract/models/channel.ts'
import type { Waiting, WaitingFor } from '../../src/contract/models/waiting.ts'
import { waitingWords } from '../../src/contract/waiting-words.ts'
import { recipe } from '../../src/contract/models/preparation.ts'
import { stuckAfterMs } from '../../src/main/runners/loop-watch.ts'
import { clockTime, duration } from '../../src/node-host/words.ts'
import { copyDemoClip } from '../helpers/clips.ts'
import { openStage, temporaryFolder, type Stage, type StageOptions } from '../helpers/core.ts'

/** The law, as docs/reliability.md says it: whatever work waits for, the screens and the command line say what it is and until when. */

interface Wait {
  /** Brings a real core into it. */
  meet(): Promise<Stage>
  clips?: number
  subject?: RegExp
  /** How it ends: at a time, by looking again every so often, or at somebody's word. */
  ends: 'at' | 'every' | 'word'
  /** What has happened once its time has come, and not before; where a test can see it. */
  then?(stage: Stage): Promise<number> | number
}

const nowhere = 'http://127.0.0.1:9'
const sent = (stage: Stage): number => stage.submissions().length
const asked = (stage: Stage): number => stage.sandbox.requests().filter(({ method, path: at }) => method === 'GET' && at.startsWith('/v1/')).length
const list = (stage: Stage): Promise<Waiting[]> => stage.client.cue.waiting({})

/** A stage with clips that need nothing of this machine. */
async function withClips(clips: number, options: StageOptions = {}, ms = 2_000): Promise<Stage> {
  const stage = await openStage({ settings: { batchSize: 1 }, ...options })
  await stage.takeIn(clips)
  await stage.clock.run(ms)
  return stage
}

/** A server of the test's own that answers as it is told, and never where that is null. */
async function server(answer: ((response: ServerResponse) => void) | null): Promise<string> {
  const there = createServer((request, response) => { request.resume(); answer?.(response) })
  await new Promise<void>((resolve) => { there.listen(0, '127.0.0.1', resolve) })
  onTestFinished(() => new Promise<void>((resolve) => { there.close(() => resolve()); there.closeAllConnections() }))
  const address = there.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}

/** A stage with one real clip in a public folder whose server answers so. */
async function withFile(answer: ((response: ServerResponse) => void) | null, { watch, options = {} }: { watch?: { settleMs: number; lingerMs: number }; options?: StageOptions } = {}): Promise<Stage & { shelf: string }> {
  const stage = await openStage({ settings: { batchSize: 3 }, ...options })
  stage.clock.breathMs = 25
  const root = await temporaryFolder()
  const shelf = path.join(root, 'takes')
  mkdirSync(shelf)
  const file = await copyDemoClip(shelf, 'ada-reading.mp4')
  const url = await server(answer)
  await stage.client.accounts.setPublishing({ id: stage.account.id, publishing: { kind: 'base-url', root, url } })
  if (watch) await stage.client.folders.add({ groupId: stage.group.id, path: shelf, ...watch })
  else await stage.client.intakes.create({ groupId: stage.group.id, inputs: [file] })
  return Object.assign(stage, { shelf })
}

const good = (response: ServerResponse): void => void response.writeHead(200, { 'content-type': 'video/mp4' }).end('x')

/** A stage whose clip goes to a storage that answers so. */
async function withStorage(answer: ((response: ServerResponse) => void) | null | 'nobody'): Promise<Stage> {
  const stage = await openStage()
  stage.clock.breathMs = 25
  stage.clock.patienceMs = 200
  const endpoint = answer === 'nobody' ? nowhere : await server(answer)
  await stage.client.accounts.setPublishing({
    id: stage.account.id, storageKey: { accessKeyId: 'key', secretAccessKey: 'secret' },
    publishing: { kind: 's3', endpoint, bucket: 'b', region: 'r', prefix: '', pathStyle: true, linkLifeMs: 86_400_000 } as never,
  })
  await stage.client.intakes.create({ groupId: stage.group.id, preflight: false, inputs: [await copyDemoClip(await temporaryFolder(), 'ada-reading.mp4')] })
  return stage
}

/** A stage with a person's clip that breaks a limit, of which a copy was asked for. */
async function withCopy(then: (stage: Stage) => Promise<unknown>): Promise<Stage> {
  const stage = await withFile(good, { options: { settings: { batchSize: 1 } } })
  await stage.client.groups.pause({ id: stage.group.id })
  await stage.untilCounts({ ready: 1 })
  await then(stage)
  await stage.client.preparations.start({ selection: { filter: {} }, recipe: recipe.parse({ codec: 'h265' }) })
  return stage
}

async function onHotelNetwork(network: NonNullable<StageOptions['network']>): Promise<Stage> {
  const stage = await openStage({ network })
  stage.clock.breathMs = 10
  await stage.client.accounts.setPublishing({ id: stage.account.id, publishing: { kind: 'links', origin: 'https://links.example.com', host: '127.0.0.1', port: 0, expiryMs: 7 * 86_400_000 } })
  await stage.client.networks.set({ onlyApproved: true })
  const file = path.join(await temporaryFolder(), 'a.mp4')
  await writeFile(file, 'a')
  await truncate(file, 3_000)
  await stage.client.intakes.create({ groupId: stage.group.id, preflight: false, inputs: [file] })
  return stage
}

const mayMount = process.getuid?.() === 0 && spawnSync('mount', ['--version']).status === 0
const channel: ChannelSettings = { name: 'Night shift', wants: ['stops'], language: 'en', digestAtMinute: 480, everyMinutes: 5, enabled: true, mail: null }

const waits: Record<WaitingFor, Wait> = {
  'nobody-runs': { ends: 'word', meet: () => openStage({ idle: true }) },
  'disk-full': {
    ends: 'every',
    async meet() {
      const disk = path.join(await temporaryFolder(), 'disk')
      mkdirSync(disk)
      spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk])
      onTestFinished(() => void spawnSync('umount', ['-l', disk]))
      const stage = await withClips(9, { scenario: 'slow', dataDir: path.join(disk, 'data') }, 500)
      const { bavail, bsize } = statfsSync(disk)
      writeFileSync(path.join(disk, 'footage'), Buffer.alloc(bavail * bsize, 1))
      await stage.clock.run(60_000)
      return stage
    },
  },
  'loop-stuck': {
    ends: 'word', subject: /^news$/,
    async meet() {
      let release = (): void => undefined
      const hanging = new Promise<Response>((resolve) => { release = () => resolve(new Response('')) })
      const stage = await openStage({ scenario: 'key-refused', fetch: () => hanging })
      // Before the core is ended, which waits for its loops.
      onTestFinished(() => release())
      await stage.client.channels.add({ kind: 'webhook', settings: channel, secrets: { url: `${nowhere}/hook` } })
      await stage.takeIn(1)
      await stage.clock.run(stuckAfterMs + 90_000)
      // The watchdog's own word.
      stage.core.lent.said.length = 0
      return stage
    },
  },
  paused: {
    ends: 'word', clips: 3,
    async meet() {
      const stage = await openStage({ settings: { batchSize: 1 } })
      await stage.client.accounts.pause({ id: stage.account.id })
      await stage.takeIn(3)
      return stage
    },
  },
  stopped: { ends: 'word', clips: 3, meet: () => withClips(3, { scenario: 'key-refused' }) },
  offline: { ends: 'at', clips: 3, meet: () => withClips(3, { baseUrl: nowhere }, 20_000) },
  'service-trouble': { ends: 'at', clips: 1, then: sent, meet: () => withClips(1, { scenario: 'envelope-500' }, 500) },
  'told-to-wait': { ends: 'at', then: sent, meet: () => withClips(9, { scenario: 'rate-limited' }, 3_000) },
  rate: { ends: 'at', clips: 2, then: sent, meet: () => withClips(3, { submitRpm: 1 }) },
  'rate-learnt': { ends: 'at', then: sent, meet: () => withClips(9, { scenario: 'rate-limited-bare' }, 3_000) },
  answer: {
    ends: 'at', clips: 1,
    async meet() {
      const stage = await openStage({ scenario: 'hang', settings: { batchSize: 1 } })
      stage.clock.patienceMs = 50
      await stage.takeIn(1)
      await stage.clock.run(1_000)
      return stage
    },
    then: async (stage) => (await stage.counts())['needs-attention'] ?? 0,
  },
  'links-silent': {
    ends: 'every', clips: 1,
    async meet() {
      const stage = await withFile((response) => void response.writeHead(502).end())
      await stage.untilCounts({ ready: 1 })
      await stage.clock.run(2_000)
      return stage
    },
  },
  linger: {
    ends: 'at', clips: 1, then: sent,
    async meet() {
      const stage = await withFile(good, { watch: { settleMs: 100, lingerMs: 600_000 } })
      await stage.untilCounts({ ready: 1 })
      return stage
    },
  },
  leaving: {
    ends: 'every', clips: 1,
    async meet() {
      const stage = await withFile(null)
      stage.clock.patienceMs = 100
      await stage.untilCounts({ ready: 1 })
      return stage
    },
  },
  settle: {
    ends: 'at', clips: 1, then: async (stage) => ((await stage.counts()).settling === undefined ? 1 : 0),
    async meet() {
      const stage = await withFile(good, { watch: { settleMs: 120_000, lingerMs: 0 } })
      await stage.untilCounts({ settling: 1 })
      await stage.clock.run(1_000)
      return stage
    },
  },
  folder: {
    ends: 'every', clips: 1, subject: /takes$/,
    async meet() {
      const stage = await withFile(good, { watch: { settleMs: 3_600_000, lingerMs: 0 } })
      await stage.untilCounts({ settling: 1 })
      await rename(stage.shelf, `${stage.shelf}-unplugged`)
      await stage.clock.until(async () => (await stage.client.folders.list({}))[0]?.state === 'waiting')
      return stage
    },
  },
  check: {
    ends: 'at', clips: 2,
    async meet() {
      const stage = await openStage({ idle: true })
      await stage.client.intakes.create({ groupId: stage.group.id, inputs: [`${nowhere}/a.mp4`, `${nowhere}/b.mp4`] })
      return stage
    },
  },
  'check-later': {
    ends: 'at', clips: 1,
    async meet() {
      const stage = await withClips(1, { baseUrl: nowhere })
      await stage.client.intakes.create({ groupId: stage.group.id, inputs: [`${nowhere}/a.mp4`] })
      await stage.clock.run(3_000)
      return stage
    },
  },
  link: {
    ends: 'every', clips: 2,
    async meet() {
      const stage = await openStage({ idle: true })
      await stage.core.start(['checks'])
      await stage.takeIn(2)
      await stage.untilCounts({ publishing: 2 })
      return stage
    },
  },
  'link-ahead': {
    ends: 'every',
    async meet() {
      const stage = await openStage({ submitRpm: 1, settings: { batchSize: 1 } })
      await stage.client.groups.pause({ id: stage.group.id })
      await stage.takeIn(250)
      await stage.clock.until(async () => { const { ready = 0, publishing = 0, checking = 0 } = await stage.counts(); return ready >= 120 && publishing > 0 && checking === 0 })
      return stage
    },
  },
  network: {
    ends: 'every', clips: 1,
    async meet() {
      const stage = await onHotelNetwork(() => Promise.resolve({ is: 'on', network: { systemId: 'h-1', name: 'Hotel', kind: 'wifi', metered: true } }))
      await stage.clock.run(10_000)
      return stage
    },
  },
  storage: {
    ends: 'at', clips: 1,
    async meet() {
      const stage = await withStorage('nobody')
      await stage.clock.until(async () => (await stage.client.cue.get({})).uploads?.trouble)
      return stage
    },
  },
  'storage-refuses': {
    ends: 'at', clips: 1,
    async meet() {
      const stage = await withStorage((response) => void response.writeHead(403, { 'content-type': 'application/xml' }).end('<Error><Code>InvalidAccessKeyId</Code><Message>no such key</Message></Error>'))
      await stage.clock.until(async () => (await stage.client.cue.get({})).uploads?.trouble)
      return stage
    },
  },
  upload: {
    ends: 'word', clips: 1,
    async meet() {
      const stage = await withStorage(null)
      await stage.untilCounts({ publishing: 1 })
      return stage
    },
  },
  review: { ends: 'at', clips: 1, then: asked, meet: () => withClips(1, { sandbox: { reviewMs: 3_600_000 } }, 20_000) },
  'review-told': { ends: 'at', meet: () => withClips(30, { scenario: 'polls-limited', sandbox: { reviewMs: 3_600_000 } }, 40_000) },
  'batch-paused': {
    ends: 'word', clips: 1,
    async meet() {
      const stage = await withClips(1, { sandbox: { reviewMs: 3_600_000 } })
      await stage.client.batches.pause({ id: (await stage.batches())[0]?.id ?? 0 })
      return stage
    },
  },
  'person-paused': {
    ends: 'word', clips: 2, subject: /Ada/,
    async meet() {
      const stage = await openStage()
      await stage.client.groups.pause({ id: stage.group.id })
      await stage.takeIn(2)
      return stage
    },
  },
  'person-stopped': {
    ends: 'word', subject: /Ada/,
    async meet() {
      const stage = await openStage({ scenario: 'all-fail', submitRpm: 10, settings: { batchSize: 20 } })
      await stage.takeIn(400)
      await stage.clock.until(async () => (await stage.client.groups.get({ id: stage.group.id })).stop)
      return stage
    },
  },
  'your-word': {
    ends: 'word', clips: 501,
    async meet() {
      const stage = await openStage()
      await stage.takeIn(501, { askWhenLarge: true })
      return stage
    },
  },
  preparation: { ends: 'word', clips: 1, meet: () => withCopy((stage) => stage.core.rest()) },
  'preparation-paused': { ends: 'word', clips: 1, meet: () => withCopy((stage) => stage.client.preparations.pause()) },
  'preparation-waits': {
    ends: 'every', clips: 1,
    async meet() {
      const stage = await withCopy(async ({ client }) => {
        const ffmpegPath = path.join(await temporaryFolder(), 'ffmpeg')
        await symlink((await client.preparations.tools()).ffmpeg?.path ?? '', ffmpegPath)
        await client.preparations.set({ ffmpegPath })
        await rm(ffmpegPath)
      })
      await stage.clock.until(async () => (await stage.client.preparations.overview({})).waits)
      return stage
    },
  },
  verification: {
    ends: 'at', subject: /Ben/,
    async meet() {
      const stage = await openStage({ baseUrl: nowhere })
      await stage.client.sessions.create({ name: 'Ben', callbackUrl: `${nowhere}/verified` })
      await stage.clock.run(20_000)
      return stage
    },
  },
  phone: {
    ends: 'at', subject: /Ben/,
    async meet() {
      const stage = await openStage()
      const { id } = await stage.client.sessions.create({ name: 'Ben', callbackUrl: `${nowhere}/verified` })
      await stage.clock.until(async () => (await stage.client.sessions.get({ id })).state === 'open')
      return stage
    },
    then: async (stage) => (await stage.events('session.expired')).length,
  },
  forgetting: {
    ends: 'word',
    async meet() {
      const stage = await withClips(1, { sandbox: { reviewMs: 3_600_000 } })
      await stage.client.forgettings.ask({ id: stage.group.id, name: 'Ada' })
      await stage.clock.run(10_000)
      return stage
    },
  },
  messages: {
    ends: 'at', subject: /Night shift/,
    async meet() {
      const stage = await openStage({ scenario: 'key-refused' })
      await stage.client.channels.add({ kind: 'webhook', settings: channel, secrets: { url: `${nowhere}/hook` } })
      await stage.takeIn(1)
      await stage.clock.until(async () => (await stage.client.channels.list())[0]?.trouble)
      return stage
    },
  },
}

test.each(Object.entries(waits) as [WaitingFor, Wait][])('%s: what is waited for is said, and until when', async (kind, wait) => {
  if (kind === 'disk-full' && !mayMount) return
  const stage = await wait.meet()
  const now = stage.clock.now()
  const found = (await list(stage)).filter((each) => each.for === kind)
  expect(found, JSON.stringify(await list(stage))).toHaveLength(1)
  const [waiting] = found
  if (!waiting) return
  if (wait.clips !== undefined) expect(waiting.clips).toBe(wait.clips)
  if (wait.subject) expect(waiting.subject).toMatch(wait.subject)
  expect({ at: waiting.until !== null, every: waiting.everyMs !== null }).toEqual({ at: wait.ends === 'at', every: wait.ends === 'every' })
  saidInBothLanguages(waiting, now)
  if (!wait.then || waiting.until === null) return
  // What was said is true: it happens then, and not before.
  const before = await wait.then(stage)
  if (waiting.until - now > 1_000) {
    await stage.clock.run(waiting.until - now - 500)
    expect(await wait.then(stage)).toBe(before)
  }
  await stage.clock.run(Math.max(0, waiting.until - stage.clock.now()) + 2_000)
  expect(await wait.then(stage)).toBeGreaterThan(before)
})

function saidInBothLanguages(waiting: Waiting, now: number): void {
  const formats = { number: String, moment: (at: number) => clockTime(at, now), duration }
  for (const language of ['en', 'zh-CN'] as const) {
    const sentence = waitingWords(waiting, now, language, formats)
    expect(sentence).not.toMatch(/\{\{|undefined|null/)
    if (waiting.clips > 0) expect(sentence).toContain(String(waiting.clips))
    if (waiting.subject !== '') expect(sentence).toContain(waiting.subject)
    if (waiting.until !== null) expect(sentence).toContain(waiting.until > now ? clockTime(waiting.until, now) : language === 'en' ? 'any moment' : '随时')
    if (waiting.everyMs !== null) expect(sentence).toContain(duration(waiting.everyMs))
    if (waiting.until === null && waiting.everyMs === null) expect(sentence).toMatch(language === 'en' ? /until|one after the other|not measured yet/i : /直到|等待|依次|尚未测得/)
  }
}

test('nothing is said to be waited for where nothing is', async () => {
  const stage = await withClips(2)
  await stage.untilCounts({ active: 2 })
  expect(await list(stage)).toEqual([])
})

test('several things that are waited for at once are each said', async () => {
  const stage = await withClips(3, { submitRpm: 1, sandbox: { reviewMs: 3_600_000 } })
  await stage.client.sessions.create({ name: 'Ben', callbackUrl: `${nowhere}/verified` })
  const said = (await list(stage)).map((each) => [each.for, each.clips])
  expect(said).toEqual([['review', 1], ['rate', 2], ['verification', 0]])
})

test('a large intake waits for a word whatever else waits: other checked clips, or all of them for another network', async () => {
  const stage = await openStage({ idle: true })
  await stage.core.start(['checks'])
  await stage.takeIn(2)
  await stage.untilCounts({ publishing: 2 })
  await stage.takeIn(501, { askWhenLarge: true, from: 100 })
  expect((await list(stage)).filter((each) => each.for === 'link' || each.for === 'your-word').map((each) => [each.for, each.clips])).toEqual([['link', 2], ['your-word', 501]])

  const elsewhere = await onHotelNetwork(() => Promise.resolve({ is: 'on', network: { systemId: 'h-1', name: 'Hotel', kind: 'wifi', metered: true } }))
  await elsewhere.clock.run(10_000)
  await elsewhere.takeIn(501, { askWhenLarge: true })
  expect((await list(elsewhere)).filter((each) => each.for === 'network' || each.for === 'your-word').map((each) => [each.for, each.clips])).toEqual([['network', 1], ['your-word', 501]])
})

test('clips in review of somebody who is paused are told with them alone, whether their batch is paused too or not', async () => {
  const stage = await withClips(2, { sandbox: { reviewMs: 3_600_000 } })
  const other = await stage.client.groups.adopt({ remoteId: 'group-ben', name: 'Ben' })
  await stage.takeIn(1, { groupId: other.id, from: 10 })
  await stage.untilCounts({ 'in-review': 3 })
  await stage.client.batches.pause({ id: (await stage.batches())[0]?.id ?? 0 })
  await stage.client.groups.pause({ id: stage.group.id })
  const said = (await list(stage)).map((each) => [each.for, each.clips])
  expect(said).toEqual([['review', 1], ['person-paused', 2]])
})
