import path from 'node:path'
import { makeClip } from '../helpers/clips.ts'
import { personCalled, startGreenroom } from './greenroom.ts'
import { row } from './parts.ts'
import { expect, forAllTests, test } from './test.ts'

const greenroom = forAllTests(() => startGreenroom({ scenario: 'plain' }))

test('what is new since one last looked leads to just that, in the order of what made it new, and says since when', async ({ page }) => {
  const { client, home } = greenroom()
  const ada = await personCalled('Ada', greenroom())
  await client.intakes.create({ groupId: ada, inputs: [await makeClip(path.join(home, 'footage', 'old'), 'old.mp4', { colour: 'coral' })] })
  await expect.poll(() => client.clips.counts({}), { timeout: 60_000 }).toMatchObject({ active: 1 })
  await page.clock.install()
  await greenroom().open(page, '/')
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
  // Long enough to have looked.
  await page.clock.fastForward(10_000)
  await page.getByRole('link', { name: 'Clips', exact: true }).click()
  await expect(page.getByRole('grid', { name: 'Clips' })).toBeVisible()
  const made = await Promise.all(['navy', 'plum'].map((colour) => makeClip(path.join(home, 'footage', 'new'), `new-${colour}.mp4`, { colour })))
  await client.intakes.create({ groupId: ada, inputs: made })
  await expect.poll(() => client.clips.counts({}), { timeout: 60_000 }).toMatchObject({ active: 3 })

  for (const [word, filter] of [['taken in', 'Taken in since'], ['cleared', 'Changed since']] as const) {
    await page.getByRole('link', { name: 'Overview', exact: true }).click()
    await page.getByRole('group', { name: 'Since you last looked' }).getByRole('link', { name: `2 ${word}` }).click()
    const grid = page.getByRole('grid', { name: 'Clips' })
    await expect(grid).toHaveAttribute('aria-rowcount', '3')
    await expect(row(page, 'new-navy')).toBeVisible()
    await expect(row(page, 'new-plum')).toBeVisible()
    // It lasts as long as its address.
    await page.reload()
    await expect(grid).toHaveAttribute('aria-rowcount', '3')
    await page.getByRole('button', { name: `Remove the filter ${filter}` }).click()
    await expect(grid).toHaveAttribute('aria-rowcount', '4')
  }
})
