import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import path from 'node:path'
import zlib from 'node:zlib'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { createApiClient, type ApiClient } from '../../src/main/api-client/api-client.ts'
import type { Clock } from '../../src/main/capabilities.ts'
import { parseRetryAfter } from '../../src/main/domain/retry-after.ts'
import { parseTaskAnswer } from '../../src/main/domain/task-answer.ts'
import { matchVerdicts } from '../../src/main/domain/verdict-matching.ts'
import { fetchUrlFacts } from '../../src/main/intake/fetch-url-facts.ts'
import { createS3Store } from '../../src/main/publishing/s3/s3-store.ts'
import { StorageError } from '../../src/main/publishing/s3/storage-error.ts'
import { refusalIn } from '../../src/main/telling/chat-body.ts'
import { demoClipsDir } from '../helpers/clips.ts'
import { anyJson, anyText, tryOut, veryDeep } from './harness/fuzz.ts'
import { brokenLaws } from './harness/inspect-ledger.ts'
import { brokenSteps } from './harness/step-laws.ts'
import { loops, steppedCore, steppedTemplate } from './harness/stepped-core.ts'

const file = 'fuzz.answers'
const words = ['code', 'data', 'id', 'task_id', 'status', 'progress', 'result', 'assets', 'usable_assets', 'failed_assets', 'asset_id', 'asset_url', 'error', 'message', 'type', 'raw_response', 'GroupId', 'group_id', 'byted_token', 'h5_link', 'name', 'url', 'unparsable', '__proto__']
const still: Clock = { now: () => 1_000_000, monotonic: () => 0, wait: (_, signal) => new Promise((resolve) => { signal?.addEventListener('abort', () => resolve()) }) }

const headerNames = ['retry-after', 'retry-after-ms', 'content-encoding', 'content-type', 'date', 'location', 'x-request-id']
const headers = fc.dictionary(fc.constantFrom(...headerNames), fc.oneof(fc.constantFrom('gzip', 'br', 'deflate', '0', '120', '1e9', '-5', '99999999999999999999', 'Wed, 21 Oct 2026 07:28:00 GMT', 'Wed, 99 Foo 2026 99:99:99 GMT', '2026-13-45T99:99:99Z'), fc.string({ maxLength: 60 })))
const bodies = fc.oneof(
  fc.uint8Array({ maxLength: 3_000 }).map((bytes) => Buffer.from(bytes)),
  anyJson(words).map((json) => Buffer.from(JSON.stringify(json))),
  fc.tuple(anyJson(words), fc.nat(200)).map(([json, cut]) => Buffer.from(JSON.stringify(json)).subarray(0, cut)),
  anyJson(words).map((json) => zlib.gzipSync(JSON.stringify(json))),
  fc.constantFrom(...veryDeep).map((text) => Buffer.from(text)),
  // A bomb: a kilobyte that would be a gigabyte.
  fc.constant(zlib.gzipSync(Buffer.alloc(40 * 1024 * 1024))),
)
const seen = fc.record({ status: fc.constantFrom(200, 201, 204, 302, 400, 401, 402, 403, 404, 408, 425, 429, 499, 500, 502, 503, 504, 599, 999), body: bodies, headers, end: fc.constantFrom('whole' as const, 'whole' as const, 'cut-short' as const, 'too-large' as const) })

test('whatever bytes answer, every call of the client comes back with a typed result', { timeout: 600_000 }, async () => {
  let answer: { status: number; body: Buffer; headers: Record<string, string>; end: 'whole' | 'cut-short' | 'too-large' } = { status: 200, body: Buffer.alloc(0), headers: {}, end: 'whole' }
  const client: ApiClient = createApiClient({
    baseUrl: 'https://service.example', key: 'test-key-1234', clock: still, random: () => 0.5,
    transport: { send: () => Promise.resolve({ kind: 'answer', status: answer.status, headers: { get: (name) => answer.headers[name] ?? null }, body: answer.body, end: answer.end }), close: () => Promise.resolve() },
  })
  await tryOut('any bytes as an answer of the service, to every call', file, seen, 250, async (given) => {
    answer = given
    const read = await client.readTask('task-1')
    if (read.ok) {
      expect(['moving', 'completed', 'failed', 'cancelled', 'unknown']).toContain(read.value.status.is)
      const matching = matchVerdicts([{ position: 0, correlationName: 'a', url: 'https://a' }, { position: 1, correlationName: 'b', url: 'https://b' }], read.value)
      if (matching.kind === 'matched') expect(new Set(matching.verdicts.map((verdict) => verdict.position)).size).toBe(2)
    } else expect(read.error.kind).toMatch(/^[a-z-]+$/)
    const submission = await client.submit({ groupId: 'g', projectName: 'p', assetType: 'video', assets: [{ url: 'https://a', name: 'a' }] })
    expect(['accepted', 'refused-retry', 'refused-stop', 'refused-for-good', 'unknown']).toContain(submission.meaning.kind)
    for (const result of [await client.createSession({ callbackUrl: 'https://c', projectName: 'p' }), await client.readVerdict({ bytedToken: 't', projectName: 'p' }), await client.probe()]) if (!result.ok) expect(result.error.message).not.toBe('')
    expect(submission.evidence.bodyStart.length).toBeLessThanOrEqual(4_096)
  })
})

