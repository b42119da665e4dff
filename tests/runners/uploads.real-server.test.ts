import { open, readFile, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { NetworkNow } from '../../src/contract/models/network.ts'
import type { S3Storage } from '../../src/contract/models/storage.ts'
import { copyDemoClip, makeClip } from '../helpers/clips.ts'
import { openStage, secretsInMemory, temporaryFolder, type Stage, type StageOptions } from '../helpers/core.ts'
import { fakeClock } from '../helpers/fake-clock.ts'
import { s3Keys, startS3Server, type S3Server } from '../helpers/s3-server.ts'
import { tcpGate } from '../helpers/tcp-gate.ts'

let server: S3Server
let buckets = 0

beforeAll(async () => { server = await startS3Server() }, 600_000)
afterAll(() => server?.stop())

/** A sandbox whose reviewer really fetches, and a core whose clips go to a bucket of their own. */
async function uploadStage(more: Partial<S3Storage> & { quotaBytes?: number } = {}, stageOptions: StageOptions = {}): Promise<Stage & { storage: S3Storage; shelf: string; set(change: Partial<S3Storage>, storageKey?: typeof s3Keys): Promise<void> }> {
  const { quotaBytes, ...change } = more
  const storage: S3Storage = { ...(await server.bucket(`runner-${++buckets}`, { quotaBytes })), ...change }
  // Requests are signed by this clock, which the server compares with its own.
  const stage = await openStage({ sandbox: { downloads: true }, clock: fakeClock(Date.now()), ...stageOptions })
  stage.clock.breathMs = 40
  const set = async (part: Partial<S3Storage>, storageKey?: typeof s3Keys): Promise<void> => {
    await stage.client.accounts.setPublishing({ id: stage.account.id, publishing: { ...storage, ...part }, storageKey })
  }
  await set({}, s3Keys)
  return Object.assign(stage, { storage, set, shelf: await temporaryFolder() })
}

async function takeDemoClips(stage: Stage & { shelf: string }, names: readonly string[]): Promise<string[]> {
  const files = await Promise.all(names.map((name) => copyDemoClip(stage.shelf, name)))
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: files })
  return files
}

test('clips are uploaded, and the reviewer fetches them from the storage by signed links', async () => {
  const stage = await uploadStage()
  await takeDemoClips(stage, ['ada-reading.mp4', 'ada-laughing.mp4'])
  await stage.untilCounts({ active: 2 })
  const { attempts } = await stage.client.clips.get({ id: (await stage.clips())[0]?.id ?? 0 })
  expect(attempts[0]?.url).toContain(`${server.endpoint}/${stage.storage.bucket}/`)
  expect(attempts[0]?.url).toContain('X-Amz-Signature=')
})

test('neither the ledger nor the log nor an event ever holds the secret', async () => {
  const stage = await uploadStage({}, { secrets: secretsInMemory() })
  const storageKey = { ...s3Keys, secretAccessKey: 'a-secret-that-fits-nothing' }
  await stage.set({}, storageKey)
  await takeDemoClips(stage, ['ada-reading.mp4'])
  await stage.clock.until(async () => (await stage.client.cue.get({})).uploads?.trouble?.code === 'wrong-secret')
  const files = await Promise.all(['ledger.sqlite', 'ledger.sqlite-wal'].map((name) => readFile(path.join(stage.dataDir, name)).catch(() => Buffer.alloc(0))))
  const everything = [...files.map((file) => file.toString('latin1')), JSON.stringify(stage.core.lent.said), JSON.stringify(await stage.events()), JSON.stringify(await stage.client.accounts.list())].join('\n')
  expect(everything).not.toContain(storageKey.secretAccessKey)
})

test('a clip that the storage does not take keeps no other from it', async () => {
  const stage = await uploadStage({ quotaBytes: 300_000 })
  const large = await makeClip(stage.shelf, 'large.mp4', { seconds: 3 })
  await truncate(large, 400_000)
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: [large], preflight: false })
  await stage.clock.until(async () => (await stage.client.cue.get({})).uploads?.trouble?.code === 'full')
  const small = await makeClip(stage.shelf, 'small.mp4', { seconds: 3, colour: 'teal' })
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: [small] })
  await stage.untilCounts({ active: 1, publishing: 1 }, 20 * 60_000)
})

