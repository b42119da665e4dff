import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** A Chromium that starts: CHROMIUM_PATH, an installed one, or Playwright's own; null when there is none. */
export function findChromium(env: Record<string, string | undefined> = process.env): string | null {
  const named = env['CHROMIUM_PATH']
  // What a person names is not silently replaced by another.
  if (named) return starts(named) ? named : null
  return [...usual, playwrightsOwn()].find((each) => each !== null && starts(each)) ?? null
}

function playwrightsOwn(): string | null {
  try {
    return chromium.executablePath()
  } catch {
    return null
  }
}

/** Ubuntu's /usr/bin/chromium-browser may be a stub that only says to install something else. */
function starts(file: string): boolean {
  if (!existsSync(file)) return false
  return spawnSync(file, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0
}
