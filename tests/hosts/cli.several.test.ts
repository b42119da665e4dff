import { copyFile, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test, vi, type TestContext } from 'vitest'
import type { CallDocument } from '../../src/node-host/clip-document.ts'
import { desk, type Desk } from './run-greenroom.ts'

vi.setConfig({ maxConcurrency: 3, testTimeout: 90_000 })

async function deskAt({ onTestFinished }: TestContext, ...args: Parameters<typeof desk>): Promise<Desk> {
  const made = await desk(...args)
  onTestFinished(() => made.sandbox.close())
  return made
}

const counts = (document: unknown) => (document as CallDocument).counts

describe.concurrent('several processes on one data directory', () => {
  test('one runs the loops; another hands it its work and waits; a third with another key is refused with 2', async (context) => {
    const { run, json, clips, sandbox, shelf } = await deskAt(context, 'default')
    await mkdir(path.join(shelf, 'watched'))
    await clips('good.mp4')
    const runner = run(['watch', 'watched', '--group', 'Ada', '--settle-ms', '0'])
    await runner.said('Watching')

    const elsewhere = await json(['submit', 'takes', '--group', 'Ada', '--wait'], { env: { GREENROOM_API_KEY: 'another-key' } })
    expect(elsewhere).toMatchObject({ code: 2, document: { error: { kind: 'runs-elsewhere' } } })
    expect(sandbox.accepted()).toHaveLength(0)

    const handed = await json(['submit', 'takes', '--group', 'Ada', '--wait'])
    expect(handed.code).toBe(0)
    expect(counts(handed.document)).toMatchObject({ active: 1 })
    expect(sandbox.accepted()).toHaveLength(1)
    runner.child.kill('SIGTERM')
    expect((await runner).code).toBe(0)
  })

  test('when the one that runs is killed, the one that waits goes on', async (context) => {
    const { run, json, clips, sandbox, shelf } = await deskAt(context, 'default')
    await mkdir(path.join(shelf, 'watched'))
    await clips('good.mp4')
    const runner = run(['watch', 'watched', '--group', 'Ada'])
    await runner.said('Watching')
    const waiter = json(['submit', 'takes', '--group', 'Ada', '--wait'])
    runner.child.kill('SIGKILL')
    expect((await waiter).code).toBe(0)
    expect(sandbox.accepted()).toHaveLength(1)
  })
})

describe.concurrent('watch', () => {
  test('in the foreground submits what drops in, ends with 0 at Ctrl-C and forgets the folder', async (context) => {
    const { run, json, clips, sandbox, shelf } = await deskAt(context, 'default')
    const [clip = ''] = await clips('good.mp4')
    await mkdir(path.join(shelf, 'watched'))
    const running = run(['watch', 'watched', '--group', 'Ada', '--settle-ms', '0', '--linger-ms', '0', '--json'])
    await running.said('Watching')
    await copyFile(clip, path.join(shelf, 'watched/new.mp4'))
    while (sandbox.accepted().length === 0) await new Promise((resolve) => setImmediate(resolve))
    running.child.kill('SIGINT')
    const { code, stdout } = await running
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ folder: { path: path.join(shelf, 'watched') } })
    expect((await json(['watch', 'list'])).document).toMatchObject({ folders: [] })
  })

  test('add keeps the folder with its settings; pause, resume and remove change it', async (context) => {
    const { json, shelf } = await deskAt(context, 'default')
    await mkdir(path.join(shelf, 'watched'))
    const added = await json(['watch', 'add', 'watched', '--group', 'Ada', '--settle-ms', '1500', '--linger-ms', '2000', '--batch-size', '7'])
    expect(added).toMatchObject({ code: 0, document: { folder: { id: 1, path: path.join(shelf, 'watched'), settleMs: 1500, lingerMs: 2000, batchSize: 7 } } })
    expect((await json(['watch', 'add', 'watched', '--group', 'Ada'])).code).toBe(2)
    expect((await json(['watch', 'pause', '1'])).document).toMatchObject({ folder: { state: 'paused' } })
    expect((await json(['watch', 'resume', '1'])).document).not.toMatchObject({ folder: { state: 'paused' } })
    expect((await json(['watch', 'remove', '1'])).document).toEqual({ removed: 1 })
    expect((await json(['watch', 'add', 'gone', '--group', 'Ada'])).document).toMatchObject({ error: { kind: 'folder-missing' } })
  })
})

