/** A ledger that cannot be opened: the browser's host shows what happened and what can be done, instead of ending. */
import { readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { takeBackup } from '../../src/main/ledger/backups.ts'
import { ledgerFile } from '../../src/main/ledger/open-ledger.ts'
import { startGreenroomOver, startGreenroomAt } from './greenroom.ts'
import { expect, test } from './test.ts'

const workerUrl = new URL('../../src/main/ledger/ledger-backup-worker.ts', import.meta.url)

/** A data directory whose ledger was backed up with one person and one clip, and damaged after another person came. */
async function damaged(): Promise<{ home: string; dataDir: string; damagedBytes: Buffer; remove: () => void }> {
  const greenroom = await startGreenroomAt()
  const dataDir = path.join(greenroom.home, 'data')
  const ada = await greenroom.client.groups.adopt({ remoteId: 'group-ada', name: 'Ada' })
  await greenroom.client.intakes.create({ groupId: ada.id, inputs: ['http://127.0.0.1:9/take.mp4'], preflight: false, askWhenLarge: false })
  expect(await takeBackup(dataDir, workerUrl, Date.now())).toEqual({ is: 'done' })
  await greenroom.client.groups.adopt({ remoteId: 'group-lin', name: 'Lin' })
  const kept = `${greenroom.home}-kept`
  await greenroom.stop({ keepAs: kept })
  const keptData = path.join(kept, 'data')
  const bytes = readFileSync(ledgerFile(keptData))
  bytes.fill(0x5a, 0, 4_096)
  writeFileSync(ledgerFile(keptData), bytes)
  return { home: kept, dataDir: keptData, damagedBytes: bytes, remove: () => rmSync(kept, { recursive: true, force: true }) }
}

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: test.info().outputPath(`${name}.png`), fullPage: true })
}

// While one server takes the other's place at the same address, the page asks in vain for a moment.
test.use({ expectedErrors: [[/ERR_CONNECTION_REFUSED/, /WebSocket connection/, /ERR_CONNECTION_RESET/, /ERR_EMPTY_RESPONSE/], { scope: 'test' }] })

test('a damaged ledger is put back from its backup with one click, and the damaged file is kept', async ({ page }) => {
  const { home, dataDir, damagedBytes, remove } = await damaged()
  const greenroom = await startGreenroomOver(home)
  try {
    const health = await fetch(new URL('/healthz', greenroom.url))
    expect(health.status).toBe(503)
    expect(await health.json()).toMatchObject({ ok: false, troubles: [{ kind: 'ledger-unopened', subject: 'ledger-damaged' }] })

    await page.goto(greenroom.url)
    await expect(page.getByRole('heading', { name: 'The ledger is damaged' })).toBeVisible()
    await expect(page.getByText(ledgerFile(dataDir), { exact: true })).toBeVisible()
    await expect(page.getByText('1 clip: 0 cleared')).toBeVisible()
    await expect(page.getByText(/Not in it: what happened since .*\d\d:\d\d/)).toBeVisible()
    await picture(page, 'damaged')

    // An empty ledger only by a word.
    await page.getByRole('button', { name: 'Begin afresh…' }).click()
    const confirm = page.getByRole('button', { name: 'Begin with an empty ledger' })
    await expect(confirm).toBeDisabled()
    await picture(page, 'afresh')
    await page.getByRole('button', { name: 'Cancel' }).click()

    await page.getByRole('button', { name: /^Put back the backup of/ }).click()
    await expect(page.getByText('What was there is kept in')).toBeVisible()
    const [aside] = readdirSync(path.join(dataDir, 'set-aside'))
    expect(readFileSync(path.join(dataDir, 'set-aside', aside ?? '', 'ledger.sqlite')).equals(damagedBytes)).toBe(true)
    await picture(page, 'restored')
    await page.getByRole('button', { name: 'Open Greenroom' }).click()
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'People' }).click()
    await expect(page.getByText('Ada').first()).toBeVisible()
    await expect(page.getByText('Lin')).toHaveCount(0)
    await expect(page.getByRole('button', { name: 'Resume' }).first()).toBeVisible()
    expect((await fetch(new URL('/healthz', greenroom.url))).status).toBe(200)
  } finally {
    await greenroom.stop()
    remove()
  }
})

test('a data directory that cannot be used is said, in Chinese too, and opens by itself once it can', async ({ browser }) => {
  const { home, dataDir, remove } = await damaged()
  // Where its disk was there is only a file now.
  renameSync(dataDir, `${dataDir}-disk`)
  writeFileSync(dataDir, '')
  const greenroom = await startGreenroomOver(home)
  const context = await browser.newContext({ locale: 'zh-CN', colorScheme: 'dark' })
  try {
    const page = await context.newPage()
    await page.goto(greenroom.url)
    await expect(page.getByRole('heading', { name: '无法访问数据' })).toBeVisible()
    await picture(page, 'unreachable-zh-dark')
    rmSync(dataDir)
    renameSync(`${dataDir}-disk`, dataDir)
    // What is there is the damaged one: told by itself, without anybody's click.
    await expect(page.getByRole('heading', { name: '账本已损坏' })).toBeVisible({ timeout: 30_000 })
    await picture(page, 'damaged-zh-dark')
    await page.getByRole('button', { name: '重新开始…' }).click()
    await page.getByRole('textbox').fill('重新开始')
    await page.getByRole('button', { name: '从空账本开始' }).click()
    await expect(page.getByText('已建立空账本。')).toBeVisible()
    await page.getByRole('button', { name: '打开 Greenroom' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  } finally {
    await context.close()
    await greenroom.stop()
    remove()
  }
})
