import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi, type TestContext } from 'vitest'
import { clipStates } from '../../src/contract/models/states.ts'
import type { CallDocument } from '../../src/node-host/clip-document.ts'
import { desk, type Desk } from './run-greenroom.ts'

interface ErrorDocument {
  error: { kind: string; message: string; advice: string }
}

// Each starts programs of its own and then mostly waits for reviews.
vi.setConfig({ maxConcurrency: 3, testTimeout: 90_000 })

async function deskAt({ onTestFinished }: TestContext, ...args: Parameters<typeof desk>): Promise<Desk> {
  const made = await desk(...args)
  onTestFinished(() => made.sandbox.close())
  return made
}

describe.concurrent('submit --wait', () => {
  test('takes a folder to its verdicts: JSON to the letter, 1 because one failed and one is on hold; failed --resubmit sends exactly the failed one again', async (context) => {
    const { clips, json, sandbox } = await deskAt(context, 'default')
    await clips('good.mp4', 'flaky.mp4', 'short.mp4')
    const { code, document } = await json(['submit', 'takes', '--group', 'group-ada', '--wait'])
    const answer = document as CallDocument
    expect(code).toBe(1)
    expect(Object.keys(answer.clips[0] ?? {})).toEqual(['id', 'source', 'state', 'assetId', 'assetUrl', 'reason', 'match', 'attempts'])
    const by = Object.fromEntries(answer.clips.map((clip) => [clip.source, clip]))
    expect(by['takes/good.mp4']).toMatchObject({ state: 'active', assetUrl: expect.stringMatching(/^asset:\/\//) as string, reason: null, match: 'exact', attempts: 1 })
    expect(by['takes/flaky.mp4']).toMatchObject({ state: 'failed', assetUrl: null, reason: { code: 'NoReason', message: expect.stringMatching(/./) as string, advice: expect.stringMatching(/Resubmit/) as string }, attempts: 1 })
    expect(by['takes/short.mp4']).toMatchObject({ state: 'held', reason: { code: 'DurationTooShort', message: 'The clip lasts 1 s; at least 2 s is needed.' }, match: null, attempts: 0 })
    expect(answer.batches).toEqual([{ id: 1, taskId: sandbox.accepted()[0]?.taskId, state: 'finished', size: 2 }])
    expect(answer.counts).toEqual({ ...Object.fromEntries(clipStates.map((state) => [state, 0])), active: 1, failed: 1, held: 1 })

    const again = await json(['failed', '--group', 'Ada', '--resubmit', '--wait'])
    expect(again.code).toBe(0)
    expect((again.document as CallDocument).clips).toMatchObject([{ source: 'takes/flaky.mp4', state: 'active', attempts: 2 }])
    expect((again.document as CallDocument).counts).toMatchObject({ active: 1, failed: 0, held: 0 })
    expect(sandbox.accepted().map((each) => each.assets.length)).toEqual([2, 1])
  })

  test('returns a source that is already in the group in its state and never sends it again', async (context) => {
    const { clips, json, run, sandbox, shelf } = await deskAt(context, 'default')
    await clips('good.mp4', 'flaky.mp4')
    await run(['submit', 'takes', '--group', 'Ada', '--wait'])
    const again = await json(['submit', path.join(shelf, 'takes/good.mp4'), 'takes/flaky.mp4', '--group', 'Ada', '--wait'])
    expect(again.code).toBe(1)
    expect((again.document as CallDocument).clips).toMatchObject([{ id: 2, source: path.join(shelf, 'takes/good.mp4'), state: 'active' }, { id: 1, source: 'takes/flaky.mp4', state: 'failed', attempts: 1 }].sort((a, b) => a.id - b.id))
    expect(sandbox.accepted()).toHaveLength(1)
  })

  test('is done with 0 when all are cleared, and says so in words', async (context) => {
    const { clips, run } = await deskAt(context, 'default')
    await clips('good.mp4')
    const { code, stdout, stderr } = await run(['submit', 'takes/good.mp4', '--group', 'Ada', '--wait'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '1 cleared\n' })
    // A log hears what is waited for, and nothing else.
    expect(stderr.split('\n').filter((line) => !/^(Waiting|Looking for clips): /.test(line))).toEqual([''])
  })

  test('ends with 3 when the key is refused, and what is left stays in the ledger', async (context) => {
    const { clips, json, run } = await deskAt(context, 'key-refused')
    await clips('good.mp4')
    const { code, document, stderr } = await json(['submit', 'takes', '--group', 'Ada', '--wait'])
    expect(code).toBe(3)
    expect((document as CallDocument).counts).toMatchObject({ ready: 1 })
    expect(stderr).toMatch(/Stopped: key refused.*1 clip stays in the ledger/)
    const status = await run(['status', '--json'])
    expect(JSON.parse(status.stdout)).toMatchObject({ account: { state: 'stopped', stop: 'key-refused' }, counts: { ready: 1 } })
  })

  test('ends with 3 without balance, after what was accepted has been followed to its end', async (context) => {
    const { clips, json } = await deskAt(context, 'no-balance')
    await clips('a.mp4', 'b.mp4', 'c.mp4')
    const { code, document } = await json(['submit', 'takes', '--group', 'Ada', '--batch-size', '1', '--wait'])
    expect(code).toBe(3)
    expect((document as CallDocument).counts).toMatchObject({ active: 2, ready: 1 })
  })

  test('ends with 5 when nothing answers, and the clips go on once it does', async (context) => {
    const { clips, json, sandbox } = await deskAt(context, 'default')
    await clips('good.mp4')
    const port = await freePort()
    const offline = await json(['submit', 'takes', '--group', 'Ada', '--wait'], { env: { GREENROOM_API_URL: `http://127.0.0.1:${port}`, GREENROOM_OFFLINE_MS: '500' } })
    expect(offline.code).toBe(5)
    // It may be on its next try the very moment the wait ends.
    const { ready, submitting } = (offline.document as CallDocument).counts
    expect((ready ?? 0) + (submitting ?? 0)).toBe(1)
    const later = await json(['submit', 'takes', '--group', 'Ada', '--wait'])
    expect(later.code).toBe(0)
    expect(sandbox.accepted()).toHaveLength(1)
  })

  test('ends with 4 when the answer to a submission was lost; it is not sent again until a person says so', async (context) => {
    // Its links end with the process, which does not wait for a download nobody knows of.
    const { clips, json, run, sandbox } = await deskAt(context, 'lost-answer', { downloads: false })
    await clips('good.mp4', 'flaky.mp4')
    const { code, document, stderr } = await json(['submit', 'takes', '--group', 'Ada', '--wait'])
    expect(code).toBe(4)
    expect((document as CallDocument).counts).toMatchObject({ 'needs-attention': 2 })
    expect(stderr).toMatch(/2 clips are with the service, and their links end with this process/)
    expect((document as CallDocument).batches).toMatchObject([{ id: 1, taskId: null, state: 'outcome-unknown', size: 2 }])

    const attention = await json(['attention'])
    expect(attention.document).toMatchObject({ causes: [{ kind: 'batches-unclear', why: 'outcome-unknown', batchIds: [1], clips: 2 }] })
    expect((await run(['attention'])).stdout).toContain('greenroom resolve 1 --as accepted:TASK_ID')

    const accepted = await json(['resolve', '1', '--as', `accepted:${sandbox.accepted()[0]?.taskId}`])
    expect(accepted.code).toBe(0)
    const after = await json(['submit', 'takes', '--group', 'Ada', '--wait'])
    expect(after).toMatchObject({ document: { counts: { active: 2 } } })
    expect(sandbox.accepted()).toHaveLength(1)
  })

  test('names every input it could not take and sends the rest', async (context) => {
    const { clips, json } = await deskAt(context, 'default')
    await clips('good.mp4')
    const { code, document, stderr } = await json(['submit', 'takes/good.mp4', 'takes/gone.mp4', '--group', 'Ada', '--wait'])
    expect(code).toBe(1)
    expect(document).toMatchObject({ clips: [{ state: 'active' }], refusals: [{ input: 'takes/gone.mp4' }] })
    expect(stderr).toMatch(/1 input could not be taken in:\n {2}.*gone\.mp4/)
  })

  test('stops cleanly at Ctrl-C with 130, its document and what stays', async (context) => {
    const { clips, run, sandbox } = await deskAt(context, 'never-ends')
    await clips('good.mp4')
    const running = run(['submit', 'takes', '--group', 'Ada', '--wait', '--json'])
    while (sandbox.accepted().length === 0) await new Promise((resolve) => setImmediate(resolve))
    running.child.kill('SIGINT')
    const { code, stdout, stderr } = await running
    expect(code).toBe(130)
    expect((JSON.parse(stdout) as CallDocument).clips).toHaveLength(1)
    expect(stderr).toMatch(/Stopped\. 1 clip stays in the ledger/)
    expect(stderr).toMatch(/1 clip is with the service, and its link ends with this process[^]*greenroom serve/)
  })
})

describe.concurrent('submit without --wait', () => {
  test('takes the clips in with 0; another call runs them', async (context) => {
    const { clips, json, run, sandbox } = await deskAt(context, 'default')
    await clips('good.mp4')
    const taken = await json(['submit', 'takes', '--group', 'Ada'])
    expect(taken.code).toBe(0)
    expect((taken.document as CallDocument).clips).toMatchObject([{ source: 'takes/good.mp4', assetId: null, attempts: 0 }])
    expect(sandbox.accepted()).toHaveLength(0)
    expect((await run(['submit', 'takes', '--group', 'Ada', '--wait'])).code).toBe(0)
  })

  test('of a folder without clips is wrong usage, and says so', async (context) => {
    const { run, shelf } = await deskAt(context, 'default')
    await mkdir(path.join(shelf, 'empty'))
    const { code, stderr } = await run(['submit', 'empty', '--group', 'Ada'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/empty/)
  })
})

describe.concurrent('wrong usage ends with 2, in words, and sends nothing', () => {
  let shared: Desk
  beforeAll(async () => {
    shared = await desk('default')
    await writeFile(path.join(shared.shelf, 'list.csv'), 'url,name\n"not closed,x\n')
  })
  afterAll(() => shared.sandbox.close())

  test.for<[string, string[], string, RegExp]>([
    ['a group nobody knows', ['submit', 'takes', '--group', 'Nobody'], 'not-found', /Nobody/],
    ['no group', ['submit', 'takes'], 'invalid-input', /--group/],
    ['a path that is not there', ['submit', 'gone', '--group', 'Ada', '--wait'], 'invalid-input', /gone does not exist/],
    ['a CSV list with a broken line only', ['submit', 'list.csv', '--group', 'Ada'], 'invalid-input', /list\.csv/],
    ['a clip that is not there', ['clips', 'resubmit', '77'], 'not-found', /77/],
    ['a batch that is not there', ['resolve', '77', '--as', 'resubmit'], 'not-found', /77/],
    ['a folder that is not there', ['watch', 'add', 'gone', '--group', 'Ada'], 'folder-missing', /gone/],
  ])('%s', async ([, args, kind, words]) => {
    const { code, document } = await shared.json(args)
    expect({ code, kind: (document as ErrorDocument).error.kind }).toEqual({ code: 2, kind })
    expect((document as ErrorDocument).error.message).toMatch(words)
    expect((document as ErrorDocument).error.advice).not.toBe('')
  })

  test('a name that two groups share', async (context) => {
    const { json, run } = await deskAt(context, 'default')
    await run(['groups', 'adopt', 'group-other', '--name', 'Ada'])
    const { code, document } = await json(['export', '--group', 'Ada'])
    expect(code).toBe(2)
    expect((document as ErrorDocument).error.advice).toMatch(/group-ada.*group-other|group-other.*group-ada/)
  })
})

test.concurrent('a file copied to another folder is the same clip only where the group says so: its content is known', async (context) => {
  const { clips, json, sandbox, shelf } = await deskAt(context, 'default')
  await clips('good.mp4')
  await json(['submit', 'takes', '--group', 'Ada', '--wait'])
  await copyFile(path.join(shelf, 'takes/good.mp4'), path.join(shelf, 'copy.mp4'))
  await json(['submit', 'copy.mp4', '--group', 'Ada', '--wait'])
  expect(sandbox.accepted()).toHaveLength(1)
})

test.concurrent('npm run -s greenroom reads a relative path from where the person is', async (context) => {
  const { run, shelf } = await deskAt(context, 'default')
  const { code } = await run(['groups', 'list', '--data-dir', 'here'], { cwd: '/', env: { npm_lifecycle_event: 'greenroom', INIT_CWD: shelf } })
  expect(code).toBe(0)
  expect(await readdir(path.join(shelf, 'here'))).toContain('ledger.sqlite')
})

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
