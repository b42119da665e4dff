import { mkdir, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable, Writable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test, vi, type TestContext } from 'vitest'
import { noClips } from '../../src/contract/models/states.ts'
import { asCommands } from '../../src/node-host/as-commands.ts'
import { createCall } from '../../src/node-host/call.ts'
import type { CallDocument } from '../../src/node-host/clip-document.ts'
import { readEnvironment } from '../../src/node-host/environment.ts'
import type { Io } from '../../src/node-host/io.ts'
import { runCommandLine } from '../../src/node-host/program.ts'
import { progressLine } from '../../src/node-host/progress-line.ts'
import { account, standing } from './standing.ts'
import { desk, type Desk } from './run-greenroom.ts'

vi.setConfig({ maxConcurrency: 3, testTimeout: 90_000 })

async function deskAt({ onTestFinished }: TestContext, ...args: Parameters<typeof desk>): Promise<Desk> {
  const made = await desk(...args)
  onTestFinished(() => made.sandbox.close())
  return made
}

interface ErrorDocument { error: { kind: string; message: string; advice: string } }

/** The command line in this process: help, the version and usage errors open no ledger. */
async function said(args: string[]): Promise<{ code: number; stdout: string }> {
  let stdout = ''
  const out = new Writable({ write: (chunk: Buffer, _, done) => { stdout += chunk.toString(); done() } })
  const code = await runCommandLine(args, createCall({ stdin: Readable.from([]), stdout: out, stderr: out, cwd: '/' }, {}))
  return { code, stdout }
}

describe('with --json', () => {
  test('--version and --help answer with one JSON document too', async () => {
    expect(JSON.parse((await said(['--version', '--json'])).stdout)).toEqual({ version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string })
    const help = await said(['submit', '--help', '--json'])
    expect({ code: help.code, document: JSON.parse(help.stdout) as unknown }).toEqual({ code: 0, document: { help: expect.stringContaining('Usage: greenroom submit') as string } })
  })
})

describe('an environment variable that cannot be used', () => {
  test.each([['GREENROOM_SUBMIT_RPM', 'plenty', 'number above zero'], ['GREENROOM_TIMEOUT_MS', '-1', 'number above zero'], ['GREENROOM_API_URL', 'example.com', 'web address']])('%s=%s is named with its value, in words', (name, value, what) => {
    expect(() => readEnvironment({ [name]: value })).toThrow(`The environment variable ${name} is "${value}", which is no ${what.replace('web', 'whole web')}`)
  })
})

