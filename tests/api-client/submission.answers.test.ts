import zlib from 'node:zlib'
import type { OutgoingHttpHeaders } from 'node:http'
import { describe, expect, it } from 'vitest'
import { acceptedBody, clientFor, json, oneClip, serveHttp, theKey } from './loopback.ts'

async function answered(status: number, body: string | Buffer, headers: OutgoingHttpHeaders = {}) {
  const server = await serveHttp((_seen, response) => response.writeHead(status, headers).end(body))
  const submission = await clientFor(server.url).submit(oneClip)
  return { ...submission, server }
}

describe('a submission', () => {
  it('is sent as the service wants it', async () => {
    const server = await serveHttp((_seen, response) => json(response, 200, acceptedBody))
    await clientFor(server.url).submit({
      groupId: 'group-1', projectName: 'studio', assetType: 'image',
      assets: [{ url: 'https://c.example/1.png', name: '一-1' }, { url: 'https://c.example/2.png', name: '二-2' }],
    })
    const [seen] = server.seen
    expect(seen).toMatchObject({ method: 'POST', url: '/v1/seedance2/real-avatar' })
    expect(seen?.headers).toMatchObject({ authorization: `Bearer ${theKey}`, 'content-type': 'application/json', accept: 'application/json' })
    expect(JSON.parse(seen?.body ?? '')).toEqual({
      group_id: 'group-1', project_name: 'studio', asset_type: 'Image',
      assets: [{ url: 'https://c.example/1.png', name: '一-1' }, { url: 'https://c.example/2.png', name: '二-2' }],
    })
  })

  it.each(['', '/', '/gate/vendor', '/gate/vendor/', '/gate/vendor/v1'])('goes below the base address, here with the path %j', async (path) => {
    const server = await serveHttp((_seen, response) => json(response, 200, acceptedBody))
    await clientFor(server.url + path).submit(oneClip)
    expect(server.seen[0]?.url).toBe(`${path.startsWith('/gate') ? '/gate/vendor' : ''}/v1/seedance2/real-avatar`)
  })

  it('that is accepted names its task, with what was seen as evidence', async () => {
    const { meaning, evidence, server } = await answered(200, JSON.stringify(acceptedBody), { 'x-request-id': 'req-7' })
    expect(meaning).toEqual({ kind: 'accepted', taskId: 'task_01K' })
    expect(evidence).toMatchObject({ method: 'POST', status: 200, requestId: 'req-7', bodyStart: JSON.stringify(acceptedBody), mayHaveArrived: true })
    expect(server.seen[0]!.at).toBeGreaterThanOrEqual(evidence.sentAt)
    expect(server.seen[0]!.at).toBeLessThanOrEqual(evidence.answeredAt)
  })

  it('is accepted in a flat answer, in one called text, and in one packed though nobody asked', async () => {
    const accepted = { kind: 'accepted', taskId: 'task_01K' }
    expect((await answered(200, JSON.stringify(acceptedBody.data))).meaning).toEqual(accepted)
    expect((await answered(200, `\uFEFF ${JSON.stringify(acceptedBody)}`, { 'content-type': 'text/html' })).meaning).toEqual(accepted)
    expect((await answered(200, zlib.gzipSync(JSON.stringify(acceptedBody)), { 'content-encoding': 'gzip' })).meaning).toEqual(accepted)
    expect((await answered(200, zlib.brotliCompressSync(JSON.stringify(acceptedBody)), { 'content-encoding': 'br' })).meaning).toEqual(accepted)
  })

  it('answered by a web page may have been accepted', async () => {
    const { meaning, evidence } = await answered(200, '<!doctype html><title>Sign in</title><p>Welcome', { 'content-type': 'text/html' })
    expect(meaning).toMatchObject({ kind: 'unknown', why: 'web-page', message: 'Sign in Welcome' })
    expect(evidence.bodyStart).toContain('<title>')
  })

  it.each([301, 302, 303, 307, 308])('answered by a redirect (%i) is not sent on: the address is wrong', async (status) => {
    const elsewhere = await serveHttp((_seen, response) => json(response, 200, acceptedBody))
    const { meaning } = await answered(status, '', { location: `${elsewhere.url}/v1/seedance2/real-avatar` })
    expect(meaning).toMatchObject({ kind: 'refused-stop', stop: 'not-the-api' })
    expect(elsewhere.seen).toEqual([])
  })

  it.each([
    ['retry-after', '7', 7000],
    ['retry-after', '0.25', 250],
    ['retry-after', '90000', 90_000_000],
    ['retry-after-ms', '1234', 1234],
  ])('answered 429 with %s: %s is told when to come back', async (name, value, waitMs) => {
    const { meaning, evidence } = await answered(429, '{"error":{"code":429,"message":"slow","type":"rate_limit_error"}}', { [name]: value })
    expect(meaning).toEqual({ kind: 'refused-retry', why: 'rate', retryDueAt: evidence.answeredAt + waitMs, code: '429', message: 'slow' })
  })

  it('answered 429 with a date is told by the server’s clock', async () => {
    const serverNow = Date.parse('2031-05-05T00:00:00Z')
    const headers = { date: new Date(serverNow).toUTCString(), 'retry-after': new Date(serverNow + 90_000).toUTCString() }
    const { meaning, evidence } = await answered(429, '', headers)
    expect(meaning).toMatchObject({ kind: 'refused-retry', retryDueAt: evidence.answeredAt + 90_000 })
  })

  it('answered 429 without a word of when is not told', async () => {
    expect((await answered(429, '')).meaning).toMatchObject({ kind: 'refused-retry', retryDueAt: null })
  })

  it('answered with megabytes may have been accepted, and only a little of them is kept', async () => {
    const { meaning, evidence } = await answered(200, `{"code":200,"pad":"${'a'.repeat(4 * 1024 * 1024)}","data":{"id":"task_01K"}}`)
    expect(meaning).toMatchObject({ kind: 'unknown', why: 'cut-short' })
    expect(evidence.bodyStart).toHaveLength(4096)
  })

  it('answered without end is not read without end', async () => {
    const server = await serveHttp((_seen, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const pour = () => {
        while (!response.destroyed && response.write('['.repeat(65_536))) {
          // until the socket is full
        }
      }
      response.on('drain', pour)
      pour()
    })
    expect((await clientFor(server.url).submit(oneClip)).meaning).toMatchObject({ kind: 'unknown', why: 'cut-short' })
  })

  it('answered by JSON nested a hundred thousand deep is judged all the same', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000)
    expect((await answered(200, `{"code":200,"data":${deep}}`)).meaning).toMatchObject({ kind: 'unknown', why: 'no-task-id' })
  })

  it('whose answer repeats the key does not write it down', async () => {
    const { meaning, evidence } = await answered(401, JSON.stringify({ error: { code: 401, message: `no such key ${theKey}` } }))
    expect(meaning).toMatchObject({ kind: 'refused-stop', stop: 'key-refused', message: 'no such key [key]' })
    expect(JSON.stringify(evidence)).not.toContain(theKey)
  })
})

