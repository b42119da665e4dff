/**
 * `npm start`: the desktop application where the Electron binary can be had (it is fetched on first use),
 * otherwise the same screens in the browser. `npm start -- --sandbox` begins with the simulator; other options go
 * to `greenroom serve` where it serves.
 */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { builtDesktop } from './built-desktop.ts'
import { electronBinary } from './electron-binary.ts'

const root = path.resolve(import.meta.dirname, '..')
const args = process.argv.slice(2)
const say = (text: string) => process.stderr.write(`${text}\n`)

const electron = electronBinary(say)
if ('why' in electron) {
  say(`The desktop application cannot run here (${electron.why}); the same screens open in the browser.`)
  pass(spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path.join(root, 'src/node-host/cli.ts'), 'serve', '--open', ...args], { stdio: 'inherit' }))
} else if (builtDesktop(say)) {
  pass(spawn(electron.path, [root, ...args], { cwd: root, stdio: 'inherit' }))
} else {
  say('The desktop application could not be built. Run npm ci, then npm run build.')
  process.exitCode = 1
}

/** Ctrl-C reaches the child by itself; a SIGTERM is handed on, and its exit code is ours. */
function pass(child: ReturnType<typeof spawn>): void {
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.once('exit', (code) => process.exit(code ?? 1))
}
