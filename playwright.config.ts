import { defineConfig } from '@playwright/test'
import { findChromium } from './scripts/find-chromium.ts'

/** End-to-end tests: the real core behind the real screens, in a real Chromium; and the built desktop application. */
export default defineConfig({
  projects: [{ name: 'browser', testDir: 'tests/e2e' }, { name: 'desktop', testDir: 'tests/desktop', timeout: 60_000, use: { actionTimeout: 10_000, trace: 'off', screenshot: 'off' } }],
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  // Each test runs a whole Greenroom of its own; two at once would measure the machine.
  workers: 1,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: 'line',
  use: {
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    colorScheme: 'light',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: findChromium() ?? undefined,
      args: [
        // Chromium's own sandbox does not start as root, as in most containers.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      ],
    },
  },
})