describe('without a key or an address nothing is sent', () => {
  it.each([
    [null, 'no-key'], ['', 'no-key'], ['  ', 'no-key'],
    ['sk-line\nbreak', 'key-refused'], ['sk key', 'key-refused'], ['sk-“quoted”', 'key-refused'],
  ])('the key being %j', async (key, stop) => {
    const server = await serveHttp((_seen, response) => json(response, 200, acceptedBody))
    const { meaning, evidence } = await clientFor(server.url, { key }).submit(oneClip)
    expect(meaning).toMatchObject({ kind: 'refused-stop', stop })
    expect(evidence.mayHaveArrived).toBe(false)
    expect(server.seen).toEqual([])
  })

  it.each(['', 'xcompute', 'ftp://xcompute.us', 'https://user:pass@xcompute.us', 'C:\\keys'])('the address being %j', async (baseUrl) => {
    const client = clientFor(baseUrl)
    expect((await client.submit(oneClip)).meaning).toMatchObject({ kind: 'refused-stop', stop: 'not-the-api' })
    const probed = await client.probe()
    expect(probed).toMatchObject({ ok: false, error: { kind: 'not-the-api' } })
    expect(JSON.stringify(probed)).not.toContain('user:pass@')
  })

  it('a key copied with spaces around it is used without them', async () => {
    const server = await serveHttp((_seen, response) => json(response, 200, acceptedBody))
    await clientFor(server.url, { key: `  ${theKey}\n` }).submit(oneClip)
    expect(server.seen[0]?.headers.authorization).toBe(`Bearer ${theKey}`)
  })
})
