/** A ledger that cannot be opened: the window says what happened and what can be done. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { takeBackup } from '../../src/main/ledger/backups.ts'
import { ledgerFile, openLedger } from '../../src/main/ledger/open-ledger.ts'
import { dataDirOf } from './launch.ts'
import { expect, test } from './test.ts'

const workerUrl = new URL('../../src/main/ledger/ledger-backup-worker.ts', import.meta.url)
test.use({ expectedErrors: [[/could not be opened/, /is damaged/], { scope: 'test' }] })

test('a damaged ledger is put back in the window, and the work goes on in it', async ({ start, home }) => {
  const dataDir = dataDirOf(home)
  mkdirSync(dataDir, { recursive: true })
  const ledger = await openLedger({ dataDir, pause: (ms) => new Promise((resolve) => { setTimeout(resolve, ms) }) })
  expect(await takeBackup(dataDir, workerUrl, Date.now())).toEqual({ is: 'done' })
  await ledger.close()
  const bytes = readFileSync(ledgerFile(dataDir))
  bytes.fill(0x5a, 0, 4_096)
  writeFileSync(ledgerFile(dataDir), bytes)

  const { page, quit } = await start()
  await expect(page.getByRole('heading', { name: 'The ledger is damaged' })).toBeVisible()
  await page.getByRole('button', { name: /^Put back the backup of/ }).click()
  await expect(page.getByText('What was there is kept in')).toBeVisible()
  await expect(page.getByText(path.join(dataDir, 'set-aside')).first()).toBeVisible()
  await page.getByRole('button', { name: 'Open Greenroom' }).click()
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  expect(await quit()).toBe(0)
})
