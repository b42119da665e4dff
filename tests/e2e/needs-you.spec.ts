/** What waits for a person, and what is said before anything is sent again. */
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { demoClipsDir } from '../helpers/clips.ts'
import { personCalled, startGreenroom, startGreenroomAt, type Greenroom } from './greenroom.ts'
import { graveViolations } from './looks.ts'
import { card, dialog, expectRow, go } from './parts.ts'
import { expect, forAllTests, test } from './test.ts'

async function takeIn(greenroom: Greenroom, person: string, ...clips: string[]): Promise<number> {
  const groupId = await personCalled(person, greenroom)
  await greenroom.client.intakes.create({ groupId, inputs: clips.map((clip) => path.join(demoClipsDir, clip)) })
  return groupId
}

test.describe('where the service names no clip', () => {
  const greenroom = forAllTests(() => startGreenroomAt({ scenario: 'all-fail' }))

  test('a card says which verdicts are only probable before its clips are sent again', async ({ page }) => {
    await takeIn(greenroom(), 'Ada', 'ada-turning.mov', 'ada-reading.mp4')
    await greenroom().open(page, '/needs-you')
    await card(page, '2 clips of Ada failed, and the service does not say why').getByRole('button', { name: 'Resubmit 2' }).click({ timeout: 30_000 })
    await expect(dialog(page)).toContainText('2 of them are only probable matches')
    expect(await graveViolations(page)).toEqual([])
    await dialog(page).getByRole('button', { name: 'Resubmit 2' }).click()
    await expect(page.getByText('2 clips are queued again.')).toBeVisible()
  })

  test('so does a selection, which resubmits exactly the failed ones', async ({ page }) => {
    const id = await takeIn(greenroom(), 'Kim', 'ada-monologue.mp4', 'ada-laughing.mp4', 'too-short-slate.mp4')
    await greenroom().open(page, `/people/${id}`)
    await expect(page.getByRole('link', { name: /2\s*Failed/ })).toBeVisible({ timeout: 30_000 })
    await expectRow(page, 'too-short-slate')
    await page.getByRole('checkbox', { name: 'Select all that match' }).click()
    await page.getByRole('button', { name: 'Resubmit 2 clips' }).click()
    await expect(dialog(page)).toContainText('Of 2 failed, 2 are only probable matches.')
    await expect(dialog(page)).toContainText('Exactly 2 failed clips are submitted again.')
    await expect(dialog(page)).toContainText('1 other selected clip has not failed and stays as it is.')
    await dialog(page).getByRole('button', { name: 'Resubmit 2 clips' }).click()
    await expect(page.getByText('2 clips are on their way again')).toBeVisible()
  })
})

test.describe('a person whose clips mostly fail', () => {
  const greenroom = forAllTests(() => startGreenroomAt({ scenario: 'all-fail', downloads: false }))

  test('is stopped in words, and goes on when somebody says so', async ({ page }) => {
    const { client } = greenroom()
    const groupId = await personCalled('Ada', greenroom())
    await client.intakes.create({ groupId, inputs: Array.from({ length: 24 }, (_, n) => `https://footage.example.com/take-${n}.mp4`), preflight: false })
    await greenroom().open(page, '/needs-you')
    const stopped = card(page, 'Most of Ada’s clips fail')
    await expect(stopped).toContainText(/2\d of 2\d verdicts failed/, { timeout: 30_000 })
    await stopped.getByRole('link', { name: 'Look at the failed clips' }).click()
    await expect(page).toHaveURL(/#\/clips\?state=failed&group=1/)
    await go(page, 'Needs you')
    await stopped.getByRole('button', { name: 'Go on' }).click()
    await expect(page.getByText('Ada goes on.')).toBeVisible()
  })
})

test.describe('what can be given up', () => {
  const greenroom = forAllTests(() => startGreenroom({ scenario: 'demo' }))

  test('a clip beyond the limits, from its card', async ({ page }) => {
    await takeIn(greenroom(), 'Ada', 'too-short-slate.mp4')
    await greenroom().open(page, '/needs-you')
    const held = card(page, '1 clip is shorter than 2 sec')
    await expect(held).toContainText(/The clip lasts [\d.]+ sec; at least 2 sec is needed\./)
    await expect(held).toContainText('For example too-short-slate.mp4')
    await held.getByRole('button', { name: 'Set 1 aside' }).click()
    await dialog(page).getByRole('button', { name: 'Set 1 aside' }).click()
    await expect(page.getByText('Nothing needs you.')).toBeVisible()
  })

  test('a watched folder that is not there', async ({ page }) => {
    const { client, home } = greenroom()
    const watched = path.join(home, 'shuttle')
    await mkdir(watched)
    const folder = await client.folders.add({ groupId: await personCalled('Ada', greenroom()), path: watched })
    await expect.poll(async () => (await client.folders.list({}))[0]?.state).toBe('watching')
    await rm(watched, { recursive: true })
    await client.folders.rescan({ id: folder.id })
    await greenroom().open(page, '/needs-you')
    const waiting = card(page, 'A watched folder is not there')
    await expect(waiting).toContainText(watched)
    await waiting.getByRole('button', { name: 'Stop watching' }).click()
    await dialog(page).getByRole('button', { name: 'Stop watching' }).click()
    await expect(page.getByText('Nothing needs you.')).toBeVisible()
  })
})

test.describe('a batch whose answer was lost', () => {
  const greenroom = forAllTests(() => startGreenroomAt({ scenario: 'lost-answer' }))

  test('takes the verdicts a person has seen elsewhere, and refuses words that are none', async ({ page }) => {
    const id = await takeIn(greenroom(), 'Finn', 'ada-reading.mp4')
    await greenroom().open(page, '/needs-you')
    await card(page, 'Unclear what happened to 1 clip of Finn').getByRole('button', { name: 'Enter the verdicts' }).click({ timeout: 30_000 })
    await dialog(page).getByLabel('Verdicts').fill('clip,verdict\nada-reading.mp4,perhaps')
    await expect(dialog(page).getByText('Line 2 cannot be read: ada-reading.mp4,perhaps')).toBeVisible()
    await dialog(page).getByRole('button', { name: 'Cancel' }).click()

    await page.goto(`${greenroom().url}#/people/${id}?tab=batches`)
    await page.getByRole('grid').getByRole('row').filter({ hasText: 'Unclear' }).getByRole('button', { name: /^Answer/ }).click()
    await expect(dialog(page).getByText('If it was accepted after all, you pay twice.')).toBeVisible()
    await dialog(page).getByRole('radio', { name: 'Enter the verdicts' }).check()
    await dialog(page).getByText('Cleared', { exact: true }).click()
    await dialog(page).getByLabel('Asset id of ada-reading').fill('asset-seen-in-the-console')
    expect(await graveViolations(page)).toEqual([])
    await dialog(page).getByRole('button', { name: 'Save the verdicts' }).click()
    await page.getByRole('tab', { name: 'Assets' }).click()
    await expect(page.getByRole('grid').getByText('asset://asset-seen-in-the-console')).toBeVisible()
    await page.getByRole('button', { name: 'Export' }).click()
    await expect(dialog(page).getByLabel('the export')).toContainText('asset-seen-in-the-console')
  })
})
