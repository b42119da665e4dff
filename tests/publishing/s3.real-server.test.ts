import { open, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { request as forward } from 'node:http'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as realWait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { S3Credentials, S3Storage } from '../../src/contract/models/storage.ts'
import type { Clock } from '../../src/main/capabilities.ts'
import type { Published, PublishProgress } from '../../src/main/publishing/publisher.ts'
import { createS3Publisher, type S3Publisher } from '../../src/main/publishing/s3/s3.ts'
import { createS3Store } from '../../src/main/publishing/s3/s3-store.ts'
import { StorageError } from '../../src/main/publishing/s3/storage-error.ts'
import { createThrottle } from '../../src/main/publishing/throttle.ts'
import { s3Keys, startS3Server, strangersKeys, type S3Server } from '../helpers/s3-server.ts'
import { freshFolder, lay, serve } from './support.ts'
import { recordsInMemory } from './upload-records.ts'

let server: S3Server
let buckets = 0

beforeAll(async () => { server = await startS3Server() }, 600_000)
afterAll(() => server?.stop())

const mib = 1024 * 1024

/** Bytes that differ from place to place, also from part to part. */
function pattern(length: number): Buffer {
  const content = Buffer.alloc(length)
  for (let at = 0; at + 4 <= length; at += 1021) content.writeUInt32LE(at, at)
  return content
}

/** The machine's clock, `off` by so many ms; it waits no longer than it must. */
function clockOff(off = 0): Clock {
  return { now: () => Date.now() + off, monotonic: () => performance.now(), wait: (ms, signal) => realWait(Math.min(ms, 20), undefined, { signal }).catch(() => undefined) }
}

interface Setting { storage?: Partial<S3Storage>; credentials?: S3Credentials; clock?: Clock; quotaBytes?: number; records?: ReturnType<typeof recordsInMemory> }

async function publisherOf({ storage, credentials = s3Keys, clock = clockOff(), quotaBytes, records = recordsInMemory() }: Setting = {}): Promise<{ publisher: S3Publisher; records: ReturnType<typeof recordsInMemory>; storage: S3Storage }> {
  const made: S3Storage = { ...(await server.bucket(`bucket-${++buckets}`, { quotaBytes })), ...storage }
  const publisher = createS3Publisher({ storage: made, credentials, records, throttle: createThrottle(clock), clock, random: () => 0.5, fetch, apiBaseUrl: 'http://127.0.0.1:1' })
  onTestFinished(() => publisher.close())
  return { publisher, records, storage: made }
}

function watched(small = false): PublishProgress & { sent(): number; end(reason: Error): void; onSent(heard: (sent: number) => void): void } {
  const ended = new AbortController()
  let sent = 0
  let listener: (sent: number) => void = () => undefined
  return {
    small, signal: ended.signal, sent: () => sent, end: (reason) => ended.abort(reason), onSent: (heard) => { listener = heard },
    onBytes(bytes) {
      sent += bytes
      listener(sent)
    },
  }
}

async function clip(name: string, content: Uint8Array): Promise<{ clipSourceId: number; path: string; sizeBytes: number }> {
  return { clipSourceId: 1, path: await lay(await freshFolder(), name, content), sizeBytes: content.length }
}

const urlOf = (published: Published): string => {
  if (!published.ok) throw new Error(published.message)
  return published.url
}

async function all<T>(given: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const one of given) found.push(one)
  return found
}

const refusal = async (publishing: Promise<Published>): Promise<StorageError> => {
  const error: unknown = await publishing.then((published) => { throw new Error(`It was taken: ${JSON.stringify(published)}`) }, (reason: unknown) => reason)
  if (!(error instanceof StorageError)) throw error
  return error
}

