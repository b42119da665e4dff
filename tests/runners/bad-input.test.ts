import { createServer } from 'node:http'
import { symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { copyDemoClip } from '../helpers/clips.ts'
import { openStage, temporaryFolder } from '../helpers/core.ts'

test('each thing that cannot be taken gives its reason at the place where it can be mended, and the rest goes on', async () => {
  const stage = await openStage({ sandbox: { downloads: true } })
  stage.clock.breathMs = 25
  const shelf = await temporaryFolder()
  const good = await copyDemoClip(shelf, 'ada-reading.mp4', '🎬 阿达.mp4')
  const empty = path.join(shelf, 'empty.mp4')
  const noise = path.join(shelf, 'noise.mp4')
  const loop = path.join(shelf, 'loop.mp4')
  const page = path.join(shelf, 'page.mov')
  const list = path.join(shelf, 'list.csv')
  await writeFile(empty, '')
  await writeFile(noise, 'this is no film'.repeat(500))
  await writeFile(page, '<!doctype html><title>Not found</title>')
  await symlink(loop, loop)
  const listed = await copyDemoClip(await temporaryFolder(), 'ada-laughing.mp4')
  await writeFile(list, `path\n${listed}\n"broken line\n`)
  const missing = path.join(shelf, 'gone', 'away')
  const long = path.join(shelf, `${'x'.repeat(300)}.mp4`)

  const intake = await stage.client.intakes.create({ groupId: stage.group.id, inputs: [good, empty, noise, page, loop, list, missing, long, 'ftp://example.com/a.mp4', 'http://'] })
  const refusals = Object.fromEntries(intake.refusals.map((refusal) => [refusal.code, refusal]))
  expect(Object.keys(refusals).sort()).toEqual(['CsvLineBroken', 'Missing', 'NameTooLong', 'SchemeUnsupported', 'Unreadable', 'UrlMalformed'].sort())
  for (const refusal of intake.refusals) expect(refusal.message.length).toBeGreaterThan(10)
  expect(refusals['CsvLineBroken']?.line).toBe(3)
  expect(refusals['Missing']?.input).toBe(missing)

  await stage.untilCounts({ active: 2, held: 3 })
  const reasons = Object.fromEntries((await stage.clips()).map((clip) => [clip.location, clip.reason?.code ?? null]))
  expect(reasons).toEqual({ [good]: null, [listed]: null, [empty]: 'Empty', [noise]: 'FormatUndetectable', [page]: 'FormatUndetectable' })
})

test('a URL that answers with a web page, or not at all, is held with what was seen; others go on', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/page.mp4') response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>')
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  onTestFinished(() => new Promise<void>((resolve) => { server.close(() => resolve()); server.closeAllConnections() }))
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  const stage = await openStage({ sandbox: { downloads: true } })
  stage.clock.breathMs = 25
  const good = await copyDemoClip(await temporaryFolder(), 'ada-reading.mp4')
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: [`${origin}/page.mp4`, `${origin}/nothing.mp4`, good] })
  await stage.untilCounts({ active: 1, held: 2 })
  const held = (await stage.clips()).filter((clip) => clip.state === 'held')
  for (const clip of held) expect(clip.reason?.code).toMatch(/NotFetchable|FormatUndetectable/)
  expect(held.find((clip) => clip.location.endsWith('nothing.mp4'))?.reason?.message).toContain('404')
  expect(stage.sandbox.accepted().flatMap((submission) => submission.assets)).toHaveLength(1)
})

test('a clip that is too short is held with what was measured beside the limit, and goes when a person says so', async () => {
  const stage = await openStage({ sandbox: { downloads: true } })
  stage.clock.breathMs = 25
  const short = await copyDemoClip(await temporaryFolder(), 'too-short-slate.mp4')
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: [short] })
  await stage.untilCounts({ held: 1 })
  const [clip] = await stage.clips()
  expect(clip?.reason).toMatchObject({ code: 'DurationTooShort', breaches: [{ code: 'DurationTooShort', unit: 'ms', limit: 2_000 }] })
  expect(clip?.reason?.breaches[0]?.measured).toBeLessThan(2_000)
  await stage.client.clips.submitAnyway({ ids: [clip?.id ?? 0] })
  // The service judges for itself.
  await stage.untilCounts({ failed: 1 })
})

test('without a way to make links a file is held with what to set up; URLs need none', async () => {
  const stage = await openStage({ baseUrl: 'http://review.greenroom.invalid' })
  stage.clock.breathMs = 25
  const file = await copyDemoClip(await temporaryFolder(), 'ada-reading.mp4')
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: [file] })
  await stage.takeIn(1)
  await stage.untilCounts({ held: 1, ready: 1 })
  expect((await stage.clips()).find((clip) => clip.state === 'held')?.reason?.code).toBe('NoLinkSetUp')
})

test('what does not exist is said in words, not as an error of ours', async () => {
  const stage = await openStage({ idle: true })
  const calls = [
    stage.client.groups.get({ id: 99 }), stage.client.clips.get({ id: 99 }), stage.client.batches.get({ id: 99 }), stage.client.sessions.get({ id: 99 }), stage.client.intakes.get({ id: 99 }),
    stage.client.folders.pause({ id: 99 }), stage.client.accounts.pause({ id: 99 }), stage.client.accounts.set({ id: 99, settings: {} }), stage.client.groups.pause({ id: 99 }), stage.client.batches.pause({ id: 99 }),
    stage.client.intakes.create({ groupId: 99, inputs: ['http://127.0.0.1:9/a.mp4'] }), stage.client.batches.resolve({ ids: [99], answer: { as: 'resubmit' } }), stage.client.accounts.setPublishing({ id: 99, publishing: { kind: 'none' } }),
    stage.client.sessions.create({ accountId: 99, name: 'X' }), stage.client.groups.adopt({ accountId: 99, remoteId: 'g', name: 'X' }), stage.client.groups.change({ id: 99, name: 'X' }),
  ]
  for (const outcome of await Promise.allSettled(calls)) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { data: { kind: 'not-found', advice: expect.any(String) as string } } })
  }
})
