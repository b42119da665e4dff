import path from 'node:path'
import { expect, test } from 'vitest'
import { startProcess } from '../helpers/processes.ts'
import { tempDir } from '../helpers/ledger.ts'
import { tryRunnerLock } from '../../src/main/ledger/runner-lock.ts'

const script = path.join(import.meta.dirname, 'processes', 'hold-runner-lock.ts')

test('of two processes only one becomes the runner, and the other once that one is killed', async () => {
  const dataDir = await tempDir()
  const [one, two] = [startProcess(script, [dataDir]), startProcess(script, [dataDir])]
  await Promise.all([one.message(), two.message()])
  one.tell('try')
  expect(await one.message()).toEqual({ holds: true })
  two.tell('try')
  expect(await two.message()).toEqual({ holds: false })
  await one.kill()
  const killedAt = performance.now()
  two.tell('try')
  expect(await two.message()).toEqual({ holds: true })
  expect(performance.now() - killedAt).toBeLessThan(1000)
})

test('of four processes that try at the same moment exactly one becomes the runner', async () => {
  const dataDir = await tempDir()
  const all = [1, 2, 3, 4].map(() => startProcess(script, [dataDir]))
  await Promise.all(all.map((each) => each.message()))
  for (const each of all) each.tell('try')
  const answers = (await Promise.all(all.map((each) => each.message()))) as { holds: boolean }[]
  expect(answers.filter((answer) => answer.holds)).toHaveLength(1)
})

test('a released lock can be taken again at once, here or elsewhere', async () => {
  const dataDir = await tempDir()
  const mine = tryRunnerLock(dataDir)
  expect(mine).not.toBeNull()
  const other = startProcess(script, [dataDir])
  await other.message()
  other.tell('try')
  expect(await other.message()).toEqual({ holds: false })
  mine?.release()
  other.tell('try')
  expect(await other.message()).toEqual({ holds: true })
  other.tell('release')
  expect(await other.message()).toEqual({ holds: false })
  const again = tryRunnerLock(dataDir)
  expect(again).not.toBeNull()
  again?.release()
})
