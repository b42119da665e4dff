import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const made = ['out/main/main.js', 'out/preload/preload.cjs', 'out/renderer/index.html']
const sources = ['electron', 'src', 'electron.vite.config.ts', 'package-lock.json']

/** Builds the desktop application where it is missing or older than its sources. @returns whether it is there. */
export function builtDesktop(say: (text: string) => void): boolean {
  const oldest = Math.min(...made.map((file) => statSync(path.join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0))
  if (oldest > newest(sources)) return true
  say(oldest === 0 ? 'Building the desktop application (once; some seconds) …' : 'The desktop application is older than its sources; building it again …')
  const built = spawnSync(process.execPath, [path.join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  return built.status === 0
}

function newest(paths: readonly string[]): number {
  let latest = 0
  for (const each of paths) {
    const whole = path.join(root, each)
    const facts = statSync(whole)
    if (facts.isFile()) latest = Math.max(latest, facts.mtimeMs)
    else for (const entry of readdirSync(whole, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) latest = Math.max(latest, statSync(path.join(entry.parentPath, entry.name)).mtimeMs)
    }
  }
  return latest
}
