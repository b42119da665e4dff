import path from 'node:path'
import { demoClipNames, demoClipsDir, makeClip } from '../helpers/clips.ts'
import { personCalled, startGreenroom, type Greenroom } from './greenroom.ts'
import { dialog, drawer, row } from './parts.ts'
import { expect, forAllTests, test } from './test.ts'

/** The demo's clips reviewed for Ada, and two others for Bo. */
async function reviewed(): Promise<Greenroom> {
  const greenroom = await startGreenroom({ scenario: 'demo' })
  const { client, home } = greenroom
  const ada = await personCalled('Ada', greenroom)
  await client.intakes.create({ groupId: ada, inputs: (await demoClipNames()).map((name) => path.join(demoClipsDir, name)) })
  const bo = await personCalled('Bo', greenroom)
  const made = await Promise.all(['coral', 'khaki'].map((colour) => makeClip(path.join(home, 'footage', 'bo'), `bo-${colour}.mp4`, { colour })))
  await client.intakes.create({ groupId: bo, inputs: made })
  await expect.poll(() => client.clips.counts({}), { timeout: 60_000 }).toMatchObject({ active: 12, failed: 3, held: 1 })
  return greenroom
}

const greenroom = forAllTests(reviewed)

test('a list is narrowed by state, person, reason and name, keeps that in its address, and is cleared again', async ({ page }) => {
  await greenroom().open(page, '/clips')
  const grid = page.getByRole('grid', { name: 'Clips' })
  const states = page.getByRole('group', { name: 'State' })
  await expect(grid).toHaveAttribute('aria-rowcount', '17')
  await states.getByRole('button', { name: /^Failed/ }).click()
  await expect(grid).toHaveAttribute('aria-rowcount', '4')
  await states.getByRole('button', { name: /^On hold/ }).click()
  await expect(grid).toHaveAttribute('aria-rowcount', '5')

  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Not the verified face' }).click()
  await expect(grid).toHaveAttribute('aria-rowcount', '2')
  await expect(row(page, 'no-face-empty-set')).toContainText('Not the verified face')
  await page.reload()
  await expect(row(page, 'no-face-empty-set')).toBeVisible()
  await page.getByRole('button', { name: 'Remove the filter Reason: Not the verified face' }).click()
  await expect(grid).toHaveAttribute('aria-rowcount', '5')
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(grid).toHaveAttribute('aria-rowcount', '17')

  await page.getByRole('combobox', { name: 'Person' }).click()
  await page.getByRole('option', { name: 'Bo' }).click()
  await expect(grid).toHaveAttribute('aria-rowcount', '3')
  await page.getByRole('button', { name: 'Clear filters' }).click()

  await page.keyboard.press('/')
  await page.keyboard.type('CLOSE-up')
  await expect(grid).toHaveAttribute('aria-rowcount', '3')
  await page.keyboard.press('Escape')
  await expect(grid).toHaveAttribute('aria-rowcount', '17')
  await page.keyboard.type('no such clip anywhere')
  await expect(page.getByText('No clip matches.')).toBeVisible()
  await page.getByRole('main').getByRole('button', { name: 'Clear filters' }).last().click()
  await expect(grid).toHaveAttribute('aria-rowcount', '17')

  await page.getByRole('combobox', { name: 'Order' }).click()
  await page.getByRole('option', { name: 'Oldest first' }).click()
  await expect(page.getByRole('grid').getByRole('row').nth(0)).toContainText('ada-close-up-01')
})

test('clips are found from anywhere through the palette', async ({ page }) => {
  await greenroom().open(page, '/people')
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('textbox', { name: 'Go to, do, or search clips' }).fill('monologue')
  await page.getByText('Search clips for “monologue”').click()
  await expect(page.getByRole('grid', { name: 'Clips' })).toHaveAttribute('aria-rowcount', '2')
  await expect(row(page, 'ada-monologue')).toBeVisible()
})

