import path from 'node:path'
import type { Page } from '@playwright/test'
import { everyScreen, show } from './every-screen.ts'
import { graveViolations, overflowing, rawKeys } from './looks.ts'
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

test('whoever may only look is offered nothing that does something, on any screen', async ({ browser }) => {
  const { client, url } = studio()
  const { signIn, token } = await client.signIns.add({ name: `Viewer ${Date.now()}`, role: 'viewer' })
  const theirs = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })
  const page = await theirs.newPage()
  await page.goto(`${new URL(url).origin}/?token=${token}`)
  await expect(page.getByText(/^Viewing only/)).toBeVisible()
  // What only shows something, moves it about, or belongs to this browser alone.
  const shows = /^((Cleared|Failed|Finished|In review|On hold|Queued|Unclear|Planned|Set aside|Submitting|Making link|Checking|Arriving|All) ?\d+|Search Ctrl K|Search names and paths|Previous|Next|Close|Order|Person|More filters|What we know|Export|Clear filters|Copy .*|Filter|Compact rows|Certain matches only)$/
  const offered = new Map<string, string>()
  for (const place of everyScreen(studio()).filter(({ name }) => name !== 'the QR code' && name !== 'the first run')) {
    await show(page, place)
    const found = await page.locator('button:visible:enabled:not([role=tab]), [role=switch]:visible:enabled, input[type=checkbox][role=switch]:enabled, [role=menuitem]:visible, input:not([type=checkbox]):not([type=radio]):visible:enabled, textarea:visible:enabled').evaluateAll((all) => all.map((each) => each.getAttribute('aria-label') || document.querySelector(`label[for="${each.id}"]`)?.textContent || (each as HTMLElement).innerText || each.getAttribute('placeholder') || each.outerHTML.slice(0, 120)))
    for (const words of found) if (!shows.test(words.trim().replace(/\s+/g, ' '))) offered.set(words.trim(), place.name)
  }
  expect(Object.fromEntries(offered)).toEqual({})
  await client.signIns.revoke({ id: signIn.id })
  await theirs.close()
})
