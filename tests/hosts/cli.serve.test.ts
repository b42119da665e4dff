import { request } from 'node:http'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { GreenroomClient } from '../../src/contract/client.ts'
import { desk } from './run-greenroom.ts'

// The screens may have to be built first.
vi.setConfig({ testTimeout: 180_000 })

function get(url: URL, headers: Record<string, string> = {}): Promise<{ status: number; location: string | undefined; cookies: string; body: string }> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => (body += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, location: response.headers.location, cookies: (response.headers['set-cookie'] ?? []).map((each) => each.split(';')[0]).join('; '), body }))
    }).on('error', reject).end()
  })
}

test('serve prints one line with its address, shows the screens, answers their calls over the socket, and ends with 0 at SIGTERM', async ({ onTestFinished }) => {
  const { run, sandbox, dataDir } = await desk('default')
  onTestFinished(() => sandbox.close())
  const running = run(['serve', '--port', '0'])
  const url = new URL((JSON.parse(await running.line()) as { url: string }).url)

  expect((await get(new URL('/', url))).status).toBe(401)
  const first = await get(url)
  expect(first).toMatchObject({ status: 303, location: '/' })
  const page = await get(new URL('/', url), { cookie: first.cookies })
  expect(page).toMatchObject({ status: 200 })
  const script = /src="([^"]+\.js)"/.exec(page.body)?.[1] ?? ''
  expect((await get(new URL(script, url), { cookie: first.cookies })).status).toBe(200)

  const socket = new WebSocket(`ws://${url.host}/rpc`, { headers: { cookie: first.cookies } })
  const client = createORPCClient<GreenroomClient>(new RPCLink({ websocket: socket }))
  expect(await client.host.about()).toMatchObject({ kind: 'browser', sandbox: false, dataDir })
  expect(await client.groups.list({})).toMatchObject([{ name: 'Ada' }])
  await expect(client.groups.get({ id: 99 })).rejects.toMatchObject({ code: 'PROBLEM', data: { kind: 'not-found' } })

  const second = await run(['serve', '--port', url.port, '--json'])
  expect(second.code).toBe(2)
  expect(JSON.parse(second.stdout)).toMatchObject({ error: { message: expect.stringMatching(/already used/) as string } })

  running.child.kill('SIGTERM')
  const ended = await running
  expect(ended.code).toBe(0)
  expect(ended.stdout.trim().split('\n')).toHaveLength(1)
  socket.terminate()
})