test('a clip goes up, and its signed link gives it to a stranger, whole, by parts, with its type', async () => {
  const { publisher } = await publisherOf({ storage: { prefix: 'studio/ada/' } })
  const content = pattern(300_000)
  const source = await clip('Ada, im Gegenlicht (take 2).mp4', content)
  const progress = watched(true)
  const published = await publisher.publish(source, progress)
  expect(progress.sent()).toBe(content.length)
  expect(decodeURIComponent(new URL(urlOf(published)).pathname)).toMatch(/^\/bucket-\d+\/studio\/ada\/[0-9a-f]{32}\/Ada-im-Gegenlicht-take-2-?\.mp4$/u)
  const whole = await fetch(urlOf(published))
  expect(whole.headers.get('content-type')).toBe('video/mp4')
  expect(Buffer.from(await whole.arrayBuffer()).equals(content)).toBe(true)
  const part = await fetch(urlOf(published), { headers: { Range: 'bytes=10-19' } })
  expect(part.status).toBe(206)
  expect(Buffer.from(await part.arrayBuffer()).equals(content.subarray(10, 20))).toBe(true)
  const bare = new URL(urlOf(published))
  bare.search = ''
  expect([400, 401, 403]).toContain((await fetch(bare)).status)
})

test('a link ends when it was set to', async () => {
  const { publisher, storage } = await publisherOf({ storage: { expiryMs: 60_000 }, clock: clockOff() })
  const url = new URL(urlOf(await publisher.publish(await clip('a.mp4', pattern(10)))))
  expect(url.searchParams.get('X-Amz-Expires')).toBe('60')
  const late = createS3Store(storage, s3Keys, clockOff(-61_000))
  onTestFinished(() => late.close())
  const expired = await fetch(await late.sign(decodeURIComponent(url.pathname).split('/').slice(2).join('/'), 60_000))
  expect(expired.status).toBe(403)
})

test('a large clip goes up in parts; what is there is linked anew without sending a byte', async () => {
  const { publisher, records } = await publisherOf()
  const content = pattern(20 * mib)
  const source = await clip('long.mov', content)
  const first = watched()
  const url = urlOf(await publisher.publish(source, first))
  expect(first.sent()).toBe(content.length)
  expect(records.all).toMatchObject([{ there: true, partBytes: 8 * mib }])
  expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(content)).toBe(true)
  const second = watched()
  const again = new URL(urlOf(await publisher.publish(source, second)))
  expect(second.sent()).toBe(0)
  expect(again.pathname).toBe(new URL(url).pathname)
})

test('an upload that was cut off goes on where it was, and sends no part that is there again', async () => {
  const { publisher, records } = await publisherOf()
  const content = pattern(40 * mib)
  const source = await clip('long.mov', content)
  const first = watched()
  // Cut off once at least one part of five must have got there: four are under way at once.
  first.onSent((sent) => { if (sent >= 36 * mib) first.end(new Error('The power went.')) })
  await expect(publisher.publish(source, first)).rejects.toThrow('The power went.')
  const kept = records.all[0]
  expect(kept).toMatchObject({ there: false, uploadId: expect.any(String) as string })
  const store = createS3Store({ ...(await storageAt(publisher)), kind: 's3' }, s3Keys, clockOff())
  onTestFinished(() => store.close())
  const there = (await store.parts(kept?.objectKey ?? '', kept?.uploadId ?? '')) ?? []
  expect(there.length).toBeGreaterThan(0)
  const thereBytes = there.reduce((sum, part) => sum + part.sizeBytes, 0)

  const second = watched()
  const counted: number[] = []
  second.onSent(() => counted.push(second.sent()))
  const url = urlOf(await publisher.publish(source, second))
  // What is there is counted first, part by part, before a byte is sent.
  expect(counted.slice(0, there.length).at(-1)).toBe(thereBytes)
  expect(second.sent()).toBe(content.length)
  expect(records.all).toHaveLength(1)
  expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(content)).toBe(true)
})

/** The settings that lead to a publisher's bucket. */
async function storageAt(publisher: S3Publisher): Promise<S3Storage> {
  const { origin, pathname } = new URL(publisher.place)
  return { kind: 's3', endpoint: origin, region: 'us-east-1', bucket: pathname.slice(1), prefix: '', pathStyle: true, publicUrl: null, expiryMs: 60_000, cleanUpMs: null, maxBytesPerSecond: null }
}

