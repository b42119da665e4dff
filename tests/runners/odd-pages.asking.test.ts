import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { openStage } from '../helpers/core.ts'

/** A gateway between Greenroom and the service that answers some of the questions about tasks with a page of its own. */
async function openGateway(page: { status: number; body: string }, pages: number): Promise<{ url: string; leadTo(url: string): void; shown(): number }> {
  let target = ''
  let shown = 0
  const server = createServer((request, response) => {
    if (request.method === 'GET' && shown < pages) {
      shown++
      response.writeHead(page.status, { 'content-type': 'text/html' }).end(page.body)
      return
    }
    const body: Buffer[] = []
    request.on('data', (chunk: Buffer) => body.push(chunk))
    request.on('end', () => {
      void fetch(`${target}${request.url}`, { method: request.method, headers: { authorization: request.headers.authorization ?? '', 'content-type': 'application/json' }, body: body.length > 0 ? Buffer.concat(body) : undefined })
        .then(async (answer) => response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text()), () => response.destroy())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => { server.closeAllConnections(); server.close() })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, leadTo: (url) => { target = url }, shown: () => shown }
}

test.each([
  ['a maintenance page', { status: 200, body: '<html><h1>Back soon</h1></html>' }],
  ['an empty answer', { status: 200, body: '' }],
  ['a gateway that does not find its way', { status: 404, body: '<html>404</html>' }],
])('%s while asking about a review stops nothing: it is asked again until it answers', async (_, page) => {
  const gateway = await openGateway(page, 3)
  const stage = await openStage({ baseUrl: gateway.url })
  gateway.leadTo(stage.sandbox.url)
  await stage.takeIn(2)
  await stage.untilCounts({ active: 2 })
  expect(gateway.shown()).toBe(3)
  expect((await stage.client.accounts.list())[0]).toMatchObject({ state: 'running', stop: null })
  expect(await stage.events('account.stopped')).toEqual([])
  expect(stage.sandbox.accepted()).toHaveLength(1)
})

/** A gateway that gives every question about a task the answer about another one, `wrong` times. */
async function openMixer(wrong: number): Promise<{ url: string; leadTo(url: string): void; mixed(): number }> {
  let target = ''
  let mixed = 0
  const server = createServer((request, response) => {
    const body: Buffer[] = []
    request.on('data', (chunk: Buffer) => body.push(chunk))
    request.on('end', () => {
      void fetch(`${target}${request.url}`, { method: request.method, headers: { authorization: request.headers.authorization ?? '', 'content-type': 'application/json' }, body: body.length > 0 ? Buffer.concat(body) : undefined }).then(async (answer) => {
        const text = await answer.text()
        const isWrong = request.method === 'GET' && mixed < wrong
        if (isWrong) mixed++
        const others = { code: 200, data: { id: 'task_of_somebody_else', status: 'completed', result: { assets: [{ asset_id: 'asset-x', status: 'Active' }], usable_assets: [{ asset_id: 'asset-x', status: 'Active' }], failed_assets: [] } } }
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(isWrong ? JSON.stringify(others) : text)
      }, () => response.destroy())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => { server.closeAllConnections(); server.close() })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, leadTo: (url) => { target = url }, mixed: () => mixed }
}

test('an answer about another task is not believed: it is asked again', async () => {
  const mixer = await openMixer(2)
  const stage = await openStage({ baseUrl: mixer.url })
  mixer.leadTo(stage.sandbox.url)
  await stage.takeIn(1)
  await stage.untilCounts({ active: 1 })
  expect(mixer.mixed()).toBe(2)
  expect((await stage.clips())[0]?.assetId).not.toBe('asset-x')
})

test('after an hour of answers about another task a person is asked, and nothing of them was believed', async () => {
  const mixer = await openMixer(Infinity)
  const stage = await openStage({ baseUrl: mixer.url })
  mixer.leadTo(stage.sandbox.url)
  await stage.takeIn(1)
  await stage.untilCounts({ 'needs-attention': 1 }, 3 * 3_600_000)
  const [batch] = await stage.batches()
  expect(batch).toMatchObject({ state: 'needs-attention', why: { kind: 'another-task', message: expect.stringContaining('task_of_somebody_else') as string } })
})

test('a mistyped task id comes back to the person at once, and can be given again', async () => {
  const stage = await openStage({ scenario: 'lost-answer' })
  await stage.takeIn(2)
  await stage.untilCounts({ 'needs-attention': 2 })
  const [batch] = await stage.batches()
  const id = batch?.id ?? 0
  await stage.client.batches.resolve({ ids: [id], answer: { as: 'accepted', taskId: 'task_mistyped' } })
  await stage.clock.run(10_000)
  expect(await stage.client.batches.get({ id })).toMatchObject({ state: 'needs-attention', why: { kind: 'task-forgotten' } })
  await stage.client.batches.resolve({ ids: [id], answer: { as: 'accepted', taskId: stage.sandbox.accepted()[0]?.taskId ?? '' } })
  await stage.untilCounts({ active: 2 })
  expect(stage.sandbox.accepted()).toHaveLength(1)
})