test('a wrong secret holds no clip: they wait, it is one thing that needs somebody, and once mended they go on', async () => {
  const stage = await uploadStage()
  await stage.set({}, { ...s3Keys, secretAccessKey: 'wrong' })
  await takeDemoClips(stage, ['ada-reading.mp4', 'ada-laughing.mp4'])
  await stage.untilCounts({ publishing: 2 })
  await stage.clock.until(async () => (await stage.client.attention.list({})).length > 0)
  expect(await stage.client.attention.list({})).toMatchObject([{ kind: 'storage-refuses', code: 'wrong-secret', waiting: 2 }])
  expect(await stage.counts()).toEqual({ publishing: 2 })
  await stage.clock.run(60_000)
  // One cause, said once, however many clips meet it.
  expect(await stage.events('storage.trouble-refused')).toHaveLength(1)
  await stage.set({}, s3Keys)
  await stage.untilCounts({ active: 2 })
  expect(await stage.client.attention.list({})).toEqual([])
})

test('clips at a URL, of which nothing is uploaded, go on at once while the storage refuses what is', async () => {
  const stage = await uploadStage({}, { sandbox: { downloads: false } })
  await stage.set({}, { ...s3Keys, secretAccessKey: 'wrong' })
  await takeDemoClips(stage, ['ada-reading.mp4'])
  await stage.clock.until(async () => (await stage.client.cue.get({})).uploads?.trouble?.code === 'wrong-secret')
  await stage.takeIn(2)
  // Long before the storage is asked again.
  await stage.untilCounts({ active: 2, publishing: 1 }, 2 * 60_000)
  expect((await stage.client.clips.get({ id: (await stage.clips())[1]?.id ?? 0 })).attempts).toMatchObject([{ url: 'http://127.0.0.1:9/take-0001.mp4' }])
  await stage.set({}, s3Keys)
  await stage.untilCounts({ active: 3 })
})

test('a lost network is a state: clips wait, nothing needs anybody, and uploads go on by themselves', async () => {
  const gate = await tcpGate(server.endpoint)
  const stage = await uploadStage({ endpoint: gate.url })
  await gate.shut()
  await takeDemoClips(stage, ['ada-reading.mp4'])
  await stage.clock.until(async () => (await stage.client.cue.get({})).uploads?.trouble?.kind === 'offline')
  expect(await stage.client.attention.list({})).toEqual([])
  expect(await stage.counts()).toEqual({ publishing: 1 })
  // Nobody can tell when it is done.
  expect(await stage.client.cue.get({})).toMatchObject({ doneAt: null, limitedBy: 'upload' })
  await gate.open()
  await stage.untilCounts({ active: 1 })
  expect((await stage.events()).map((event) => event.what).filter((what) => what.startsWith('storage.'))).toEqual(['storage.trouble-offline', 'storage.answers-again'])
})

test('no more is uploaded than two hours of the rate submit; the rest follows as that goes out', async () => {
  // Two hours of half a request a minute, a clip in each: 60, and never less than a page of 64.
  const stage = await uploadStage({}, { submitRpm: 0.5, settings: { batchSize: 1 } })
  await stage.client.groups.pause({ id: stage.group.id })
  const files = await Promise.all(Array.from({ length: 70 }, async (_, n) => {
    const file = path.join(stage.shelf, `take-${n}.mp4`)
    await writeFile(file, `too small to be looked at, number ${n}`)
    return file
  }))
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: files, preflight: false })
  await stage.untilCounts({ ready: 64, publishing: 6 })
  await stage.clock.run(60_000)
  expect(await stage.counts()).toEqual({ ready: 64, publishing: 6 })
  await stage.client.clips.setAside({ ids: (await stage.clips()).filter((clip) => clip.state === 'ready').slice(0, 4).map((clip) => clip.id) })
  await stage.untilCounts({ excluded: 4, ready: 64, publishing: 2 })
})

