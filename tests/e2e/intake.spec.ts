import { copyFile, mkdir, readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { demoClipsDir, makeClip } from '../helpers/clips.ts'
import { startFootageServer, type FootageServer } from './footage-server.ts'
import { personCalled, startGreenroom, startGreenroomAt } from './greenroom.ts'
import { card, dialog, expectCounts, expectRow, go } from './parts.ts'
import { expect, forAllTests, test } from './test.ts'

const demoClip = (name: string) => path.join(demoClipsDir, name)

/** Holds files over the window, as a person dragging them does, says what is shown then, and lets go. */
async function drop(page: Page, files: { name: string; bytes: Buffer }[], shown: string): Promise<void> {
  const data = await page.evaluateHandle((given) => {
    const transfer = new DataTransfer()
    for (const { name, base64 } of given) transfer.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name, { type: 'video/mp4' }))
    return transfer
  }, files.map(({ name, bytes }) => ({ name, base64: bytes.toString('base64') })))
  await page.dispatchEvent('main', 'dragenter', { dataTransfer: data })
  await expect(page.getByText(shown)).toBeVisible()
  await page.dispatchEvent('main', 'dragover', { dataTransfer: data })
  await page.dispatchEvent('main', 'drop', { dataTransfer: data })
  await expect(page.getByText(shown)).toHaveCount(0)
}

function addClips(page: Page, how: string): Promise<void> {
  return page.getByRole('button', { name: 'Add clips' }).click().then(() => page.getByRole('menuitem', { name: how }).click())
}

/** What is said of an intake above the list. */
function strip(page: Page, text: string): Locator {
  return page.getByRole('status').filter({ hasText: text })
}

test.describe('files and lists', () => {
  const greenroom = forAllTests(() => startGreenroom({ scenario: 'demo' }))

  test('dropped files are uploaded and reviewed; what cannot be a clip is named', async ({ page }) => {
    const id = await personCalled('Ada', greenroom())
    await greenroom().open(page, `/people/${id}`)
    await expect(page.getByRole('tab', { name: /^Clips/ })).toBeVisible()
    await drop(page, [
      { name: 'ada-reading.mp4', bytes: await readFile(demoClip('ada-reading.mp4')) },
      { name: `🎬 ${'long '.repeat(60)}take.mp4`, bytes: await readFile(demoClip('ada-laughing.mp4')) },
      { name: 'nothing-in-it.mp4', bytes: Buffer.alloc(0) },
      { name: 'notes.txt', bytes: Buffer.from('not a clip') },
    ], 'Drop to add to Ada')
    await strip(page, 'Ada: 3 clips taken in').getByRole('button', { name: '1 could not be taken' }).click()
    await expect(page.getByRole('listitem').filter({ hasText: 'notes.txt' })).toBeVisible()
    await expectCounts(page.getByRole('main'), { Cleared: 2, 'On hold': 1 }, 30_000)
    await expect(await expectRow(page, 'nothing-in-it')).toContainText('Empty file')
    await expect(await expectRow(page, '🎬')).toContainText('Cleared')
  })

  test('where everyone’s clips are, dropped and picked files ask whose they are', async ({ page }) => {
    await personCalled('Ada', greenroom())
    await personCalled('Bo', greenroom())
    await greenroom().open(page, '/clips')
    await expect(page.getByRole('button', { name: 'Add clips' })).toBeVisible()
    await drop(page, [{ name: 'profile.mp4', bytes: await readFile(demoClip('ada-profile-left.mp4')) }], 'Drop to add clips')
    await expect(dialog(page).getByRole('heading', { name: 'Whose clips are these?' })).toBeVisible()
    await dialog(page).getByRole('combobox', { name: 'Person' }).click()
    await page.getByRole('option', { name: 'Bo' }).click()
    await dialog(page).getByRole('button', { name: 'Add 1 file' }).click()
    await expect(strip(page, 'Bo: 1 clip taken in')).toBeVisible()

    const choosing = page.waitForEvent('filechooser')
    await addClips(page, 'Choose files')
    await (await choosing).setFiles([demoClip('ada-profile-right.mp4'), demoClip('ada-turning.mov')])
    await dialog(page).getByRole('combobox', { name: 'Person' }).click()
    await page.getByRole('option', { name: 'Bo' }).click()
    await dialog(page).getByRole('button', { name: 'Add 2 files' }).click()
    await expect(strip(page, 'Bo: 2 clips taken in')).toBeVisible()
    await go(page, 'People')
    await expectCounts(page.getByRole('article', { name: 'Bo' }), { Cleared: 3 }, 30_000)
  })

  test('a pasted list names its broken lines, and the rest is taken in', async ({ page }) => {
    const id = await personCalled('Cy', greenroom())
    await greenroom().open(page, `/people/${id}`)
    await addClips(page, 'Paste URLs or CSV')
    await dialog(page).getByLabel('URLs or CSV').fill(`path,name\n${demoClip('ada-close-up-01.mp4')},Opening\nftp://old.example.com/take.mp4,Wrong\n${demoClip('no-such-file.mp4')},Missing\n`)
    await dialog(page).getByRole('button', { name: 'Take in', exact: true }).click()
    await expect(dialog(page).getByRole('alert')).toContainText('2 lines could not be taken.')
    await expect(dialog(page).getByRole('alert')).toContainText('1 clip was taken in.')
    await expect(dialog(page).getByRole('listitem').filter({ hasText: 'Line 3' })).toContainText('ftp://old.example.com/take.mp4')
    await expect(dialog(page).getByRole('listitem').filter({ hasText: 'Line 4' })).toContainText('no-such-file.mp4')

    await dialog(page).getByLabel('URLs or CSV').fill(`path,name\n${demoClip('ada-close-up-01.mp4')},Opening\n${demoClip('ada-close-up-02.mp4')},Second\n`)
    await dialog(page).getByRole('button', { name: 'Take in again' }).click()
    await expect(dialog(page)).toHaveCount(0)
    await expect(strip(page, 'was there already and is not sent twice.')).toBeVisible()
    await expectCounts(page.getByRole('main'), { Cleared: 2 }, 30_000)
    await expect(await expectRow(page, 'Opening')).toBeVisible()
  })
})

