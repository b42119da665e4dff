import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unparsable, whatItMeans, type NetworkCause, type Observation, type SubmissionMeaning, type UnparsedBody } from '../../src/main/domain/submission-answer.ts'

const answeredAt = Date.parse('2026-03-01T12:00:00.000Z')

function answer(status: number, body: unknown, headers: Record<string, string> = {}): Observation {
  return { kind: 'answer', status, body, headers: new Headers(headers), answeredAt }
}
const envelope = (code: unknown, message = 'said so', type?: string) => ({ error: { code, message, ...(type ? { type } : {}) } })
const notJson = (text: string, because: UnparsedBody['because'] = 'not-json'): UnparsedBody => ({ [unparsable]: true, because, text })
const page = notJson('<!DOCTYPE html><html><head><title>x</title></head><body><h1>502 Bad Gateway</h1></body></html>')
const cause = (kind: NetworkCause['kind'], code: string | null = null): NetworkCause => ({ kind, code, message: 'it broke' })
const task = { id: 'task_01K', object: 'seedance.avatar.asset.task', status: 'processing', progress: 10, model: 'doubao-seedance-2.0' }

type Row = [name: string, seen: Observation, meaning: Partial<SubmissionMeaning>]
const accepted = { kind: 'accepted', taskId: 'task_01K' } as const
const rate = (retryDueAt: number | null = null) => ({ kind: 'refused-retry', why: 'rate', retryDueAt }) as const
const server = (retryDueAt: number | null = null) => ({ kind: 'refused-retry', why: 'server', retryDueAt }) as const
const keyRefused = { kind: 'refused-stop', stop: 'key-refused' } as const
const noBalance = { kind: 'refused-stop', stop: 'no-balance' } as const
const notTheApi = { kind: 'refused-stop', stop: 'not-the-api' } as const
const forGood = (code: string | null, message: string | null = 'said so') => ({ kind: 'refused-for-good', code, message }) as const
const unknown = (why: string) => ({ kind: 'unknown', why }) as Partial<SubmissionMeaning>

const acceptedRows: Row[] = [
  ['200, wrapped', answer(200, { code: 200, data: task }), accepted],
  ['200, flat', answer(200, task), accepted],
  ['200, a list as data', answer(200, { code: 200, data: [{ status: 'submitted', task_id: 'task_01K' }] }), accepted],
  ['200, task_id', answer(200, { code: 200, data: { task_id: 'task_01K' } }), accepted],
  ['200, the code as text', answer(200, { code: '200', data: task }), accepted],
  ['200, code 0, as the wider family says yes', answer(200, { code: 0, data: task }), accepted],
  ['201', answer(201, { data: task }), accepted],
  ['202, no code', answer(202, task), accepted],
  ['200, a number for an id', answer(200, { code: 200, data: { id: 77, status: 'processing' } }), { kind: 'accepted', taskId: '77' }],
  ['200, error: null', answer(200, { code: 200, data: task, error: null }), accepted],
  ['200, a task that failed at once, wrapped', answer(200, { code: 200, data: { ...task, status: 'failed', error: { code: 'task_failed', message: 'x' } } }), accepted],
  ['200, a task that failed at once, flat', answer(200, { ...task, status: 'failed', error: { code: 'task_failed', message: 'x' } }), accepted],
]

const retryRows: Row[] = [
  ['429, enveloped', answer(429, envelope(429)), rate()],
  ['429, no body', answer(429, notJson('')), rate()],
  ['429, a page', answer(429, page), rate()],
  ['429, JSON of another kind', answer(429, { detail: 'slow down' }), rate()],
  ['429, half its body', answer(429, notJson('{"err', 'cut-short')), rate()],
  ['429, Retry-After in seconds', answer(429, envelope(429), { 'retry-after': '7' }), rate(answeredAt + 7000)],
  ['429, Retry-After of a day', answer(429, envelope(429), { 'retry-after': '86400' }), rate(answeredAt + 86_400_000)],
  ['429, Retry-After in ms', answer(429, envelope(429), { 'retry-after-ms': '40' }), rate(answeredAt + 40)],
  ['429, Retry-After as a date', answer(429, envelope(429), { 'retry-after': 'Sun, 01 Mar 2026 12:01:00 GMT' }), rate(answeredAt + 60_000)],
  ['503, a page', answer(503, page, { 'retry-after': '3' }), server(answeredAt + 3000)],
  ['503, enveloped', answer(503, envelope(503)), server()],
  ['500, enveloped', answer(500, envelope(500, '服务器内部错误', 'server_error')), { ...server(), code: '500', message: '服务器内部错误' }],
  ['502, enveloped', answer(502, envelope(502)), server()],
  ['504, enveloped', answer(504, envelope('upstream_error')), server()],
  ['408, enveloped', answer(408, envelope(408)), server()],
  ['200 with code 429', answer(200, { code: 429, message: 'slow', data: null }, { 'retry-after': '2' }), rate(answeredAt + 2000)],
  ['200 with code "429"', answer(200, { code: '429', message: 'slow' }), rate()],
  ['200 with code 500', answer(200, { code: 500, message: 'x' }), server()],
  ['200 with code 503', answer(200, { code: 503 }), server()],
  ['200 with an envelope of 429', answer(200, envelope(429)), rate()],
  ['200 with an envelope whose type is rate_limit_error', answer(200, envelope('too_fast', 'x', 'rate_limit_error')), rate()],
  ['200 with an envelope of 500', answer(200, envelope(500)), server()],
]

