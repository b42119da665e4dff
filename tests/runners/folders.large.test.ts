import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createDisk, type Disk } from '../../src/main/intake/disk.ts'
import { addFolder, readFolder } from '../../src/main/ledger/folders.ts'
import { createFolderRunner } from '../../src/main/runners/folder-runner.ts'
import type { RunnerContext } from '../../src/main/runners/runner-context.ts'
import { lend, temporaryFolder } from '../helpers/core.ts'
import { leapingClock } from '../helpers/leaping-clock.ts'
import { testLedger } from '../helpers/ledger.ts'

const files = 450

test('a large folder that is renamed is dealt with in pages: no more than two hundred of its files are looked at at once', async () => {
  const [{ ledger, groupId, now }, library] = [await testLedger(), await temporaryFolder()]
  const clock = leapingClock()
  const { log, workerUrl } = lend(clock)
  const disk = createDisk({ workerUrl: workerUrl('disk') })
  onTestFinished(() => disk.close())
  let most = 0
  const counted: Disk = {
    ...disk,
    looks(paths) {
      most = Math.max(most, paths.length)
      return disk.looks(paths)
    },
  }
  const [before, after] = [path.join(library, 'shoot'), path.join(library, 'shoot 2026')]
  await mkdir(before)
  for (let n = 0; n < files; n += 1) await writeFile(path.join(before, `take ${n}.mp4`), `take ${n}`)
  const folderId = await ledger.transact((tx) => addFolder(tx, { group_id: groupId, path: library, volume_id: null, relative_path: null, settle_ms: 200, linger_ms: 0, batch_size: null, ignore: '[]', existing: 'submit' }, { now, actor: 'Ada' }))
  const runner = createFolderRunner({ ledger, clock, log, disk: counted } as unknown as RunnerContext, () => undefined)
  onTestFinished(() => runner.close())
  await runner.step()
  await vi.waitUntil(async () => (await readFolder(ledger.read, folderId)).state === 'watching', { timeout: 20_000 })

  await rename(before, after)
  const moved = async (): Promise<number> => (await ledger.read.selectFrom('event').select('data').where('what', '=', 'clip.source-moved').where('clip_id', 'is', null).execute())
    .reduce((sum, { data }) => sum + (JSON.parse(data) as { clips: number }).clips, 0)
  await vi.waitUntil(async () => (await moved()) === files, { timeout: 20_000 })
  const places = await ledger.read.selectFrom('clip').select('location').execute()
  expect(places).toHaveLength(files)
  expect(places.filter(({ location }) => location?.startsWith(`${after}/`) !== true)).toEqual([])
  expect(most).toBeLessThanOrEqual(200)
})