test('the keyboard walks the list, opens the drawer, selects and lets go', async ({ page }) => {
  await greenroom().open(page, '/clips?state=failed')
  const grid = page.getByRole('grid', { name: 'Clips' })
  await expect(grid).toHaveAttribute('aria-rowcount', '4')
  const names = await page.getByRole('grid').getByRole('row').locator('[title]').evaluateAll((cells) => cells.map((cell) => cell.getAttribute('title') ?? '').filter((title) => /^(flaky|no-face)/.test(title)))
  expect(names).toHaveLength(3)
  const [first = '', second = '', third = ''] = names
  const title = (name: string) => drawer(page).getByRole('heading', { name, level: 2 })
  await grid.focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(title(second)).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await expect(title(third)).toBeVisible()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await expect(title(first)).toBeVisible()
  await drawer(page).getByRole('button', { name: 'Next' }).click()
  await expect(title(second)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(drawer(page)).toHaveCount(0)

  const bar = page.getByRole('region', { name: 'Selection' })
  await grid.focus()
  await page.keyboard.press('Space')
  await expect(bar).toContainText('1 clip selected')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await expect(bar).toContainText('2 clips selected')
  await page.keyboard.press('Space')
  await expect(bar).toContainText('1 clip selected')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(bar).toContainText('2 clips selected')
  await page.keyboard.press('a')
  await expect(bar).toContainText('3 clips selected')
  await page.keyboard.press('Escape')
  await expect(bar).toHaveCount(0)
})

test('what is selected is set aside, and that is taken back', async ({ page }) => {
  await greenroom().open(page, '/clips?state=failed')
  const states = page.getByRole('group', { name: 'State' })
  const bar = page.getByRole('region', { name: 'Selection' })
  await row(page, 'flaky-ada-stairs').getByRole('checkbox').click()
  await row(page, 'no-face-empty-set').getByRole('checkbox').click()
  await bar.getByRole('button', { name: 'Set 2 aside' }).click()
  await expect(states.getByRole('button', { name: /^Set aside\s*2$/ })).toBeVisible()
  await expect(states.getByRole('button', { name: /^Failed\s*1$/ })).toBeVisible()
  await expect(bar).toContainText('2 clips set aside')
  await bar.getByRole('button', { name: 'Undo' }).click()
  await expect(states.getByRole('button', { name: /^Failed\s*3$/ })).toBeVisible()
  await expect(states.getByRole('button', { name: /^Set aside/ })).toHaveCount(0)
})

test('a resubmission says what it contains before it is made, and contains only what failed', async ({ page }) => {
  await greenroom().open(page, '/clips?q=ada')
  const bar = page.getByRole('region', { name: 'Selection' })
  await row(page, 'flaky-ada-hallway').getByRole('checkbox').click()
  await row(page, 'ada-reading').getByRole('checkbox').click()
  await bar.getByRole('button', { name: 'Resubmit 1 clip' }).click()
  await expect(dialog(page)).toContainText('Exactly 1 failed clip is submitted again.')
  await expect(dialog(page)).toContainText('1 other selected clip has not failed and stays as it is.')
  await dialog(page).getByRole('button', { name: 'Resubmit 1 clip' }).click()
  await expect(row(page, 'flaky-ada-hallway')).toContainText('Cleared', { timeout: 30_000 })
  const [clip] = (await greenroom().client.clips.list({ filter: { search: 'ada-reading' } })).rows
  expect(clip?.attempts).toBe(1)
})

test('a clip that is too short is measured against the limits, and cleared once another file takes its place', async ({ page }) => {
  await greenroom().open(page, '/clips?state=held')
  await row(page, 'too-short-slate').click()
  await expect(drawer(page)).toContainText('The clip lasts 1 sec; at least 2 sec is needed.')
  const facts = drawer(page).getByRole('table', { name: 'Media facts against limits' })
  const duration = facts.getByRole('row', { name: /Duration/ })
  await expect(duration.getByRole('img', { name: 'Breaks the limit' })).toBeVisible()
  await expect(drawer(page).getByText('Never submitted.')).toBeVisible()

  await drawer(page).getByRole('button', { name: 'Replace source' }).click()
  await dialog(page).getByLabel('Path or URL').fill('/nowhere/at-all.mp4')
  await dialog(page).getByRole('button', { name: 'Replace source' }).click()
  await expect(dialog(page).getByRole('alert')).toContainText('/nowhere/at-all.mp4')
  const longer = await makeClip(path.join(greenroom().home, 'footage'), 'longer-slate.mp4', { colour: 'plum' })
  await dialog(page).getByRole('button', { name: 'Browse that machine' }).click()
  const browser = dialog(page).getByRole('group', { name: 'Files of the machine Greenroom runs on' })
  await browser.getByRole('button', { name: 'footage' }).click()
  await browser.getByRole('button', { name: /longer-slate/ }).click()
  await expect(dialog(page).getByLabel('Path or URL')).toHaveValue(longer)
  await dialog(page).getByRole('button', { name: 'Replace source' }).click()
  await expect(dialog(page)).toHaveCount(0)
  await expect(drawer(page).getByText('Cleared', { exact: true }).first()).toBeVisible({ timeout: 30_000 })
  await expect(drawer(page).getByText('Attempt 1')).toBeVisible()
  await expect(drawer(page).getByRole('listitem').filter({ hasText: 'Source replaced' })).toBeVisible()
  await expect(drawer(page).getByRole('heading', { name: 'Sources' })).toBeVisible()
})

test('one failed clip is resubmitted from its row with one click', async ({ page }) => {
  await greenroom().open(page, '/clips?q=stairs')
  await row(page, 'flaky-ada-stairs').getByRole('button', { name: 'Resubmit: flaky-ada-stairs' }).click()
  await expect(page.getByText('1 clip is on its way again')).toBeVisible()
  await expect(row(page, 'flaky-ada-stairs')).toContainText('Cleared', { timeout: 30_000 })
})
