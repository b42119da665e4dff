/** Playwright's `test` for the built desktop application: a home of its own a test, and no error that nobody saw. */
import { expect, test as base, type Page } from '@playwright/test'
import { builtDesktop } from '../../scripts/built-desktop.ts'
import { kindHere, launch, newHome, type Desktop, type LaunchOptions } from './launch.ts'

interface Stage {
  home: string
  /** Errors the application brings about on purpose. */
  expectedErrors: RegExp[]
  /** Starts the application in the test's home; it is ended with the test. */
  start(options?: Partial<LaunchOptions>): Promise<Desktop>
}

export const test = base.extend<Stage, { built: void }>({
  built: [async ({}, use) => {
    const { kind, why } = kindHere()
    process.stdout.write(kind === 'electron' ? `\nDesktop tests: a real Electron (${why}).\n` : `\nDesktop tests: the stand-in, because ${why}; what only a real Electron shows is listed in docs/desktop.md.\n`)
    if (!builtDesktop((text) => process.stdout.write(`${text}\n`))) throw new Error('The desktop application could not be built.')
    await use()
  }, { scope: 'worker', auto: true, timeout: 300_000 }],
  expectedErrors: [[], { option: true }],
  home: async ({}, use) => {
    const { home, remove } = await newHome()
    await use(home)
    await remove()
  },
  start: async ({ browser, home, expectedErrors }, use, info) => {
    const started: Desktop[] = []
    const errors: string[] = []
    const note = (text: string) => {
      if (!expectedErrors.some((expected) => expected.test(text))) errors.push(text)
    }
    // A window dies with its process; the stand-in's page may still miss it for a moment.
    const watch = (page: Page, isDead: () => boolean) => {
      page.on('pageerror', (error) => { if (!isDead()) note(error.stack ?? error.message) })
      page.on('console', (message) => { if (message.type() === 'error' && !isDead()) note(`${message.text()} (${message.location().url})`) })
    }
    await use(async (options = {}) => {
      const desktop = await launch({ browser, home, ...options })
      started.push(desktop)
      let dead = false
      watch(desktop.page, () => dead)
      return {
        ...desktop,
        kill() {
          dead = true
          return desktop.kill()
        },
      }
    })
    const logs = await Promise.all(started.map((desktop) => desktop.log()))
    if (info.status !== info.expectedStatus) {
      for (const { page } of started) {
        const picture = await page.screenshot().catch(() => null)
        if (picture) await info.attach('the window', { body: picture, contentType: 'image/png' })
      }
    }
    for (const desktop of started) await desktop.quit().catch(() => desktop.kill())
    if (info.status !== info.expectedStatus) await info.attach('desktop.log', { body: logs.join('\n') || '(nothing)', contentType: 'text/plain' })
    else {
      expect(errors, 'errors in the console of the page').toEqual([])
      expect(logs.join('').split('\n').filter((line) => line.includes('nobody caught')), 'errors in the log').toEqual([])
    }
  },
})

export { expect }