describe.concurrent('groups verify', () => {
  test('shows the link and a QR code, waits for Enter, then asks and has the group', async (context) => {
    const { run, json, sandbox } = await deskAt(context, 'default')
    const running = run(['groups', 'verify', '--name', 'Bo'], { open: true })
    await running.said('Press Enter when they have finished.')
    const [session] = sandbox.sessions()
    await sandbox.finishSession(session?.id ?? '', 'passed')
    running.child.stdin.write('\n')
    const { code, stdout } = await running
    expect(code).toBe(0)
    expect(stdout).toMatch(/▄▄▄[^]*http:\/\/127\.0\.0\.1:\d+\/h5\?[^]*Bo is verified: group /)
    expect((await json(['groups', 'list'])).document).toMatchObject({ groups: expect.arrayContaining([expect.objectContaining({ name: 'Bo' })]) as unknown })
  })

  test('with --json keeps stdout for the one document', async (context) => {
    const { run, sandbox } = await deskAt(context, 'default')
    const running = run(['groups', 'verify', '--name', 'Bo', '--json'], { open: true })
    await running.said('Press Enter')
    await sandbox.finishSession(sandbox.sessions()[0]?.id ?? '', 'passed')
    running.child.stdin.write('\n')
    expect(JSON.parse((await running).stdout)).toMatchObject({ session: { state: 'verified' }, group: { name: 'Bo' } })
  })

  test('does not spend the session on a question when nobody can press Enter', async (context) => {
    const { json, sandbox } = await deskAt(context, 'default')
    const { code, document } = await json(['groups', 'verify', '--name', 'Bo'])
    expect(code).toBe(2)
    expect(document).toMatchObject({ error: { kind: 'not-permitted-now' } })
    expect(sandbox.requests().filter((each) => each.method === 'POST')).toHaveLength(1)
  })
})

describe.concurrent('what one can do to a clip', () => {
  test('resubmit, exclude, submit-anyway and replace, by id', async (context) => {
    const { json, clips, sandbox, shelf } = await deskAt(context, 'default')
    await clips('no-face.mp4', 'short.mp4', 'good.mp4')
    const first = await json(['submit', 'takes', '--group', 'Ada', '--wait'])
    const id = Object.fromEntries((first.document as CallDocument).clips.map((clip) => [path.basename(clip.source), clip.id]))
    const of = (name: string) => String(id[name])

    expect(await json(['clips', 'resubmit', of('no-face.mp4')])).toMatchObject({ code: 0, document: { changed: 1, asked: 1 } })
    expect(await json(['clips', 'resubmit', of('good.mp4')])).toMatchObject({ code: 2, document: { error: { kind: 'not-permitted-now' } } })
    expect(await json(['clips', 'submit-anyway', of('short.mp4')])).toMatchObject({ code: 0, document: { changed: 1 } })
    await copyFile(path.join(shelf, 'takes/good.mp4'), path.join(shelf, 'better.mp4'))

    const page = await json(['clips', '--group', 'Ada', '--state', 'active', '--limit', '1'])
    expect(page.document).toMatchObject({ clips: [{ id: id['good.mp4'], state: 'active', latestAttempt: { number: 1, verdict: 'active', taskId: sandbox.accepted()[0]?.taskId } }], next: null })

    const after = await json(['submit', 'takes', '--group', 'Ada', '--wait'])
    expect(after.code).toBe(1)
    expect(sandbox.accepted()).toHaveLength(2)
    expect(await json(['clips', 'exclude', of('no-face.mp4')])).toMatchObject({ code: 0, document: { changed: 1 } })
    expect((await json(['failed'])).document).not.toMatchObject({ clips: [{ id: id['no-face.mp4'] }] })
  })

  test('replace puts another file in its place, which goes out again', async (context) => {
    const { json, clips, shelf } = await deskAt(context, 'default')
    await clips('short.mp4')
    await json(['submit', 'takes', '--group', 'Ada', '--wait'])
    await rm(path.join(shelf, 'takes'), { recursive: true })
    await clips('x.mp4', 'longer.mp4')
    const replaced = await json(['clips', 'replace', '1', 'takes/longer.mp4'])
    expect(replaced).toMatchObject({ code: 0, document: { clip: { id: 1 } } })
    const after = await json(['submit', 'takes/longer.mp4', '--group', 'Ada', '--wait'])
    expect(after.code).toBe(0)
    expect((after.document as CallDocument).clips).toMatchObject([{ id: 1, state: 'active' }])
  })
})