const stopRows: Row[] = [
  ['401, enveloped', answer(401, envelope(401, '身份验证失败')), { ...keyRefused, message: '身份验证失败' }],
  ['401, no body', answer(401, notJson('')), keyRefused],
  ['401, a page', answer(401, page), keyRefused],
  ['200 with code 401', answer(200, { code: 401, message: 'x' }), keyRefused],
  ['200 with an envelope of 401', answer(200, envelope(401)), keyRefused],
  ['402, enveloped', answer(402, envelope(402)), noBalance],
  ['402, no body', answer(402, notJson('')), noBalance],
  ['200 with code 402', answer(200, { code: 402 }), noBalance],
  ['301', answer(301, notJson(''), { location: 'https://elsewhere.example' }), notTheApi],
  ['302, a page', answer(302, page), notTheApi],
  ['307, JSON', answer(307, {}), notTheApi],
  ['404, a page', answer(404, page), { ...notTheApi, message: expect.stringContaining('Bad Gateway') as string }],
  ['404, JSON of another framework', answer(404, { detail: 'Not Found' }), notTheApi],
  ['405, no body', answer(405, notJson('')), notTheApi],
  ['403, a page', answer(403, page), notTheApi],
  ['400, a page (plain HTTP to an HTTPS port)', answer(400, page), notTheApi],
  ['418, text', answer(418, notJson('teapot')), notTheApi],
]

const forGoodRows: Row[] = [
  ['400, enveloped', answer(400, envelope(400, '请求参数无效', 'invalid_request_error')), forGood('400', '请求参数无效')],
  ['400, JSON of another kind', answer(400, { message: 'bad group' }), forGood(null, 'bad group')],
  ['422, JSON of another kind', answer(422, { msg: 'bad url' }), forGood(null, 'bad url')],
  ['403, enveloped', answer(403, envelope('forbidden_group')), forGood('forbidden_group')],
  ['404, enveloped', answer(404, envelope(404, 'no such group')), forGood('404', 'no such group')],
  ['404, flat with a number', answer(404, { code: 404, message: 'no such group' }), forGood('404', 'no such group')],
  ['409, enveloped', answer(409, envelope(409)), forGood('409')],
  ['413, enveloped', answer(413, envelope(413)), forGood('413')],
  ['400, an envelope with only a message', answer(400, { error: { message: 'said so' } }), forGood(null)],
  ['200 with code 400', answer(200, { code: 400, message: 'said so' }), forGood('400')],
  ['200 with code 404', answer(200, { code: 404, message: 'said so' }), forGood('404')],
  ['200 with a code of its own', answer(200, { code: 10_023, message: 'said so' }), forGood('10023')],
  ['200 with a word for a code', answer(200, { code: 'InvalidGroup', message: 'said so' }), forGood('InvalidGroup')],
  ['200 with an envelope of 400', answer(200, envelope(400)), forGood('400')],
  ['200 with an envelope and code 200', answer(200, { code: 200, ...envelope('bad_group') }), forGood('bad_group')],
]

const unsentRows: Row[] = (['refused', 'unreachable', 'dns', 'connect-timeout', 'tls', 'proxy', 'not-sendable'] as const).map(
  (kind) => [`unsent: ${kind}`, { kind: 'unsent', cause: cause(kind) }, { kind: 'unsent', cause: cause(kind) }],
)