test('an upload whose id was never written down is found again', async () => {
  const { publisher, records } = await publisherOf()
  const source = await clip('long.mov', pattern(20 * mib))
  const first = watched()
  first.onSent((sent) => { if (sent >= 18 * mib) first.end(new Error('gone')) })
  await expect(publisher.publish(source, first)).rejects.toThrow('gone')
  const uploadId = records.all[0]?.uploadId
  if (records.all[0]) records.all[0].uploadId = null
  await publisher.publish(source)
  expect(records.all).toMatchObject([{ uploadId, there: true }])
})

test('a clip that changed in between starts anew, and what was begun is given up', async () => {
  const { publisher, records } = await publisherOf()
  const source = await clip('long.mov', pattern(20 * mib))
  const first = watched()
  first.onSent((sent) => { if (sent >= 10 * mib) first.end(new Error('gone')) })
  await expect(publisher.publish(source, first)).rejects.toThrow('gone')
  const other = Buffer.alloc(20 * mib, 7)
  await writeFile(source.path, other)
  await utimes(source.path, new Date(), new Date(Date.now() + 5_000))
  const url = urlOf(await publisher.publish(source))
  expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(other)).toBe(true)
  expect(records.all).toMatchObject([{ givenUp: true, there: false }, { givenUp: false, there: true }])
  const begun = records.all[0]
  const store = createS3Store(await storageAt(publisher), s3Keys, clockOff())
  onTestFinished(() => store.close())
  await publisher.abort({ objectKey: begun?.objectKey ?? '', uploadId: begun?.uploadId ?? '' })
  expect(await store.parts(begun?.objectKey ?? '', begun?.uploadId ?? '')).toBeNull()
})

test('a clip that shrinks under the upload is not passed off as whole', async () => {
  const { publisher, records } = await publisherOf()
  const source = await clip('long.mov', pattern(40 * mib))
  const progress = watched()
  let cut: Promise<void> | null = null
  progress.onSent(() => { cut ??= truncate(source.path, 9 * mib) })
  expect(await publisher.publish(source, progress)).toMatchObject({ ok: false, code: 'FileChanged' })
  expect(records.all).toMatchObject([{ givenUp: true, there: false }])
})

test('an object that somebody deleted is uploaded again', async () => {
  const { publisher, records } = await publisherOf()
  const source = await clip('a.mp4', pattern(1000))
  await publisher.publish(source)
  await all(publisher.remove([records.all[0]?.objectKey ?? '']))
  const progress = watched()
  expect((await fetch(urlOf(await publisher.publish(source, progress)))).status).toBe(200)
  expect(progress.sent()).toBe(1000)
})

test('with a public address the link is that and does not expire', async () => {
  const { publisher } = await publisherOf({ storage: { publicUrl: 'https://cdn.example.com/clips/', prefix: 'p/' } })
  const published = await publisher.publish(await clip('Ada 一.mp4', pattern(10)))
  expect(published).toMatchObject({ ok: true, expiresAt: null })
  expect(urlOf(published)).toMatch(/^https:\/\/cdn\.example\.com\/clips\/p\/[0-9a-f]{32}\/Ada-%E4%B8%80\.mp4$/u)
})