describe.concurrent('resolve', () => {
  test("takes a person's verdicts from a CSV file", async (context) => {
    const { json, clips, shelf } = await deskAt(context, 'counts-disagree')
    await clips('a.mp4', 'b.mp4')
    const first = await json(['submit', 'takes', '--group', 'Ada', '--wait'])
    expect(first.code).toBe(4)
    const rows = (first.document as CallDocument).clips
    await writeFile(path.join(shelf, 'verdicts.csv'), `clip,verdict,asset_id\n${rows[0]?.id},active,asset-a\n${rows[1]?.id},failed,\n`)
    expect((await json(['resolve', '1', '--as', 'verdicts:verdicts.csv'])).code).toBe(0)
    const after = await json(['submit', 'takes', '--group', 'Ada', '--wait'])
    expect(after.code).toBe(1)
    expect((after.document as CallDocument).clips).toMatchObject([{ state: 'active', assetId: 'asset-a' }, { state: 'failed' }])
  })
})

describe.concurrent('the account', () => {
  test('keeps its key in a file for its owner only and shows it nowhere', async (context) => {
    const { run, dataDir, sandbox } = await deskAt(context, 'default', { key: 'the-right-key' })
    const env = { GREENROOM_API_KEY: '', GREENROOM_API_URL: '' }
    const set = await run(['account', 'set', '--url', `${sandbox.url}/`, '--key-stdin', '--submit-rpm', '5', '--json'], { stdin: 'the-right-key\n', env })
    expect(set.code).toBe(0)
    expect(JSON.parse(set.stdout)).toMatchObject({ account: { baseUrl: sandbox.url, hasKey: true } })
    const tested = await run(['account', 'test', '--json'], { env })
    expect({ code: tested.code, document: JSON.parse(tested.stdout) as unknown }).toMatchObject({ code: 0, document: { ok: true } })
    expect(set.stdout + set.stderr + tested.stdout + tested.stderr).not.toContain('the-right-key')
    expect((await stat(path.join(dataDir, 'secrets.json'))).mode & 0o777).toBe(0o600)
    expect((await readFile(path.join(dataDir, 'ledger.sqlite'))).includes('the-right-key')).toBe(false)
  })

  test('with a wrong key is told so with 3, at a wrong address with 5', async (context) => {
    const { json } = await deskAt(context, 'default', { key: 'the-right-key' })
    expect(await json(['account', 'test'], { env: { GREENROOM_API_KEY: 'wrong' } })).toMatchObject({ code: 3, document: { ok: false } })
    expect(await json(['account', 'test'], { env: { GREENROOM_API_URL: 'http://127.0.0.1:9' } })).toMatchObject({ code: 5, document: { ok: false } })
  })

  test('pauses and resumes; status says so', async (context) => {
    const { json } = await deskAt(context, 'default')
    expect((await json(['account', 'pause'])).document).toMatchObject({ account: { state: 'paused' } })
    expect((await json(['status', '--group', 'group-ada'])).document).toMatchObject({ account: { state: 'paused', reason: null, submit: { limitRpm: 600, lastMinute: 0 }, poll: { limitRpm: 600, lastMinute: 0 } }, batches: { planned: 0 }, oldestWaiting: null })
    expect((await json(['account', 'resume'])).document).toMatchObject({ account: { state: 'running' } })
  })
})

test.concurrent('export writes usable assets as CSV, JSON or bare URLs', async (context) => {
  const { run, json, clips, shelf } = await deskAt(context, 'default')
  await clips('good.mp4')
  await json(['submit', 'takes', '--group', 'Ada', '--wait'])
  const [heading] = (await run(['export', '--group', 'Ada'])).stdout.split('\n')
  expect(heading).toMatch(/\bmatch\b/)
  expect((await run(['export', '--group', 'Ada', '--format', 'asset-urls'])).stdout).toMatch(/^asset:\/\/\S+\n$/)
  expect((await json(['export', '--group', 'Ada', '--exact-only'])).document).toMatchObject({ assets: [{ match: 'exact' }] })
  expect((await json(['export', '--group', 'Ada', '--out', 'assets.csv', '--format', 'csv'])).document).toEqual({ count: 1, format: 'csv', out: 'assets.csv' })
  expect(await readFile(path.join(shelf, 'assets.csv'), 'utf8')).toContain(heading)
  expect((await json(['export', '--group', 'Ada', '--out', 'no/such/folder.csv'])).code).toBe(2)
})

test.concurrent('sandbox prints its address and stops cleanly', async (context) => {
  const { run } = await deskAt(context, 'default')
  const running = run(['sandbox', '--key', 'k', '--limit', '1'])
  await running.line()
  running.child.kill('SIGINT')
  const { code, stdout } = await running
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toEqual({ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string })
})
