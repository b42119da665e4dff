import { expect, it } from 'vitest'
import { clientFor, closedPort, json, serveHttp } from './loopback.ts'

const probed = async (status: number, body: unknown, headers = {}) => {
  const server = await serveHttp((_seen, response) => (typeof body === 'string' ? response.writeHead(status, headers).end(body) : json(response, status, body, headers)))
  const result = await clientFor(server.url).probe()
  return { kind: result.ok ? 'ok' : result.error.kind, result, server }
}

it('asks for one task that cannot exist, and changes nothing', async () => {
  const { server, result } = await probed(404, { error: { code: 404, message: 'no such task' } })
  expect(server.seen).toHaveLength(1)
  expect(server.seen[0]).toMatchObject({ method: 'GET', body: '' })
  expect(server.seen[0]?.url).toMatch(/^\/v1\/tasks\/greenroom-probe-[0-9a-z]{10}$/)
  expect(result).toMatchObject({ ok: true, value: { latencyMs: expect.any(Number) as number } })
})

it.each<[string, number, unknown, string]>([
  ['404, enveloped', 404, { error: { code: 404, message: 'x' } }, 'ok'],
  ['404, any JSON', 404, { message: 'x' }, 'ok'],
  ['400, enveloped', 400, { error: { code: 400, message: 'x' } }, 'ok'],
  ['200 with code 404', 200, { code: 404, message: 'x' }, 'ok'],
  ['200 with code 400', 200, { code: 400, message: 'x' }, 'ok'],
  ['200 with no data', 200, { code: 200, data: null }, 'ok'],
  ['401', 401, { error: { code: 401, message: 'x' } }, 'key-refused'],
  ['200 with code 401', 200, { code: 401 }, 'key-refused'],
  ['402', 402, { error: { code: 402, message: 'x' } }, 'no-balance'],
  ['403, enveloped', 403, { error: { code: 403, message: 'x' } }, 'service-refused'],
  ['429', 429, {}, 'rate-limited'],
  ['500, enveloped', 500, { error: { code: 500, message: 'x' } }, 'service-trouble'],
  ['502, a page', 502, '<html>bad gateway</html>', 'service-trouble'],
  ['200, a page', 200, '<!doctype html><h1>Welcome to nginx</h1>', 'not-the-api'],
  ['404, a page', 404, '<html>not here</html>', 'not-the-api'],
  ['200, other JSON', 200, { hello: 'world' }, 'not-the-api'],
  ['200, a list', 200, [], 'not-the-api'],
  ['302', 302, '', 'not-the-api'],
])('answered %s', async (_name, status, body, kind) => {
  expect((await probed(status, body)).kind).toBe(kind)
})

it('says where a redirect would have led', async () => {
  const { result } = await probed(302, '', { location: 'https://login.example/' })
  expect(result).toMatchObject({ error: { message: expect.stringContaining('https://login.example/') as string } })
})

it('says what stands in the way where nobody answers', async () => {
  expect(await clientFor(`http://127.0.0.1:${await closedPort()}`).probe()).toMatchObject({ ok: false, error: { kind: 'offline', cause: { kind: 'refused' } } })
})