test.for([
  { what: 'a key it does not know', setting: { credentials: { accessKeyId: 'test:nobody', secretAccessKey: 'x' } }, code: 'wrong-key|wrong-secret' },
  { what: 'a wrong secret', setting: { credentials: { ...s3Keys, secretAccessKey: 'wrong' } }, code: 'wrong-secret' },
  { what: 'a key that may not', setting: { credentials: strangersKeys }, code: 'no-permission' },
  { what: 'a bucket that is not there', setting: { storage: { bucket: 'no-such-bucket' } }, code: 'no-bucket' },
  { what: 'a region that is not the bucket’s', setting: { storage: { region: 'eu-north-9' } }, code: 'wrong-region' },
  { what: 'a clock an hour slow', setting: { clock: clockOff(-3_600_000) }, code: 'clock-skew' },
  { what: 'a full bucket', setting: { quotaBytes: 1000 }, code: 'full' },
] satisfies { what: string; setting: Setting; code: string }[])('$what is said in words, and is no clip’s fault', async ({ setting, code }) => {
  for (const size of [5_000, 9 * mib]) {
    const { publisher, records } = await publisherOf(setting)
    const error = await refusal(publisher.publish(await clip('a.mp4', pattern(size))))
    expect(code.split('|')).toContain(error.code)
    expect(error.kind).toBe('refused')
    expect(error.message).toMatch(/\S.*[.)]$/u)
    expect(error.advice.length).toBeGreaterThan(20)
    expect(`${error.message} ${error.advice}`).not.toContain((setting as Setting).credentials?.secretAccessKey ?? s3Keys.secretAccessKey)
    expect(records.all.every((record) => !record.there)).toBe(true)
    const trial = await publisher.test()
    expect(trial).toMatchObject({ ok: false, message: error.message, advice: error.advice, details: { code: error.code } })
  }
})

test('how wrong the clock is, is said', async () => {
  const { publisher } = await publisherOf({ clock: clockOff(40 * 60_000) })
  expect((await refusal(publisher.publish(await clip('a.mp4', pattern(10))))).message).toMatch(/clock is 40 minutes ahead of/u)
})

test('a network that is not there is waited for, not a fault of anybody', async () => {
  const closed = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => { closed.once('listening', resolve) })
  const { port } = closed.address() as { port: number }
  await new Promise((resolve) => { closed.close(resolve) })
  const { publisher } = await publisherOf({ storage: { endpoint: `http://127.0.0.1:${port}` } })
  const error = await refusal(publisher.publish(await clip('a.mp4', pattern(10))))
  expect(error).toMatchObject({ kind: 'offline', code: 'offline' })
  expect(error.message).toContain('nothing answers there')
})

test('a trial puts an object, fetches it as a stranger, and leaves nothing behind', async () => {
  const { publisher, storage } = await publisherOf({ storage: { prefix: 'tests/' } })
  expect(await publisher.test()).toMatchObject({ ok: true, details: { code: 'passed', ranges: true, contentType: 'video/mp4' } })
  const listing = await fetch(`${server.endpoint}/v1/AUTH_test/${storage.bucket}`, { headers: { 'X-Auth-Token': await swiftToken() } })
  expect(await listing.text()).toBe('')
})

async function swiftToken(): Promise<string> {
  const response = await fetch(`${server.endpoint}/auth/v1.0`, { headers: { 'X-Auth-User': 'test:tester', 'X-Auth-Key': 'testing' } })
  return response.headers.get('x-auth-token') ?? ''
}

test('a public address that leads nowhere fails its trial', async () => {
  const { publisher } = await publisherOf({ storage: { publicUrl: server.endpoint } })
  expect(await publisher.test()).toMatchObject({ ok: false })
})

test('a file that is only holes goes up like any other', async () => {
  const { publisher } = await publisherOf()
  const file = path.join(await freshFolder(), 'sparse.mov')
  const handle = await open(file, 'w')
  await handle.truncate(25 * mib + 3)
  await handle.close()
  const url = urlOf(await publisher.publish({ clipSourceId: 1, path: file, sizeBytes: 25 * mib + 3 }))
  const head = await fetch(url, { headers: { Range: `bytes=${25 * mib}-` } })
  expect(Buffer.from(await head.arrayBuffer())).toEqual(Buffer.alloc(3))
})

