import { mkdir, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { createCall } from '../../src/node-host/call.ts'
import { fileSecrets } from '../../src/node-host/file-secrets.ts'
import { runCommandLine } from '../../src/node-host/program.ts'
import { startServer } from '../../src/node-host/serve/http-server.ts'
import { openStage, temporaryFolder } from '../helpers/core.ts'
import { anyJson, anyText, tryOut } from './harness/fuzz.ts'

const file = 'fuzz.doors'

test('whatever is said at the door of the screens, in HTTP or over a line, the host answers and lives', { timeout: 600_000 }, async () => {
  // What the library of the line has against a message it says on the console.
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  onTestFinished(() => said.mockRestore())
  const home = await temporaryFolder()
  const screensDir = path.join(home, 'screens')
  await mkdir(screensDir, { recursive: true })
  await writeFile(path.join(screensDir, 'index.html'), '<!doctype html><title>Greenroom</title>')
  const stage = await openStage({ idle: true })
  const mistakes: string[] = []
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: (message: string, fields?: Record<string, unknown>) => { mistakes.push(`${message} ${JSON.stringify(fields)}`) } }
  const server = await startServer({ core: () => stage.core, screensDir, host: '127.0.0.1', port: 0, secrets: fileSecrets(home), log, monotonic: () => performance.now(), uploadLimit: 10_000, headersTimeoutMs: 1_000 })
  onTestFinished(() => server.close())
  const url = new URL(server.url)
  const first = await fetch(server.url, { redirect: 'manual' })
  const cookie = first.headers.getSetCookie().map((each) => each.split(';')[0]).join('; ')

  /** Says it over a socket of its own; resolves when the other side has ended it, or said something. */
  const say = (bytes: Buffer): Promise<void> => new Promise((resolve) => {
    const socket = connect(Number(url.port), '127.0.0.1', () => { socket.write(bytes); socket.end() })
    const done = (): void => { socket.destroy(); resolve() }
    socket.on('data', done).on('close', done).on('error', done)
  })
  const line = fc.tuple(fc.constantFrom('GET', 'POST', 'PUT', 'HEAD', 'OPTIONS', 'TRACE', 'X'), fc.constantFrom('/', '/rpc', '/healthz', '/upload', '/uploads', '/preview/7', '/preview/copy-1', '/assets/..%2f..%2fetc/passwd', '//', '/%', '/%00', '*', 'http://other/'), fc.constantFrom('', '?', '?token=', '?token=%', '?name=%ff'), fc.dictionary(fc.constantFrom('Host', 'Origin', 'Cookie', 'Range', 'Content-Length', 'Transfer-Encoding', 'Upgrade', 'Connection', 'Sec-WebSocket-Key', 'Sec-WebSocket-Version'), fc.constantFrom(url.host, url.origin, cookie, 'bytes=0-', 'bytes=-99999999999999999999', 'bytes=5-1,,', '-1', '99999999999', 'chunked', 'websocket', 'Upgrade', '13', 'x'.repeat(2_000))), fc.string({ unit: 'binary', maxLength: 200 }))
    .map(([method, target, query, headers, body]) => Buffer.from(`${method} ${target}${query} HTTP/1.1\r\n${Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`, 'latin1'))
  await tryOut('any bytes at the door of the screens', file, fc.oneof(line, fc.uint8Array({ maxLength: 600 }).map((raw) => Buffer.from(raw))), 150, say)

  const message = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((raw) => Buffer.from(raw)), anyText,
    fc.tuple(anyJson(['i', 't', 'p', 'u', 'm', 'b', 'h', 'json', 'meta', 'id', 'e', 'd']), fc.constantFrom('/clips/list', '/accounts/list', '/constructor', '/__proto__', '/clips', '/')).map(([json, at]) => JSON.stringify(typeof json === 'object' && json !== null && !Array.isArray(json) ? { i: '1', p: { u: at, b: json }, ...json } : json)),
  )
  await tryOut('any messages over the line of the screens', file, fc.array(message, { minLength: 1, maxLength: 5 }), 60, (messages) => new Promise<void>((resolve, reject) => {
    const socket = new WebSocket(`ws://${url.host}/rpc`, { headers: { cookie, origin: url.origin } })
    socket.on('open', () => {
      for (const each of messages) socket.send(each)
      socket.ping()
    })
    // A pong, or an end: it has been dealt with.
    socket.on('pong', () => { socket.terminate(); resolve() })
    socket.on('close', () => resolve())
    socket.on('unexpected-response', (_, response) => reject(new Error(`The line was refused: ${response.statusCode}`)))
    socket.on('error', () => resolve())
  }))
  expect((await fetch(new URL('/healthz', url))).status).toBe(200)
  expect((await fetch(new URL('/', url), { headers: { cookie } })).status).toBe(200)
  expect(mistakes).toEqual([])
  expect(stage.core.lent.said.filter((said) => said.level === 'error')).toEqual([])
})

