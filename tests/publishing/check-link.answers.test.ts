import type { RequestListener } from 'node:http'
import { describe, expect, test } from 'vitest'
import { checkLink, type CheckLinkOptions } from '../../src/main/publishing/check-link.ts'
import { serve } from './support.ts'

const local = 'http://127.0.0.1:9'
const check = (url: string, more: Partial<CheckLinkOptions> = {}) => checkLink(url, { fetch, apiBaseUrl: local, addressesOf: async () => [], sizeBytes: 5, ...more })
const answering = async (listener: RequestListener, more: Partial<CheckLinkOptions> = {}) => check(`${await serve(listener)}/clip.mp4`, more)

describe('a link', () => {
  test('that gives its first byte is good, and is asked for no more than that', async () => {
    const asked: unknown[] = []
    expect(await answering(({ method, headers }, response) => {
      asked.push([method, headers.range])
      response.writeHead(206, { 'content-type': 'video/mp4', 'content-range': 'bytes 0-0/5' }).end('x')
    })).toEqual({ is: 'good' })
    expect(asked).toEqual([['GET', 'bytes=0-0']])
  })

  test.each([401, 403, 404, 410, 400, 451])('that answers HTTP %i is surely not to be fetched', async (status) => {
    expect(await answering((_, response) => response.writeHead(status).end())).toMatchObject({ is: 'bad', message: expect.stringContaining(`HTTP ${status}`) as string })
  })

  test.each([429, 500, 502, 503, 530])('that answers HTTP %i may answer later', async (status) => {
    expect(await answering((_, response) => response.writeHead(status).end())).toMatchObject({ is: 'later', message: expect.stringContaining(`HTTP ${status}`) as string })
  })

  test('that shows a page, or leads to one to sign in, is not to be fetched', async () => {
    expect(await answering((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Files'))).toMatchObject({ is: 'bad', message: expect.stringContaining('web page') as string })
    expect(await answering(({ url }, response) => {
      if (url === '/login') response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Sign in')
      else response.writeHead(302, { location: '/login' }).end()
    })).toMatchObject({ is: 'bad', message: expect.stringContaining('sign in') as string })
  })

  test('that sends from one address to the next without end, or answers with nothing but a redirect to nowhere, is not to be fetched', async () => {
    expect(await answering(({ url = '' }, response) => response.writeHead(302, { location: `${url}x` }).end())).toMatchObject({ is: 'bad', message: expect.stringContaining('without end') as string })
    expect(await answering((_, response) => response.writeHead(302).end())).toMatchObject({ is: 'bad', message: expect.stringContaining('HTTP 302') as string })
  })

  test('that is sent on is good where it ends at the file', async () => {
    expect(await answering(({ url }, response) => {
      if (url === '/clip.mp4') response.writeHead(307, { location: '/elsewhere.mp4' }).end()
      else response.writeHead(206, { 'content-type': 'video/mp4', 'content-range': 'bytes 0-0/5' }).end('x')
    })).toEqual({ is: 'good' })
  })

  test('without parts, unknown to HEAD, packed for the way, or of no length is good', async () => {
    expect(await answering(({ method }, response) => (method === 'GET' ? response.writeHead(200, { 'content-type': 'application/octet-stream' }).end('12345') : response.writeHead(405).end()))).toEqual({ is: 'good' })
    expect(await answering((_, response) => response.writeHead(200, { 'content-type': 'video/mp4', 'content-encoding': 'gzip', 'content-length': '3' }).end('abc'))).toEqual({ is: 'good' })
  })

  test.each(['CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'])('whose server has a certificate nobody may believe (%s) does not give the file now', async (code) => {
    const fetch = () => Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) }))
    expect(await check('https://links.studio.com/clip.mp4', { fetch })).toMatchObject({ is: 'later', status: null, message: expect.stringContaining('its certificate') as string })
  })

  test('that says another length than the clip has is not this clip', async () => {
    const whole: RequestListener = (_, response) => response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': '9' }).end('123456789')
    expect(await answering(whole)).toMatchObject({ is: 'bad', message: expect.stringContaining('9 bytes') as string })
    expect(await answering(whole, { sizeBytes: null })).toEqual({ is: 'good' })
  })

  test('that cannot be reached from here may still be reached from elsewhere', async () => {
    expect(await check('http://127.0.0.1:1/clip.mp4')).toEqual({ is: 'unknown' })
  })
})

describe('an address that only some can reach', () => {
  const never = () => Promise.reject(new Error('It must not even be asked.'))
  const away = { apiBaseUrl: 'https://xcompute.us', fetch: never }
  const names: Record<string, string[]> = { 'nas.studio.com': ['192.168.1.5', 'fd00::1'], 'both.studio.com': ['10.0.0.1', '8.8.8.8'], 'review.studio.com': ['10.0.0.9'] }
  const addressesOf = async (host: string) => names[host] ?? []

  test('is told by itself, and by what its name leads to', async () => {
    expect(await check('http://127.0.0.1/a.mp4', away)).toMatchObject({ is: 'bad' })
    expect(await check('https://nas.studio.com/a.mp4', { ...away, addressesOf })).toMatchObject({ is: 'bad', message: expect.stringContaining('192.168.1.5') as string })
    expect(await check('https://both.studio.com/a.mp4', { ...away, addressesOf })).toEqual({ is: 'unknown' })
  })

  test.each(['http://10.0.0.9/a.mp4', 'http://[::ffff:169.254.169.254]/a.mp4', 'https://nas.studio.com/a.mp4'])('is told where a public link sends on to it (%s), and is not asked', async (location) => {
    const asked: string[] = []
    const fetch = async (url: string | URL | Request) => {
      asked.push(url instanceof Request ? url.url : String(url))
      return new Response(null, { status: 302, headers: { location } })
    }
    expect(await check('https://links.studio.com/a.mp4', { ...away, addressesOf, fetch })).toMatchObject({ is: 'bad', message: expect.stringMatching(/^links\.studio\.com sends on to an address inside\. /) as string })
    expect(asked).toEqual(['https://links.studio.com/a.mp4'])
  })

  test('will do for a service that is inside itself', async () => {
    expect(await check('https://nas.studio.com/a.mp4', { ...away, addressesOf, apiBaseUrl: 'https://review.studio.com' })).toEqual({ is: 'unknown' })
  })
})
