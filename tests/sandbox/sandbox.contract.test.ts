import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { startSandbox } from '../../src/main/sandbox/server.ts'
import { behaviourOf, scenarioNames } from '../../src/main/sandbox/scenarios.ts'
import { anyText, heldClock, openSandbox, textLike } from './sandbox-fixture.ts'

/** The three steps as the vendor's page has them. */

async function openSession(api: Awaited<ReturnType<typeof openSandbox>>, callbackUrl = 'http://127.0.0.1:9/callback') {
  const created = await api.avatar({ callback_url: callbackUrl })
  const { id } = created.body.data
  const { byted_token: token, h5_link: link } = (await api.read(id)).body.data.result
  return { id, token, link: new URL(link) }
}

test('a session is created, read, passed on the H5 page, and leads to a group', async () => {
  const heard: string[] = []
  const listener = createServer((request, response) => (heard.push(request.url ?? ''), response.end()))
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void listener.close())
  const api = await openSandbox({ scenario: 'plain' })

  const created = await api.avatar({ callback_url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}/done?mine=1`, project_name: 'film' })
  expect(created.body).toEqual({ code: 200, data: { id: textLike(/^task_[0-9A-Z]{26}$/), status: 'completed' } })
  const read = (await api.read(created.body.data.id)).body
  expect(read.data).toMatchObject({ status: 'completed', result: { byted_token: textLike(/^token_/), raw_response: {} } })
  const { byted_token, h5_link } = read.data.result

  const early = await api.avatar({ byted_token, project_name: 'film' })
  expect(early.status).toBe(400)

  const link = new URL(h5_link)
  const page = await api.call('GET', link.pathname + link.search)
  expect(page.text).toContain('value="passed"')
  const pressed = await api.call('POST', '/h5/finish', new URLSearchParams({ session: created.body.data.id, bytedToken: byted_token, outcome: 'passed' }).toString())
  expect(pressed.text).toContain('Passed')
  await expect.poll(() => heard).toEqual([`/done?mine=1&bytedToken=${byted_token}&resultCode=10000`])

  const verdict = await api.avatar({ byted_token, project_name: 'film' })
  expect(verdict.body).toEqual({ code: 200, data: { id: anyText, status: 'completed', result: { GroupId: textLike(/^group_/) } } })
  const again = await api.avatar({ byted_token, project_name: 'film' })
  expect(again.body.data.result).toEqual(verdict.body.data.result)

  const group_id = verdict.body.data.result.GroupId
  expect((await api.submit(['a'], [], { group_id, project_name: 'film' })).status).toBe(200)
  expect((await api.submit(['a'], [], { group_id, project_name: 'other' })).status).toBe(400)
})

test('a person who did not pass leads to no group, and a callback nobody hears is noted', async () => {
  const api = await openSandbox()
  const session = await openSession(api)
  await api.sandbox.finishSession(session.id, 'failed')
  const verdict = await api.avatar({ byted_token: session.token })
  expect(verdict.body.data).toMatchObject({ status: 'failed', error: { code: 'task_failed' } })
  expect(verdict.text).not.toContain('roup')
  expect(api.sandbox.callbacks()).toMatchObject([{ url: textLike(/resultCode=20000/), status: null, error: anyText }])
})

test('token-expired: after 120 s the token and the page are of no use', async () => {
  const api = await openSandbox({ scenario: 'token-expired' })
  const { id, token } = await openSession(api)
  await api.sandbox.finishSession(id, 'passed')
  api.clock.advance(120_000)
  expect((await api.avatar({ byted_token: token })).status).toBe(200)
  const late = await openSession(api)
  api.clock.advance(120_001)
  expect((await api.avatar({ byted_token: token })).body.error.message).toContain('过期')
  expect((await api.call('GET', late.link.pathname + late.link.search)).text).toContain('expired')
})

test('token-spent: one early question costs the token, and otherwise it does not', async () => {
  for (const [scenario, status] of [['token-spent', 400], ['plain', 200]] as const) {
    const api = await openSandbox({ scenario })
    const { id, token } = await openSession(api)
    await api.avatar({ byted_token: token })
    await api.sandbox.finishSession(id, 'passed')
    expect((await api.avatar({ byted_token: token })).status).toBe(status)
  }
})

test('verdict-shapes: every shape a verdict has been seen in, in turn', async () => {
  const api = await openSandbox({ scenario: 'verdict-shapes' })
  const { id, token } = await openSession(api)
  await api.sandbox.finishSession(id, 'passed')
  const ask = async () => (await api.avatar({ byted_token: token })).body
  const first = await ask()
  const group = first.data.result.GroupId
  expect((await ask()).data.result).toEqual({ group_id: group })
  expect(await ask()).toEqual({ GroupId: group })
  const task = (await ask()).data
  expect(task.status).toBe('processing')
  expect((await api.read(task.id)).body.data.status).toBe('processing')
  api.clock.advance(2_000)
  expect((await api.read(task.id)).body.data.result).toEqual({ GroupId: group })
})

test('a batch is taken in, progresses, and ends as the page says: nothing but ids and statuses', async () => {
  const api = await openSandbox({ scenario: 'plain' })
  const accepted = await api.submit(['a', 'b'])
  expect(accepted.body).toEqual({
    code: 200,
    data: { id: textLike(/^task_/), object: 'seedance.avatar.asset.task', status: 'processing', progress: 10, model: 'doubao-seedance-2.0' },
  })
  const { id } = accepted.body.data
  await api.sandbox.idle()
  api.clock.advance(1_000)
  expect((await api.read(id)).body.data).toMatchObject({ status: 'processing', progress: 52 })
  const done = await api.finish(id)
  expect(done).toMatchObject({ id, status: 'completed', progress: 100, result: { failed_assets: [] } })
  expect(done.error).toBeUndefined()
  expect(Object.keys(done.result.assets[0] ?? {})).toEqual(['asset_id', 'asset_url', 'status'])
  expect(done.result.usable_assets).toEqual(done.result.assets)
  expect(api.sandbox.accepted()).toMatchObject([{ taskId: id, groupId: 'group-1', projectName: 'default', assetType: 'Video', assets: [{ name: 'a' }, { name: 'b' }] }])
})

test('a cleared asset can be generated with; another cannot', async () => {
  const api = await openSandbox({ scenario: 'plain' })
  const done = await api.finish((await api.submit(['a'])).body.data.id)
  const request = (url: string) => ({ model: 'doubao-seedance-2.0-face', prompt: 'x', image_with_roles: [{ url, role: 'reference_image' }] })
  const made = await api.call('POST', '/v1/videos/generations', request(done.result.assets[0]?.asset_url ?? ''))
  expect(made.body).toEqual({ code: 200, data: [{ status: 'submitted', task_id: anyText }] })
  expect((await api.call('POST', '/v1/videos/generations', request('asset://nobody'))).status).toBe(400)
})

test.each<[string, unknown]>([
  ['no JSON', '{"group_id":'],
  ['nothing', {}],
  ['a group without assets', { group_id: 'g' }],
  ['an empty list', { group_id: 'g', assets: [] }],
  ['a local path for a URL', { group_id: 'g', assets: [{ url: '/media/a.mp4', name: 'a' }] }],
  ['a name of 65 characters', { group_id: 'g', assets: [{ url: 'http://h/a', name: 'n'.repeat(65) }] }],
  ['an unknown asset type', { group_id: 'g', asset_type: 'Hologram', assets: [{ url: 'http://h/a', name: 'a' }] }],
  ['21 assets', { group_id: 'g', assets: Array.from({ length: 21 }, (_, n) => ({ url: `http://h/${n}`, name: `n${n}` })) }],
  ['an unknown token', { byted_token: 'nope' }],
  ['a callback that is no URL', { callback_url: 'nope' }],
])('%s is refused in the vendor’s envelope and words', async (_case, body) => {
  const api = await openSandbox()
  const { status, body: answer } = await api.avatar(body)
  expect(status).toBe(400)
  expect(answer.error).toMatchObject({ code: 400, type: 'invalid_request_error', message: textLike(/请求参数无效/) })
  expect(api.sandbox.accepted()).toEqual([])
})

