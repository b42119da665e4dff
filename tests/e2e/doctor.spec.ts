/** The doctor's screen: what it finds of a working Greenroom, and the report without names. */
import { readFile } from 'node:fs/promises'
import { startGreenroom } from './greenroom.ts'
import { expect, forAllTests, test } from './test.ts'

const greenroom = forAllTests(() => startGreenroom())

test('the doctor says what it found, and its report names nobody', async ({ page }) => {
  const { client, home } = greenroom()
  await client.groups.adopt({ remoteId: 'group-of-ada', name: 'Ada Lovelace' })
  await greenroom().open(page, '/settings?section=doctor')
  await expect(page.getByText(/The loops run/)).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText(/takes the key; it answered within/)).toBeVisible()
  await expect(page.getByText(/a link was made, and gave out the test file whole/)).toBeVisible()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save a report' }).click()
  const text = await readFile(await (await download).path(), 'utf8')
  expect(text.startsWith('===== README.txt =====')).toBe(true)
  expect(text).toContain('group.adopted')
  expect(text).not.toContain('Lovelace')
  expect(text).not.toContain(home)
})
