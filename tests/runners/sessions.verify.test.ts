import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import type { ValidationSession } from '../../src/contract/models/group.ts'
import { openStage, type Stage, type StageOptions } from '../helpers/core.ts'

interface Verifying extends Stage {
  id: number
  session(): Promise<ValidationSession>
  untilState(state: ValidationSession['state']): Promise<ValidationSession>
  /** The person presses the button on their phone. */
  finish(outcome?: 'passed' | 'failed'): Promise<void>
}

/** A verification under way, its link open. */
async function verifying(options: StageOptions = {}): Promise<Verifying> {
  const stage = await openStage(options)
  const { id } = await stage.client.sessions.create({ name: 'Ben', callbackUrl: 'http://127.0.0.1:9/verified', consentNote: 'signed on paper' })
  const made: Verifying = Object.assign(stage, {
    id,
    session: (): Promise<ValidationSession> => stage.client.sessions.get({ id: made.id }),
    untilState: (state: ValidationSession['state']) => stage.clock.until(async () => {
      const now = await made.session()
      return now.state === state ? now : null
    }, { describe: () => made.session() }),
    finish: (outcome: 'passed' | 'failed' = 'passed') => stage.sandbox.finishSession(stage.sandbox.sessions().at(-1)?.id ?? '', outcome),
  })
  await made.untilState('open')
  return made
}

const posts = ({ sandbox }: Stage) => sandbox.requests().filter((request) => request.method === 'POST' && request.path.startsWith('/v1/'))

test('a session opens with a link for the phone, and nothing asks for the verdict until the operator does', async () => {
  const stage = await verifying()
  expect(await stage.session()).toMatchObject({ state: 'open', name: 'Ben', h5Link: expect.stringContaining('/h5?session=') as string })
  await stage.clock.run(60_000)
  expect(posts(stage)).toHaveLength(1)
  expect(stage.sandbox.sessions()).toMatchObject([{ spent: false }])
})

test.each(['plain', 'verdict-group-id', 'verdict-bare', 'verdict-task', 'flat-bodies'])('%s: the person has finished, the verdict is asked for, and there is a group', async (scenario) => {
  const stage = await verifying({ scenario })
  await stage.finish()
  expect(await stage.client.sessions.askVerdict({ id: stage.id })).toMatchObject({ state: 'verdict-asked' })
  const verified = await stage.untilState('verified')
  const group = await stage.client.groups.get({ id: verified.groupId ?? 0 })
  expect(verified.knownAs).toBeNull()
  expect(group).toMatchObject({ name: 'Ben', remoteId: stage.sandbox.sessions()[0]?.groupId, consentNote: 'signed on paper' })
  expect(await stage.events('session.verified')).toHaveLength(1)
  expect(posts(stage)).toHaveLength(2)
  // The group takes clips at once.
  await stage.takeIn(1, { groupId: group.id })
  await stage.untilCounts({ active: 1 })
})

test.each(['plain', 'verdict-task'])('%s: a person who did not pass is refused, in words', async (scenario) => {
  const stage = await verifying({ scenario })
  await stage.finish('failed')
  await stage.client.sessions.askVerdict({ id: stage.id })
  const refused = await stage.untilState('refused')
  expect(refused.problem).toMatchObject({ message: expect.stringContaining('真人认证未通过') as string, advice: expect.stringContaining('new code') as string })
  expect(await stage.client.groups.list({})).toHaveLength(1)
})

test('asked too early where that spends the token: it says so, and a new session verifies the person', async () => {
  const stage = await verifying({ scenario: 'token-spent' })
  await stage.client.sessions.askVerdict({ id: stage.id })
  const spent = await stage.untilState('spent')
  expect(spent.problem).toMatchObject({ kind: 'session-expired', advice: expect.stringContaining('new one') as string })
  await expect(stage.client.sessions.askVerdict({ id: stage.id })).rejects.toMatchObject({ data: { kind: 'not-permitted-now' } })

  stage.id = (await stage.client.sessions.renew({ id: stage.id })).id
  await stage.untilState('open')
  await stage.finish()
  await stage.client.sessions.askVerdict({ id: stage.id })
  await stage.untilState('verified')
})

test('a token that has expired says so, a verdict may still be asked for, and a new session is one call', async () => {
  const stage = await verifying({ scenario: 'token-expired' })
  await stage.clock.run(121_000)
  expect(await stage.session()).toMatchObject({ state: 'expired' })
  await stage.finish()
  await stage.client.sessions.askVerdict({ id: stage.id })
  await stage.untilState('spent')
  stage.id = (await stage.client.sessions.renew({ id: stage.id })).id
  await stage.untilState('open')
})

test('a token that lives longer than we were told still verifies after it is called expired', async () => {
  const stage = await verifying()
  await stage.clock.run(121_000)
  expect(await stage.session()).toMatchObject({ state: 'expired' })
  await stage.finish()
  await stage.client.sessions.askVerdict({ id: stage.id })
  await stage.untilState('verified')
})

/** Answers to POSTs from now on: each is dropped after the sandbox has read it, so often. */
async function withLostAnswers(stage: Stage, times: number): Promise<void> {
  let left = times
  const proxy = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      void fetch(stage.sandbox.url + (request.url ?? ''), { method: request.method, headers: { authorization: request.headers.authorization ?? '' }, body: request.method === 'POST' ? Buffer.concat(chunks) : undefined }).then(async (answer) => {
        const text = await answer.text()
        if (request.method === 'POST' && left-- > 0) response.socket?.resetAndDestroy()
        else response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text)
      })
    })
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => { proxy.close(() => resolve()); proxy.closeAllConnections() }))
  const address = proxy.address()
  const port = typeof address === 'object' && address ? address.port : 0
  await stage.client.accounts.set({ id: stage.account.id, settings: { baseUrl: `http://127.0.0.1:${port}` }, key: 'any' })
}

