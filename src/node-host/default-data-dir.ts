import os from 'node:os'
import path from 'node:path'

/**
 * Where the ledger lies unless one says otherwise; the same for the desktop application, `serve` and the
 * command line, so that they share it.
 */
export function defaultDataDir(
  env: Record<string, string | undefined> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = os.homedir(),
): string {
  if (env['GREENROOM_DATA_DIR']) return path.resolve(env['GREENROOM_DATA_DIR'])
  if (platform === 'win32') return path.join(env['APPDATA'] || path.join(home, 'AppData', 'Roaming'), 'Greenroom')
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Greenroom')
  // The XDG standard says that a relative path there is to be ignored.
  const xdg = env['XDG_DATA_HOME']
  return path.join(xdg && path.isAbsolute(xdg) ? xdg : path.join(home, '.local', 'share'), 'greenroom')
}
