/** Playwright's `test` with what every test of a whole Greenroom wants: built screens, and no error that nobody saw. */
import { expect, test as base, type ConsoleMessage, type Page } from '@playwright/test'
import { builtScreens } from '../../src/node-host/serve/built-screens.ts'
import { whatItSays } from './what-it-says.ts'
import type { Greenroom } from './greenroom.ts'

interface Watched {
  /** Errors of the page that the test brings about on purpose. */
  expectedErrors: RegExp[]
  /** Fails a test whose page logged an error. */
  noErrorUnseen: void
}

export const test = base.extend<Watched, { screens: void }>({
  expectedErrors: [[], { option: true }],
  // The project's own builder; it does nothing when they are up to date.
  screens: [async ({}, use) => {
    await builtScreens((text) => process.stderr.write(`${text}\n`))
    await use()
  }, { scope: 'worker', auto: true, timeout: 300_000 }],
  noErrorUnseen: [async ({ context, expectedErrors }, use, info) => {
    const errors: string[] = []
    const note = (text: string) => {
      if (!expectedErrors.some((expected) => expected.test(text))) errors.push(text)
    }
    const listen = (page: Page) => {
      page.on('pageerror', (error) => note(error.stack ?? error.message))
      page.on('console', (message: ConsoleMessage) => {
        if (message.type() === 'error') note(`${message.text()} (${message.location().url})`)
      })
    }
    context.pages().forEach(listen)
    context.on('page', listen)
    await use()
    // A test that failed already has its own reason.
    if (info.status === info.expectedStatus) expect(errors, 'errors in the console of the page').toEqual([])
  }, { auto: true }],
})

export { expect }

/**
 * A Greenroom for all tests of the file (or the `describe`) this is called in, started before the first and ended
 * after the last; what it wrote to stderr, and what the core knew just then, is kept with a test that failed: the page
 * may have shown something else.
 */
export function forAllTests<T extends Greenroom>(start: () => Promise<T>): () => T {
  let running: T | null = null
  test.beforeAll(async () => {
    test.setTimeout(180_000)
    running = await start()
  })
  test.afterEach(async ({}, info) => {
    if (info.status === info.expectedStatus || !running) return
    await info.attach('what the core knows', { body: await whatItSays(running), contentType: 'text/plain' })
    await info.attach('what greenroom wrote to stderr', { body: running.stderr() || '(nothing)', contentType: 'text/plain' })
  })
  test.afterAll(async () => {
    const ending = running
    running = null
    await ending?.stop()
  })
  return () => {
    if (!running) throw new Error('There is a Greenroom only while a test runs.')
    return running
  }
}
