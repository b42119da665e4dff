import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { backupOverdueMs, silentAfterMs } from '../../src/main/health.ts'
import { readHealth } from '../../src/main/runners/health-file.ts'
import { openCore, openStage } from '../helpers/core.ts'

test('all is well: healthy, and every loop is heard of beside the ledger', async () => {
  const stage = await openStage()
  await stage.clock.run(60_000)
  expect(await stage.core.health()).toEqual({ state: 'healthy', standby: false, troubles: [] })
  const said = readHealth(stage.dataDir)
  expect(said?.beats.map(({ loop }) => loop)).toEqual(expect.arrayContaining(['submissions', 'reviews', 'folders', 'news', 'backups']))
  for (const { endedAt } of said?.beats ?? []) expect(stage.clock.now() - (endedAt ?? 0)).toBeLessThan(60_000)
  await stage.core.end()
  expect(existsSync(path.join(stage.dataDir, 'health.json'))).toBe(false)
})

test('a stopped account is degraded, and no word of it names the account', async () => {
  const stage = await openStage({ scenario: 'no-balance', settings: { batchSize: 1 } })
  await stage.takeIn(4)
  await stage.clock.until(async () => (await stage.core.health()).state === 'degraded')
  const health = await stage.core.health()
  expect(health.troubles).toMatchObject([{ kind: 'account-stopped', subject: 'no-balance' }])
  expect(JSON.stringify(health)).not.toMatch(/Ada|default|greenroom-runners/)
})

test('a process that waits says so, and goes by what the one that runs the loops says of itself', async () => {
  const stage = await openStage()
  await stage.clock.run(1_000)
  const other = await openCore({ dataDir: stage.dataDir, clock: stage.clock, baseUrl: stage.sandbox.url })
  await other.start()
  expect(await other.health()).toEqual({ state: 'healthy', standby: true, troubles: [] })
  const said = readHealth(stage.dataDir)
  writeFileSync(path.join(stage.dataDir, 'health.json'), JSON.stringify({ ...said, troubles: [{ kind: 'loop-stuck', subject: 'links', message: 'a secret path', since: 5 }] }))
  expect(await other.health()).toMatchObject({ state: 'in-trouble', standby: true, troubles: [{ kind: 'loop-stuck', subject: 'links', message: 'A loop has not come back.' }] })
  writeFileSync(path.join(stage.dataDir, 'health.json'), JSON.stringify({ ...said, at: stage.clock.now() - silentAfterMs - 1 }))
  expect(await other.health()).toMatchObject({ state: 'in-trouble', troubles: [{ kind: 'runner-silent' }] })
})

test('a ledger that is not backed up any more is degraded', async () => {
  const stage = await openStage({ idle: true })
  await stage.clock.leap(backupOverdueMs + 1)
  expect(await stage.core.health()).toMatchObject({ state: 'degraded', troubles: [{ kind: 'backup-overdue' }] })
})