test('what was reviewed is deleted some time after its verdict, where that is set', async () => {
  const stage = await uploadStage({ cleanUpMs: 30_000 })
  await takeDemoClips(stage, ['ada-reading.mp4', 'ada-laughing.mp4'])
  await stage.untilCounts({ active: 2 })
  const before = await stage.client.clips.get({ id: (await stage.clips())[0]?.id ?? 0 })
  const url = before.attempts[0]?.url ?? ''
  expect((await fetch(url)).status).toBe(200)
  await stage.clock.until(async () => (await stage.events('storage.cleaned')).reduce((sum, event) => sum + Number(event.data['count']), 0) === 2)
  expect((await fetch(url)).status).toBe(404)
  const { events } = await stage.client.clips.get({ id: before.clip.id })
  expect(events.map((event) => event.what)).toContain('clip.object-deleted')
})

test('a resubmitted clip is linked anew without being uploaded again, and uploaded again once it was cleaned up', async () => {
  const stage = await uploadStage()
  await stage.client.intakes.create({ groupId: stage.group.id, preflight: false, inputs: [await makeClip(stage.shelf, 'too-short.mp4', { seconds: 1 })] })
  await stage.untilCounts({ failed: 1 })
  const [clip] = await stage.clips()
  const id = clip?.id ?? 0
  await stage.clock.run(2_000)
  await stage.client.clips.resubmit({ selection: { ids: [id] } })
  await stage.clock.until(async () => (await stage.client.clips.get({ id })).attempts.length === 2 && (await stage.counts()).failed === 1)
  const urls = (await stage.client.clips.get({ id })).attempts.map((attempt) => new URL(attempt.url))
  expect(urls[0]?.pathname).toBe(urls[1]?.pathname)
  expect(urls[0]?.search).not.toBe(urls[1]?.search)
  await stage.set({ cleanUpMs: 1_000 })
  await stage.clock.until(async () => (await stage.events('storage.cleaned')).length === 1)
  await stage.client.clips.resubmit({ selection: { ids: [id] } })
  await stage.clock.until(async () => (await stage.client.clips.get({ id })).attempts.length === 3)
  const third = (await stage.client.clips.get({ id })).attempts.map((attempt) => new URL(attempt.url).pathname)
  expect(new Set(third).size).toBe(2)
})

test('pausing ends uploads under way, and resuming goes on with what is there', async () => {
  // So slow that it would never end by itself.
  const stage = await uploadStage({ maxBytesPerSecond: 2_000 })
  await takeDemoClips(stage, ['ada-reading.mp4'])
  await stage.clock.until(async () => ((await stage.client.cue.get({})).uploads?.files ?? 0) > 0)
  const { uploads } = await stage.client.cue.get({})
  expect(uploads).toMatchObject({ files: 1, trouble: null })
  expect(uploads?.totalBytes).toBeGreaterThan(0)
  await stage.client.accounts.pause({ id: stage.account.id })
  await stage.clock.run(10_000)
  expect(await stage.counts()).toEqual({ publishing: 1 })
  await stage.set({ maxBytesPerSecond: null })
  await stage.client.accounts.resume({ id: stage.account.id })
  await stage.untilCounts({ active: 1 })
})

test('the cap holds for uploads under way, and a raised one is felt at once', async () => {
  const stage = await uploadStage({ maxBytesPerSecond: 2_000 })
  const [file = ''] = await takeDemoClips(stage, ['ada-reading.mp4'])
  const { length } = await readFile(file)
  await stage.clock.until(async () => ((await stage.client.cue.get({})).uploads?.sentBytes ?? 0) > 0)
  const began = stage.clock.now()
  await stage.clock.run(20_000)
  const sent = (await stage.client.cue.get({})).uploads?.sentBytes ?? 0
  expect(sent).toBeLessThan(Math.min(length, 2_000 * ((stage.clock.now() - began) / 1000 + 10)))
  await stage.set({ maxBytesPerSecond: null })
  await stage.untilCounts({ active: 1 }, 60_000)
})

test('a trial that passes lets waiting clips go on at once', async () => {
  const stage = await uploadStage()
  await stage.set({}, { ...s3Keys, secretAccessKey: 'wrong' })
  await takeDemoClips(stage, ['ada-reading.mp4'])
  await stage.clock.until(async () => (await stage.client.cue.get({})).uploads?.trouble?.kind === 'refused')
  // As if the key had been mended by another program that shares the host's secrets.
  await stage.core.lent.secrets.set(`account-${stage.account.id}-storage-key`, JSON.stringify(s3Keys))
  const trial = stage.client.accounts.testPublishing({ id: stage.account.id })
  onTestFinished(() => trial.then(() => undefined))
  await stage.untilCounts({ active: 1 }, 120_000)
  expect(await trial).toMatchObject({ ok: true })
})