/** A person who has passed, and whose verdict is asked for over a line that loses the first `lost` answers. */
async function askedWithLostAnswers(lost: number) {
  const stage = await openStage({ baseUrl: null, key: null })
  await withLostAnswers(stage, 0)
  const { id } = await stage.client.sessions.create({ name: 'Ben' })
  const state = async () => (await stage.client.sessions.get({ id })).state
  await stage.clock.until(async () => (await state()) === 'open')
  await stage.sandbox.finishSession(stage.sandbox.sessions()[0]?.id ?? '', 'passed')
  await withLostAnswers(stage, lost)
  await stage.client.sessions.askVerdict({ id })
  return { stage, id, state }
}

test('a verdict whose answer was lost is asked for once more', async () => {
  const { stage, state } = await askedWithLostAnswers(1)
  await stage.clock.until(async () => (await state()) === 'verified', { describe: state })
  expect(posts(stage)).toHaveLength(3)
})

test('lost twice, the verdict is unknown, and a person may ask again', async () => {
  const { stage, id, state } = await askedWithLostAnswers(2)
  await stage.clock.until(async () => (await state()) === 'verdict-unknown', { describe: state })
  const asked = posts(stage).length
  await stage.clock.leap(10 * 60_000)
  expect(posts(stage)).toHaveLength(asked)
  await stage.client.sessions.askVerdict({ id })
  await stage.clock.until(async () => (await state()) === 'verified', { describe: state })
})

test('a verdict whose task never ends is asked about ever more slowly, is unknown after an hour, in words, and may be asked about again', async () => {
  const stage = await verifying({ scenario: 'verdict-task', sandbox: { reviewMs: 1e12 } })
  await stage.finish()
  await stage.client.sessions.askVerdict({ id: stage.id })
  await stage.untilState('verdict-asked')
  const from = stage.clock.now()
  const asked = () => stage.sandbox.requests().filter(({ method, at }) => method === 'GET' && at >= from).map(({ at }) => at)
  const unknown = await stage.clock.until(async () => {
    const session = await stage.session()
    return session.state === 'verdict-unknown' ? session : null
  }, { withinMs: 2 * 60 * 60_000 })
  expect(unknown.problem).toMatchObject({ kind: 'service-trouble', message: 'For an hour the service has been working on the verdict on Ben, without an end.', advice: expect.stringContaining('again later') as string })
  expect(asked().length).toBeLessThan(150)
  expect((asked().at(-1) ?? 0) - (asked().at(-2) ?? 0)).toBeGreaterThan(45_000)
  const before = asked().length
  await stage.clock.leap(10 * 60_000)
  expect(asked()).toHaveLength(before)
  // A verdict that was asked for once is never asked for twice: its task is asked about again, quickly at first.
  await stage.client.sessions.askVerdict({ id: stage.id })
  await stage.clock.run(20_000)
  expect(asked().length).toBeGreaterThan(before + 5)
  expect(posts(stage)).toHaveLength(2)
})

test('a session that could not be created for its rate, or its network, is created when it can be', async () => {
  const stage = await openStage({ scenario: 'plain', submitRpm: 1 })
  await stage.takeIn(1)
  await stage.untilCounts({ active: 1 })
  const { id } = await stage.client.sessions.create({ name: 'Ben' })
  await stage.clock.run(20_000)
  expect((await stage.client.sessions.get({ id })).state).toBe('creating')
  await stage.clock.until(async () => (await stage.client.sessions.get({ id })).state === 'open')
  const [first = 0, second = 0] = posts(stage).map((request) => request.at)
  expect(second - first).toBeGreaterThanOrEqual(60_000)
})

test('a restart in the middle of a verification goes on with the same session', async () => {
  const stage = await verifying()
  await stage.finish()
  await stage.restart()
  const { client } = stage
  expect((await client.sessions.get({ id: stage.id })).state).toBe('open')
})

test('a verdict that names a group known already keeps its name, and says and keeps the new name and note beside it', async () => {
  const stage = await openStage()
  await stage.clock.run(1000)
  const { id } = await stage.client.sessions.create({ name: 'Ada L.', consentNote: 'signed on paper' })
  const state = async () => (await stage.client.sessions.get({ id })).state
  await stage.clock.until(async () => (await state()) === 'open', { describe: state })
  // The service knows the face: it answers with the group it has made for it before.
  const [session] = stage.sandbox.sessions()
  Object.assign(session ?? {}, { groupId: stage.group.remoteId })
  await stage.sandbox.finishSession(session?.id ?? '', 'passed')
  await stage.client.sessions.askVerdict({ id })
  await stage.clock.until(async () => (await state()) === 'verified', { describe: state })
  expect(await stage.client.sessions.get({ id })).toMatchObject({ name: 'Ada L.', groupId: stage.group.id, knownAs: 'Ada' })
  expect(await stage.client.groups.list({})).toMatchObject([{ name: 'Ada', consentNote: 'Ada L.: signed on paper' }])
  expect(await stage.events('group.verified-again')).toMatchObject([{ groupId: stage.group.id, data: { name: 'Ada', as: 'Ada L.' } }])
})