test.describe('a large intake', () => {
  const greenroom = forAllTests(() => startGreenroomAt({ scenario: 'plain', downloads: false }))
  let footage: FootageServer
  test.beforeAll(async () => {
    footage = await startFootageServer(await readFile(await makeClip(path.join(greenroom().home, 'made'), 'take.mp4', { colour: 'black' })))
  })
  test.afterAll(() => footage.close())

  async function paste(page: Page, person: string, from: number): Promise<void> {
    const id = await personCalled(person, greenroom())
    await greenroom().open(page, `/people/${id}`)
    await addClips(page, 'Paste URLs or CSV')
    await dialog(page).getByLabel('URLs or CSV').fill(Array.from({ length: 501 }, (_, n) => footage.url(from + n)).join('\n'))
    await dialog(page).getByRole('button', { name: 'Take in', exact: true }).click()
    await expect(dialog(page).getByRole('heading', { name: `Submit 501 clips of ${person}?` })).toBeVisible()
  }

  test('it asks with an estimate, and sends nothing when it is cancelled', async ({ page }) => {
    await paste(page, 'Dee', 1)
    await expect(dialog(page).getByRole('term').filter({ hasText: 'Requests' })).toBeVisible()
    await expect(dialog(page).getByRole('definition').filter({ hasText: /^26$/ })).toBeVisible()
    await dialog(page).getByRole('button', { name: 'Cancel the intake' }).click()
    await expect(strip(page, 'Dee: 501 clips set aside, nothing was sent')).toBeVisible()
    await expectCounts(page.getByRole('main'), { 'Set aside': 501 })
    expect(greenroom().sandbox.accepted()).toHaveLength(0)
  })

  test('first one batch only, then, from Needs you, all of it', async ({ page }) => {
    await paste(page, 'Eli', 1001)
    await dialog(page).getByRole('button', { name: 'First batch only' }).click()
    await expect(dialog(page)).toHaveCount(0)
    await expectCounts(page.getByRole('main'), { Cleared: 20 }, 60_000)
    expect(greenroom().sandbox.accepted().map(({ assets }) => assets.length)).toEqual([20])

    await go(page, 'Needs you')
    await card(page, /for Eli: start\?$/).getByRole('button', { name: /^Start all/ }).click()
    await expect(card(page, /for Eli: start\?$/)).toHaveCount(0)
    await expect.poll(() => greenroom().sandbox.accepted().length, { timeout: 60_000 }).toBeGreaterThan(3)
    const sent = greenroom().sandbox.accepted().flatMap(({ assets }) => assets.map(({ url }) => url))
    expect(new Set(sent).size).toBe(sent.length)
  })
})

