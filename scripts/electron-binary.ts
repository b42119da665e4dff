import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

const home = path.resolve(import.meta.dirname, '../node_modules/electron')
/** The binary is fetched on first use. Without a network that fails at once; a slow one may take its time. */
const downloadMs = 15 * 60_000

/** Path of the Electron binary where it is there and a window can be opened; else why not. Nothing is fetched. */
export function electronIfThere(): { path: string } | { why: string } {
  const hindrance = whyNotHere()
  if (hindrance) return { why: hindrance }
  const there = installed()
  return there ? { path: there } : { why: 'the Electron binary is not here' }
}

/** Path of the Electron binary if it is there or can be fetched now; else why not. */
export function electronBinary(say: (text: string) => void): { path: string } | { why: string } {
  const hindrance = whyNotHere()
  if (hindrance) return { why: hindrance }
  const there = installed()
  if (there) return { path: there }
  say('Fetching the Electron binary (about 120 MB, once) …')
  spawnSync(process.execPath, [path.join(home, 'install.js')], { stdio: 'ignore', timeout: downloadMs })
  const fetched = installed()
  return fetched ? { path: fetched } : { why: 'the Electron binary could not be fetched' }
}

function whyNotHere(): string | null {
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return 'this machine has no desktop'
  if (process.platform === 'linux' && process.getuid?.() === 0) return 'Electron does not run as root'
  return existsSync(home) ? null : 'Electron is not installed'
}

function installed(): string | null {
  try {
    const file = path.join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(home, 'dist'), readFileSync(path.join(home, 'path.txt'), 'utf8'))
    return existsSync(file) ? file : null
  } catch {
    return null
  }
}