test('any command line ends with one of our exit codes, and with --json in one document', { timeout: 600_000 }, async () => {
  const dataDir = await temporaryFolder()
  const words = ['groups', 'list', 'adopt', 'clips', 'resubmit', 'exclude', 'submit-anyway', 'replace', 'locate', 'failed', 'attention', 'resolve', 'export', 'account', 'set', 'pause', 'resume', 'publish', 'status', 'watch', 'remove', 'ledger', 'backups', 'prepare', 'notify', 'add', 'access', 'nonsense']
  const options = ['--group', '--state', '--limit', '--after', '--as', '--format', '--out', '--name', '--project', '--url', '--submit-rpm', '--type', '--batch-size', '--help', '--version', '--exact-only', '--account', '--debug', '--settle-ms']
  const values = fc.oneof(fc.constantFrom('1', '0', '-1', '1e9', 'ada', 'failed', 'csv', 'json', 'verdicts:/no/such', 'accepted:', 'accepted:task-1', 'not-accepted', 'http://127.0.0.1:9', '/no/such/file.mp4', ''), fc.string({ maxLength: 30 }))
  const known = [['groups', 'list'], ['groups', 'adopt', 'g1', '--name', 'Ada'], ['clips'], ['clips', 'resubmit'], ['clips', 'exclude'], ['clips', 'replace'], ['failed'], ['attention'], ['resolve'], ['export', '--group', 'Ada'], ['account', 'set'], ['account', 'pause'],
    ['status'], ['watch', 'list'], ['watch', 'remove'], ['watch', 'add'], ['ledger', 'backups'], ['prepare'], ['notify'], ['publish', 'set'], ['publish', 'set', 'base-url'], ['submit', '--group', 'Ada']]
  const command = fc.oneof({ weight: 1, arbitrary: fc.array(fc.constantFrom(...words), { maxLength: 3 }) }, { weight: 3, arbitrary: fc.constantFrom(...known) })
  const args = fc.tuple(command, fc.array(fc.oneof(fc.constantFrom(...options), values), { maxLength: 5 }), fc.boolean()).map(([first, rest, json]) => [...first, ...rest, ...(json ? ['--json'] : [])])
    // What calls the network, waits for a person, restores or runs for ever is tried elsewhere.
    .filter((all) => !all.some((word) => ['test', 'verify', 'serve', 'sandbox', 'restore', '--out'].includes(word)) && !(all[0] === 'watch' && !['list', 'remove', 'pause', 'resume', 'add'].includes(all[1] ?? '')))
  const ended = new Set<number>()
  await tryOut('any command line', file, args, 40, async (given) => {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
    stdin.end()
    const out: Buffer[] = []
    stdout.on('data', (chunk: Buffer) => out.push(chunk))
    stderr.resume()
    const all = ['--data-dir', dataDir, ...given]
    const code = await runCommandLine(all, createCall({ stdin, stdout, stderr, cwd: dataDir }, {}, 'operator'))
    ended.add(code)
    expect([0, 1, 2, 3, 4, 5], `${JSON.stringify(given)}: ${Buffer.concat(out).toString().slice(0, 500)}`).toContain(code)
    const text = Buffer.concat(out).toString().trim()
    if (given.includes('--json') && !given.includes('--')) expect(() => { JSON.parse(text) }, `${JSON.stringify(given)} said: ${text.slice(0, 300)}`).not.toThrow()
  })
  // Some were understood, or nothing but the reading of arguments was tried.
  expect(ended).toContain(0)
})
