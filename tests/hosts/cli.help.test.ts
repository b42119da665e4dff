import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable, Writable } from 'node:stream'
import { afterAll, expect, test } from 'vitest'
import { createCall } from '../../src/node-host/call.ts'
import { runCommandLine } from '../../src/node-host/program.ts'

// What opens a ledger before it is refused opens none of the person's who runs the tests.
const dataDir = await mkdtemp(path.join(tmpdir(), 'greenroom-help-'))
afterAll(() => rm(dataDir, { recursive: true, force: true }))

/** The command line in this process. */
async function run(args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const heard = { stdout: '', stderr: '' }
  const to = (stream: 'stdout' | 'stderr') => new Writable({ write: (chunk: Buffer, _, done) => { heard[stream] += chunk.toString(); done() } })
  const code = await runCommandLine(args, createCall({ stdin: Readable.from([]), stdout: to('stdout'), stderr: to('stderr'), cwd: '/' }, { GREENROOM_DATA_DIR: dataDir }))
  return { code, ...heard }
}

const commands = [
  '', 'serve', 'sandbox', 'groups', 'groups list', 'groups adopt', 'groups verify', 'submit', 'watch', 'watch add', 'watch list', 'watch pause', 'watch resume', 'watch remove',
  'status', 'clips', 'clips resubmit', 'clips exclude', 'clips submit-anyway', 'clips replace', 'clips prepare', 'prepare', 'prepare set', 'prepare save', 'failed', 'attention', 'resolve', 'export',
  'limits', 'limits show', 'limits set', 'limits reset', 'limits try', 'limits answer', 'limits hold', 'limits leave', 'account', 'account set', 'account test', 'account pause', 'account resume', 'publish', 'publish set', 'publish set base-url', 'publish set links', 'publish set s3', 'publish test',
  'networks', 'networks list', 'networks set', 'networks approve', 'networks refuse', 'networks forget',
]

test.each(commands)('greenroom %s --help says what it takes, with the options every command has', async (command) => {
  const { code, stdout, stderr } = await run([...command.split(' ').filter(Boolean), '--help'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain(`Usage: ${['greenroom', command].filter(Boolean).join(' ')}`)
  for (const option of ['--data-dir', '--account', '--json', '--debug', '--version', '--help']) expect(stdout).toContain(option)
})

test.each([
  ['no command', []],
  ['an unknown command', ['sumbit']],
  ['an unknown option', ['status', '--verbose']],
  ['a missing argument', ['submit', '--group', 'Ada']],
  ['a batch size of zero', ['submit', 'a', '--group', 'Ada', '--batch-size', '0']],
  ['an asset type there is not', ['submit', 'a', '--group', 'Ada', '--type', 'audio']],
  ['a list with --wait', ['failed', '--wait']],
  ['an id that is no number', ['clips', 'resubmit', 'x']],
  ['a state there is not', ['clips', '--state', 'lost']],
  ['an answer there is not', ['resolve', '1', '--as', 'maybe']],
  ['one task for two batches', ['resolve', '1', '2', '--as', 'accepted:task']],
  ['an address that is none', ['account', 'set', '--url', 'example']],
  ['a rate of zero', ['account', 'set', '--submit-rpm', '0']],
  ['nothing to set', ['account', 'set']],
  ['a format there is not', ['export', '--group', 'Ada', '--format', 'xml']],
  ['a bandwidth that is none', ['publish', 'set', 's3', '--bucket', 'b', '--limit', 'fast']],
  ['an empty key', ['account', 'set', '--key-stdin']],
])('%s is wrong usage, told in words or as one JSON document', async (_, args) => {
  const words = await run(args)
  expect(words).toMatchObject({ code: 2, stdout: '' })
  expect(words.stderr).not.toBe('')
  const json = await run([...args, '--json'])
  expect(json).toMatchObject({ code: 2, stderr: '' })
  expect(JSON.parse(json.stdout)).toEqual({ error: { kind: 'invalid-input', message: expect.any(String) as string, advice: expect.stringMatching(/./) as string } })
  expect(words.stderr + json.stdout).not.toMatch(/\n\s+at /)
})

test('the version is told before or after a command', async () => {
  expect((await run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect((await run(['status', '--version'])).code).toBe(0)
})
