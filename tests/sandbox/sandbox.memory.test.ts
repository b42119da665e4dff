import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openSandbox, type HeldClock } from './sandbox-fixture.ts'

async function file(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'greenroom-sandbox-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return path.join(folder, 'sandbox.jsonl')
}

const catchUp = (clock: HeldClock, to: HeldClock) => to.advance(clock.now() - to.now())

test('a sandbox with a file knows its tasks after a restart, and its verdicts are the same', async () => {
  const memory = await file()
  const first = await openSandbox({ memory, scenario: 'some-fail', reviewMs: 60_000 })
  const accepted = await first.submit(['a', 'b', 'c'])
  const id = accepted.body.data.id
  await first.sandbox.idle()
  const truth = first.sandbox.outcomes().get(id)?.map(({ passed }) => passed)
  await first.sandbox.close()

  const second = await openSandbox({ memory, scenario: 'plain', reviewMs: 60_000 })
  catchUp(first.clock, second.clock)
  expect((await second.read(id)).body.data).toMatchObject({ id, status: 'processing' })
  second.clock.advance(60_000)
  expect((await second.read(id)).body.data.result.assets.map((item) => item.status === 'Active')).toEqual(truth)
  expect(second.sandbox.accepted()).toMatchObject([{ taskId: id }])
  // Its links (a phone may hold one) stay true.
  expect(second.sandbox.url).toBe(first.sandbox.url)
})

test('a person who finished before the restart is verified after it, and a flaky clip has had its failure', async () => {
  const memory = await file()
  const first = await openSandbox({ memory, scenario: 'default' })
  const session = (await first.avatar({ callback_url: 'http://127.0.0.1:9/done' })).body.data.id
  const token = (await first.read(session)).body.data.result.byted_token
  await first.sandbox.finishSession(session, 'passed')
  const flaky = (await first.submit(['flaky-1'])).body.data.id
  expect((await first.finish(flaky)).status).toBe('failed')
  await first.sandbox.close()
  // A power cut in the middle of a line.
  await appendFile(memory, '{"is":"task","task":{"kind":"rev')

  const second = await openSandbox({ memory, scenario: 'default' })
  expect((await second.avatar({ byted_token: token })).body.data.result.GroupId).toBe(first.sandbox.sessions()[0]?.groupId)
  const again = (await second.submit(['flaky-1'], [`http://127.0.0.1:9/flaky-1`])).body.data.id
  expect((await second.finish(again)).status).toBe('completed')
})

test('without a file it forgets, as before', async () => {
  const first = await openSandbox()
  const id = (await first.submit(['a'])).body.data.id
  await first.sandbox.close()
  const second = await openSandbox()
  expect((await second.read(id)).status).toBe(404)
})
