/** How the window looks: what only the desktop application shows, in both themes and languages. */
import { mkdir } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { graveViolations, overflowing, rawKeys } from '../e2e/looks.ts'
import { smallestWindow } from '../../electron/window/window-place.ts'
import { dataDirOf } from './launch.ts'
import { takePicture } from './take-picture.ts'
import { expect, test } from './test.ts'

const looks = [
  { name: 'in English, light', language: 'en-GB', colorScheme: 'light', picture: null },
  { name: 'in Chinese, dark', language: 'zh-CN', colorScheme: 'dark', picture: 'desktop-settings-zh-dark' },
] as const

for (const { name, language, colorScheme, picture } of looks) {
  test(`the window and its settings fit, have words for all, and can be used by everybody ${name}`, async ({ start, home }) => {
    await mkdir(dataDirOf(home), { recursive: true })
    // Without a keyring, so that the most there is to say is said.
    const { page } = await start({ language, args: ['--sandbox'], env: { RECORDER_VAULT: 'basic' } })
    await page.emulateMedia({ colorScheme })
    for (const [place, shot] of [['/', null], ['/settings?section=desktop', picture]] as const) {
      await page.evaluate((to) => { window.location.hash = to }, place)
      await drawn(page)
      expect.soft(await overflowing(page), place).toEqual([])
      expect.soft(await rawKeys(page), place).toEqual([])
      expect.soft(await graveViolations(page), place).toEqual([])
      if (shot) await takePicture(page, shot)
    }
    // Every section within reach in the smallest window.
    await page.setViewportSize(smallestWindow)
    await drawn(page)
    expect.soft(await overflowing(page)).toEqual([])
    for (const tab of await page.getByRole('tab').all()) await expect.soft(tab).toBeInViewport({ ratio: 1 })
  })
}

async function drawn(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
  await page.evaluate(() => document.fonts.ready)
}