const unknownRows: Row[] = [
  ['500, a page', answer(500, page), unknown('server-error')],
  ['502, a page', answer(502, page), unknown('server-error')],
  ['504, no body', answer(504, notJson('')), unknown('server-error')],
  ['524, text', answer(524, notJson('error code: 524')), unknown('server-error')],
  ['500, JSON without the envelope', answer(500, { code: 500, message: 'x' }), unknown('server-error')],
  ['500, an error that is only a word', answer(500, { error: 'Internal Server Error', path: '/v1' }), unknown('server-error')],
  ['500, an empty envelope', answer(500, { error: {} }), unknown('server-error')],
  ['408, no envelope', answer(408, notJson('')), unknown('gave-up-waiting')],
  ['408, other JSON', answer(408, { code: 408 }), unknown('gave-up-waiting')],
  ['499, a page', answer(499, page), unknown('gave-up-waiting')],
  ['200, a page', answer(200, page), unknown('web-page')],
  ['200, text', answer(200, notJson('OK')), unknown('not-json')],
  ['200, no body', answer(200, notJson('')), unknown('not-json')],
  ['204', answer(204, notJson('')), unknown('not-json')],
  ['200, half its body', answer(200, notJson('{"code":200,"data":{"id":"task_0', 'cut-short')), unknown('cut-short')],
  ['200, endless', answer(200, notJson('{"pad":"aaaa', 'too-large')), unknown('cut-short')],
  ['400, half its body', answer(400, notJson('{"err', 'cut-short')), unknown('cut-short')],
  ['200, no task id', answer(200, { code: 200, data: { status: 'processing' } }), unknown('no-task-id')],
  ['a 200 that calls itself unparsable', answer(200, { unparsable: true }), unknown('no-task-id')],
  ['200, data null', answer(200, { code: 200, data: null }), unknown('no-task-id')],
  ['200, an id beside data, which is the request’s', answer(200, { id: 'req-9', code: 200, data: { status: 'processing' } }), unknown('no-task-id')],
  ['200, an empty id', answer(200, { code: 200, data: { id: ' ' } }), unknown('no-task-id')],
  ['200, null', answer(200, null), unknown('no-task-id')],
  ['200, a list', answer(200, []), unknown('no-task-id')],
  ['200, a string', answer(200, 'task_01K'), unknown('no-task-id')],
  ['200, error as a word', answer(200, { error: 'nope' }), unknown('no-task-id')],
  ['200, code 500 and a task', answer(200, { code: 500, message: 'x', data: task }), unknown('contradiction')],
  ['200, code 429 and a task', answer(200, { code: 429, data: task }), unknown('contradiction')],
  ['200, an envelope and a task', answer(200, { ...envelope(500), data: task }), unknown('contradiction')],
  ['500, an envelope and a task', answer(500, { ...envelope(500), data: task }), unknown('contradiction')],
  ['400, an envelope and a task', answer(400, { ...envelope(400), task_id: 'task_01K' }), unknown('contradiction')],
  ['103', answer(103, notJson('')), unknown('odd-status')],
  ['700', answer(700, {}), unknown('odd-status')],
  ['lost: reset', { kind: 'lost', cause: cause('reset', 'ECONNRESET') }, { ...unknown('connection-lost'), cause: cause('reset', 'ECONNRESET') }],
  ['lost: time-out', { kind: 'lost', cause: cause('timeout') }, unknown('timed-out')],
  ['lost: anything else', { kind: 'lost', cause: cause('other') }, unknown('connection-lost')],
]

describe.each([
  ['was accepted', acceptedRows],
  ['was refused and may be sent again', retryRows],
  ['was refused and stops the account', stopRows],
  ['was refused for good', forGoodRows],
  ['was certainly not sent', unsentRows],
  ['may have been accepted: nobody knows', unknownRows],
])('a submission %s', (_what, rows) => {
  it.each(rows)('%s', (_name, seen, meaning) => {
    expect(whatItMeans(seen)).toMatchObject(meaning)
  })
})

it('a request id beside the envelope does not make a refusal unclear', () => {
  expect(whatItMeans(answer(400, { id: 'req-1', ...envelope(400) })).kind).toBe('refused-for-good')
})

it('whatever JSON and status come, there is a meaning, and only a 2xx with a task is an acceptance', () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 699 }), fc.jsonValue({ maxDepth: 4 }), (status, body) => {
      const meaning = whatItMeans(answer(status, body))
      if (meaning.kind === 'accepted') expect(Math.floor(status / 100)).toBe(2)
    }),
    { numRuns: 500 },
  )
})

it('a 5xx without the vendor’s envelope is never sent again by itself, 503 excepted', () => {
  fc.assert(
    fc.property(fc.integer({ min: 500, max: 599 }).filter((status) => status !== 503), fc.jsonValue({ maxDepth: 3 }), (status, body) => {
      fc.pre(typeof body !== 'object' || body === null || !('error' in body))
      expect(whatItMeans(answer(status, body)).kind).toBe('unknown')
    }),
  )
})
