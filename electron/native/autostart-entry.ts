/** @param program absolute path; it and its arguments are quoted as the desktop entry specification asks. */
export function autostartEntry(program: string, args: readonly string[]): string {
  // Twice: once for the quoted argument, once for the string it stands in.
  const quoted = (text: string) => `"${text.replace(/["`$\\]/g, '\\$&').replace(/\\/g, '\\\\').replace(/%/g, '%%')}"`
  return ['[Desktop Entry]', 'Type=Application', 'Name=Greenroom', `Exec=${[program, ...args].map(quoted).join(' ')}`, 'Terminal=false', 'X-GNOME-Autostart-enabled=true', ''].join('\n')
}