test('a public address that gives objects out as another type than they were stored with fails its trial', async () => {
  const { storage } = await publisherOf()
  const token = await swiftToken()
  const origin = await serve((request, response) => {
    void fetch(`${server.endpoint}/v1/AUTH_test/${storage.bucket}${request.url}`, { headers: { 'X-Auth-Token': token } }).then(async (answer) => {
      response.writeHead(answer.status, { 'content-type': 'text/plain' }).end(Buffer.from(await answer.arrayBuffer()))
    })
  })
  const { publisher } = await publisherOf({ storage: { bucket: storage.bucket, publicUrl: origin } })
  expect(await publisher.test()).toMatchObject({ ok: false, details: { code: 'other-type', said: 'text/plain', should: 'video/mp4' } })
})

test('a file whose time lies a hair below a whole millisecond has one time, not two', async () => {
  const { publisher } = await publisherOf()
  const source = await clip('a.mp4', pattern(1000))
  // As copying programs set times, from seconds as a fraction.
  await utimes(source.path, 1_795_391_048.123, 1_795_391_048.123)
  const { mtimeNs } = await stat(source.path, { bigint: true })
  expect(Number(mtimeNs % 1_000_000n)).toBeGreaterThan(999_000)
  expect(await publisher.publish(source)).toMatchObject({ ok: true })
})

/** A bucket with objects in it, and a way to it that notes what is asked of the storage, and may refuse. */
async function laidOut(count: number, refuse: (method: string, path: string) => number | null = () => null) {
  const { storage } = await publisherOf()
  const token = await swiftToken()
  const keys = Array.from({ length: count }, (_, n) => `p/${n} 名 & more.mp4`)
  const objectAt = (key: string): string => `${server.endpoint}/v1/AUTH_test/${storage.bucket}/${key.split('/').map(encodeURIComponent).join('/')}`
  await Promise.all(keys.map(async (key) => { expect((await fetch(objectAt(key), { method: 'PUT', body: 'x', headers: { 'X-Auth-Token': token } })).status).toBe(201) }))
  const asked: string[] = []
  const endpoint = await serve((request, response) => {
    const path = request.url ?? ''
    asked.push(`${request.method} ${path.includes('?delete') ? 'lot' : 'one'}`)
    const no = refuse(request.method ?? '', path)
    if (no !== null) return void response.writeHead(no, { 'content-type': 'application/xml' }).end(`<?xml version="1.0"?><Error><Code>${no === 501 ? 'NotImplemented' : 'InvalidRequest'}</Code><Message>Not here.</Message></Error>`)
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const through = new URL(server.endpoint)
      const sent = forward({ hostname: through.hostname, port: through.port, path, method: request.method, headers: request.headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(response)
      })
      sent.end(Buffer.concat(parts))
    })
  })
  const publisher = createS3Publisher({ storage: { ...storage, endpoint }, credentials: s3Keys, records: recordsInMemory(), throttle: createThrottle(clockOff()), clock: clockOff(), random: () => 0.5, fetch })
  onTestFinished(() => publisher.close())
  const left = async (): Promise<number> => (await (await fetch(`${server.endpoint}/v1/AUTH_test/${storage.bucket}`, { headers: { 'X-Auth-Token': token } })).text()).split('\n').filter(Boolean).length
  return { publisher, keys, asked, left }
}

test('what is needed no more is deleted in one request, whatever its names hold; what is not there is fine', async () => {
  const { publisher, keys, asked, left } = await laidOut(25)
  const gone = (await all(publisher.remove([...keys, 'p/never-was.mp4']))).flat()
  expect(gone).toHaveLength(26)
  expect(await left()).toBe(0)
  expect(asked).toEqual(['POST lot'])
})

test.for([501, 405, 400])('a storage that answers a lot with %i is asked one by one', async (status) => {
  const { publisher, keys, asked, left } = await laidOut(3, (method) => (method === 'POST' ? status : null))
  expect((await all(publisher.remove(keys))).flat()).toEqual(keys)
  expect(await left()).toBe(0)
  expect(asked).toEqual(['POST lot', 'DELETE one', 'DELETE one', 'DELETE one'])
})

