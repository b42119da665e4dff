import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { ledgerVersion } from '../../src/main/ledger/migrate.ts'
import { ledgerFile } from '../../src/main/ledger/open-ledger.ts'
import { openCore, openStage, temporaryFolder } from '../helpers/core.ts'
import { withTally } from './harness/fault-stage.ts'
import { report } from './harness/report.ts'

const mayMount = process.getuid?.() === 0 && spawnSync('mount', ['--version']).status === 0

/** A core that has sent one batch of two and ended with another, paused, still to send. */
async function halfDone(dataDir?: string) {
  const stage = withTally(await openStage({ settings: { batchSize: 2 }, dataDir }))
  await stage.takeIn(2)
  await stage.untilCounts({ active: 2 })
  await stage.client.accounts.pause({ id: stage.account.id })
  await stage.takeIn(2, { from: 11 })
  await stage.clock.run(1_000)
  await stage.core.end()
  return stage
}

/** Starts again where a start was refused, and lets the rest be sent. */
async function goesOn(stage: Awaited<ReturnType<typeof halfDone>>, fault: string): Promise<void> {
  await stage.restart()
  const goneAt = stage.clock.monotonic()
  await stage.client.accounts.resume({ id: stage.account.id })
  await stage.untilCounts({ active: 4 })
  const recovered = stage.clock.monotonic() - goneAt
  expect(stage.sandbox.accepted()).toHaveLength(2)
  const tally = await stage.tally()
  expect(tally).toEqual({ lost: 0, doubled: 0 })
  report({ part: 'machine', fault, tried: 1, ...tally, recovered })
}

const start = (stage: Awaited<ReturnType<typeof halfDone>>) => openCore({ dataDir: stage.dataDir, clock: stage.clock, baseUrl: stage.sandbox.url })

test('a ledger of a newer version is refused in words and left to the byte; put back to its own, all goes on', async () => {
  const stage = await halfDone()
  const set = (version: number): void => {
    const file = new Database(ledgerFile(stage.dataDir))
    file.pragma(`user_version = ${version}`)
    file.close()
  }
  set(ledgerVersion + 1)
  const before = readFileSync(ledgerFile(stage.dataDir))
  await expect(start(stage)).rejects.toMatchObject({ problem: { kind: 'ledger-newer', advice: expect.stringContaining('Update Greenroom') as string } })
  expect(readFileSync(ledgerFile(stage.dataDir)).equals(before)).toBe(true)
  set(ledgerVersion)
  await goesOn(stage, 'a ledger from a newer version')
})

test.runIf(mayMount)('a data directory that has become read-only is refused in words and left to the byte; writable again, all goes on', async () => {
  const disk = path.join(await temporaryFolder(), 'disk')
  mkdirSync(disk)
  expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', disk]).status).toBe(0)
  onTestFinished(() => void spawnSync('umount', ['-l', disk]))
  const stage = await halfDone(path.join(disk, 'data'))
  expect(spawnSync('mount', ['-o', 'remount,ro', disk]).status).toBe(0)
  const before = readFileSync(ledgerFile(stage.dataDir))
  await expect(start(stage)).rejects.toMatchObject({ problem: { kind: 'unreadable', message: expect.stringContaining(stage.dataDir) as string, advice: expect.stringContaining('may write to it') as string } })
  expect(readFileSync(ledgerFile(stage.dataDir)).equals(before)).toBe(true)
  spawnSync('mount', ['-o', 'remount,rw', disk])
  await goesOn(stage, 'a data directory that is read-only')
})
