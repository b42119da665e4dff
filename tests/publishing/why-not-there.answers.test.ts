import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { whyNotThere } from '../../src/main/publishing/why-not-there.ts'

let server: Server | null = null

async function answering(listener: RequestListener): Promise<string> {
  const made = createServer(listener)
  server = made
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}/clip.mp4`
}

afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  server = null
})

describe('a clip behind a public address', () => {
  test('that gives its first byte is there', async () => {
    const ranges: unknown[] = []
    const url = await answering((request, response) => {
      ranges.push(request.headers.range)
      response.writeHead(206, { 'content-type': 'video/mp4', 'content-range': 'bytes 0-0/5' }).end('x')
    })
    expect(await whyNotThere(url, fetch)).toBeNull()
    expect(ranges).toEqual(['bytes=0-0'])
  })

  test.each([401, 403, 404, 410])('that answers HTTP %i is surely not to be fetched', async (status) => {
    const url = await answering((_, response) => response.writeHead(status).end())
    expect(await whyNotThere(url, fetch)).toContain(`HTTP ${status}`)
  })

  test('that answers with a web page is surely not to be fetched', async () => {
    const url = await answering((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Sign in'))
    expect(await whyNotThere(url, fetch)).toContain('web page')
  })

  test('that fails for reasons which may be this machine\'s own is given the benefit of the doubt', async () => {
    const url = await answering((_, response) => response.writeHead(503).end())
    expect(await whyNotThere(url, fetch)).toBeNull()
    server?.closeAllConnections()
    await new Promise((resolve) => server?.close(resolve))
    expect(await whyNotThere(url, fetch)).toBeNull()
  })
})
