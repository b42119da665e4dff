/**
 * `npm start`: the desktop application where the Electron binary can be had, otherwise the same screens in the
 * browser. Options go to `greenroom serve`: `npm start -- --sandbox`.
 */
import { spawn, spawnSync } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { electronBinary } from './electron-binary.ts'

const root = path.resolve(import.meta.dirname, '..')
const args = process.argv.slice(2)
const cli = ['--disable-warning=ExperimentalWarning', path.join(root, 'src/node-host/cli.ts'), 'serve']
const say = (text: string) => process.stderr.write(`${text}\n`)

const electron = electronBinary(say)
if ('why' in electron) {
  say(`The desktop application cannot run here (${electron.why}); the same screens open in the browser.`)
  pass(spawn(process.execPath, [...cli, '--open', ...args], { stdio: 'inherit' }))
} else {
  const built = spawnSync(process.execPath, [path.join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  if (built.status !== 0) process.exit(1)
  // This release's shell is a window on the core that `serve` runs; its own core comes with the shell.
  const core = spawn(process.execPath, [...cli, '--port', '0', ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  core.once('exit', (code) => process.exit(code ?? 1))
  createInterface({ input: core.stdout }).once('line', (line) => {
    const { url } = JSON.parse(line) as { url: string }
    const shell = spawn(electron.path, ['.'], { cwd: root, stdio: 'inherit', env: { ...process.env, GREENROOM_SCREENS_URL: url } })
    shell.once('exit', () => core.kill('SIGTERM'))
  })
  pass(core)
}

/** Ctrl-C reaches the child by itself; a SIGTERM is handed on, and its exit code is ours. */
function pass(child: ReturnType<typeof spawn>): void {
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.once('exit', (code) => process.exit(code ?? 1))
}