/** A file of holes, which costs neither disk nor time. */
async function layHuge(shelf: string, name: string, sizeBytes: number): Promise<string> {
  const file = path.join(shelf, name)
  const handle = await open(file, 'w')
  // Different content, or the second would be a duplicate of the first.
  await handle.write(name)
  await handle.truncate(sizeBytes)
  await handle.close()
  return file
}

const mib = 1024 * 1024

test('small clips overtake huge ones that were there before', async () => {
  const stage = await uploadStage({ maxBytesPerSecond: 400_000 })
  const huge = await Promise.all(['a.mov', 'b.mov', 'c.mov'].map((name) => layHuge(stage.shelf, name, 80 * mib)))
  await stage.client.intakes.create({ groupId: stage.group.id, preflight: false, inputs: huge })
  await stage.clock.until(async () => (await stage.client.cue.get({})).uploads?.files === 2)
  await takeDemoClips(stage, ['ada-reading.mp4'])
  await stage.untilCounts({ active: 1, publishing: 3 })
  // Two of the huge ones at a time.
  expect((await stage.client.cue.get({})).uploads).toMatchObject({ files: 2, totalBytes: 160 * mib })
})

/** Everything in a bucket, by Swift's own interface. */
async function objectsIn({ bucket }: S3Storage): Promise<{ names(): Promise<string[]>; removeAll(): Promise<void> }> {
  const token = (await fetch(`${server.endpoint}/auth/v1.0`, { headers: { 'X-Auth-User': 'test:tester', 'X-Auth-Key': 'testing' } })).headers.get('x-auth-token') ?? ''
  const at = `${server.endpoint}/v1/AUTH_test/${bucket}`
  const names = async (): Promise<string[]> => (await (await fetch(at, { headers: { 'X-Auth-Token': token } })).text()).split('\n').filter(Boolean)
  return { names, async removeAll() { for (const name of await names()) await fetch(`${at}/${name}`, { method: 'DELETE', headers: { 'X-Auth-Token': token } }) } }
}

test('an object that somebody deleted before its clip was sent is uploaded again, by itself', async () => {
  const stage = await uploadStage()
  await stage.client.groups.pause({ id: stage.group.id })
  await takeDemoClips(stage, ['ada-reading.mp4'])
  await stage.untilCounts({ ready: 1 })
  await (await objectsIn(stage.storage)).removeAll()
  await stage.client.groups.resume({ id: stage.group.id })
  await stage.untilCounts({ active: 1 })
})

test('a link that is refused with its object in place is made anew once; then its clip is held, and nobody is shown the signature', async () => {
  let bucket = '/'
  const stage = await uploadStage({}, {
    fetch: (input, init) => (typeof input === 'string' && input.includes(`/${bucket}/`) ? Promise.resolve(new Response('', { status: 404 })) : fetch(input, init)),
  })
  bucket = stage.storage.bucket
  await takeDemoClips(stage, ['ada-reading.mp4'])
  await stage.untilCounts({ held: 1 })
  const { clip, events } = await stage.client.clips.get({ id: (await stage.clips())[0]?.id ?? 0 })
  expect(events.filter((event) => event.data['because'] === 'link refused')).toHaveLength(1)
  expect(clip.reason).toMatchObject({ code: 'NotFetchable', message: expect.stringMatching(/^There is no file at \S+\.mp4 \(HTTP 404\)\.$/u) as string })
  expect(await (await objectsIn(stage.storage)).names()).toHaveLength(1)
})

test('what was uploaded of a file that changed meanwhile is removed, though it was whole', async () => {
  const stage = await uploadStage({ maxBytesPerSecond: 400_000 })
  const file = await layHuge(stage.shelf, 'long.mov', 20 * mib)
  await stage.client.groups.pause({ id: stage.group.id })
  await stage.client.intakes.create({ groupId: stage.group.id, preflight: false, inputs: [file] })
  await stage.clock.until(async () => ((await stage.client.cue.get({})).uploads?.sentBytes ?? 0) > 0)
  const handle = await open(file, 'r+')
  await handle.write('changed', 4 * mib)
  await handle.utimes(new Date(), new Date(Date.now() + 5_000))
  await handle.close()
  await stage.set({ maxBytesPerSecond: null })
  await stage.untilCounts({ ready: 1 })
  const { names } = await objectsIn(stage.storage)
  await stage.clock.until(async () => (await names()).length === 1)
  expect(await stage.events('storage.not-cleaned')).toEqual([])
})

