import { spawnSync } from 'node:child_process'
import { closeSync, constants, existsSync, mkdirSync, openSync, writeSync } from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { App } from 'electron'
import { partly, preventable } from './partly.ts'
import { openWindows } from './windows-open.ts'

const home = os.homedir()
const paths: Record<string, string> = {
  home, appData: process.env['XDG_CONFIG_HOME'] ?? path.join(home, '.config'), downloads: path.join(home, 'Downloads'), temp: os.tmpdir(), userData: path.join(home, '.config', 'stand-in'),
}
let quitting = false

export const app = partly<App>('app', {
  isPackaged: false,
  setName: () => undefined,
  getVersion: () => '0.0.0-stand-in',
  getPath: (name) => paths[name] ?? path.join(home, name),
  setPath(name, value) { paths[name] = value },
  getAppPath: () => path.resolve('.'),
  relaunch: () => undefined,
  getPreferredSystemLanguages: () => (process.env['STAND_IN_LANGUAGES'] ?? 'en-GB').split(','),
  enableSandbox: () => undefined,
  setAppUserModelId: () => undefined,
  setAsDefaultProtocolClient: () => true,
  setAboutPanelOptions: () => undefined,
  showAboutPanel: () => undefined,
  setBadgeCount(count) {
    badge = count ?? 0
    return true
  },
  getBadgeCount: () => badge,
  getLoginItemSettings: () => ({ openAtLogin: false, openAsHidden: false, wasOpenedAtLogin: false, wasOpenedAsHidden: false, restoreState: false, status: 'not-registered', executableWillLaunchAtLogin: false, launchItems: [] }),
  setLoginItemSettings: () => undefined,
  whenReady: () => Promise.resolve(),
  isReady: () => true,
  requestSingleInstanceLock: () => isFirst(paths['userData'] ?? home),
  quit: () => setImmediate(quit),
  exit: (code) => process.exit(code),
})
let badge = 0

/** As Electron quits: every window may object, then whoever wants to finish something first. */
function quit(): void {
  if (quitting) return
  quitting = true
  const before = preventable()
  app.emit('before-quit', before.event)
  if (before.prevented() || ![...openWindows.values()].every((window) => window.closeNow())) {
    quitting = false
    return
  }
  endIfNobodyMinds()
}

/** Called too when the last window has closed by itself. */
export function lastWindowClosed(): void {
  if (!quitting) app.emit('window-all-closed')
}

function endIfNobodyMinds(): void {
  const will = preventable()
  app.emit('will-quit', will.event)
  quitting = false
  if (will.prevented()) return
  app.emit('quit', {}, 0)
  process.exit(0)
}

/**
 * A named pipe that only the first instance reads: the kernel closes it however the process ends, so that a
 * second one that can write to it knows of the first, and tells it its arguments.
 */
function isFirst(folder: string): boolean {
  mkdirSync(folder, { recursive: true })
  const pipe = path.join(folder, 'stand-in-instance')
  if (!existsSync(pipe)) spawnSync('mkfifo', [pipe])
  try {
    const other = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK)
    writeSync(other, `${JSON.stringify(process.argv)}\n`)
    closeSync(other)
    return false
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error
  }
  // Open for both, so that it does not end when a writer goes.
  const mine = new net.Socket({ fd: openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK), readable: true, writable: false })
  mine.unref()
  createInterface({ input: mine }).on('line', (line) => app.emit('second-instance', {}, JSON.parse(line), process.cwd(), {}))
  return true
}