test('a key that may not delete is said so, and deletes nothing', async () => {
  const { storage } = await publisherOf()
  const { publisher } = await publisherOf({ storage: { bucket: storage.bucket }, credentials: strangersKeys })
  await expect(all(publisher.remove(['a.mp4', 'b.mp4']))).rejects.toMatchObject({ name: 'StorageError', code: 'no-permission' })
})

/** A server that answers whatever it is asked with one and the same. */
const answering = (status: number, headers: Record<string, string>, body: string): Promise<string> => serve((request, response) => {
  request.resume().on('end', () => response.writeHead(status, headers).end(body))
})
const xmlError = (code: string, message: string): string => `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`

test.for([
  { what: 'a page that takes everything for signing in', status: 200, body: '<html>Sign in</html>', code: 'not-storage' },
  { what: 'a port that wants https', status: 400, body: 'Client sent an HTTP request to an HTTPS server.\n', code: 'not-storage' },
  { what: 'a web server’s page of a fault', status: 405, body: '<html>405 Not Allowed</html>', code: 'not-storage' },
  { what: 'a place where nothing is', status: 404, body: '<html>Not Found</html>', code: 'not-storage' },
  { what: 'a name that is none of a bucket', status: 400, body: xmlError('InvalidBucketName', 'The specified bucket is not valid.'), code: 'no-bucket' },
  { what: 'the bucket in the path where it may not stand', status: 403, body: xmlError('SecondLevelDomainForbidden', 'Use the third level domain.'), code: 'other' },
  { what: 'a bill that was not paid', status: 403, body: xmlError('UserDisable', 'UserDisable'), code: 'other' },
  { what: 'Aliyun’s word for another region', status: 403, body: xmlError('AccessDenied', 'The bucket you are attempting to access must be addressed using the specified endpoint.'), code: 'wrong-region' },
])('$what is said of the storage, and holds no clip', async ({ status, body, code }) => {
  const endpoint = await answering(status, {}, body)
  for (const size of [5_000, 9 * mib]) {
    const { publisher, records } = await publisherOf({ storage: { endpoint } })
    const error = await refusal(publisher.publish(await clip('a.mp4', pattern(size))))
    expect(error).toMatchObject({ kind: 'refused', code })
    expect(`${error.message} ${error.advice}`).not.toMatch(/hidden field|UnknownError|deserialization/iu)
    expect(records.all.every((record) => !record.there)).toBe(true)
    expect(await publisher.test()).toMatchObject({ ok: false, details: { code } })
  }
})

test('https where only http is spoken is no network that passes by itself', async () => {
  const { publisher } = await publisherOf({ storage: { endpoint: server.endpoint.replace('http:', 'https:') } })
  const error = await refusal(publisher.publish(await clip('a.mp4', pattern(10))))
  expect(error).toMatchObject({ kind: 'refused', code: 'not-storage' })
  expect(error.message).toContain('does not speak https')
})

test('a name that leads nowhere is told with the bucket in it, and that path style may be what it wants', async () => {
  const { publisher } = await publisherOf({ storage: { endpoint: 'http://storage.invalid:9000', bucket: 'clips', pathStyle: false } })
  const error = await refusal(publisher.publish(await clip('a.mp4', pattern(10))))
  expect(error.message).toBe('clips.storage.invalid:9000 cannot be reached: there is no such name.')
  expect(error.advice).toContain('path style')
})

/** A way to the server that answers as Amazon does to a key which may not list: it may not know what is not there. */
async function wayThatHides(): Promise<string> {
  return serve((request, response) => {
    const through = new URL(server.endpoint)
    const sent = forward({ hostname: through.hostname, port: through.port, path: request.url, method: request.method, headers: request.headers }, (answer) => {
      const aboutObject = (request.method === 'GET' || request.method === 'HEAD') && !/uploads|uploadId/u.test(request.url ?? '')
      if (answer.statusCode !== 404 || !aboutObject) return void answer.pipe(response.writeHead(answer.statusCode ?? 500, answer.headers))
      answer.resume()
      response.writeHead(403, { 'content-type': 'application/xml' }).end(request.method === 'HEAD' ? undefined : xmlError('AccessDenied', 'Access Denied'))
    })
    sent.on('error', () => response.destroy())
    request.pipe(sent)
  })
}