test.describe('watched folders', () => {
  const greenroom = forAllTests(() => startGreenroom({ scenario: 'demo' }))

  test('a folder is found through the browser of that machine, watched, and waited for when it vanishes', async ({ page }) => {
    const { home } = greenroom()
    const folder = path.join(home, 'footage', 'ada')
    await mkdir(folder)
    await copyFile(demoClip('ada-monologue.mp4'), path.join(folder, 'ada-monologue.mp4'))
    await personCalled('Ada', greenroom())
    await greenroom().open(page, '/folders')
    await expect(page.getByText('No folder is watched.')).toBeVisible()
    await page.getByRole('button', { name: 'Watch a folder' }).first().click()
    await dialog(page).getByRole('combobox', { name: 'Person' }).click()
    await page.getByRole('option', { name: 'Ada' }).click()
    await dialog(page).getByRole('button', { name: 'Browse' }).click()
    const browser = dialog(page).getByRole('group', { name: 'Files of the machine Greenroom runs on' })
    await browser.getByRole('button', { name: 'footage' }).click()
    await browser.getByRole('button', { name: 'ada' }).click()
    await expect(browser.getByText('1 clip in this folder')).toBeVisible()
    await expect(dialog(page).getByRole('textbox', { name: 'Folder' })).toHaveValue(folder)
    await dialog(page).getByText('Waiting, batches and what to leave alone').click()
    await dialog(page).getByLabel('Still arriving').fill('0.3')
    await dialog(page).getByLabel('Wait for more').fill('0')
    await dialog(page).getByRole('button', { name: 'Watch this folder' }).click()
    await expect(dialog(page)).toHaveCount(0)
    const entry = page.getByRole('list', { name: 'Folders' }).getByRole('listitem').filter({ hasText: 'footage/ada' })
    await expectCounts(entry, { Cleared: 1 }, 30_000)
    await expect(entry).toContainText('Watching')

    await test.step('one that overlaps is refused at its field', async () => {
      await page.getByRole('button', { name: 'Watch a folder' }).first().click()
      await dialog(page).getByRole('combobox', { name: 'Person' }).click()
      await page.getByRole('option', { name: 'Ada' }).click()
      await dialog(page).getByRole('textbox', { name: 'Folder' }).fill(path.join(home, 'footage'))
      await dialog(page).getByRole('button', { name: 'Watch this folder' }).click()
      await expect(dialog(page).getByRole('textbox', { name: 'Folder' })).toHaveAccessibleDescription(/overlaps .*footage\/ada, which is watched already/)
      await dialog(page).getByRole('textbox', { name: 'Folder' }).fill(path.join(home, 'nowhere'))
      await dialog(page).getByRole('button', { name: 'Watch this folder' }).click()
      await expect(dialog(page).getByRole('textbox', { name: 'Folder' })).toHaveAccessibleDescription(/nowhere cannot be found/)
      await dialog(page).getByRole('button', { name: 'Cancel' }).click()
    })

    await test.step('one that vanishes is waited for, and goes on by itself', async () => {
      await rename(folder, path.join(home, 'taken-away'))
      await expect(entry).toContainText('Waiting', { timeout: 30_000 })
      await expect(page.getByRole('link', { name: /^Needs you\D*1/ })).toBeVisible()
      await go(page, 'Needs you')
      await expect(card(page, 'A watched folder is not there')).toContainText('What was taken in is safe')
      await rename(path.join(home, 'taken-away'), folder)
      await card(page, 'A watched folder is not there').getByRole('button', { name: 'Look again' }).click()
      await expect(page.getByText('Nothing needs you.')).toBeVisible({ timeout: 30_000 })
      await go(page, 'Folders')
      await expect(entry).toContainText('Watching')
      await copyFile(demoClip('ada-street-night.mov'), path.join(folder, 'ada-street-night.mov'))
      await expectCounts(entry, { Cleared: 2 }, 30_000)
    })

    await test.step('it is paused, and let go of', async () => {
      await entry.getByRole('button', { name: 'Pause' }).click()
      await expect(entry.getByRole('button', { name: 'Resume' })).toBeVisible()
      await entry.getByRole('button', { name: /^More for/ }).click()
      await page.getByRole('menuitem', { name: 'Stop watching' }).click()
      await dialog(page).getByRole('button', { name: 'Stop watching 1 folder' }).click()
      await expect(entry).toHaveCount(0)
    })
  })
})