test('a wrong key, a missing key and an unknown group are refused; other paths are no API', async () => {
  const api = await openSandbox({ key: 'right', adoptAnyGroup: false })
  const call = (authorization: string) => api.call('GET', '/v1/tasks/x', undefined, { authorization })
  expect((await call('Bearer wrong')).body.error).toMatchObject({ code: 401, type: 'authentication_error' })
  expect((await call('')).status).toBe(401)
  expect((await call('Bearer right')).body.error.code).toBe(404)
  const unknown = await api.call('POST', '/v1/seedance2/real-avatar', { group_id: 'g', assets: [{ url: 'http://h/a', name: 'a' }] }, { authorization: 'Bearer right' })
  expect(unknown.body.error.message).toContain('g 不存在')
  const elsewhere = await api.call('POST', '/v2/other', {}, { authorization: 'Bearer right' })
  expect([elsewhere.status, elsewhere.body]).toEqual([404, undefined])
})

test('requests are logged as they arrive, with what was answered', async () => {
  const api = await openSandbox()
  await api.submit(['a'])
  api.clock.advance(500)
  await api.read('nothing')
  expect(api.sandbox.requests()).toMatchObject([
    { at: api.clock.now() - 500, method: 'POST', path: '/v1/seedance2/real-avatar', status: 200, body: { group_id: 'group-1' } },
    { at: api.clock.now(), method: 'GET', path: '/v1/tasks/nothing', status: 404 },
  ])
})

test('an unknown scenario is refused with the names there are', async () => {
  await expect(startSandbox({ clock: heldClock(), fetch, scenario: 'no-such' })).rejects.toThrow(/"no-such".*default.*lost-answer/)
  expect(() => behaviourOf('constructor')).toThrow()
  for (const name of scenarioNames) expect(behaviourOf(name)).toBeTruthy()
})
