import { startGreenroom, personCalled } from './greenroom.ts'
import { dialog, drawer, row } from './parts.ts'
import { expect, forAllTests, test } from './test.ts'

const greenroom = forAllTests(() => startGreenroom())

test('neither a click beside a dialog nor Esc throws away what was typed in it; what opened it has the focus afterwards', async ({ page }) => {
  await greenroom().open(page, '/people')
  const opens = page.getByRole('button', { name: 'Use an existing group' }).first()
  await opens.focus()
  await page.keyboard.press('Enter')
  const field = dialog(page).getByLabel('Group id')
  // With nothing typed Esc closes at once.
  await field.focus()
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toHaveCount(0)
  await expect(opens).toBeFocused()

  await page.keyboard.press('Enter')
  await field.fill('group-20260312-abc')
  await page.mouse.click(8, 400)
  await expect(field).toHaveValue('group-20260312-abc')
  await field.focus()
  await page.keyboard.press('Escape')
  await expect(dialog(page).getByRole('alert')).toHaveText('What you typed has not been saved.')
  await expect(dialog(page).getByRole('button', { name: 'Go on typing' })).toBeFocused()
  // Once more: the question goes, and all is as it was.
  await page.keyboard.press('Escape')
  await expect(dialog(page).getByRole('alert')).toHaveCount(0)
  await expect(field).toBeFocused()
  await expect(field).toHaveValue('group-20260312-abc')
  await page.keyboard.press('Escape')
  await dialog(page).getByRole('button', { name: 'Throw it away' }).click()
  await expect(dialog(page)).toHaveCount(0)
  await expect(opens).toBeFocused()
})

test('a drawer that is closed from within gives the focus back to its list', async ({ page }) => {
  const { client } = greenroom()
  const groupId = await personCalled('Ada', greenroom())
  await client.intakes.create({ groupId, inputs: ['https://footage.invalid/ada.mp4'], preflight: false })
  await greenroom().open(page, '/clips')
  await expect(row(page, 'ada')).toBeVisible()
  const list = page.getByRole('grid')
  await list.focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await drawer(page).getByRole('button', { name: 'Close' }).focus()
  await page.keyboard.press('Escape')
  await expect(drawer(page)).toHaveCount(0)
  await expect(list).toBeFocused()
})

test('the address of somebody who is not there leads back, instead of asking to try again', async ({ page }) => {
  await greenroom().open(page, '/people/9999')
  await expect(page.getByRole('heading', { level: 1, name: 'Nothing here' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Open the overview' })).toBeVisible()
})