test('what somebody deleted is uploaded again with a key that may not list the bucket, in one piece and in parts', async () => {
  const { publisher, records } = await publisherOf({ storage: { endpoint: await wayThatHides() } })
  for (const [n, size] of [1000, 9 * mib].entries()) {
    const source = { ...(await clip('a.mp4', pattern(size))), clipSourceId: n }
    await publisher.publish(source)
    const first = records.all.at(-1)?.objectKey ?? ''
    await all(publisher.remove([first]))
    const progress = watched()
    expect((await fetch(urlOf(await publisher.publish(source, progress)))).status).toBe(200)
    expect(progress.sent()).toBe(size)
    expect(records.all.filter((record) => record.there && !record.givenUp)).not.toContainEqual(expect.objectContaining({ objectKey: first }))
  }
})

test('an upload that the bucket’s own rules ended is begun again with a key that may not list the bucket', async () => {
  const { publisher, records } = await publisherOf({ storage: { endpoint: await wayThatHides() } })
  const source = await clip('long.mov', pattern(20 * mib))
  const first = watched()
  first.onSent((sent) => { if (sent >= 10 * mib) first.end(new Error('gone')) })
  await expect(publisher.publish(source, first)).rejects.toThrow('gone')
  const begun = records.all[0]
  await publisher.abort({ objectKey: begun?.objectKey ?? '', uploadId: begun?.uploadId ?? '' })
  expect((await fetch(urlOf(await publisher.publish(source)))).status).toBe(200)
})

test('a secret that does not fit any more gives up nothing that is there', async () => {
  const { publisher, records, storage } = await publisherOf()
  const source = await clip('a.mp4', pattern(1000))
  await publisher.publish(source)
  const { publisher: wrong } = await publisherOf({ storage: { bucket: storage.bucket }, records, credentials: { ...s3Keys, secretAccessKey: 'wrong' } })
  expect(await refusal(wrong.publish(source))).toMatchObject({ code: 'wrong-secret' })
  const progress = watched()
  await publisher.publish(source, progress)
  expect(progress.sent()).toBe(0)
  expect(records.all).toHaveLength(1)
})

test('an upload goes on under the prefix that is set, not under the one it was begun with', async () => {
  const { publisher, records, storage } = await publisherOf({ storage: { prefix: 'one/' } })
  const source = await clip('long.mov', pattern(20 * mib))
  const first = watched()
  first.onSent((sent) => { if (sent >= 10 * mib) first.end(new Error('gone')) })
  await expect(publisher.publish(source, first)).rejects.toThrow('gone')
  const { publisher: other } = await publisherOf({ storage: { bucket: storage.bucket, prefix: 'two/' }, records })
  expect(urlOf(await other.publish(source))).toContain(`/${storage.bucket}/two/`)
  expect(records.all).toMatchObject([{ givenUp: true, there: false }, { givenUp: false, there: true }])
})

test('a signed link that is refused is not answered with “make the bucket public”', async () => {
  const { publisher } = await publisherOf({
    storage: { endpoint: await serve((request, response) => {
      const through = new URL(server.endpoint)
      const sent = forward({ hostname: through.hostname, port: through.port, path: request.url, method: request.method, headers: request.headers }, (answer) => {
        if (!/X-Amz-Signature/u.test(request.url ?? '')) return void answer.pipe(response.writeHead(answer.statusCode ?? 500, answer.headers))
        answer.resume()
        response.writeHead(403).end()
      })
      sent.on('error', () => response.destroy())
      request.pipe(sent)
    }) },
  })
  expect(await publisher.test()).toMatchObject({ ok: false, advice: expect.stringContaining('GetObject') as string, details: { code: 'signed-refused', status: 403 } })
})
