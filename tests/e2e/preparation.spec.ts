import path from 'node:path'
import { makeClip } from '../helpers/clips.ts'
import { personCalled, startGreenroom, type Greenroom } from './greenroom.ts'
import { card, dialog, go } from './parts.ts'
import { expect, forAllTests, test } from './test.ts'

/** Two clips of Ada that are longer than the service takes. */
async function tooLong(): Promise<Greenroom> {
  const greenroom = await startGreenroom({ scenario: 'plain' })
  const { client, home } = greenroom
  const [account] = await client.accounts.list()
  if (!account) throw new Error('A core makes its account.')
  const { limits } = account
  await client.accounts.set({ id: account.id, settings: { limits: { ...limits, video: { ...limits.video, maxDurationMs: 4000 } } } })
  const ada = await personCalled('Ada', greenroom)
  const made = await Promise.all(['coral', 'khaki'].map((colour) => makeClip(path.join(home, 'footage'), `${colour}.mp4`, { colour, seconds: 6 })))
  await client.intakes.create({ groupId: ada, inputs: made })
  await expect.poll(() => client.clips.counts({}), { timeout: 60_000 }).toMatchObject({ held: 2 })
  return greenroom
}

const greenroom = forAllTests(tooLong)

test('clips that are too long are held, tried, mended from their card and cleared', async ({ page }) => {
  test.setTimeout(180_000)
  await greenroom().open(page, '/needs-you')
  await card(page, /are longer than/).getByRole('button', { name: 'Mend 2…' }).click()
  const asked = dialog(page)
  await expect(asked.getByRole('slider', { name: 'End at' })).toHaveAttribute('aria-valuenow', '4000')
  await expect(asked.getByText('2 clips would be changed.')).toBeVisible()
  // The range goes by the keys too, and says so in numbers.
  await asked.getByRole('slider', { name: 'End at' }).press('ArrowLeft')
  await expect(asked.getByRole('textbox', { name: 'End at' })).toHaveValue(/3\.9/)

  // Begun by mistake, it is undone for all of them.
  await greenroom().client.preparations.pause()
  await asked.getByRole('button', { name: 'Prepare 2 clips' }).click()
  await expect(asked).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('Taken back for 2 clips.')).toBeVisible()
  await greenroom().client.preparations.resume()
  await card(page, /are longer than/).getByRole('button', { name: 'Mend 2…' }).click()

  await asked.getByRole('button', { name: 'Try it on 2' }).click()
  await expect(asked.getByLabel('Copy of coral')).toBeVisible({ timeout: 60_000 })
  await expect(asked.getByText(/2 clips: about/)).toBeVisible({ timeout: 60_000 })
  await expect.poll(() => asked.getByLabel('Copy of coral').evaluate((video: HTMLVideoElement) => video.duration), { timeout: 10_000 }).toBeLessThanOrEqual(4)
  await expect(asked.getByText(/^(Encoded anew|Taken over, not encoded)$/)).toHaveCount(2)
  await asked.getByRole('button', { name: 'Prepare 2 clips' }).click()
  await expect(asked).toBeHidden()
  await expect.poll(() => greenroom().client.clips.counts({}), { timeout: 90_000 }).toMatchObject({ active: 2, held: 0 })
  await go(page, 'Overview')
  await expect(page.getByText(/Nothing needs you/).first()).toBeVisible()
})

test('a profile is made in the settings, with what copies may take', async ({ page }) => {
  await greenroom().open(page, '/settings?section=preparation')
  await page.getByRole('button', { name: 'New profile' }).click()
  await dialog(page).getByRole('textbox', { name: 'Name' }).fill('Ten seconds')
  await dialog(page).getByRole('textbox', { name: 'End at' }).fill('10')
  await dialog(page).getByRole('button', { name: 'Keep profile' }).click()
  await expect(page.getByText('Ten seconds', { exact: true })).toBeVisible()
  expect(await greenroom().client.preparations.profiles()).toMatchObject([{ name: 'Ten seconds', recipe: { toMs: 10_000 } }])
  await page.getByRole('group', { name: 'Space for copies' }).getByRole('textbox').fill('20')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect.poll(async () => (await greenroom().client.preparations.settings()).quotaBytes).toBe(20e9)
})
