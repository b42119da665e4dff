import { expect, test } from 'vitest'
import type { Topic } from '../../src/contract/models/event.ts'
import { openStage, type Stage } from '../helpers/core.ts'

interface Heard {
  messages: { at: number; topics: Topic[] }[]
  ended: boolean
  stop(): Promise<void>
}

/** Listens as a screen does. */
async function listen(stage: Stage): Promise<Heard> {
  const ending = new AbortController()
  const stream = await stage.client.events.live(undefined, { signal: ending.signal })
  const heard: Heard = {
    messages: [], ended: false,
    async stop() {
      ending.abort()
      await listening
    },
  }
  const listening = (async () => {
    for await (const { topics } of stream) heard.messages.push({ at: stage.clock.monotonic(), topics })
  })().catch(() => undefined).then(() => { heard.ended = true })
  await stage.clock.quiet()
  return heard
}

test('six hundred clips on their way are a handful of messages, and everything that changed is named', async () => {
  const stage = await openStage()
  const heard = await listen(stage)
  const began = stage.clock.monotonic()
  await stage.takeIn(600)
  await stage.untilCounts({ active: 600 })
  await stage.clock.run(1_000)
  const elapsed = stage.clock.monotonic() - began
  expect(heard.messages.length).toBeGreaterThan(3)
  expect(heard.messages.length).toBeLessThanOrEqual(elapsed / 250 + 2)
  expect(new Set(heard.messages.flatMap((message) => message.topics))).toEqual(new Set<Topic>(['clips', 'batches', 'groups', 'intakes', 'account', 'attention', 'activity']))
  heard.messages.forEach((message, n) => {
    if (n > 0) expect(message.at - (heard.messages[n - 1]?.at ?? 0)).toBeGreaterThanOrEqual(250)
  })
  await heard.stop()
})

test('the first change is told at once, and the last is not lost in the pause after it', async () => {
  const stage = await openStage({ idle: true })
  const heard = await listen(stage)
  await stage.client.groups.change({ id: stage.group.id, name: 'Ada L.' })
  await stage.clock.quiet()
  expect(heard.messages).toHaveLength(1)
  await stage.client.groups.change({ id: stage.group.id, name: 'Ada Lovelace' })
  await stage.clock.quiet()
  expect(heard.messages).toHaveLength(1)
  await stage.clock.run(250)
  expect(heard.messages).toHaveLength(2)
  expect(heard.messages[1]?.topics).toContain('groups')
  await heard.stop()
})

test('what changes before the first message is asked for is told with it', async () => {
  const stage = await openStage({ idle: true })
  const ending = new AbortController()
  const stream = await stage.client.events.live(undefined, { signal: ending.signal })
  await stage.client.groups.change({ id: stage.group.id, name: 'Ada L.' })
  expect((await stream.next()).value).toMatchObject({ topics: expect.arrayContaining(['groups']) as string[] })
  ending.abort()
  expect(await stream.next().catch(() => ({ done: true }))).toMatchObject({ done: true })
})

test('with nothing changing nothing is told', async () => {
  const stage = await openStage()
  const heard = await listen(stage)
  await stage.clock.run(60_000)
  expect(heard.messages).toEqual([])
  await heard.stop()
})

test('listeners end with the core, and one that leaves does not end the others', async () => {
  const stage = await openStage({ idle: true })
  const [one, two] = [await listen(stage), await listen(stage)]
  await one.stop()
  expect(one.ended).toBe(true)
  await stage.client.groups.change({ id: stage.group.id, name: 'Ada L.' })
  await stage.clock.quiet()
  expect([one.messages.length, two.messages.length]).toEqual([0, 1])
  await stage.core.end()
  await stage.clock.quiet()
  expect(two.ended).toBe(true)
})
