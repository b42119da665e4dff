import { readFileSync, writeFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { createRouterClient } from '@orpc/server'
import { expect, onTestFinished, test } from 'vitest'
import { ProblemError, type Problem } from '../../src/contract/models/problem.ts'
import { listAccounts } from '../../src/main/ledger/accounts.ts'
import { restoreBackup, takeBackup } from '../../src/main/ledger/backups.ts'
import { ledgerFile, openLedger } from '../../src/main/ledger/open-ledger.ts'
import { createRescue, isForRescue } from '../../src/main/rescue.ts'
import { lend } from '../helpers/core.ts'
import { fakeClock } from '../helpers/fake-clock.ts'
import { pause, testLedger, tempDir } from '../helpers/ledger.ts'

const workerUrl = new URL('../../src/main/ledger/ledger-backup-worker.ts', import.meta.url)

async function problemOf(dataDir: string): Promise<Problem> {
  const error: unknown = await openLedger({ dataDir, pause }).then((ledger) => ledger.close(), (thrown: unknown) => thrown)
  if (!isForRescue(error)) throw new Error('It opens.')
  return error.problem
}

/** A rescue over a data directory that does not open; it may open it with the real ledger. */
async function rescueOver(dataDir: string) {
  const clock = fakeClock()
  const { log, said } = lend(clock)
  let opened = 0
  const rescue = createRescue({
    dataDir, sandbox: false, problem: await problemOf(dataDir), actor: 'Ada', version: 'test', clock, log,
    async open() {
      await (await openLedger({ dataDir, pause })).close()
      opened++
    },
  })
  onTestFinished(() => rescue.stop())
  const client = createRouterClient(rescue.router)
  return { clock, said, client: client.rescue, rescue, opened: () => opened }
}

async function damagedLedger(): Promise<{ dataDir: string; bytes: Buffer }> {
  const t = await testLedger()
  expect(await takeBackup(t.dataDir, workerUrl, Date.UTC(2026, 0, 5, 8))).toEqual({ is: 'done' })
  await t.ledger.close()
  const bytes = readFileSync(ledgerFile(t.dataDir))
  bytes.fill(0x5a, 0, 4_096)
  writeFileSync(ledgerFile(t.dataDir), bytes)
  return { dataDir: t.dataDir, bytes }
}

test('of a damaged ledger it says what its backups hold, puts one back, and then it opens', async () => {
  const { dataDir, bytes } = await damagedLedger()
  const { client, opened, rescue } = await rescueOver(dataDir)
  expect(rescue.health()).toMatchObject({ state: 'in-trouble', troubles: [{ kind: 'ledger-unopened', subject: 'ledger-damaged' }] })
  const state = await client.state()
  expect(state).toMatchObject({ opened: false, problem: { kind: 'ledger-damaged' }, sizeBytes: bytes.length, backups: [{ holds: { people: 1, clips: { active: 0 } } }] })
  const { keptAside, problem } = await client.restore({ backup: state.backups[0]?.name ?? '' })
  expect(problem).toBeNull()
  expect(keptAside).toBe(state.keepAsideIn)
  expect(readFileSync(`${keptAside}/ledger.sqlite`).equals(bytes)).toBe(true)
  expect(opened()).toBe(1)
  expect(await client.state()).toMatchObject({ opened: true })
  await expect(client.restore({ backup: state.backups[0]?.name ?? '' })).rejects.toMatchObject({ data: { kind: 'not-permitted-now' } })
})

test('an empty ledger is begun only by the word, and its account takes up no key of an earlier one', async () => {
  const { dataDir, bytes } = await damagedLedger()
  const { client, opened } = await rescueOver(dataDir)
  for (const word of ['', 'yes', 'start']) await expect(client.startAfresh({ word })).rejects.toMatchObject({ data: { kind: 'invalid-input' } })
  expect(readFileSync(ledgerFile(dataDir)).equals(bytes)).toBe(true)
  const { keptAside } = await client.startAfresh({ word: 'Start afresh ' })
  expect(readFileSync(`${keptAside}/ledger.sqlite`).equals(bytes)).toBe(true)
  expect(opened()).toBe(1)
  const ledger = await openLedger({ dataDir, pause })
  onTestFinished(() => ledger.close())
  const [account, ...others] = await listAccounts(ledger.read)
  expect(others).toEqual([])
  expect(account?.name).toBe('default')
  expect(account?.id).toBeGreaterThan(1_000_000)
})

test('a ledger of a newer version is left as it is, and a backup this version can read is there for whoever cannot update', async () => {
  const t = await testLedger()
  expect(await takeBackup(t.dataDir, workerUrl, Date.UTC(2026, 0, 5, 8))).toEqual({ is: 'done' })
  await t.ledger.close()
  const database = new Database(ledgerFile(t.dataDir))
  database.pragma('user_version = 9999')
  database.close()
  const before = readFileSync(ledgerFile(t.dataDir))
  const { client, clock, opened } = await rescueOver(t.dataDir)
  expect(await client.tryAgain()).toMatchObject({ problem: { kind: 'ledger-newer' } })
  await clock.run(120_000)
  expect(readFileSync(ledgerFile(t.dataDir)).equals(before)).toBe(true)
  expect(opened()).toBe(0)
  expect((await client.state()).backups).toMatchObject([{ holds: { people: 1 } }])
})

test('what was put back from the command line, or a disk that has come back, opens by itself', async () => {
  const { dataDir } = await damagedLedger()
  const { clock, opened } = await rescueOver(dataDir)
  await clock.run(60_000)
  expect(opened()).toBe(0)
  await restoreBackup(dataDir, null, { now: Date.UTC(2026, 0, 5, 10), actor: 'Ada', pause })
  await clock.run(15_000)
  expect(opened()).toBe(1)

  const parent = await tempDir()
  const away = `${parent}/away`
  writeFileSync(away, '')
  const second = await rescueOver(away)
  const { rmSync } = await import('node:fs')
  rmSync(away)
  await second.clock.run(15_000)
  expect(second.opened()).toBe(1)
})

test('what no screen can help with ends the program in words as before', () => {
  expect(isForRescue(new ProblemError('runs-elsewhere', '', ''))).toBe(false)
  expect(isForRescue(new ProblemError('network-drive', '', ''))).toBe(false)
  expect(isForRescue(new Error('of ours'))).toBe(false)
})
