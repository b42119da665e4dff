import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { fetchUrlFacts as factsOf, type FetchUrlOptions } from '../../src/main/intake/fetch-url-facts.ts'
import type { readMediaFacts } from '../../src/main/intake/media-info-reader.ts'
import { whyInside } from '../../src/main/publishing/why-inside.ts'
import { makeClip } from '../helpers/clips.ts'
import { freshFolder } from './support.ts'

/** As beside a service on this machine, which reaches what we reach. */
const fetchUrlFacts = (url: string, more: Partial<FetchUrlOptions> = {}) => factsOf(url, { fetch, whyInside: async () => null, ...more })

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  }))
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/clip.mp4`
}

function inParts(content: Buffer, asked: string[] = []) {
  return (request: IncomingMessage, response: ServerResponse) => {
    const range = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '')
    asked.push(request.headers.range ?? '')
    const [start, end] = [Number(range?.[1]), Math.min(Number(range?.[2]), content.length - 1)]
    if (start >= content.length) return response.writeHead(416, { 'Content-Range': `bytes */${content.length}` }).end()
    return response.writeHead(206, { 'Content-Type': 'video/mp4', 'Content-Range': `bytes ${start}-${end}/${content.length}`, 'Content-Length': end - start + 1 }).end(content.subarray(start, end + 1))
  }
}

async function clip(): Promise<Buffer> {
  return readFile(await makeClip(await freshFolder(), 'a.mp4', { seconds: 3, audio: true }))
}

describe('a clip behind a URL', () => {
  test('is looked at in parts where its server gives parts', async () => {
    const content = await clip()
    // Far more in it than has to be fetched: the index stands at the end.
    const free = Buffer.alloc(3_000_000)
    free.writeUInt32BE(free.length)
    free.write('free', 4)
    const large = Buffer.concat([content.subarray(0, content.readUInt32BE(0)), free, content.subarray(content.readUInt32BE(0))])
    const asked: string[] = []
    let sent = 0
    const answer = inParts(large, asked)
    const url = await serve((request, response) => {
      answer(request, response)
      const [start, end] = (asked.at(-1) ?? '').replace('bytes=', '').split('-').map(Number)
      sent += Math.min(end ?? 0, large.length - 1) - (start ?? 0) + 1
    })
    const reading = await fetchUrlFacts(url)
    expect(reading).toMatchObject({ ok: true, facts: { kind: 'video', sizeBytes: large.length, durationMs: 3000, width: 640, height: 960, hasAudio: true } })
    expect(asked.length).toBeGreaterThan(1)
    expect(sent).toBeLessThan(large.length)
  })

  test('is looked at in parts where another address gives them, each asked for by the way of its own address', async () => {
    const content = Buffer.concat([await clip(), Buffer.alloc(2_000_000)])
    const asked: string[] = []
    let signed = 0
    const answer = inParts(content, asked)
    const url = await serve((request, response) => {
      if (request.url === `/signed-${signed}`) answer(request, response)
      else if (request.url === '/clip.mp4') response.writeHead(307, { Location: `/signed-${++signed}` }).end()
      else response.writeHead(403).end()
    })
    const readFacts: typeof readMediaFacts = async (bytes) => {
      expect(Buffer.from(await bytes.read(1000, 1_000_000)).equals(content.subarray(1_000_000, 1_001_000))).toBe(true)
      return { ok: false, code: 'Unreadable', message: 'as far as it was wanted' }
    }
    expect(await fetchUrlFacts(url, { readFacts })).toMatchObject({ message: 'as far as it was wanted' })
    expect(asked).toEqual(['bytes=0-262143', 'bytes=1000000-1000999'])
    expect(signed).toBe(2)
  })

  test('is fetched whole, once, where its server gives no parts, and nothing of it stays', async () => {
    const content = await clip()
    const temporary = await freshFolder()
    vi.stubEnv('TMPDIR', temporary)
    onTestFinished(() => void vi.unstubAllEnvs())
    let requests = 0
    const url = await serve((_request, response) => {
      requests += 1
      response.writeHead(200, { 'Content-Length': content.length }).end(content)
    })
    expect(await fetchUrlFacts(url)).toMatchObject({ ok: true, facts: { sizeBytes: content.length } })
    expect(requests).toBe(1)
    expect(await readdir(temporary)).toEqual([])
  })

  test('is looked at although its server does not say how long it is', async () => {
    const content = await clip()
    const url = await serve((_request, response) => {
      response.writeHead(200)
      response.write(content.subarray(0, 1000))
      response.end(content.subarray(1000))
    })
    expect(await fetchUrlFacts(url)).toMatchObject({ ok: true, facts: { sizeBytes: content.length } })
  })

  test('that has no bytes is empty', async () => {
    expect(await fetchUrlFacts(await serve(inParts(Buffer.alloc(0))))).toMatchObject({ ok: false, code: 'Empty' })
  })

  test('that is no clip says so', async () => {
    expect(await fetchUrlFacts(await serve(inParts(Buffer.from('just words'.repeat(100)))))).toMatchObject({ ok: false, code: 'FormatUndetectable' })
  })

  test('that is too large to be fetched just to look at it is not', async () => {
    const endless = await serve((_request, response) => {
      response.writeHead(200)
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      }
      response.on('drain', more)
      more()
    })
    expect(await fetchUrlFacts(endless, { mostBytes: 1_000_000 })).toMatchObject({ ok: false, code: 'FormatUndetectable', message: expect.stringContaining('too large') as string })
    const told = await serve((_request, response) => response.writeHead(200, { 'Content-Length': 2_000_000 }).write('x'))
    expect(await fetchUrlFacts(told, { mostBytes: 1_000_000 })).toMatchObject({ ok: false, code: 'FormatUndetectable' })
  })
})

describe('a URL that gives no clip', () => {
  test.each([
    [401, 'signing in'], [403, 'signing in'], [404, 'no file at'], [410, 'no file at'], [418, 'HTTP 418'], [429, 'too often'], [500, 'in trouble'], [503, 'in trouble'],
  ])('because of HTTP %i is not fetchable, in words', async (status, words) => {
    const url = await serve((_request, response) => response.writeHead(status).end('{}'))
    expect(await fetchUrlFacts(url)).toMatchObject({ ok: false, code: 'NotFetchable', message: expect.stringContaining(words) as string })
  })

  test('because it is a web page is not fetchable', async () => {
    const url = await serve((_request, response) => response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end('<html>'))
    expect(await fetchUrlFacts(url)).toMatchObject({ code: 'NotFetchable', message: expect.stringContaining('web page') as string })
  })

  test('because it leads to signing in is not fetchable', async () => {
    const url = await serve((request, response) => {
      if (request.url?.startsWith('/login')) response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>')
      else response.writeHead(302, { Location: '/login?next=clip' }).end()
    })
    expect(await fetchUrlFacts(url)).toMatchObject({ code: 'NotFetchable', message: expect.stringContaining('sign in') as string })
  })

  test('because it sends round in circles is not fetchable', async () => {
    const url = await serve((_request, response) => response.writeHead(302, { Location: '/clip.mp4' }).end())
    expect(await fetchUrlFacts(url)).toMatchObject({ code: 'NotFetchable', message: expect.stringContaining('without end') as string })
  })

  test.each(['http://10.0.0.9/a.mp4', 'http://[::ffff:169.254.169.254]/a.mp4', 'https://nas.studio.com/a.mp4'])('because it sends on to an address inside (%s) is not fetchable, and that is not asked', async (location) => {
    const asked: string[] = []
    const fetch = async (url: string | URL) => {
      asked.push(String(url))
      return new Response(null, { status: 302, headers: { location } })
    }
    const reach = { apiBaseUrl: 'https://xcompute.us', addressesOf: async (host: string) => (host === 'nas.studio.com' ? ['192.168.1.5'] : []) }
    const away = { fetch, whyInside: (url: string) => whyInside(url, reach) }
    expect(await fetchUrlFacts('https://links.studio.com/a.mp4', away)).toMatchObject({ code: 'NotFetchable', network: false, message: expect.stringMatching(/^links\.studio\.com sends on to an address inside\. /) as string })
    expect(await fetchUrlFacts('http://127.0.0.1/a.mp4', away)).toMatchObject({ code: 'NotFetchable', message: expect.stringContaining('this machine itself') as string })
    expect(asked).toEqual(['https://links.studio.com/a.mp4'])
    // A service that is inside itself is sent there, and so are we.
    const inside = { fetch, whyInside: (url: string) => whyInside(url, { ...reach, apiBaseUrl: 'https://10.0.0.2' }) }
    expect(await fetchUrlFacts('https://links.studio.com/a.mp4', inside)).toMatchObject({ code: 'NotFetchable', message: expect.stringContaining('without end') as string })
    expect(asked[2]).toBe(new URL(location).href)
  })

  test('because nobody is there is not fetchable', async () => {
    expect(await fetchUrlFacts('http://127.0.0.1:9/a.mp4')).toMatchObject({ code: 'NotFetchable', message: expect.stringContaining('127.0.0.1:9') as string })
    expect(await fetchUrlFacts('http://no-such-name.invalid/a.mp4')).toMatchObject({ code: 'NotFetchable', message: expect.stringContaining('no-such-name.invalid') as string })
  })

  test('because it never answers is not fetchable', async () => {
    const url = await serve(() => undefined)
    expect(await fetchUrlFacts(url, { timeoutMs: 50 })).toMatchObject({ code: 'NotFetchable', message: expect.stringContaining('did not answer') as string })
  })

  test('because it stops in the middle is not fetchable', async () => {
    const stalled = new ReadableStream<Uint8Array>({ start: (stream) => stream.enqueue(new Uint8Array(10)) })
    const answer = async () => new Response(stalled, { headers: { 'Content-Length': '1000' } })
    expect(await fetchUrlFacts('https://example.com/a.mp4', { fetch: answer, timeoutMs: 50 })).toMatchObject({ code: 'NotFetchable', message: expect.stringContaining('broke off') as string })
  })

  test('because it breaks off, changes or stops giving parts is not fetchable', async () => {
    const content = Buffer.concat([(await clip()).subarray(0, 40), Buffer.alloc(2_000_000, 1)])
    const answer = inParts(content)
    const later = (then: RequestListener) => serve((request, response) => {
      if (request.headers.range?.startsWith('bytes=0-')) answer(request, response)
      else then(request, response)
    })
    const readFacts: typeof readMediaFacts = async (bytes) => {
      try {
        await bytes.read(1000, 1_000_000)
      } catch {
        // as the real reader does
      }
      return { ok: false, code: 'Unreadable', message: 'x' }
    }
    const cases: [RequestListener, string][] = [
      [(_request, response) => { response.writeHead(206, { 'Content-Range': 'bytes 1000000-1000999/2000040', 'Content-Length': 1000 }).write('x'); setImmediate(() => response.destroy()) }, 'broke off'],
      [(_request, response) => response.writeHead(206, { 'Content-Range': 'bytes 1000000-1000999/5' }).end('x'), 'changed'],
      [(_request, response) => response.writeHead(200).end('x'), 'no other'],
      [(_request, response) => response.writeHead(403).end(), 'HTTP 403'],
    ]
    for (const [then, words] of cases) expect(await fetchUrlFacts(await later(then), { readFacts })).toMatchObject({ code: 'NotFetchable', message: expect.stringContaining(words) as string })
  })
})
