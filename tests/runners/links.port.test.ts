import { createServer, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { copyDemoClip } from '../helpers/clips.ts'
import { openStage, temporaryFolder } from '../helpers/core.ts'

test('a port that another program has is told before any clip waits, holds none, and all goes on by itself once it is free', async () => {
  const stage = await openStage()
  stage.clock.breathMs = 25
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo
  const free = (): Promise<void> => new Promise((resolve) => { other.close(() => resolve()) })
  onTestFinished(() => (other.listening ? free() : undefined))
  await stage.client.accounts.setPublishing({ id: stage.account.id, publishing: { kind: 'links', origin: `http://127.0.0.1:${port}`, host: '127.0.0.1', port, expiryMs: 7 * 86_400_000 } })
  await stage.clock.run(20_000)
  const told = { kind: 'links-silent', message: expect.stringContaining(`port ${port}: another program already uses port ${port}`) as string }
  expect(await stage.client.attention.list({})).toMatchObject([{ ...told, waiting: 0 }])

  await stage.client.intakes.create({ groupId: stage.group.id, inputs: [await copyDemoClip(await temporaryFolder(), 'ada-reading.mp4')] })
  await stage.clock.run(60_000)
  expect(await stage.counts()).toEqual({ publishing: 1 })
  expect(await stage.client.attention.list({})).toMatchObject([{ ...told, waiting: 1 }])
  // What lies elsewhere needs no port of ours.
  await stage.takeIn(1)
  await stage.untilCounts({ active: 1, publishing: 1 })
  await free()
  await stage.untilCounts({ active: 2 })
  expect(await stage.client.attention.list({})).toEqual([])
  expect((await stage.events()).map(({ what }) => what).filter((what) => what.startsWith('account.links'))).toEqual(['account.links-silent', 'account.links-answer-again'])
})
