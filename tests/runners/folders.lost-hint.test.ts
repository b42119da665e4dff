import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { WatchTreeOptions } from '../../src/main/intake/watch-tree.ts'
import { createFolderRunner } from '../../src/main/runners/folder-runner.ts'
import type { RunnerContext } from '../../src/main/runners/runner-context.ts'
import { fakeClock } from '../helpers/fake-clock.ts'
import { testLedger } from '../helpers/ledger.ts'

/** What the folder's watch would tell, told by the test to the very moment. */
let tell: (path: string) => void = () => undefined
vi.mock('../../src/main/intake/watch-tree.ts', () => ({
  watchTree: (_root: string, { onPaths }: WatchTreeOptions) => {
    tell = (hint) => onPaths([hint])
    return Promise.resolve({ mode: 'events', method: 'chokidar', why: null, close: () => Promise.resolve() })
  },
}))

/** More steps than the work with one hint takes from the look at its file to its end. */
const moments = 120

test('a file that is told of in the very moment in which the work before ends is looked at, at the next step', async () => {
  const { ledger, groupId, now } = await testLedger()
  const folder = await mkdtemp(path.join(os.tmpdir(), 'greenroom-hints-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await ledger.transact((tx) => tx.insertInto('watch_folder').values({ group_id: groupId, path: folder, state: 'watching', state_since: now, settle_ms: 0, linger_ms: 0, existing: 'submit', ignore: '[]', actor: 'Ada', created_at: now }).execute())
  const looked = new Set<string>()
  let onLook: (file: string) => void = () => undefined
  const disk: Partial<RunnerContext['disk']> = {
    looks: async (files) => {
      for (const file of files) looked.add(file)
      if (files[0] !== undefined && files[0] !== folder) onLook(files[0])
      return files.map((file) => file === folder ? { unreadable: true, why: 'no-file', message: '' } : { gone: true })
    },
    readTree: async function* () { await Promise.resolve(); yield* [] },
  }
  const fail = (message: string, fields?: Record<string, unknown>): void => { throw new Error(`${message} ${JSON.stringify(fields)}`) }
  const log = { debug: () => undefined, info: () => undefined, warn: fail, error: fail }
  const runner = createFolderRunner({ ledger, clock: fakeClock(), log, disk } as unknown as RunnerContext, () => undefined)
  onTestFinished(() => runner.close())
  const rest = async (): Promise<void> => { for (let n = 0; n < 20; n++) await setImmediate() }
  await runner.step()
  await vi.waitUntil(async () => (await ledger.read.selectFrom('watch_folder').select('last_scan_at').executeTakeFirstOrThrow()).last_scan_at !== null, { timeout: 15_000, interval: 5 })
  await rest()

  const left: number[] = []
  for (let moment = 0; moment < moments; moment++) {
    const [first, second] = [path.join(folder, `${moment}-first.mp4`), path.join(folder, `${moment}-second.mp4`)]
    onLook = (file) => {
      if (file !== first) return
      void (async () => {
        for (let n = 0; n < moment; n++) await Promise.resolve()
        tell(second)
      })()
    }
    tell(first)
    await rest()
    await runner.step()
    await rest()
    expect(looked).toContain(first)
    if (!looked.has(second)) left.push(moment)
  }
  expect(left).toEqual([])
})