test('no answer to a submission or a task, however odd, breaks a loop or the ledger', { timeout: 600_000 }, async () => {
  const template = await steppedTemplate()
  onTestFinished(() => template.remove())
  const core = await steppedCore(template.dir)
  onTestFinished(() => core.close())
  let answers: Buffer[] = []
  const { send } = core.service.transport
  core.service.transport.send = (request) => {
    const body = answers.shift()
    return body === undefined ? send(request) : Promise.resolve({ kind: 'answer', status: 200, headers: new Headers(), body, end: 'whole' })
  }
  let clip = 0
  await tryOut('any JSON as an answer, through the loops into the ledger', file, fc.array(fc.oneof(anyJson(words).map((json) => Buffer.from(JSON.stringify(json))), fc.constantFrom(...veryDeep).map((text) => Buffer.from(text))), { minLength: 1, maxLength: 4 }), 40, async (given) => {
    await core.client.intakes.create({ groupId: core.groupIds[0] ?? 0, inputs: [`https://footage.example/odd-${++clip}.mp4`], preflight: false, askWhenLarge: false })
    answers = [...given]
    for (let n = 0; n < 4; n++) {
      core.clock.now += 61_000
      for (const loop of loops) await core.step(loop)
    }
    answers = []
    await core.client.accounts.resume({ id: core.accountId })
    await core.client.groups.resume({ id: core.groupIds[0] ?? 0 })
    const broken = [...core.mistakes.splice(0), ...brokenLaws(core.database()), ...brokenSteps(core.database())]
    if (broken.length > 0) throw new Error(broken.join('\n'))
    // What the screens ask for can be told.
    await core.client.clips.list({ limit: 5 })
    await core.client.batches.list({ limit: 5 })
  })
})

test('whatever a server says of when to come back is a time or nothing', async () => {
  await tryOut('any Retry-After', file, fc.tuple(headers, fc.integer({ min: 0, max: 4_102_444_800_000 })), 2_000, ([given, now]) => {
    const due = parseRetryAfter({ get: (name) => given[name] ?? null }, now)
    if (due === null) return
    expect(Number.isInteger(due)).toBe(true)
    expect(due).toBeGreaterThanOrEqual(now)
    expect(Number.isNaN(new Date(due).getTime())).toBe(false)
  })
})

test('a task is read from any JSON, and an answer of a chat from any text', async () => {
  await tryOut('any JSON as a task', file, anyJson(words), 1_500, (json) => {
    const task = parseTaskAnswer(json)
    if (task?.progress != null) expect(task.progress >= 0 && task.progress <= 100).toBe(true)
  })
  await tryOut('any text as the answer of a chat', file, fc.oneof(anyText, anyJson(['code', 'errcode', 'msg', 'errmsg', 'StatusCode']).map((json) => JSON.stringify(json))), 500, (text) => {
    for (const kind of ['webhook', 'slack', 'feishu', 'wecom', 'dingtalk'] as const) expect(typeof (refusalIn(kind, text) ?? '')).toBe('string')
  })
})

