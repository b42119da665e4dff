import { chmod, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { inChinese } from '../../src/contract/core-sentences.ts'
import { copyDemoClip } from '../helpers/clips.ts'
import { openStage, temporaryFolder, type Stage } from '../helpers/core.ts'
import { tcpGate } from '../helpers/tcp-gate.ts'

/** A public folder behind a web server that can be told to answer otherwise. */
async function publicFolder(names: string[]): Promise<Stage & { files: string[]; answer: { status: number | null; onlyFor: string }; asked: string[] }> {
  const stage = await openStage({ settings: { batchSize: 3 } })
  stage.clock.breathMs = 25
  const root = await temporaryFolder()
  const files = await Promise.all(names.map((name) => copyDemoClip(root, name)))
  const answer: { status: number | null; onlyFor: string } = { status: null, onlyFor: '' }
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    if (answer.status !== null && request.url?.includes(answer.onlyFor)) return response.writeHead(answer.status).end()
    void readFile(path.join(root, decodeURIComponent(request.url ?? ''))).then((bytes) => response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': bytes.length }).end(bytes), () => response.writeHead(404).end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => { server.close(() => resolve()); server.closeAllConnections() }))
  const address = server.address()
  await stage.client.accounts.setPublishing({ id: stage.account.id, publishing: { kind: 'base-url', root, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` } })
  return Object.assign(stage, { files, answer, asked })
}

/** What was said each time the link of the first clip did not answer, the newest first. */
async function sentBack(stage: Stage): Promise<unknown[]> {
  const { events } = await stage.client.clips.get({ id: (await stage.clips())[0]?.id ?? 0 })
  return events.flatMap(({ what, data }) => (what === 'clip.checking' && data['because'] === 'link does not answer' ? [data['message']] : []))
}

test('a clip whose link is refused is held with the reason before its batch leaves, and the rest goes', async () => {
  const stage = await publicFolder(['ada-reading.mp4', 'ada-laughing.mp4', 'ada-monologue.mp4'])
  Object.assign(stage.answer, { status: 403, onlyFor: 'laughing' })
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: stage.files })
  await stage.untilCounts({ active: 2, held: 1 })
  expect((await stage.clips()).find(({ state }) => state === 'held')).toMatchObject({ name: expect.stringContaining('laughing') as string, attempts: 0, reason: { code: 'NotFetchable', message: expect.stringContaining('HTTP 403') as string } })
  // Each was asked about once.
  expect(stage.asked.filter((url) => url.includes('reading'))).toHaveLength(1)
})

test('a server of ours that is in trouble makes clips wait, costs nothing, and all goes on by itself', async () => {
  const stage = await publicFolder(['ada-reading.mp4'])
  stage.answer.status = 502
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: stage.files })
  await stage.untilCounts({ ready: 1 })
  await stage.clock.run(10 * 60_000)
  expect(await stage.counts()).toEqual({ ready: 1 })
  expect(stage.submissions()).toHaveLength(0)
  expect((await stage.client.accounts.list())[0]).toMatchObject({ linksTrouble: { message: expect.stringMatching(/HTTP 502 at the moment: nothing answers behind it\. It was asked for ada-reading\.mp4\.$/) as string, since: expect.any(Number) as number } })
  expect(await stage.client.cue.get({})).toMatchObject({ doneAt: null, limitedBy: 'links' })
  expect(await stage.events('account.links-silent')).toHaveLength(1)
  expect(await stage.client.attention.list({})).toMatchObject([{ kind: 'links-silent', waiting: 1, message: expect.stringContaining('HTTP 502') as string }])
  stage.answer.status = null
  await stage.untilCounts({ active: 1 })
  expect((await stage.client.accounts.list())[0]).toMatchObject({ linksTrouble: null })
  expect(await stage.events('account.links-answer-again')).toHaveLength(1)
  expect(await stage.client.attention.list({})).toEqual([])
})

test.each([3, 1])('in batches of %i, a clip whose own link is in trouble is asked for again, ever later, and held in the end; all others go meanwhile', async (batchSize) => {
  const stage = await publicFolder(['ada-laughing.mp4', 'ada-reading.mp4', 'ada-monologue.mp4'])
  await stage.client.accounts.set({ id: stage.account.id, settings: { batchSize } })
  Object.assign(stage.answer, { status: 500, onlyFor: 'laughing' })
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: stage.files })
  await stage.untilCounts({ active: 2, checking: 1 })
  expect((await stage.client.accounts.list())[0]).toMatchObject({ linksTrouble: null })
  expect(await stage.client.attention.list({})).toEqual([])
  const waits: unknown[] = []
  for (const seconds of [30, 60, 120, 240, 480]) {
    await stage.clock.until(async () => (await sentBack(stage)).length > waits.length)
    waits.push((await sentBack(stage))[0])
    await stage.clock.leap(seconds * 1_000)
  }
  expect(waits.map((message) => /HTTP 500 .* in (\d+) s\.$/.exec(String(message))?.[1])).toEqual(['30', '60', '120', '240', '480'])
  await stage.untilCounts({ active: 2, held: 1 })
  const laughing = (await stage.clips()).find(({ name }) => name.includes('laughing'))
  expect(laughing).toMatchObject({ attempts: 0, reason: { code: 'NotFetchable', message: expect.stringMatching(/HTTP 500 each of the 6 times this clip was asked for: it has an error of its own\.$/) as string } })
  expect(await stage.events('account.links-silent')).toEqual([])
})

test('clips that lie at URLs of somebody else’s do not wait for links of ours that do not answer', async () => {
  const stage = await publicFolder(['ada-reading.mp4'])
  stage.answer.status = 502
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: stage.files })
  await stage.untilCounts({ ready: 1 })
  const lin = await stage.client.groups.adopt({ remoteId: 'group-lin', name: 'Lin' })
  await stage.takeIn(4, { groupId: lin.id })
  await stage.untilCounts({ active: 4, ready: 1 })
  expect((await stage.client.accounts.list())[0]).toMatchObject({ linksTrouble: { message: expect.stringContaining('HTTP 502') as string } })
  stage.answer.status = null
  await stage.untilCounts({ active: 5 })
})

test('a URL whose server answers its check and never its link goes to and fro a few times, and is held', async () => {
  const stage = await openStage()
  stage.clock.breathMs = 25
  const clip = await readFile(await copyDemoClip(await temporaryFolder(), 'ada-reading.mp4'))
  const server = createServer((request, response) => (request.headers.range === 'bytes=0-0' ? response.writeHead(503).end() : response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': clip.length }).end(clip)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => { server.close(() => resolve()); server.closeAllConnections() }))
  const address = server.address()
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: [`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/ada-reading.mp4`] })
  // It waits between two tries.
  for (const seconds of [30, 60, 120, 240, 480]) {
    const before = (await sentBack(stage)).length
    await stage.clock.until(async () => (await sentBack(stage)).length > before)
    await stage.clock.leap(seconds * 1_000)
  }
  await stage.untilCounts({ held: 1 })
  expect((await stage.clips())[0]).toMatchObject({ reason: { code: 'NotFetchable', message: expect.stringContaining('HTTP 503') as string } })
  expect(await sentBack(stage)).toHaveLength(5)
  // A person's word begins anew.
  await stage.client.clips.recheck({ filter: { states: ['held'] } })
  await stage.clock.until(async () => (await sentBack(stage)).length === 6)
})

/** Permissions mean nothing to root: the whole test runs as somebody else. */
const asSomebody = (): void => {
  if (process.getuid?.() !== 0) return
  process.seteuid?.(65_534)
  onTestFinished(() => void process.seteuid?.(0))
}

/** A clip whose link is made, and whose file may not be read any more when its batch is about to leave. */
async function unreadableBeforeItIsSent() {
  asSomebody()
  const stage = await openStage()
  stage.clock.breathMs = 25
  await stage.client.groups.pause({ id: stage.group.id })
  const file = await copyDemoClip(await temporaryFolder(), 'ada-reading.mp4')
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: [file] })
  await stage.untilCounts({ ready: 1 })
  await chmod(file, 0)
  await stage.client.groups.resume({ id: stage.group.id })
  return { stage, file }
}

test('a file that the link server cannot read is held for that and not for its link, and goes on once it may be read', async () => {
  const { stage, file } = await unreadableBeforeItIsSent()
  await stage.untilCounts({ held: 1 })
  const [clip] = await stage.clips()
  expect(clip).toMatchObject({ attempts: 0, reason: { code: 'NotPermitted', message: `${file} may not be read: its permissions do not allow it to this user.` } })
  expect(inChinese(clip?.reason?.message ?? '')).toBe(`${file} 无法读取：当前用户没有权限。`)
  await chmod(file, 0o600)
  await stage.client.clips.recheck({ filter: { states: ['held'] } })
  await stage.untilCounts({ active: 1 })
})

test('a file that could not be read for a moment goes on by itself', async () => {
  const { stage, file } = await unreadableBeforeItIsSent()
  await stage.untilCounts({ checking: 1 })
  await chmod(file, 0o600)
  await stage.untilCounts({ active: 1 })
})

test('what a person sends anyway is sent, whatever its link says', async () => {
  const stage = await publicFolder(['ada-reading.mp4'])
  stage.answer.status = 403
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: stage.files })
  await stage.untilCounts({ held: 1 })
  await stage.client.clips.submitAnyway({ filter: { states: ['held'] } })
  await stage.clock.until(() => stage.submissions().length === 1)
})

test('URL clips taken in without a network wait for it, and go on by themselves', async () => {
  const stage = await openStage({ baseUrl: null, key: null })
  stage.clock.breathMs = 25
  const gate = await tcpGate(stage.sandbox.url)
  await stage.client.accounts.set({ id: stage.account.id, settings: { baseUrl: gate.url }, key: 'any' })
  const clip = await readFile(await copyDemoClip(await temporaryFolder(), 'ada-reading.mp4'))
  const web = createServer((_, response) => response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': clip.length }).end(clip))
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => { web.close(() => resolve()); web.closeAllConnections() }))
  const address = web.address()
  const away = await tcpGate(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`)
  await gate.shut()
  await away.shut()
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: [`${away.url}/one.mp4`, `${away.url}/two.mp4`] })
  await stage.clock.run(10 * 60_000)
  expect(await stage.counts()).toEqual({ checking: 2 })
  expect((await stage.client.accounts.list())[0]).toMatchObject({ state: 'offline' })
  await gate.open()
  await away.open()
  await stage.untilCounts({ active: 2 }, 5 * 60_000)
  expect((await stage.client.accounts.list())[0]).toMatchObject({ state: 'running' })
})

test('with a network, a URL that nobody answers is held at once', async () => {
  const stage = await openStage()
  stage.clock.breathMs = 25
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: ['http://127.0.0.1:1/gone.mp4'] })
  await stage.untilCounts({ held: 1 })
  expect((await stage.clips())[0]).toMatchObject({ reason: { code: 'NotFetchable', message: expect.stringContaining('could not be reached') as string } })
  expect((await stage.client.accounts.list())[0]).toMatchObject({ state: 'running' })
})
