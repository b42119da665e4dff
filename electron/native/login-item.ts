import { app } from 'electron'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { autostartEntry } from './autostart-entry.ts'
import { hiddenFlag } from './hidden-flag.ts'

/** Linux desktops have no call for it: they start what lies in the autostart folder (XDG). */
function autostartFile(): string {
  return path.join(app.getPath('appData'), 'autostart', 'greenroom.desktop')
}

export function startsAtLogin(): boolean {
  return process.platform === 'linux' ? existsSync(autostartFile()) : app.getLoginItemSettings({ args: [hiddenFlag] }).openAtLogin
}

export function startAtLogin(on: boolean): void {
  if (process.platform !== 'linux') return app.setLoginItemSettings({ openAtLogin: on, args: [hiddenFlag] })
  const file = autostartFile()
  if (!on) return rmSync(file, { force: true })
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, autostartEntry(process.env['APPIMAGE'] ?? process.execPath))
}
