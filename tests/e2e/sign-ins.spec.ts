import path from 'node:path'
import { startGreenroom } from './greenroom.ts'
import { dialog } from './parts.ts'
import { expect, forAllTests, test } from './test.ts'

const greenroom = forAllTests(() => startGreenroom({ scenario: 'demo' }))
/** Set to a folder to look at the screens. */
const shots = process.env['SHOTS']

test('somebody is let in to look, sees who did what, changes nothing, and is let out again', async ({ page, browser }) => {
  const { client } = greenroom()
  await client.groups.adopt({ remoteId: 'group-ada', name: 'Ada Holm' })
  const shoot = async (of: typeof page, name: string) => { if (shots) await of.screenshot({ path: path.join(shots, `${name}.png`) }) }
  await greenroom().open(page, '/settings?section=sign-ins')
  await shoot(page, 'empty')
  await page.getByRole('button', { name: 'Let somebody in' }).click()
  await dialog(page).getByLabel('Name').fill('Wen Li')
  await dialog(page).getByLabel('Viewer').check()
  await shoot(page, 'add')
  await dialog(page).getByRole('button', { name: 'Make the link' }).click()
  const link = await dialog(page).getByText(/\?token=/).innerText()
  await expect(dialog(page).getByRole('img', { name: /Wen Li/ })).toBeVisible()
  await shoot(page, 'link')
  // A click beside it, or Esc, loses no link that is shown only once.
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toBeVisible()
  await dialog(page).getByRole('button', { name: 'Done' }).click()

  const theirs = await browser.newContext({ baseURL: new URL(link).origin })
  const other = await theirs.newPage()
  await other.goto(link)
  await expect(other.getByText('Viewing only · Wen Li')).toBeVisible()
  expect(other.url()).not.toContain('token')
  await expect(other.getByRole('button', { name: /Pause/ })).toBeHidden()
  await other.getByRole('link', { name: 'People', exact: true }).click()
  await other.getByText('Ada Holm').first().click()
  await expect(other.getByRole('heading', { level: 1, name: /Ada Holm/ })).toBeVisible()
  await expect(other.getByRole('button', { name: /Add clips|Pause|Verify/ })).toHaveCount(0)
  await shoot(other, 'viewer-person')
  await other.goto(`${new URL(link).origin}/#/settings?section=accounts`)
  await expect(other.getByRole('textbox', { name: 'Name' })).toBeDisabled()
  await shoot(other, 'viewer-settings')

  const row = page.getByRole('article', { name: 'Wen Li' })
  await expect(row).toContainText('Viewer')
  await expect(row).toContainText('from 127.0.0.1')
  await shoot(page, 'list')
  await row.getByRole('button', { name: 'Revoke' }).click()
  await dialog(page).getByRole('button', { name: 'Revoke Wen Li' }).click()
  await expect(other.getByRole('alert')).toContainText('no longer lets this page in')
  await shoot(other, 'turned-away')
  await expect(page.getByText('Only whoever runs Greenroom may open this.')).toBeVisible()
  await greenroom().open(page, '/activity')
  await expect(page.getByText('Wen Li may open the screens no longer')).toBeVisible()
  if (shots) {
    await greenroom().client.signIns.add({ name: '王芳', role: 'operator' })
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.evaluate(() => { localStorage.setItem('greenroom.language', 'zh-CN') })
    await greenroom().open(page, '/settings?section=sign-ins')
    await page.reload()
    await shoot(page, 'list-zh-dark')
    await page.getByRole('button', { name: '允许他人进入' }).click()
    await dialog(page).getByLabel('名字').fill('李雷')
    await dialog(page).getByRole('button', { name: '生成链接' }).click()
    await expect(dialog(page).getByRole('img', { name: /李雷/ })).toBeVisible()
    await shoot(page, 'link-zh-dark')
  }
  await theirs.close()
})
