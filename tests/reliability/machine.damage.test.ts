import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test, vi } from 'vitest'
import { backupsToDrop, listBackups, restoreBackup, takeBackup } from '../../src/main/ledger/backups.ts'
import { ledgerFile, openLedger } from '../../src/main/ledger/open-ledger.ts'
import { openCore, openStage } from '../helpers/core.ts'
import { pause } from '../helpers/ledger.ts'
import { report } from './harness/report.ts'

const workerUrl = new URL('../../src/main/ledger/ledger-backup-worker.ts', import.meta.url)
const context = { now: Date.UTC(2026, 0, 5, 12), actor: 'Ada', pause }
const hourMs = 3_600_000

test('a damaged ledger is refused with the way back; put back from its backup it is paused, the damaged file is kept, and nothing is sent until a person says so', async () => {
  const stage = await openStage({ settings: { batchSize: 2 } })
  await stage.takeIn(2)
  await stage.untilCounts({ active: 2 })
  expect(await takeBackup(stage.dataDir, workerUrl, stage.clock.now())).toEqual({ is: 'done' })
  await stage.takeIn(2, { from: 10 })
  await stage.untilCounts({ active: 4 })
  await stage.core.end()

  const file = ledgerFile(stage.dataDir)
  const bytes = readFileSync(file)
  bytes.fill(0x5a, 0, 4_096)
  writeFileSync(file, bytes)
  await expect(openLedger({ dataDir: stage.dataDir, pause })).rejects.toMatchObject({ problem: { kind: 'ledger-damaged', advice: expect.stringContaining('greenroom ledger restore') as string } })

  const { backup, keptAside } = await restoreBackup(stage.dataDir, null, context)
  expect(backup.name).toBe(listBackups(stage.dataDir)[0]?.name)
  expect(readFileSync(path.join(keptAside ?? '', 'ledger.sqlite')).equals(bytes)).toBe(true)

  const core = await openCore({ dataDir: stage.dataDir, clock: stage.clock, baseUrl: stage.sandbox.url })
  await core.start()
  expect((await core.client.accounts.list()).map((account) => account.state)).toEqual(['paused'])
  // A watch folder or a script gives the same clips again: they wait for the person who knows what was sent.
  await core.client.intakes.create({ groupId: stage.group.id, preflight: false, askWhenLarge: false, inputs: ['http://127.0.0.1:9/take-0010.mp4'] })
  await stage.clock.run(10 * 60_000)
  expect(stage.sandbox.accepted()).toHaveLength(2)
  expect((await core.client.activity.list({ limit: 50, after: null })).rows.filter((event) => event.what === 'ledger.restored')).toMatchObject([{ actor: 'Ada', data: { backup: backup.name, keptAside } }])
  report({ part: 'machine', fault: 'a damaged ledger: refused, its last good backup put back, everything paused', tried: 1, lost: 0, doubled: 0, recovered: 'at a person’s word' })
})

test('a ledger in use is not exchanged', async () => {
  const stage = await openStage()
  expect(await takeBackup(stage.dataDir, workerUrl, stage.clock.now())).toEqual({ is: 'done' })
  const before = readdirSync(stage.dataDir)
  await expect(restoreBackup(stage.dataDir, null, context)).rejects.toMatchObject({ problem: { kind: 'not-permitted-now' } })
  await expect(restoreBackup(stage.dataDir, 'ledger-20200101T000000Z.sqlite', context)).rejects.toMatchObject({ problem: { kind: 'not-found' } })
  expect(readdirSync(stage.dataDir)).toEqual(before)
})

test('a backup is taken by itself, and again after six hours', async () => {
  const stage = await openStage()
  // The machine sleeps in between: minute by minute the loops would look round thousands of times.
  await stage.clock.leap(hourMs)
  await stage.clock.run(10_000)
  await vi.waitUntil(() => listBackups(stage.dataDir).length === 1, { timeout: 20_000 })
  await stage.clock.leap(5 * hourMs)
  await stage.clock.run(10_000)
  expect(listBackups(stage.dataDir)).toHaveLength(1)
  await stage.clock.leap(hourMs)
  await stage.clock.run(10_000)
  await vi.waitUntil(() => listBackups(stage.dataDir).length === 2, { timeout: 20_000 })
  expect(await stage.events('ledger.damaged')).toEqual([])
  for (const backup of listBackups(stage.dataDir)) expect(existsSync(`${backup.file}-wal`)).toBe(false)
})

test('damage in the middle of the ledger shows when it is backed up, and no damaged backup takes the place of a good one', async () => {
  const stage = await openStage({ settings: { batchSize: 2 } })
  await stage.takeIn(40)
  await stage.untilCounts({ active: 40 })
  await stage.core.end()
  const file = ledgerFile(stage.dataDir)
  const bytes = readFileSync(file)
  bytes.fill(0x5a, Math.floor(bytes.length / 8_192) * 4_096, Math.floor(bytes.length / 8_192) * 4_096 + 8_192)
  writeFileSync(file, bytes)
  expect(await takeBackup(stage.dataDir, workerUrl, context.now)).toMatchObject({ is: 'damaged' })
  expect(readdirSync(path.join(stage.dataDir, 'backups'))).toEqual([])
})

test('the two newest backups stay, and the newest of each of five days', () => {
  const at = (takenAt: number) => ({ name: String(takenAt), file: '', takenAt, sizeBytes: 0 })
  const every6h = Array.from({ length: 40 }, (_, n) => at(Date.UTC(2026, 0, 20, 18) - n * 6 * hourMs))
  const dropped = new Set(backupsToDrop(every6h))
  const kept = every6h.filter((backup) => !dropped.has(backup)).map((backup) => new Date(backup.takenAt).toISOString().slice(0, 13))
  expect(kept).toEqual(['2026-01-20T18', '2026-01-20T12', '2026-01-19T18', '2026-01-18T18', '2026-01-17T18', '2026-01-16T18'])
})
