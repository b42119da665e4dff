import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { copyFile, mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { startGreenroom, startGreenroomAt, type Greenroom } from './greenroom.ts'
import { dialog, drawer, expectRow, go, row, showNewRows } from './parts.ts'
import { expect, forAllTests, test } from './test.ts'

const demoClips = path.resolve(import.meta.dirname, '../../resources/clips')
const clip = (name: string) => path.join(demoClips, name)

/** A person of the test's own on their page, so that one Greenroom serves several tests. @returns their group's id. */
async function openPerson(page: Page, greenroom: Greenroom, name: string, tab = 'clips'): Promise<number> {
  const { id } = await greenroom.client.groups.adopt({ remoteId: `group-${name}`, name })
  await greenroom.open(page, `/people/${id}?tab=${tab}`)
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
  return id
}

async function seemsFineToAxe(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)).toEqual([])
}

/** Lets go of a file over the window, as from the system's file manager. */
async function drop(page: Page, name: string, bytes: Buffer): Promise<void> {
  await page.evaluate(([fileName, content]) => {
    const dropped = new DataTransfer()
    dropped.items.add(new File([Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))], fileName))
    for (const kind of ['dragenter', 'dragover', 'drop']) window.dispatchEvent(new DragEvent(kind, { dataTransfer: dropped, bubbles: true, cancelable: true }))
  }, [name, bytes.toString('base64')] as const)
}

