import path from 'node:path'
import { startGreenroom } from './greenroom.ts'
import { dialog } from './parts.ts'
import { expect, forAllTests, test } from './test.ts'

const greenroom = forAllTests(() => startGreenroom({ scenario: 'plain' }))
/** Set to a folder to look at the screens. */
const shots = process.env['SHOTS']

test('a person is forgotten once their name was typed; what the service has is listed, until it is gone there too', async ({ page }) => {
  const { client } = greenroom()
  const shoot = async (name: string) => { if (shots) await page.screenshot({ path: path.join(shots, `${name}.png`) }) }
  const { id } = await client.groups.adopt({ remoteId: 'group-ada', name: 'Ada Holm', consentNote: 'Release of 12 March' })
  await client.intakes.create({ groupId: id, inputs: ['http://127.0.0.1:9/one.mp4', 'http://127.0.0.1:9/two.mp4'], preflight: false })
  await expect.poll(async () => { const counts = await client.clips.counts({ groupId: id }); return counts.active + counts.failed }, { timeout: 60_000 }).toBe(2)

  await greenroom().open(page, `/people/${id}`)
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Forget this person…' }).click()
  await expect(dialog(page)).toContainText('2 clips: their names, places')
  await expect(dialog(page)).toContainText('group-ada')
  await shoot('forget-dialog')
  const forget = dialog(page).getByRole('button', { name: 'Forget Ada Holm' })
  await dialog(page).getByRole('textbox').fill('Ada')
  await expect(forget).toBeDisabled()
  await dialog(page).getByRole('textbox').fill('Ada Holm')
  await forget.click()

  const row = page.getByRole('article', { name: 'Somebody with 2 clips' })
  await expect(row).toContainText('Erased here', { timeout: 30_000 })
  await expect(page.getByText('Ada Holm')).toHaveCount(0, { timeout: 15_000 })
  await shoot('forgotten-panel')
  if (shots) {
    await client.groups.adopt({ remoteId: 'group-lin', name: '林月' })
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.evaluate(() => { localStorage.setItem('greenroom.language', 'zh-CN') })
    await page.reload()
    await shoot('forgotten-panel-zh-dark')
    await page.getByText('林月').first().click()
    await page.getByRole('button', { name: '更多' }).click()
    await page.getByRole('menuitem', { name: '清除此人…' }).click()
    await dialog(page).getByRole('textbox').fill('林')
    await shoot('forget-dialog-zh-dark')
    await page.evaluate(() => { localStorage.removeItem('greenroom.language') })
    await greenroom().open(page, '/people')
    await page.reload()
  }
  const saved = page.waitForEvent('download')
  await row.getByRole('button', { name: 'Save the list' }).click()
  expect((await saved).suggestedFilename()).toMatch(/^greenroom-forgotten-\d+\.csv$/)
  await row.getByRole('button', { name: 'It is gone there too' }).click()
  await dialog(page).getByRole('button', { name: /^Erase \d entr/ }).click()
  await expect(row).toHaveCount(0)
  await greenroom().open(page, '/activity')
  await expect(page.getByText('A person was forgotten, with 2 clips')).toBeVisible()
})
