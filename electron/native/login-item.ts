import { app } from 'electron'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
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

/** @param program absolute path; quoted as the desktop entry specification asks. */
export function autostartEntry(program: string): string {
  // Twice: once for the quoted argument, once for the string it stands in.
  const quoted = program.replace(/["`$\\]/g, '\\$&').replace(/\\/g, '\\\\').replace(/%/g, '%%')
  return ['[Desktop Entry]', 'Type=Application', 'Name=Greenroom', `Exec="${quoted}" ${hiddenFlag}`, 'Terminal=false', 'X-GNOME-Autostart-enabled=true', ''].join('\n')
}