describe('what the core says of the screens', () => {
  test('names a command on the command line, wherever the core names a place', async () => {
    const root = path.resolve(import.meta.dirname, '../../src')
    const files = (await readdir(root, { recursive: true })).filter((file) => /^(main|contract\/locales\/en)\//.test(file) && /\.(ts|json)$/.test(file))
    const texts = (await Promise.all(files.map((file) => readFile(path.join(root, file), 'utf8')))).flatMap((source) => [...source.matchAll(/(['"`])((?:(?!\1)[^\\\n]|\\.)*?\b(?:in|under) (?:Settings|People|Folders|Clips|Activity|Needs you)\b(?:(?!\1)[^\\\n]|\\.)*)\1/g)].map(([, , text = '']) => text))
    expect(texts.length).toBeGreaterThan(8)
    expect(texts.map(asCommands).filter((text) => !/greenroom |--account/.test(text))).toEqual([])
    expect(asCommands('Choose the folder again in Settings, under Links.')).toBe('Choose the folder again with greenroom publish set.')
    expect(asCommands('Enter the key in Settings under Accounts, or with: greenroom account set --key-stdin')).toBe('Enter the key with: greenroom account set --key-stdin')
  })
})

describe('a log is told what is waited for, and until when', () => {
  const at = (time: string) => new Date(`2026-01-05T${time}`).getTime()
  const heard = () => {
    let text = ''
    const stderr: Io['stderr'] = new Writable({ write: (chunk: Buffer, _, done) => { text += chunk.toString(); done() } })
    return { line: progressLine({ stdin: Readable.from([]), stdout: stderr, stderr, cwd: '/' }), text: () => text }
  }

  test('at most every ten seconds, and only when the words changed', () => {
    const { line, text } = heard()
    line.show(standing({ ready: 3 }, { until: { nextSendAt: at('12:00:20'), nextAnswerAt: null, doneAt: at('12:09:00') } }), at('12:00:00'))
    expect(text()).toBe('Waiting: 3 queued · next sending 12:00:20 · done about 12:09:00\n')
    line.show(standing({ ready: 2, 'in-review': 1 }), at('12:00:09'))
    expect(text().split('\n')).toHaveLength(2)
    line.show(standing({ 'in-review': 3 }, { until: { nextSendAt: null, nextAnswerAt: at('12:00:30'), doneAt: null } }), at('12:00:10'))
    line.show(standing({ 'in-review': 3 }, { until: { nextSendAt: null, nextAnswerAt: at('12:00:30'), doneAt: null } }), at('12:00:25'))
    expect(text().split('\n').slice(1)).toEqual(['Waiting: 3 in review · next answer 12:00:30', ''])
    line.show(standing({ active: 3 }), at('12:00:40'))
    expect(text().split('\n')).toHaveLength(3)
  })

  test.each([
    ['a pause', standing({ ready: 1 }, { account: account({ state: 'paused' }) }), 'Paused, until greenroom account resume: 1 queued'],
    ['what the service asked for', standing({ ready: 1 }, { account: account({ submit: { limitRpm: 3, workingRpm: 1, lastMinute: 1, nextAt: null, toldToWaitUntil: at('12:05:00') } }) }), 'The service asks to wait until 12:05:00: 1 queued'],
    ['a service that does not answer', standing({ ready: 1 }, { account: account({ troubleSince: 1 }) }), 'The service does not answer, tried again by itself: 1 queued'],
    ['a person who stopped', standing({ ready: 1 }, { groupStopped: true }), "This person's submissions have stopped: 1 queued"],
    ['a long list', standing(noClips(), { scanning: true }), 'Looking for clips: nothing'],
  ])('%s', (_, now, words) => {
    const { line, text } = heard()
    line.show(now, at('12:00:00'))
    expect(text()).toBe(`${words}\n`)
  })
})

describe.concurrent('a mistyped account', () => {
  test('is not made: not-found with the accounts there are; account set makes one', async (context) => {
    const { json } = await deskAt(context, 'default')
    const typed = await json(['status', '--account', 'stduio'])
    expect(typed).toMatchObject({ code: 2, document: { error: { kind: 'not-found', message: 'There is no account named stduio.', advice: expect.stringContaining('default') as string } } })
    expect((await json(['submit', 'x', '--group', 'Ada', '--account', 'stduio'])).document).toMatchObject({ error: { kind: 'not-found' } })
    expect((await json(['account', 'set', '--account', 'studio', '--submit-rpm', '4'])).code).toBe(0)
    expect(await json(['status', '--account', 'studio'])).toMatchObject({ code: 0, document: { account: { name: 'studio' } } })
    expect(await json(['status', '--account', 'stduio'])).toMatchObject({ code: 2, document: { error: { advice: expect.stringContaining('default, studio') as string } } })
  })
})

describe.concurrent('input the core refuses is named in words', () => {
  let shared: Desk
  beforeAll(async () => {
    shared = await desk('default')
  })
  afterAll(() => shared.sandbox.close())

  test.for<[string, string[], RegExp]>([
    ['an empty source', ['submit', '', '--group', 'Ada'], /^Input 1 is empty\.$/],
    ['an empty name', ['groups', 'adopt', 'g', '--name', ''], /^--name is empty\.$/],
    ['a name too long', ['groups', 'adopt', 'g', '--name', 'x'.repeat(201)], /^--name must be at most 200 characters long\.$/],
    ['a rate above what there is', ['account', 'set', '--submit-rpm', '20000'], /^--submit-rpm must be at most 10000\.$/],
  ])('%s', async ([, args, words]) => {
    const { code, document } = await shared.json(args)
    expect({ code, kind: (document as ErrorDocument).error.kind }).toEqual({ code: 2, kind: 'invalid-input' })
    expect((document as ErrorDocument).error.message).toMatch(words)
  })

  test('a public folder that is not there is refused with 2, and the way there was stays', async () => {
    const { json, shelf } = shared
    expect(await json(['publish', 'set', 'base-url', '--root', '/nonexistent/public', '--url', 'https://example.com'])).toMatchObject({ code: 2, document: { error: { kind: 'folder-missing', message: expect.stringContaining('/nonexistent/public') as string } } })
    await mkdir(path.join(shelf, 'public'))
    expect((await json(['publish', 'set', 'base-url', '--root', 'public', '--url', 'https://example.com'])).code).toBe(0)
  })
})

describe.concurrent('what nothing runs', () => {
  test('watch list says of a folder that nothing looks at it, and what does', async (context) => {
    const { json, run, shelf } = await deskAt(context, 'default')
    await mkdir(path.join(shelf, 'watched'))
    await json(['watch', 'add', 'watched', '--group', 'Ada'])
    expect((await json(['watch', 'list'])).document).toMatchObject({ folders: [{ state: 'not-running' }], running: false })
    expect((await run(['watch', 'list'])).stdout).toMatch(/not-running[^]*Nothing looks at them now: greenroom serve/)
    expect((await run(['status'])).stdout).toMatch(/nothing runs it now/)
    const runner = run(['watch', 'watched', '--group', 'Ada'])
    await runner.said('Watching')
    expect((await json(['watch', 'list'])).document).toMatchObject({ folders: [{ state: expect.stringMatching(/scanning|watching/) as string }], running: true })
    runner.child.kill('SIGTERM')
    await runner
  })

  test('account test and publish test try what they are asked and send nothing that is queued', async (context) => {
    const { json, clips, sandbox } = await deskAt(context, 'default')
    await clips('good.mp4')
    await json(['submit', 'takes', '--group', 'Ada', '--no-preflight'])
    expect((await json(['account', 'test'])).code).toBe(0)
    expect((await json(['publish', 'test'])).code).toBe(0)
    expect((await json(['status'])).document).toMatchObject({ counts: { checking: 1 } })
    expect(sandbox.accepted()).toEqual([])
  })
})

describe.concurrent('Ctrl-C', () => {
  test('waits for what is on its way, so that the document tells the state it is left in', async (context) => {
    const { run, clips, sandbox } = await deskAt(context, 'slow')
    await clips('good.mp4')
    const running = run(['submit', 'takes', '--group', 'Ada', '--wait', '--json'])
    while (!sandbox.requests().some(({ method }) => method === 'POST')) await new Promise((resolve) => setImmediate(resolve))
    running.child.kill('SIGINT')
    const { code, stdout } = await running
    expect(code).toBe(130)
    const document = JSON.parse(stdout) as CallDocument
    expect(document.batches).toMatchObject([{ state: 'in-review', taskId: sandbox.accepted()[0]?.taskId }])
    expect(document.counts).toMatchObject({ submitting: 0, 'in-review': 1 })
  })
})

describe.concurrent('attention', () => {
  test('tells of an unclear batch what its service can be asked with: its words, when, its clips and their names', async (context) => {
    const { run, json, clips, sandbox } = await deskAt(context, 'lost-answer', { downloads: false })
    await clips('good.mp4', 'flaky.mp4')
    await json(['submit', 'takes', '--group', 'Ada', '--wait'])
    const names = sandbox.accepted()[0]?.assets.map((asset) => asset.name) ?? []
    const { document } = await json(['attention'])
    expect(document).toMatchObject({ causes: [{ kind: 'batches-unclear', batches: [{ id: 1, taskId: null, sentAt: expect.any(Number) as number, said: expect.stringMatching(/./) as string, clips: names.map((name) => ({ name })) }] }] })
    const { stdout } = await run(['attention'])
    expect(stdout).toMatch(/Batch 1, sent \d\d:\d\d:\d\d, unclear since \d\d:\d\d:\d\d: the connection was broken off/)
    for (const name of names) expect(stdout).toMatch(new RegExp(`clip \\d+ {2}takes/\\w+\\.mp4, sent as ${name}`))
  })
})
