import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { openStage, temporaryFolder, type Stage } from '../helpers/core.ts'

const mib = 1024 * 1024

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => { server.close(resolve) })
  return port
}

const listens = (port: number): Promise<boolean> => new Promise((resolve) => {
  const socket = connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true) })
  socket.on('error', () => resolve(false))
})

const setLinks = (stage: Stage, origin: string, port: number) => stage.client.accounts.setPublishing({ id: stage.account.id, publishing: { kind: 'links', origin, host: '127.0.0.1', port, expiryMs: 7 * 86_400_000 } })

/** A clip in review by a link that the server on `port` answers. @returns the link's way below its origin */
async function inReview(stage: Stage, origin: string, port: number, sizeBytes = 2_000): Promise<string> {
  stage.clock.breathMs = 20
  await setLinks(stage, origin, port)
  const file = path.join(await temporaryFolder(), 'long.mov')
  const handle = await open(file, 'w')
  await handle.truncate(sizeBytes)
  await handle.close()
  await stage.client.intakes.create({ groupId: stage.group.id, preflight: false, inputs: [file] })
  await stage.untilCounts({ 'in-review': 1 })
  stage.clock.breathMs = 0
  const [clip] = await stage.clips()
  return new URL((await stage.client.clips.get({ id: clip?.id ?? 0 })).attempts[0]?.url ?? '').pathname
}

describe('when the port of the link server is changed', () => {
  test('the old one is freed, the new one answers the same links, and who was fetching gets to the end', async () => {
    const [before, after] = [await freePort(), await freePort()]
    const stage = await openStage({ sandbox: { reviewMs: 3_600_000 } })
    const size = 16 * mib
    const link = await inReview(stage, 'https://links.example.com', before, size)
    // A stream that nobody reads from keeps its file's read under way.
    stage.clock.patienceMs = 50
    const reader = (await fetch(`http://127.0.0.1:${before}${link}`)).body?.getReader()
    let got = (await reader?.read())?.value?.length ?? 0
    await setLinks(stage, 'https://links.example.com', after)
    await stage.clock.until(async () => !(await listens(before)))
    await stage.clock.until(() => listens(after))
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) got += part.value.length
    expect(got).toBe(size)
    expect((await fetch(`http://127.0.0.1:${after}${link}`, { method: 'HEAD' })).status).toBe(200)
  })

  test('and its address too, the old one stays until the clips that are out by it have their verdicts', async () => {
    const [before, after] = [await freePort(), await freePort()]
    const stage = await openStage({ sandbox: { reviewMs: 30_000 } })
    const link = await inReview(stage, 'https://old.example.com', before)
    await setLinks(stage, 'https://new.example.com', after)
    await stage.clock.until(() => listens(after))
    await stage.clock.run(6_000)
    expect((await fetch(`http://127.0.0.1:${before}${link}`, { method: 'HEAD' })).status).toBe(200)
    await stage.untilCounts({ active: 1 })
    await stage.clock.until(async () => !(await listens(before)))
    expect(await listens(after)).toBe(true)
  })

  test('to one that is busy, it is said, and the old one is freed all the same', async () => {
    const before = await freePort()
    const busy = createServer().listen(0, '127.0.0.1')
    await once(busy, 'listening')
    const { port } = busy.address() as { port: number }
    const stage = await openStage()
    await setLinks(stage, 'https://links.example.com', before)
    await stage.clock.until(() => listens(before))
    await setLinks(stage, 'https://links.example.com', port)
    await stage.clock.until(async () => !(await listens(before)))
    await stage.clock.until(async () => (await stage.client.accounts.list())[0]?.linksTrouble?.message.includes(`port ${port}`) ?? false)
    await new Promise((resolve) => { busy.close(resolve) })
    await stage.clock.until(async () => (await stage.client.accounts.list())[0]?.linksTrouble === null)
    expect(await listens(port)).toBe(true)
  })
})

test('where clips go another way from now on, the link server ends with the last clip that is out by it', async () => {
  const before = await freePort()
  const stage = await openStage({ sandbox: { reviewMs: 30_000 } })
  const link = await inReview(stage, 'https://links.example.com', before)
  await stage.client.accounts.setPublishing({ id: stage.account.id, publishing: { kind: 'base-url', root: await temporaryFolder(), url: 'https://clips.example.com' } })
  await stage.clock.run(6_000)
  expect((await fetch(`http://127.0.0.1:${before}${link}`, { method: 'HEAD' })).status).toBe(200)
  await stage.untilCounts({ active: 1 })
  await stage.clock.until(async () => !(await listens(before)))
})