test('whatever a server of footage gives, its clip is read, or refused in words, and no more is fetched than allowed', { timeout: 600_000 }, async () => {
  const clip = readFile(path.join(demoClipsDir, 'ada-reading.mp4'))
  const given = fc.record({
    status: fc.constantFrom(200, 200, 206, 206, 204, 301, 404, 416, 429, 500), wrong: fc.constantFrom('nothing', 'cut', 'flipped', 'random', 'empty'), at: fc.nat(20_000), bytes: fc.uint8Array({ maxLength: 500 }),
    headers: fc.dictionary(fc.constantFrom('content-length', 'content-range', 'content-type', 'accept-ranges', 'etag'), fc.oneof(fc.constantFrom('0', '-1', '999999999999999999', 'bytes 0-1/2', 'bytes */*', 'bytes 5-1/0', 'text/html', 'video/mp4', 'none'), fc.string({ maxLength: 20 }))),
  })
  await tryOut('any server of footage', file, given, 60, async ({ status, wrong, at, bytes, headers: said }) => {
    const whole = await clip
    const body = wrong === 'empty' ? Buffer.alloc(0) : wrong === 'random' ? Buffer.from(bytes) : wrong === 'cut' ? whole.subarray(0, at) : wrong === 'flipped' ? Buffer.from(whole).fill(at % 256, at, at + 20) : whole
    let calls = 0
    const reading = await fetchUrlFacts('https://footage.example/a.mp4', {
      timeoutMs: 5_000, mostBytes: 4 * 1024 * 1024, whyInside: () => Promise.resolve(null),
      fetch: (_, init) => {
        calls += 1
        const range = /bytes=(\d+)-(\d*)/.exec(new Headers(init?.headers).get('range') ?? '')
        const from = status === 206 && range ? Number(range[1]) : 0
        const part = body.subarray(from, status === 206 && range?.[2] ? Number(range[2]) + 1 : undefined)
        const safe: Record<string, string> = status === 206 && range ? { 'content-range': `bytes ${from}-${from + part.length - 1}/${body.length}` } : {}
        for (const [name, value] of Object.entries(said)) if (/^[\x20-\x7e]*$/.test(value)) safe[name] = value
        return Promise.resolve(new Response([204, 301].includes(status) ? null : Buffer.from(part), { status, headers: safe }))
      },
    })
    if (!reading.ok) expect(reading.message).not.toBe('')
    expect(calls).toBeLessThan(500)
  })
})

test('whatever a storage answers, it is a word of the storage or an error, never a crash', { timeout: 600_000 }, async () => {
  let answer = { status: 200, body: Buffer.alloc(0), type: 'application/xml' }
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      response.writeHead(answer.status, { 'content-type': answer.type })
      response.end(request.method === 'HEAD' ? undefined : answer.body)
    })
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  onTestFinished(() => new Promise<void>((resolve) => { server.closeAllConnections(); server.close(() => resolve()) }))
  const address = server.address()
  const endpoint = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  const store = createS3Store({ endpoint, region: 'us-east-1', bucket: 'clips', prefix: '', pathStyle: true } as never, { accessKeyId: 'a', secretAccessKey: 'b' }, still)
  onTestFinished(() => store.close())
  const sending = { take: () => Promise.resolve(), pieceBytes: () => 1_000, onBytes: () => undefined }
  const xml = fc.tuple(fc.constantFrom('Error', 'ListPartsResult', 'ListMultipartUploadsResult', 'InitiateMultipartUploadResult', 'CompleteMultipartUploadResult'), fc.array(fc.tuple(fc.constantFrom('Code', 'Message', 'UploadId', 'Part', 'PartNumber', 'ETag', 'Size', 'IsTruncated', 'Key', 'Upload', 'NextPartNumberMarker'), anyText), { maxLength: 6 }))
    .map(([root, parts]) => `<?xml version="1.0"?><${root}>${parts.map(([name, text]) => `<${name}>${text.replace(/[<&>]/g, '').slice(0, 100)}</${name}>`).join('')}</${root}>`)
  await tryOut('any answer of a storage', file, fc.record({ status: fc.constantFrom(200, 204, 301, 400, 403, 404, 409, 429, 500, 503), body: fc.oneof(xml.map((text) => Buffer.from(text)), fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)), fc.constant(Buffer.from('<!doctype html><html></html>'))), type: fc.constantFrom('application/xml', 'text/html', 'application/json') }), 25, async (given) => {
    answer = given
    const calls: (() => Promise<unknown>)[] = [
      () => store.put('a', Buffer.from('x'), 'video/mp4', sending), () => store.open('a', 'video/mp4'), () => store.findOpen('a'), () => store.putPart('a', 'u', 1, Buffer.from('x'), sending), () => store.parts('a', 'u'),
      () => store.complete('a', 'u', [{ partNumber: 1, etag: 'e' }]), () => store.abort('a', 'u'), () => store.sizeOf('a'), () => store.remove('a'),
    ]
    for (const call of calls) {
      try {
        await call()
      } catch (error) {
        expect(error).toBeInstanceOf(Error)
        if (error instanceof StorageError) expect(error.advice).not.toBe('')
        // A mistake of ours would be one of these.
        expect(error instanceof TypeError && !/fetch|socket|network/i.test(error.message) ? error.stack : '').toBe('')
      }
    }
  })
})
