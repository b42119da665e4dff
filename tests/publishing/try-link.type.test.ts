import { createReadStream } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Publisher } from '../../src/main/publishing/publisher.ts'
import { createBaseUrlPublisher } from '../../src/main/publishing/base-url.ts'
import { startLinkServer } from '../../src/main/publishing/link-server.ts'
import { createLinksPublisher } from '../../src/main/publishing/links.ts'
import { freshFolder, remembering, serve, standingClock } from './support.ts'

/** A public folder behind a server that calls whatever lies there by one type. */
async function folderServedAs(type: string | null): Promise<Publisher> {
  const root = await freshFolder()
  const origin = await serve((request, response) => {
    if (type !== null) response.setHeader('content-type', type)
    createReadStream(path.join(root, decodeURIComponent(request.url ?? ''))).pipe(response)
  })
  return createBaseUrlPublisher({ root, url: origin, fetch, clock: standingClock() })
}

/** The link server behind a proxy that rewrites the type. */
async function linksServedAs(type: string): Promise<Publisher> {
  const server = await startLinkServer({ host: '127.0.0.1', port: 0, lookup: () => Promise.resolve(null), clock: standingClock(), log: remembering() })
  onTestFinished(() => server.close())
  const origin = await serve((request, response) => {
    void fetch(`${server.origin}${request.url}`, { headers: { range: request.headers.range ?? '' } }).then(async (answer) => {
      response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), 'content-type': type }).end(Buffer.from(await answer.arrayBuffer()))
    })
  })
  return createLinksPublisher({ server, origin, expiryMs: 1, clock: standingClock(), fetch })
}

const ways = [
  { way: 'a public folder', servedAs: folderServedAs },
  { way: 'the link server behind a proxy', servedAs: linksServedAs },
]

test.for(ways)('$way that gives clips out as another kind of thing fails its trial', async ({ servedAs }) => {
  for (const type of ['text/plain; charset=utf-8', 'application/json', 'image/png']) {
    const essence = type.split(';')[0] ?? ''
    expect(await (await servedAs(type)).test()).toMatchObject({
      ok: false, message: expect.stringContaining(`as ${essence}; it is video/mp4`) as string, advice: expect.stringContaining('types') as string, details: { code: 'other-type', said: essence, should: 'video/mp4' },
    })
  }
})

test.for(ways)('$way that gives clips out as what they are passes, and is said to', async ({ servedAs }) => {
  const trial = await (await servedAs('Video/MP4; codecs="avc1"')).test()
  expect(trial).toMatchObject({ ok: true, message: expect.stringContaining('as the type it is') as string })
  expect(trial.advice).not.toContain('instead of')
})

test('a type that says less than it might passes, with what it may cost', async () => {
  for (const [type, words] of [['application/octet-stream', 'as application/octet-stream instead of video/mp4'], ['video/quicktime', 'as video/quicktime instead of video/mp4'], [null, 'without a type instead of video/mp4']] as const) {
    expect(await (await folderServedAs(type)).test()).toMatchObject({ ok: true, advice: expect.stringContaining(words) as string, details: { said: type ?? '', should: 'video/mp4' } })
  }
})