test('an upload of what a file was before is ended at the storage, and said', async () => {
  const stage = await uploadStage({ maxBytesPerSecond: 400_000 })
  const file = await layHuge(stage.shelf, 'long.mov', 40 * mib)
  await stage.client.groups.pause({ id: stage.group.id })
  await stage.client.intakes.create({ groupId: stage.group.id, preflight: false, inputs: [file] })
  await stage.clock.until(async () => ((await stage.client.cue.get({})).uploads?.sentBytes ?? 0) > 0)
  await stage.client.accounts.pause({ id: stage.account.id })
  await layHuge(stage.shelf, 'long.mov', 30 * mib)
  await stage.set({ maxBytesPerSecond: null })
  await stage.client.accounts.resume({ id: stage.account.id })
  await stage.untilCounts({ ready: 1 })
  await stage.clock.until(async () => (await stage.events('storage.aborted')).length === 1)
  expect((await stage.events('storage.aborted'))[0]?.data).toMatchObject({ count: 1 })
})

test('what lies there of a person who is forgotten is deleted, as soon as the storage lets it be', async () => {
  const stage = await uploadStage()
  await takeDemoClips(stage, ['ada-reading.mp4'])
  await stage.untilCounts({ active: 1 })
  const { attempts } = await stage.client.clips.get({ id: (await stage.clips())[0]?.id ?? 0 })
  const url = attempts[0]?.url ?? ''
  expect((await fetch(url)).status).toBe(200)
  await stage.set({}, { ...s3Keys, secretAccessKey: 'wrong' })
  await stage.client.forgettings.ask({ id: stage.group.id, name: 'Ada' })
  await stage.clock.until(async () => (await stage.client.forgettings.list())[0]?.waitsFor === 'storage-refused')
  expect((await stage.client.forgettings.list())[0]).toMatchObject({ state: 'erasing', name: 'Ada', retryAt: expect.any(Number) as number })
  await stage.set({}, s3Keys)
  await stage.clock.until(async () => (await stage.client.forgettings.list())[0]?.state === 'done')
  expect((await fetch(url)).status).toBe(404)
})

test('a machine carried to a network that nobody approved ends its uploads, keeps what is there, and goes on back home', async () => {
  const home = { systemId: 'home', name: 'Home', kind: 'wifi' as const, metered: false }
  let now: NetworkNow = { is: 'on', network: home }
  const stage = await uploadStage({ maxBytesPerSecond: 2_000 }, { network: () => Promise.resolve(now) })
  await stage.client.networks.approve({ systemId: 'home', approved: true })
  await stage.client.networks.set({ onlyApproved: true })
  const [file = ''] = await takeDemoClips(stage, ['ada-reading.mp4'])
  const { length } = await readFile(file)
  await stage.clock.until(async () => ((await stage.client.cue.get({})).uploads?.sentBytes ?? 0) > 0)
  const [clip] = await stage.clips()
  const { upload } = await stage.client.clips.get({ id: clip?.id ?? 0 })
  expect(upload).toMatchObject({ sizeBytes: length })
  expect(upload?.sentBytes).toBeGreaterThan(0)

  now = { is: 'on', network: { ...home, systemId: 'train', name: 'Train' } }
  await stage.clock.until(async () => (await stage.client.cue.get({})).networkWait?.network?.name === 'Train')
  const sent = (await stage.client.cue.get({})).uploads?.sentBytes
  await stage.clock.run(10_000)
  expect((await stage.client.cue.get({})).uploads?.sentBytes).toBe(sent)
  expect(await stage.client.cue.waits({ groupId: stage.group.id })).toMatchObject({ why: 'approval', clips: 1, bytes: length })

  now = { is: 'on', network: home }
  await stage.set({ maxBytesPerSecond: null })
  await stage.untilCounts({ active: 1 })
})
