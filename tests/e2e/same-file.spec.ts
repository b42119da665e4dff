/** Files that are known already: copies of cleared clips, and files that lie elsewhere now. */
import { copyFile, mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { makeClip } from '../helpers/clips.ts'
import { personCalled, startGreenroom } from './greenroom.ts'
import { card, dialog, drawer, row } from './parts.ts'
import { expect, forAllTests, test } from './test.ts'

const greenroom = forAllTests(() => startGreenroom({ scenario: 'plain' }))
const settled = (counts: Record<string, number>) => expect.poll(() => greenroom().client.clips.counts({}), { timeout: 60_000 }).toMatchObject(counts)

test('a copy shows what became of the clip it is a copy of, and can be submitted anyway', async ({ page }) => {
  const { client, home } = greenroom()
  const ada = await personCalled('Ada', greenroom())
  const first = await makeClip(path.join(home, 'footage'), 'first.mp4', { seconds: 3 })
  await client.intakes.create({ groupId: ada, inputs: [first] })
  await settled({ active: 1 })
  const copy = path.join(home, 'footage', 'copied.mp4')
  await copyFile(first, copy)
  await client.intakes.create({ groupId: ada, inputs: [copy] })
  await settled({ active: 1, held: 1 })

  await greenroom().open(page, '/clips')
  await expect(row(page, 'copied')).toContainText('Same content: Cleared')
  await row(page, 'copied').click()
  const why = drawer(page).getByRole('region', { name: 'Why' })
  await expect(why).toContainText('Same content as another clip')
  await expect(why.getByText('Cleared')).toBeVisible()
  await expect(why.getByText(/^asset:\/\//)).toBeVisible()
  await drawer(page).getByRole('link', { name: 'See the other clip' }).click()
  await expect(drawer(page).getByRole('heading', { name: 'first' })).toBeVisible()
  await page.goBack()
  await drawer(page).getByRole('button', { name: 'Submit anyway' }).click()
  await dialog(page).getByRole('button', { name: /Submit/ }).click()
  await settled({ active: 2, held: 0 })
})

test('files that lie elsewhere now are found again from one of them', async ({ page }) => {
  const { client, home } = greenroom()
  const ada = await personCalled('Ada', greenroom())
  const card1 = path.join(home, 'footage', 'card-A')
  const takes = await Promise.all(['red', 'blue'].map((colour) => makeClip(card1, `${colour}.mp4`, { colour, seconds: 3 })))
  await client.groups.pause({ id: ada })
  await client.intakes.create({ groupId: ada, inputs: takes })
  await settled({ ready: 2 })
  const shelf = path.join(home, 'footage', 'shelf')
  await mkdir(shelf)
  await rename(card1, path.join(shelf, 'card-A'))
  await client.groups.resume({ id: ada })
  await settled({ held: 2 })

  await greenroom().open(page, '/needs-you')
  await card(page, /File is gone/).getByRole('button', { name: 'Locate…' }).click()
  const asked = dialog(page)
  const missing = (await asked.getByText(/card-A/).textContent()) ?? ''
  // Another file is refused in words; nothing is lost by it.
  await asked.getByRole('textbox').fill(path.join(home, 'footage', 'first.mp4'))
  await asked.getByRole('button', { name: 'Locate', exact: true }).click()
  await expect(asked.getByRole('alert')).toContainText('another file')
  await asked.getByRole('textbox').fill(path.join(shelf, 'card-A', path.basename(missing.trim())))
  await asked.getByRole('button', { name: 'Locate', exact: true }).click()
  await expect(page.getByText('2 clips have their files again.')).toBeVisible()
  await expect(asked).toBeHidden()
  await settled({ held: 0, active: 4 })
})

test('where some of a folder are found and some are not, that is all the dialog says then', async ({ page }) => {
  const { client, home } = greenroom()
  const ada = await personCalled('Ada', greenroom())
  const card2 = path.join(home, 'footage', 'card-B')
  const [here, lost] = (await Promise.all(['green', 'yellow'].map((colour) => makeClip(card2, `${colour}.mp4`, { colour, seconds: 3 })))) as [string, string]
  await client.groups.pause({ id: ada })
  await client.intakes.create({ groupId: ada, inputs: [here, lost] })
  await settled({ ready: 2 })
  const moved = path.join(home, 'footage', 'card-C')
  await rename(card2, moved)
  await rm(path.join(moved, 'yellow.mp4'))
  await client.groups.resume({ id: ada })
  await settled({ held: 2 })

  await greenroom().open(page, '/clips')
  await row(page, 'green').click()
  await drawer(page).getByRole('button', { name: 'Locate…' }).click()
  const asked = dialog(page)
  await asked.getByRole('textbox').fill(path.join(moved, 'green.mp4'))
  await asked.getByRole('button', { name: 'Locate', exact: true }).click()
  await expect(asked.getByRole('status')).toContainText(`What was in ${card2} is in ${moved} now.`)
  await expect(asked.getByRole('status')).toContainText('1 clip of that folder is still missing its file.')
  // The clip that was asked about is not missing any more.
  await settled({ held: 1 })
  await expect(asked).not.toContainText('not in its place any more')
  await page.keyboard.press('Escape')
  await expect(asked).toBeHidden()
})
