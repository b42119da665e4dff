import { hiddenFlag } from './hidden-flag.ts'

/** @param program absolute path; quoted as the desktop entry specification asks. */
export function autostartEntry(program: string): string {
  // Twice: once for the quoted argument, once for the string it stands in.
  const quoted = program.replace(/["`$\\]/g, '\\$&').replace(/\\/g, '\\\\').replace(/%/g, '%%')
  return ['[Desktop Entry]', 'Type=Application', 'Name=Greenroom', `Exec="${quoted}" ${hiddenFlag}`, 'Terminal=false', 'X-GNOME-Autostart-enabled=true', ''].join('\n')
}