test.describe('a person’s page', () => {
  const greenroom = forAllTests(() => startGreenroom())

  test('picked clips are uploaded and reviewed, and the failed one is cleared after one click', async ({ page }) => {
    await openPerson(page, greenroom(), 'Ada')
    await expect(page.getByText('Drop this person’s clips here, or watch a folder.')).toBeVisible()
    await seemsFineToAxe(page)
    await page.getByRole('button', { name: 'Add clips' }).click()
    const choosing = page.waitForEvent('filechooser')
    await page.getByRole('menuitem', { name: 'Choose files' }).click()
    await (await choosing).setFiles([clip('flaky-ada-hallway.mp4')])
    await expect(page.getByText('Ada: 1 clip taken in')).toBeVisible()
    await expect(row(page, 'flaky-ada-hallway')).toContainText('Failed')
    await expect(row(page, 'flaky-ada-hallway')).toContainText('No reason given')
    await row(page, 'flaky-ada-hallway').click()
    await expect(drawer(page).getByText('Attempt 1')).toBeVisible()
    await expect(drawer(page).getByLabel('Preview of flaky-ada-hallway')).toBeVisible()
    await seemsFineToAxe(page)
    await drawer(page).getByRole('button', { name: 'Resubmit' }).click()
    // The service names its clips here: the match is certain, so nothing has to be said first.
    await expect(row(page, 'flaky-ada-hallway')).toContainText('Cleared')
    await expect(drawer(page).getByText('Attempt 2')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(drawer(page)).toHaveCount(0)
  })

  test('a dropped clip is uploaded, and is theirs on whose page it fell', async ({ page }) => {
    await openPerson(page, greenroom(), 'Hanna')
    await drop(page, 'dropped-take.mp4', await readFile(clip('ada-close-up-02.mp4')))
    await expect(page.getByText('Hanna: 1 clip taken in')).toBeVisible()
    await expect(row(page, 'dropped-take')).toContainText('Cleared')
  })

  test('a clip that breaks a limit shows the limit, and is cleared once its source is replaced', async ({ page }) => {
    const groupId = await openPerson(page, greenroom(), 'Ben')
    await greenroom().client.intakes.create({ groupId, inputs: [clip('too-short-slate.mp4')] })
    await (await expectRow(page, 'too-short-slate')).click()
    const facts = drawer(page).getByRole('table', { name: 'Media facts against limits' })
    await expect(facts.getByRole('row', { name: /Duration/ }).getByLabel('Breaks the limit')).toBeVisible()
    await expect(facts.getByRole('row', { name: /Duration/ })).toContainText('2 sec to 30 sec')
    await drawer(page).getByRole('button', { name: 'Replace source' }).click()
    await dialog(page).getByLabel('Path or URL').fill('/nowhere/at-all.mp4')
    await dialog(page).getByRole('button', { name: 'Replace source' }).click()
    await expect(dialog(page).getByRole('alert')).toContainText('/nowhere/at-all.mp4')
    await dialog(page).getByLabel('Path or URL').fill(clip('ada-reading.mp4'))
    await dialog(page).getByRole('button', { name: 'Replace source' }).click()
    await expect(dialog(page)).toHaveCount(0)
    await expect(drawer(page).getByText('Cleared', { exact: true }).first()).toBeVisible()
    await expect(drawer(page).getByRole('heading', { name: 'Sources' })).toBeVisible()
  })

  test('pasted lines that cannot be used are listed with their numbers, and the rest is taken in', async ({ page }) => {
    await openPerson(page, greenroom(), 'Cleo')
    await page.getByRole('button', { name: 'Add clips' }).click()
    await page.getByRole('menuitem', { name: 'Paste URLs or CSV' }).click()
    await dialog(page).getByRole('textbox').fill(`path\n${clip('ada-reading.mp4')}\n/nowhere/at-all.mp4\n`)
    await dialog(page).getByRole('button', { name: 'Take in', exact: true }).click()
    await expect(dialog(page).getByText('Line 3')).toBeVisible()
    await expect(dialog(page).getByText('1 line could not be taken.')).toBeVisible()
    await seemsFineToAxe(page)
    await dialog(page).getByRole('textbox').fill(`path\n${clip('ada-reading.mp4')}\n${clip('ada-turning.mov')}\n`)
    await dialog(page).getByRole('button', { name: 'Take in again' }).click()
    await expect(dialog(page)).toHaveCount(0)
    await expect(page.getByRole('link', { name: /2\s*Cleared/ })).toBeVisible()
  })

  test('a folder is watched, an overlapping one is refused at its field, and it is paused and let go of', async ({ page }) => {
    await openPerson(page, greenroom(), 'Dan')
    const { home } = greenroom()
    const watched = path.join(home, 'footage', 'incoming')
    await mkdir(watched)
    await copyFile(clip('ada-close-up-01.mp4'), path.join(watched, 'ada-close-up-01.mp4'))
    await go(page, 'Folders')
    const fill = async (folder: string) => {
      await page.getByRole('button', { name: 'Watch a folder' }).first().click()
      await dialog(page).getByRole('combobox', { name: 'Person' }).click()
      await page.getByRole('option', { name: 'Dan' }).click()
      await dialog(page).getByRole('textbox', { name: 'Folder' }).fill(folder)
    }
    await fill(watched)
    await dialog(page).getByText('Waiting, batches and what to leave alone').click()
    await dialog(page).getByLabel('Still arriving').fill('0.3')
    await dialog(page).getByLabel('Wait for more').fill('0')
    await seemsFineToAxe(page)
    await dialog(page).getByRole('button', { name: 'Watch this folder' }).click()
    await expect(dialog(page)).toHaveCount(0)
    const entry = page.getByRole('list', { name: 'Folders' }).getByRole('listitem').filter({ hasText: 'incoming' })
    await expect(entry.getByRole('link', { name: /1\s*Cleared/ })).toBeVisible({ timeout: 30_000 })
    await seemsFineToAxe(page)

    await fill(path.join(home, 'footage'))
    await dialog(page).getByRole('button', { name: 'Watch this folder' }).click()
    await expect(dialog(page).getByText(/overlaps .*incoming, which is watched already/)).toBeVisible()
    await dialog(page).getByRole('button', { name: 'Cancel' }).click()

    await entry.getByRole('button', { name: 'Pause' }).click()
    await expect(entry.getByRole('button', { name: 'Resume' })).toBeVisible()
    await entry.getByRole('button', { name: /^More for/ }).click()
    await page.getByRole('menuitem', { name: 'Stop watching' }).click()
    await dialog(page).getByRole('button', { name: 'Stop watching 1 folder' }).click()
    await expect(entry).toHaveCount(0)
  })

  test('a folder of the machine is found by looking through it', async ({ page }) => {
    await openPerson(page, greenroom(), 'Ida', 'folders')
    await mkdir(path.join(greenroom().home, 'footage', 'day-01'), { recursive: true })
    await page.getByRole('button', { name: 'Watch a folder' }).first().click()
    await dialog(page).getByRole('button', { name: 'Browse' }).click()
    const files = dialog(page).getByRole('group', { name: 'Files of the machine Greenroom runs on' })
    await files.getByRole('button', { name: 'footage' }).click()
    await files.getByRole('button', { name: 'day-01' }).click()
    await expect(dialog(page).getByRole('textbox', { name: 'Folder' })).toHaveValue(/footage.day-01$/)
  })

  test('the keyboard alone selects a range, sets it aside and takes that back', async ({ page }) => {
    const { client } = greenroom()
    const groupId = await openPerson(page, greenroom(), 'Eva')
    await client.groups.pause({ id: groupId })
    await client.intakes.create({ groupId, inputs: ['ada-reading.mp4', 'ada-turning.mov', 'ada-laughing.mp4'].map(clip) })
    const three = page.getByRole('link', { name: /3\s*(Queued|Making link)/ })
    await expect(three).toBeVisible()
    const grid = page.getByRole('grid', { name: 'Clips' })
    await expect(async () => {
      await showNewRows(page)
      await expect(grid).toHaveAttribute('aria-rowcount', '4', { timeout: 1000 })
    }).toPass()
    await grid.focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Space')
    await page.keyboard.press('Shift+ArrowDown')
    const bar = page.getByRole('region', { name: 'Selection' })
    await expect(bar).toContainText('2 clips selected')
    await page.keyboard.press('a')
    await expect(bar).toContainText('3 clips selected')
    await page.keyboard.press('Escape')
    await expect(bar).toHaveCount(0)
    await page.keyboard.press('Space')
    await bar.getByRole('button', { name: 'Set 1 aside' }).click()
    await expect(page.getByRole('link', { name: /1\s*Set aside/ })).toBeVisible()
    await bar.getByRole('button', { name: 'Undo' }).click()
    await expect(three).toBeVisible()
    await page.keyboard.press('/')
    await page.keyboard.type('laughing')
    await expect(row(page, 'ada-reading')).toHaveCount(0)
    await row(page, 'ada-laughing').click()
    await expect(drawer(page).getByRole('heading', { name: /laughing/ })).toBeVisible()
  })

  test('a note, the mode and the brake are changed where they stand', async ({ page }) => {
    await openPerson(page, greenroom(), 'Gus')
    await page.getByRole('button', { name: /Change the consent note/ }).click()
    await page.getByLabel('Consent note').fill('Signed on paper, shelf 3.')
    await page.getByRole('button', { name: 'Save note' }).click()
    await expect(page.getByText('Signed on paper, shelf 3.')).toBeVisible()
    await page.getByRole('button', { name: 'Fast' }).click()
    await dialog(page).getByRole('radio', { name: 'Certain' }).check()
    await dialog(page).getByRole('button', { name: 'Change' }).click()
    await expect(page.getByRole('button', { name: 'Certain' })).toBeVisible()
    await page.getByRole('main').getByRole('button', { name: 'Pause' }).click()
    await expect(page.getByRole('main').getByRole('button', { name: 'Resume' })).toBeVisible()
  })

  test('a large intake says what it would take, and the first batch alone may go', async ({ page }) => {
    const { client } = greenroom()
    const groupId = await openPerson(page, greenroom(), 'Jo')
    await client.groups.pause({ id: groupId })
    // Nothing is fetched while the question stands, so the addresses need not lead anywhere.
    const lines = Array.from({ length: 501 }, (_, at) => `http://127.0.0.1:9/take-${at}.mp4`)
    await client.intakes.create({ groupId, inputs: lines })
    await page.getByRole('button', { name: 'Decide' }).click()
    await expect(dialog(page).getByRole('heading', { name: 'Submit 501 clips of Jo?' })).toBeVisible()
    await expect(dialog(page)).toContainText('Limited by')
    await seemsFineToAxe(page)
    await dialog(page).getByRole('button', { name: 'First batch only' }).click()
    await expect(dialog(page)).toHaveCount(0)
    await expect.poll(async () => (await client.intakes.list({ groupId }))[0]?.state).toBe('first-batch')
  })
})

test.describe('a service that names no clip', () => {
  const greenroom = forAllTests(() => startGreenroomAt({ scenario: 'all-fail' }))

  test('a selection says first which verdicts are only probable, then resubmits exactly the failed ones', async ({ page }) => {
    const groupId = await openPerson(page, greenroom(), 'Kim')
    await greenroom().client.intakes.create({ groupId, inputs: [clip('ada-reading.mp4'), clip('ada-turning.mov'), clip('too-short-slate.mp4')] })
    await expect(page.getByRole('link', { name: /2\s*Failed/ })).toBeVisible({ timeout: 30_000 })
    await expect(page.getByRole('link', { name: /1\s*On hold/ })).toBeVisible()
    await expectRow(page, 'too-short-slate')
    await page.getByRole('checkbox', { name: 'Select all that match' }).click()
    await page.getByRole('button', { name: 'Resubmit 2 clips' }).click()
    await expect(dialog(page)).toContainText('Of 2 failed, 2 are only probable matches.')
    await expect(dialog(page)).toContainText('Exactly 2 failed clips are submitted again.')
    await expect(dialog(page)).toContainText('1 other selected clip has not failed and stays as it is.')
    await seemsFineToAxe(page)
    await dialog(page).getByRole('button', { name: 'Resubmit 2 clips' }).click()
    await expect(page.getByText('2 clips are on their way again')).toBeVisible()
  })
})

test.describe('a lost answer', () => {
  const greenroom = forAllTests(() => startGreenroomAt({ scenario: 'lost-answer' }))

  test('a batch whose answer was lost waits for a word, and goes on with it', async ({ page }) => {
    const groupId = await openPerson(page, greenroom(), 'Finn', 'batches')
    await greenroom().client.intakes.create({ groupId, inputs: [clip('ada-reading.mp4')] })
    const batch = page.getByRole('grid').getByRole('row').filter({ hasText: 'Unclear' })
    await expect(batch).toBeVisible({ timeout: 30_000 })
    await seemsFineToAxe(page)
    await batch.getByRole('button', { name: /^Answer/ }).click()
    await expect(dialog(page).getByText('If it was accepted after all, you pay twice.')).toBeVisible()
    await dialog(page).getByRole('radio', { name: 'Enter the verdicts' }).check()
    await dialog(page).getByText('Cleared', { exact: true }).click()
    await dialog(page).getByLabel('Asset id of ada-reading').fill('asset-seen-in-the-console')
    await seemsFineToAxe(page)
    await dialog(page).getByRole('button', { name: 'Save the verdicts' }).click()
    await page.getByRole('tab', { name: 'Assets' }).click()
    await expect(page.getByRole('grid').getByText('asset://asset-seen-in-the-console')).toBeVisible()
    await seemsFineToAxe(page)
    await page.getByRole('button', { name: 'Export' }).click()
    await expect(dialog(page).getByLabel('the export')).toContainText('asset-seen-in-the-console')
  })
})
