import { spawnSync } from 'node:child_process'

/** Whether a program answers on this machine. */
export function has(program: string, argument = '-version'): boolean {
  return spawnSync(program, [argument], { stdio: 'ignore', timeout: 20_000 }).status === 0
}

/**
 * Installs Debian packages, as root or by passwordless sudo.
 * @returns whether apt said it worked.
 */
export function aptInstall(...names: string[]): boolean {
  if (!has('apt-get', '--version')) return false
  const root = process.getuid?.() === 0
  const apt = (...args: string[]) =>
    spawnSync(root ? 'apt-get' : 'sudo', [...(root ? [] : ['-n', 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get']), ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      timeout: 10 * 60_000,
    }).status === 0
  if (!root && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status !== 0) return false
  const install = () => apt('install', '-y', '--no-install-recommends', ...names)
  // A fresh machine has no package lists yet.
  return install() || (apt('update') && install())
}
