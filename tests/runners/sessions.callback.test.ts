import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { ValidationSession } from '../../src/contract/models/group.ts'
import { linkPort } from '../../src/main/link-servers.ts'
import { openStage, type Stage, type StageOptions } from '../helpers/core.ts'

/** A verification under way whose return address is left to Greenroom. */
async function verifying(options: StageOptions = {}): Promise<Stage & { id: number; until(state: ValidationSession['state']): Promise<ValidationSession>; finish(outcome: 'passed' | 'failed'): Promise<void> }> {
  const stage = await openStage(options)
  const { id } = await stage.client.sessions.create({ name: 'Ben' })
  const until = (state: ValidationSession['state']): Promise<ValidationSession> => stage.clock.until(async () => {
    const session = await stage.client.sessions.get({ id })
    return session.state === state ? session : null
  }, { describe: () => stage.client.sessions.get({ id }) })
  await until('open')
  return Object.assign(stage, { id, until, finish: (outcome: 'passed' | 'failed') => stage.sandbox.finishSession(stage.sandbox.sessions().at(-1)?.id ?? '', outcome) })
}

/** Others on this machine fight for the usual port; with it taken, the core finds one of its own and must come back to that. */
async function takeTheUsualPort(): Promise<void> {
  const holder = createServer()
  // Taken already is as good.
  await new Promise<void>((resolve) => { holder.once('error', () => resolve()).listen(linkPort, '127.0.0.1', resolve) })
  onTestFinished(() => new Promise<void>((resolve) => { holder.close(() => resolve()) }))
}

const callbackOf = ({ sandbox }: Stage) => sandbox.sessions().at(-1)?.callbackUrl ?? ''
const verdictsAsked = ({ sandbox }: Stage) => sandbox.requests().filter(({ method, path, body }) => method === 'POST' && path === '/v1/seedance2/real-avatar' && typeof body === 'object' && body !== null && 'byted_token' in body).length

test('the person finishes on their phone, and the verdict is asked for by itself', async () => {
  const stage = await verifying()
  expect(callbackOf(stage)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v\/[\w-]{43}$/)
  expect(await stage.client.sessions.get({ id: stage.id })).toMatchObject({ callbackUrl: callbackOf(stage), listens: true })
  await stage.finish('passed')
  expect(stage.sandbox.callbacks()).toMatchObject([{ status: 200 }])
  const verified = await stage.until('verified')
  expect(await stage.client.groups.get({ id: verified.groupId ?? 0 })).toMatchObject({ name: 'Ben' })
  expect(await stage.events('session.verdict-asked')).toMatchObject([{ actor: 'system', data: { because: 'callback' } }])
  expect(verdictsAsked(stage)).toBe(1)
})

test('a page that ended without success ends the session in words, and no verdict is spent on it', async () => {
  const stage = await verifying()
  await stage.finish('failed')
  const refused = await stage.until('refused')
  expect(refused.problem).toMatchObject({ message: expect.stringContaining('20000') as string, advice: expect.stringContaining('new code') as string })
  expect(verdictsAsked(stage)).toBe(0)
})

test('a look at the page, a wrong token and a wrong path change nothing; a second call asks nothing twice', async () => {
  const stage = await verifying()
  const url = callbackOf(stage)
  const page = await fetch(url)
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  expect((await fetch(`${url}?resultCode=10000`, { method: 'HEAD' })).status).toBe(200)
  expect((await fetch(`${url}?resultCode=10000&bytedToken=of-another`)).status).toBe(200)
  expect((await fetch(`${url.slice(0, -1)}_?resultCode=10000`)).status).toBe(404)
  await stage.clock.run(5_000)
  expect((await stage.client.sessions.get({ id: stage.id })).state).toBe('open')
  await stage.finish('passed')
  await fetch(`${url}?resultCode=10000`)
  await stage.until('verified')
  await fetch(`${url}?resultCode=20000`)
  await stage.clock.run(5_000)
  expect((await stage.client.sessions.get({ id: stage.id })).state).toBe('verified')
  expect(verdictsAsked(stage)).toBe(1)
})

test.each([
  ['JSON', 'application/json', JSON.stringify({ resultCode: 10000 })], ['a form', 'application/x-www-form-urlencoded', 'resultCode=10000'],
])('a call that carries its code as %s is heard as well', async (_, type, body) => {
  const stage = await verifying()
  expect(await (await fetch(callbackOf(stage), { method: 'POST', headers: { 'content-type': type }, body })).text()).toContain('完成')
  await stage.clock.until(() => verdictsAsked(stage) === 1)
})

test('after a restart the same address is listened on, although nothing is published', async () => {
  await takeTheUsualPort()
  const stage = await verifying()
  const url = callbackOf(stage)
  await stage.core.end()
  await stage.restart()
  await stage.clock.run(5_000)
  await stage.finish('passed')
  expect(stage.sandbox.callbacks()).toMatchObject([{ url: expect.stringContaining(url) as string, status: 200 }])
})

test('a return address that a person gave is given on as it is', async () => {
  const stage = await openStage()
  const { id } = await stage.client.sessions.create({ name: 'Ben', callbackUrl: 'http://127.0.0.1:9/mine' })
  await stage.clock.until(async () => (await stage.client.sessions.get({ id })).state === 'open')
  expect(callbackOf(stage)).toBe('http://127.0.0.1:9/mine')
  expect(await stage.client.sessions.get({ id })).toMatchObject({ listens: false })
})
