import { describe, expect, it } from 'vitest'
import { problemOf, type ApiError } from '../../src/main/api-client/api-error.ts'
import { clientFor, closedPort, handClock, json, serveHttp, serveTcp, type Seen } from './loopback.ts'

const answering = async (status: number, body: unknown, headers = {}) => {
  const server = await serveHttp((_seen, response) => json(response, status, body, headers))
  return { client: clientFor(server.url), server }
}
const pageAnswering = async (status: number, text: string) => {
  const server = await serveHttp((_seen, response) => response.writeHead(status, { 'content-type': 'text/html' }).end(text))
  return clientFor(server.url)
}
const sent = (seen: Seen | undefined) => JSON.parse(seen?.body ?? 'null') as unknown

describe('a validation session', () => {
  it('is asked for with the callback and the project, and answered with its task', async () => {
    const { client, server } = await answering(200, { code: 200, data: { id: 'task_s', status: 'completed' } })
    const created = await client.createSession({ callbackUrl: 'https://studio.example/back', projectName: 'default' })
    expect(created).toMatchObject({ ok: true, value: { taskId: 'task_s', task: { session: null } } })
    expect(server.seen[0]).toMatchObject({ method: 'POST', url: '/v1/seedance2/real-avatar' })
    expect(sent(server.seen[0])).toEqual({ callback_url: 'https://studio.example/back', project_name: 'default' })
  })
  it('whose token and link come at once is had at once', async () => {
    const { client } = await answering(200, { id: 'task_s', status: 'completed', result: { byted_token: 'tok', h5_link: 'https://h5.example/1' } })
    const created = await client.createSession({ callbackUrl: 'https://studio.example/back', projectName: 'default' })
    expect(created).toMatchObject({ ok: true, value: { task: { session: { bytedToken: 'tok', h5Link: 'https://h5.example/1' } } } })
  })
  it('whose answer is lost may exist', async () => {
    const server = await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy()))
    const created = await clientFor(`http://127.0.0.1:${server.port}`).createSession({ callbackUrl: 'https://studio.example/back', projectName: 'default' })
    expect(created).toMatchObject({ ok: false, error: { kind: 'outcome-unknown', cause: { kind: 'reset' } } })
  })
  it('without an id is not understood', async () => {
    const { client } = await answering(200, { code: 200, data: {} }, { 'x-request-id': 'req-3' })
    expect(await client.createSession({ callbackUrl: 'https://studio.example/back', projectName: 'default' })).toMatchObject({ ok: false, error: { kind: 'not-understood', requestId: 'req-3' } })
  })
})

describe('the verdict on a person', () => {
  const verdict = async (body: unknown, status = 200) => {
    const { client, server } = await answering(status, body)
    const result = await client.readVerdict({ bytedToken: 'tok', projectName: 'default' })
    expect(sent(server.seen[0])).toEqual({ byted_token: 'tok', project_name: 'default' })
    return result.ok ? result.value : result.error.kind
  }
  it.each([
    ['as in the sample code', { code: 200, data: { result: { GroupId: 'group-9' } } }],
    ['beside a task', { code: 200, data: { id: 't', status: 'completed', result: { GroupId: 'group-9' } } }],
    ['in the other spelling', { code: 200, data: { result: { group_id: 'group-9' } } }],
    ['one level higher', { code: 200, data: { group_id: 'group-9' } }],
    ['bare', { GroupId: 'group-9' }],
    ['bare, a result', { result: { GroupId: 'group-9' } }],
  ])('names the group %s', async (_name, body) => {
    expect(await verdict(body)).toEqual({ kind: 'group', groupId: 'group-9' })
  })
  it('may be a task to read', async () => {
    expect(await verdict({ code: 200, data: { id: 'task_v', status: 'processing' } })).toEqual({ kind: 'task', taskId: 'task_v' })
    expect(await verdict({ code: 200, data: { id: 'task_v', status: 'completed' } })).toEqual({ kind: 'task', taskId: 'task_v' })
  })
  it('may be no, with the service’s words', async () => {
    expect(await verdict({ code: 200, data: { id: 't', status: 'failed', error: { code: 'verify_failed', message: 'face not live' } } })).toEqual({ kind: 'none', words: { code: 'verify_failed', message: 'face not live' } })
    expect(await verdict({ code: 200, message: 'not finished', data: null })).toEqual({ kind: 'none', words: { code: '200', message: 'not finished' } })
  })
  it('may be refused', async () => {
    expect(await verdict({ error: { code: 400, message: 'token spent' } }, 400)).toBe('service-refused')
    expect(await verdict({ code: 400, message: 'token spent' })).toBe('service-refused')
  })
  it('that is not there is not understood', async () => {
    expect(await verdict({})).toBe('not-understood')
    expect(await verdict({ code: 200, data: null })).toBe('not-understood')
    expect(await verdict({ code: 200, message: 'success', data: {} })).toBe('not-understood')
  })
})

