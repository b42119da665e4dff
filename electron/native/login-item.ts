import { app } from 'electron'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { autostartEntry } from './autostart-entry.ts'
import { hiddenFlag } from './hidden-flag.ts'

/** Linux desktops have no call for it: they start what lies in the autostart folder (XDG). */
function autostartFile(): string {
  return path.join(app.getPath('appData'), 'autostart', 'greenroom.desktop')
}

/** Not packaged, the program is Electron itself, which is told what to run. */
function startArguments(): string[] {
  return app.isPackaged ? [hiddenFlag] : [app.getAppPath(), hiddenFlag]
}

export function startsAtLogin(): boolean {
  if (process.platform === 'linux') return existsSync(autostartFile())
  const { openAtLogin, executableWillLaunchAtLogin } = app.getLoginItemSettings({ args: startArguments() })
  // Windows' task manager switches it off without taking it away.
  return openAtLogin && (process.platform !== 'win32' || executableWillLaunchAtLogin)
}

export function startAtLogin(on: boolean): void {
  if (process.platform !== 'linux') return app.setLoginItemSettings({ openAtLogin: on, args: startArguments() })
  const file = autostartFile()
  if (!on) return rmSync(file, { force: true })
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, autostartEntry(process.env['APPIMAGE'] ?? process.execPath, startArguments()))
}

/** Whether this start is the one at login. macOS hands no arguments over, but says so. */
export function startedAtLogin(): boolean {
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin
}
