import path from 'node:path'
import { truncate, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { Network, NetworkNow } from '../../src/contract/models/network.ts'
import { openStage, temporaryFolder, type Stage, type StageOptions } from '../helpers/core.ts'

const studio: Network = { systemId: 's-1', name: 'Studio', kind: 'wired', metered: false }
const hotel: Network = { systemId: 'h-1', name: 'Hotel', kind: 'wifi', metered: true }
const on = (network: Network): NetworkNow => ({ is: 'on', network })

/** A core whose links are handed out by this machine, and a machine that can be carried from network to network. */
async function movingStage(first: NetworkNow, more: StageOptions = {}): Promise<Stage & { moveTo(now: NetworkNow): void; asked(): number; takeFile(name: string): Promise<void> }> {
  let now = first
  let asked = 0
  const shelf = await temporaryFolder()
  const stage = await openStage({ ...more, network: () => { asked += 1; return Promise.resolve(now) } })
  stage.clock.breathMs = 10
  await stage.client.accounts.setPublishing({ id: stage.account.id, publishing: { kind: 'links', origin: 'https://links.example.com', host: '127.0.0.1', port: 0, expiryMs: 7 * 86_400_000 } })
  return Object.assign(stage, {
    moveTo: (next: NetworkNow) => { now = next },
    asked: () => asked,
    async takeFile(name: string) {
      const file = path.join(shelf, name)
      await writeFile(file, name)
      await truncate(file, 3_000)
      await stage.client.intakes.create({ groupId: stage.group.id, preflight: false, inputs: [file] })
    },
  })
}

const waiting = async (stage: Stage) => (await stage.client.cue.get({})).networkWait

test('unless somebody says otherwise, clips leave by every network, and nobody is asked which it is', async () => {
  const stage = await movingStage(on(hotel))
  await stage.takeFile('a.mp4')
  await stage.untilCounts({ active: 1 })
  expect(stage.asked()).toBe(0)
  expect(await stage.events('network.waits')).toEqual([])
})

test('where only approved networks will do, clips wait on another, say so, and go on at its approval', async () => {
  const stage = await movingStage(on(hotel))
  await stage.client.networks.set({ onlyApproved: true })
  await stage.takeFile('a.mp4')
  await stage.clock.until(() => waiting(stage))
  expect(await waiting(stage)).toMatchObject({ why: 'not-approved', network: { name: 'Hotel' } })
  expect(await stage.client.attention.list({})).toMatchObject([{ kind: 'network-waits', why: 'not-approved', network: { systemId: 'h-1' }, waiting: 1 }])
  expect(await stage.client.cue.waits({ groupId: stage.group.id })).toMatchObject({ why: 'approval', clips: 1, bytes: 3_000 })
  await stage.clock.run(60_000)
  expect(await stage.counts()).toEqual({ ready: 1 })
  expect((await stage.events('network.waits')).map((event) => event.data)).toEqual([{ name: 'Hotel' }])

  await stage.client.networks.approve({ systemId: 'h-1', approved: true })
  await stage.untilCounts({ active: 1 })
  expect(await waiting(stage)).toBeNull()
  expect(await stage.client.attention.list({})).toEqual([])
  expect((await stage.events()).map((event) => event.what).filter((what) => what.startsWith('network.'))).toEqual(['network.settings-changed', 'network.waits', 'network.approved', 'network.goes-on'])
})

test('they go on by themselves where the machine comes back to a network that is approved, and wait again where it leaves it', async () => {
  const stage = await movingStage(on(studio))
  await stage.client.networks.approve({ systemId: 's-1', approved: true })
  await stage.client.networks.set({ onlyApproved: true })
  await stage.takeFile('a.mp4')
  await stage.untilCounts({ active: 1 })
  stage.moveTo(on(hotel))
  await stage.takeFile('b.mp4')
  await stage.clock.until(() => waiting(stage))
  stage.moveTo(on(studio))
  await stage.untilCounts({ active: 2 })
  const { known } = await stage.client.networks.standing()
  expect(known).toMatchObject([{ name: 'Studio', approved: true }, { name: 'Hotel', approved: false, metered: true }])
  await stage.client.networks.approve({ systemId: 's-1', approved: false })
  await stage.takeFile('c.mp4')
  await stage.clock.until(async () => (await waiting(stage))?.network?.name === 'Studio')
})

test('clips that got their link of this machine on an approved network wait on another, while those at a URL go on', async () => {
  const stage = await movingStage(on(studio))
  await stage.client.networks.approve({ systemId: 's-1', approved: true })
  await stage.client.networks.set({ onlyApproved: true })
  await stage.client.groups.pause({ id: stage.group.id })
  await stage.takeFile('a.mp4')
  await stage.untilCounts({ ready: 1 })
  stage.moveTo(on(hotel))
  await stage.client.groups.resume({ id: stage.group.id })
  await stage.clock.until(() => waiting(stage))
  await stage.clock.run(60_000)
  expect(await stage.counts()).toEqual({ ready: 1 })
  expect(stage.submissions()).toEqual([])
  expect(await stage.client.cue.get({})).toMatchObject({ doing: 'preparing', doneAt: null, networkWait: { network: { name: 'Hotel' }, clips: 1, alsoQueued: true } })
  expect(await stage.client.attention.list({})).toMatchObject([{ kind: 'network-waits', waiting: 1, alsoQueued: true }])
  // What lies at somebody else's URL is not fetched over this line.
  await stage.takeIn(2)
  await stage.untilCounts({ active: 2, ready: 1 })
  expect(await waiting(stage)).toMatchObject({ clips: 1 })
  stage.moveTo(on(studio))
  await stage.untilCounts({ active: 3 })
})

test('however many files wait with their links for another network, clips at a URL get theirs', async () => {
  // Two hours of half a request a minute, a clip in each: 60, and never less than a page of 100 links.
  const stage = await movingStage(on(hotel), { submitRpm: 0.5, settings: { batchSize: 1 } })
  await stage.client.networks.set({ onlyApproved: true })
  const shelf = await temporaryFolder()
  const files = await Promise.all(Array.from({ length: 100 }, async (_, n) => {
    const file = path.join(shelf, `take-${n}.mp4`)
    await writeFile(file, `not looked at, number ${n}`)
    return file
  }))
  await stage.client.intakes.create({ groupId: stage.group.id, inputs: files, preflight: false })
  await stage.untilCounts({ ready: 100 })
  await stage.takeFile('a.mp4')
  await stage.untilCounts({ ready: 100, publishing: 1 })
  await stage.takeIn(1)
  await stage.untilCounts({ active: 1, ready: 100, publishing: 1 })
})

test('with a storage, files wait on another network, while clips at a URL, of which nothing is uploaded, go on', async () => {
  const stage = await movingStage(on(hotel))
  // Nothing is asked of it: a network that is not approved comes first.
  const storage = { kind: 's3' as const, endpoint: 'http://127.0.0.1:9', region: 'us-east-1', bucket: 'clips', prefix: '', pathStyle: true, publicUrl: null, expiryMs: 86_400_000, cleanUpMs: null, maxBytesPerSecond: null }
  await stage.client.accounts.setPublishing({ id: stage.account.id, publishing: storage, storageKey: { accessKeyId: 'a', secretAccessKey: 'b' } })
  await stage.client.networks.set({ onlyApproved: true })
  await stage.takeIn(2)
  await stage.untilCounts({ active: 2 })
  // With nothing to upload nobody waits for a network.
  expect(await stage.events('network.waits')).toEqual([])
  await stage.takeFile('a.mp4')
  await stage.clock.until(() => waiting(stage))
  await stage.takeIn(2, { from: 3 })
  await stage.untilCounts({ active: 4, publishing: 1 })
  expect(await waiting(stage)).toMatchObject({ clips: 1, network: { name: 'Hotel' } })
})

test('what is in review when the machine moves to another network is followed to its end there', async () => {
  const stage = await movingStage(on(studio))
  await stage.client.networks.approve({ systemId: 's-1', approved: true })
  await stage.client.networks.set({ onlyApproved: true })
  await stage.takeFile('a.mp4')
  await stage.untilCounts({ 'in-review': 1 })
  stage.moveTo(on(hotel))
  await stage.untilCounts({ active: 1 })
  expect(await waiting(stage)).toBeNull()
})

test('where the system does not tell, clips wait or go on as somebody chose', async () => {
  const stage = await movingStage({ is: 'untold', why: 'Nobody knows.' })
  await stage.client.networks.set({ onlyApproved: true })
  expect(await stage.client.networks.standing()).toEqual({ onlyApproved: true, whenUntold: 'wait', now: { is: 'untold', why: 'Nobody knows.' }, known: [] })
  await stage.takeFile('a.mp4')
  await stage.clock.until(() => waiting(stage))
  expect(await waiting(stage)).toMatchObject({ why: 'untold', network: null })
  await stage.client.networks.set({ whenUntold: 'go-on' })
  await stage.untilCounts({ active: 1 })
})

test('without any network nothing is kept back: whoever tries says what is the matter', async () => {
  const stage = await movingStage({ is: 'none' })
  await stage.client.networks.set({ onlyApproved: true })
  await stage.takeFile('a.mp4')
  await stage.untilCounts({ active: 1 })
})

test('turned off again, clips that waited go on', async () => {
  const stage = await movingStage(on(hotel))
  await stage.client.networks.set({ onlyApproved: true })
  await stage.takeFile('a.mp4')
  await stage.clock.until(() => waiting(stage))
  await stage.client.networks.set({ onlyApproved: false })
  await stage.untilCounts({ active: 1 })
  expect(await waiting(stage)).toBeNull()
})

test('only what was seen can be approved or forgotten', async () => {
  const stage = await movingStage(on(hotel))
  await expect(stage.client.networks.approve({ systemId: 'elsewhere', approved: true })).rejects.toThrow('No network elsewhere was seen')
  await stage.client.networks.approve({ systemId: 'h-1', approved: true })
  stage.moveTo(on(studio))
  expect((await stage.client.networks.forget({ systemId: 'h-1' })).known).toMatchObject([{ name: 'Studio' }])
  await expect(stage.client.networks.forget({ systemId: 'h-1' })).rejects.toThrow('No network h-1')
})
