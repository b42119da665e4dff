import { expect, test, vi } from 'vitest'
import { desk } from './run-greenroom.ts'

// Each line is a process of its own.
vi.setConfig({ testTimeout: 120_000 })

test('a person is forgotten from the command line: what would go is said, the name is asked for, what the service has is listed', async ({ onTestFinished }) => {
  const { run, json, clips, sandbox } = await desk('plain')
  onTestFinished(() => sandbox.close())
  const [clip = ''] = await clips('one.mp4')
  expect((await run(['submit', clip, '--group', 'Ada', '--wait'])).code).toBe(0)

  const preview = await run(['people', 'forget', 'Ada', '--preview'])
  expect(preview.stdout).toContain('1 clip with 1 attempt in 1 batch')
  expect(preview.stdout).toContain('group group-ada in project default, 1 asset, 1 task')
  const wrong = await run(['people', 'forget', 'Ada'], { stdin: 'Adam\n' })
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('nothing was done')])

  const done = await json(['people', 'forget', 'Ada', '--confirm', 'Ada'])
  expect(done, done.stderr).toMatchObject({ code: 0, document: { forgetting: { state: 'done', name: null, erased: { clips: 1 } }, remains: [{ kind: 'asset' }, { kind: 'group', what: 'group-ada (project default)' }, { kind: 'task' }] } })
  expect((await run(['people', 'removed', '1'])).code).toBe(0)
  expect((await json(['people', 'remains', '1'])).document).toEqual({ remains: [] })
})
