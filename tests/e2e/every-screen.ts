/** Every screen, as somebody comes to it, and when it is there to be looked at. */
import { expect, type Page } from '@playwright/test'
import { sectionsOf } from '../../src/renderer/features/settings/sections.ts'
import { dialog, row } from './parts.ts'
import type { Studio } from './studio.ts'

export interface Place {
  name: string
  address: string
  /** What is done once the screen is there, e.g. a drawer opened; its words must be the same in every language. */
  then?: (page: Page) => Promise<void>
}

export function everyScreen({ people }: Studio): Place[] {
  return [
    { name: 'overview', address: '/' },
    { name: 'needs you', address: '/needs-you' },
    { name: 'people', address: '/people' },
    { name: 'a person’s clips', address: `/people/${people.lin}?tab=clips` },
    { name: 'a person’s batches', address: `/people/${people.ada}?tab=batches` },
    { name: 'a person’s folders', address: `/people/${people.noor}?tab=folders` },
    { name: 'a person’s assets', address: `/people/${people.ada}?tab=assets` },
    { name: 'clips', address: '/clips' },
    { name: 'clips with the drawer', address: '/clips?state=failed', then: (page) => row(page, 'flaky-ada-hallway').click() },
    { name: 'folders', address: '/folders' },
    { name: 'activity', address: '/activity' },
    ...sectionsOf('browser').map((section) => ({ name: `settings: ${section}`, address: `/settings?section=${section}` })),
    { name: 'the first run', address: '/first-run' },
    { name: 'nowhere', address: '/no-such-place' },
    {
      name: 'the QR code', address: '/people',
      then: async (page) => {
        await page.getByRole('button', { name: /: Iris Vale$/ }).click()
        await expect(dialog(page).getByRole('img', { name: /Iris Vale/ })).toBeVisible()
      },
    },
  ]
}

/** Goes there without loading the page again, and waits until all of it is drawn. */
export async function show(page: Page, { address, then }: Place): Promise<void> {
  await page.evaluate((place) => { window.location.hash = place }, address)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
  await then?.(page)
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
  await page.evaluate(() => document.fonts.ready)
}
