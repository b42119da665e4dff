import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { findChromium } from './find-chromium.ts'
import { s3Packages, s3ServerThere } from '../tests/helpers/s3-server.ts'
import { aptInstall, has } from './system-packages.ts'

/** How long a download of Playwright's Chromium may take. */
const downloadMs = 5 * 60_000

/** A Chromium for the end-to-end tests, installed where there is none. @returns its path, or null, having said why. */
export function chromiumFor(say: (text: string) => void): string | null {
  const found = findChromium()
  if (found) {
    say(`Chromium: ${found}`)
    return found
  }
  if (process.env['CHROMIUM_PATH']) {
    say(`Chromium: CHROMIUM_PATH is ${process.env['CHROMIUM_PATH']}, which does not start`)
    return null
  }
  say("Chromium: none found; installing Playwright's")
  const cli = path.resolve('node_modules/@playwright/test/cli.js')
  spawnSync(process.execPath, [cli, 'install', ...(process.getuid?.() === 0 ? ['--with-deps'] : []), 'chromium'], { stdio: ['ignore', 'ignore', 'inherit'], timeout: downloadMs })
  const playwrights = findChromium()
  if (playwrights) {
    say(`Chromium: ${playwrights} (installed by Playwright)`)
    return playwrights
  }
  say("Chromium: Playwright's could not be installed; trying the system's package")
  aptInstall('chromium')
  const systems = findChromium()
  say(systems ? `Chromium: ${systems} (installed by apt)` : 'Chromium: none could be installed. Install one (apt-get install chromium) or name one with CHROMIUM_PATH.')
  return systems
}

/** The S3 server that uploads are tried against. @returns whether it is there; the tests that need it say so too. */
export function s3ServerFor(say: (text: string) => void): boolean {
  const there = s3ServerThere()
  say(there ? 'S3 server: OpenStack Swift, installed' : `S3 server: none, and it could not be installed. On Debian or Ubuntu: apt-get install --no-install-recommends ${s3Packages.join(' ')}`)
  return there
}

/** ffmpeg, which makes the clips some tests need. @returns whether it is there. */
export function ffmpegFor(say: (text: string) => void): boolean {
  if (has('ffmpeg')) {
    say('ffmpeg: installed')
    return true
  }
  say('ffmpeg: none found; installing it by apt')
  aptInstall('ffmpeg')
  const there = has('ffmpeg')
  if (!there) say('ffmpeg: it could not be installed. Install it (apt-get install ffmpeg, brew install ffmpeg) and run this again.')
  return there
}

/** strace, with which a test sees what reaches the disk before what leaves. Without it that one test is left out. */
export function straceFor(say: (text: string) => void): void {
  if (process.platform !== 'linux') return
  if (!has('strace', '-V')) aptInstall('strace')
  say(has('strace', '-V') ? 'strace: installed' : 'strace: none, so the order of disk and network is not traced')
}