describe('a task', () => {
  it('is read by its id, whatever is in it', async () => {
    const { client, server } = await answering(200, { code: 200, data: { id: 'a/b?c', status: 'processing', progress: 10 } })
    expect(await client.readTask('a/b?c')).toMatchObject({ ok: true, value: { status: { is: 'moving' }, progress: 10 } })
    expect(server.seen[0]).toMatchObject({ method: 'GET', url: '/v1/tasks/a%2Fb%3Fc', body: '' })
  })
  it('that failed, flat, with its own error is a task and not a refusal', async () => {
    const { client } = await answering(200, { id: 't', status: 'failed', error: { code: 'task_failed', message: 'x' }, result: {} })
    expect(await client.readTask('t')).toMatchObject({ ok: true, value: { status: { is: 'failed' }, error: { code: 'task_failed' } } })
  })

  type Row = [name: string, status: number, body: unknown, error: Partial<ApiError>]
  it.each<Row>([
    ['401', 401, { error: { code: 401, message: 'no' } }, { kind: 'key-refused', status: 401 }],
    ['200 with code 401', 200, { code: 401, message: 'no' }, { kind: 'key-refused' }],
    ['402', 402, {}, { kind: 'no-balance' }],
    ['404, enveloped', 404, { error: { code: 404, message: 'no' } }, { kind: 'not-found' }],
    ['404, any JSON', 404, { detail: 'no' }, { kind: 'not-found' }],
    ['200 with code 404', 200, { code: 404, message: 'no' }, { kind: 'not-found' }],
    ['400', 400, { error: { code: 400, message: 'no' } }, { kind: 'service-refused', words: { code: '400', message: 'no' } }],
    ['500, enveloped', 500, { error: { code: 500, message: 'no' } }, { kind: 'service-trouble' }],
    ['500, any JSON', 500, { oops: true }, { kind: 'service-trouble' }],
    ['405, any JSON', 405, { detail: 'no' }, { kind: 'not-the-api' }],
    ['301', 301, {}, { kind: 'not-the-api' }],
    ['200 of another kind', 200, { hello: 'world' }, { kind: 'not-understood' }],
  ])('answered %s is not had', async (_name, status, body, error) => {
    const { client } = await answering(status, body)
    expect(await client.readTask('t')).toMatchObject({ ok: false, error })
  })

  it.each([
    [200, 'not-the-api'], [404, 'not-the-api'], [403, 'not-the-api'], [502, 'service-trouble'], [503, 'service-trouble'], [401, 'key-refused'], [429, 'rate-limited'],
  ])('answered by a web page with %i is not had: %s', async (status, kind) => {
    expect(await (await pageAnswering(status, '<html><h1>hello</h1></html>')).readTask('t')).toMatchObject({ ok: false, error: { kind } })
  })

  it('is asked for later when the service says so', async () => {
    const limited = await (await answering(429, {}, { 'retry-after': '30' })).client.readTask('t')
    expect(limited).toMatchObject({ ok: false, error: { kind: 'rate-limited', retryDueAt: limited.evidence.answeredAt + 30_000 } })
    const down = await (await answering(503, {}, { 'retry-after': '30' })).client.readTask('t')
    expect(down).toMatchObject({ ok: false, error: { kind: 'service-trouble', retryDueAt: down.evidence.answeredAt + 30_000 } })
  })

  it('whose answer is lost or late does no harm', async () => {
    const clock = handClock()
    const reset = await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy()))
    const late = await serveTcp((socket) => socket.once('data', () => clock.timeIsUp()))
    expect(await clientFor(`http://127.0.0.1:${reset.port}`).readTask('t')).toMatchObject({ ok: false, error: { kind: 'service-trouble', cause: { kind: 'reset' } } })
    expect(await clientFor(`http://127.0.0.1:${late.port}`, { clock }).readTask('t')).toMatchObject({ ok: false, error: { kind: 'service-trouble', cause: { kind: 'timeout' } } })
  })

  it('cannot be asked for offline', async () => {
    const { error } = (await clientFor(`http://127.0.0.1:${await closedPort()}`).readTask('t')) as { error: ApiError }
    expect(error).toMatchObject({ kind: 'offline', cause: { kind: 'refused', code: 'ECONNREFUSED' } })
    expect(error.message).toMatch(/^127\.0\.0\.1:\d+ refuses connections \(ECONNREFUSED\)\.$/)
    expect(await clientFor('http://nonexistent.invalid').readTask('t')).toMatchObject({ error: { kind: 'offline', cause: { kind: 'dns' } } })
  })

  it('is not asked for without a key', async () => {
    const { client, server } = await answering(200, {})
    expect(await clientFor(server.url, { key: null }).readTask('t')).toMatchObject({ ok: false, error: { kind: 'no-key' }, evidence: { mayHaveArrived: false } })
    expect(server.seen).toEqual([])
    expect(client).toBeDefined()
  })
})

it('a generation is asked for with the assets as references, and names its task', async () => {
  const { client, server } = await answering(200, { code: 200, data: [{ status: 'submitted', task_id: 'task_g' }] })
  const { meaning } = await client.generate({ prompt: 'she waves', assetUrls: ['asset://a', 'asset://b'], more: { duration: 5 } })
  expect(meaning).toEqual({ kind: 'accepted', taskId: 'task_g' })
  expect(server.seen[0]?.url).toBe('/v1/videos/generations')
  expect(sent(server.seen[0])).toEqual({
    model: 'doubao-seedance-2.0-face', prompt: 'she waves', duration: 5,
    image_with_roles: [{ url: 'asset://a', role: 'reference_image' }, { url: 'asset://b', role: 'reference_image' }],
  })
})

it('every error crosses the boundary as a problem with words and something to do', async () => {
  const answers: [number, unknown][] = [[401, {}], [402, {}], [429, {}], [404, {}], [500, {}], [400, {}], [405, {}], [200, { hello: 1 }]]
  for (const [status, body] of answers) {
    const { client } = await answering(status, body, { 'x-request-id': 'req-1' })
    const result = await client.readTask('t')
    if (result.ok) throw new Error('must not be had')
    const problem = problemOf(result.error)
    expect(problem.message, `${status}`).toMatch(/^127\.0\.0\.1:\d+ .+\.$|The account at .+\.$/)
    expect(problem.advice.length).toBeGreaterThan(10)
    expect(problem.requestId).toBe('req-1')
  }
})
