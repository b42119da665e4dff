import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { everyScreen, show } from './every-screen.ts'
import { drawer } from './parts.ts'
import { startStudio } from './studio.ts'
import { expect, forAllTests, test } from './test.ts'

const studio = forAllTests(startStudio)

// First, while most of it is still on its way. With SCREENSHOTS=1 only: they are files of the repository.
if (process.env['SCREENSHOTS']) test.describe('the README’s pictures', () => {
  const folder = path.resolve(import.meta.dirname, '../../docs/screenshots')
  const take = async (page: Page, name: string) => {
    await page.mouse.move(0, 0)
    await page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled', caret: 'hide' })
  }
  const at = (name: string) => {
    const place = everyScreen(studio()).find((each) => each.name === name)
    if (!place) throw new Error(`There is no place called ${name}.`)
    return place
  }

  test('in English', async ({ page }) => {
    await studio().open(page)
    await show(page, at('overview'))
    await take(page, 'overview')
    await page.emulateMedia({ colorScheme: 'dark' })
    await take(page, 'overview-dark')
    await page.emulateMedia({ colorScheme: 'light' })
    await show(page, at('needs you'))
    await take(page, 'needs-you')
    await show(page, at('a person’s clips'))
    await expect(page.getByRole('grid').getByRole('row').locator('canvas').nth(8)).toBeVisible()
    await take(page, 'person')
    await show(page, at('the QR code'))
    await take(page, 'verify')
    await page.keyboard.press('Escape')
    await show(page, at('clips with the drawer'))
    // A frame from the middle: the player shows none of its own signs once it has one.
    await drawer(page).locator('video').evaluate((video: HTMLVideoElement) => new Promise((resolve) => {
      video.addEventListener('seeked', resolve, { once: true })
      video.currentTime = 1.5
    }))
    await take(page, 'clips')
    await page.keyboard.press('Escape')
    await show(page, at('settings: rates'))
    await take(page, 'settings')
  })

  test.describe('in Chinese', () => {
    test.use({ locale: 'zh-CN' })
    test('what needs somebody', async ({ page }) => {
      await studio().open(page, '/needs-you')
      await show(page, at('needs you'))
      await take(page, 'needs-you-zh')
    })
  })
})

/** What is wider than the room it has, told by what it is. */
function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const scrolls = (element: Element) => ['auto', 'scroll'].includes(getComputedStyle(element).overflowX) && element.tagName !== 'PRE'
    const wide = [...document.querySelectorAll('*')].filter((element) => (element === document.documentElement || scrolls(element)) && element.scrollWidth > element.clientWidth + 1)
    return wide.map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}: ${element.scrollWidth} in ${element.clientWidth}`)
  })
}

/** Words that are no words: keys the locales do not have. What people and services wrote is left out. */
function rawKeys(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const texts: string[] = [document.title]
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) if (!node.parentElement?.closest('[translate=no],script,style')) texts.push(node.textContent ?? '')
    for (const element of document.querySelectorAll('[aria-label],[title],[placeholder]')) {
      if (!element.closest('[translate=no]')) texts.push(...['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? ''))
    }
    return texts.map((text) => text.trim()).filter((text) => /^[a-z]+(\.[a-zA-Z-]+)+$/.test(text) || /\{\{|^[a-z-]+:[a-z.]+$/.test(text))
  })
}

async function graveViolations(page: Page): Promise<string[]> {
  // No frames here, so axe need not open a page of its own to put their results together.
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode(true).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 4).map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary?.slice(0, 200) ?? ''}`).join(' | ')}`)
}

// Both themes and both languages are seen by axe; what it looks at does not depend on their pairing.
const looks = [
  { colorScheme: 'light', locale: 'en-GB', axe: true },
  { colorScheme: 'light', locale: 'zh-CN', axe: false },
  { colorScheme: 'dark', locale: 'en-GB', axe: false },
  { colorScheme: 'dark', locale: 'zh-CN', axe: true },
] as const
for (const { axe, ...look } of looks) {
  test.describe(`${look.colorScheme}, ${look.locale}`, () => {
    test.use(look)
    test('every screen fits, speaks one language, and can be used by everybody', async ({ page }) => {
      test.setTimeout(180_000)
      await studio().renewSession()
      await studio().open(page)
      for (const place of everyScreen(studio())) {
        await test.step(place.name, async () => {
          await page.setViewportSize({ width: 1280, height: 800 })
          await show(page, place)
          expect.soft(await overflowing(page), `${place.name} at 1280 px`).toEqual([])
          expect.soft(await rawKeys(page), `${place.name}: words`).toEqual([])
          if (axe) expect.soft(await graveViolations(page), `${place.name}: axe`).toEqual([])
          await page.setViewportSize({ width: 1024, height: 768 })
          await expect.soft.poll(() => overflowing(page), { message: `${place.name} at 1024 px`, timeout: 2000 }).toEqual([])
          await page.keyboard.press('Escape')
        })
      }
    })
  })
}
