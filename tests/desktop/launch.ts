import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { once } from 'node:events'
import os from 'node:os'
import path from 'node:path'
import { _electron, expect, type Browser, type Page } from '@playwright/test'
import type * as Electron from 'electron'
import { electronIfThere } from '../../scripts/electron-binary.ts'
import { launchStandIn } from './stand-in/launch.ts'

const root = path.resolve(import.meta.dirname, '../..')
const quitMs = 20_000

/** The desktop application as built, running; the same handle over a real Electron and over the stand-in. */
export interface Desktop {
  kind: 'electron' | 'stand-in'
  page: Page
  pid: number
  /** Runs in the main process, with Electron's own objects. */
  evaluate<R, A = undefined>(run: (electron: typeof Electron, argument: A) => R | Promise<R>, argument?: A): Promise<R>
  /** Drags files from the desktop onto the page and lets go. */
  drop(files: string[]): Promise<void>
  /** Quits as from the menu. @returns the exit code. */
  quit(): Promise<number | null>
  /** The kernel's own end, with no chance to tidy up. */
  kill(): Promise<void>
  ended: Promise<number | null>
  log(): Promise<string>
}

export interface LaunchOptions {
  browser: Browser
  /** A home folder of its own: data, preferences, downloads. */
  home: string
  args?: string[]
  env?: Record<string, string>
  language?: string
}

export function dataDirOf(home: string): string {
  return path.join(home, 'data')
}

export async function newHome(): Promise<{ home: string; remove(): Promise<void> }> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'greenroom-desktop-'))
  await mkdir(path.join(home, 'Downloads'))
  return { home, remove: () => rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }) }
}

/** Which of the two runs the suite on this machine. */
export function kindHere(): { kind: Desktop['kind']; why: string } {
  const there = electronIfThere()
  return 'path' in there ? { kind: 'electron', why: there.path } : { kind: 'stand-in', why: there.why }
}

function environment(home: string, more: Record<string, string>): Record<string, string> {
  const clean = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('GREENROOM_') && entry[0] !== 'NODE_OPTIONS')
  return { ...Object.fromEntries(clean), HOME: home, XDG_CONFIG_HOME: path.join(home, '.config'), GREENROOM_DATA_DIR: dataDirOf(home), ...more }
}

/** Starts the built application, and waits until its page is there. */
export async function launch(options: LaunchOptions): Promise<Desktop> {
  const binary = electronIfThere()
  return 'path' in binary ? launchElectron(binary.path, options) : launchInStead(options)
}

const main = path.join(root, 'out/main/main.js')

async function launchElectron(executablePath: string, { home, args = [], env = {}, language = 'en-GB' }: LaunchOptions): Promise<Desktop> {
  const app = await _electron.launch({
    // On Linux the system's languages are the environment's.
    executablePath, cwd: root, env: environment(home, { LANGUAGE: language.replace('-', '_'), ...env }),
    args: ['-r', path.join(import.meta.dirname, 'recorder.cjs'), ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), `--lang=${language}`, '--password-store=basic', root, ...args],
  }).catch(async (error: unknown) => { throw new Error(noWindow(String(error), await readLog(home))) })
  const child = app.process()
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  const page = await app.firstWindow().catch(async (error: unknown) => { throw new Error(noWindow(String(error), await readLog(home))) })
  return {
    kind: 'electron', page, pid: child.pid ?? 0, ended,
    evaluate: (run, argument) => app.evaluate(run as never, argument as never),
    drop: (files) => dragOnto(page, files),
    async quit() {
      await app.close()
      return ended
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    log: () => readLog(home),
  }
}

async function launchInStead({ browser, home, args = [], env = {}, language = 'en-GB' }: LaunchOptions): Promise<Desktop> {
  const standIn = await launchStandIn({ browser, main, args, env: environment(home, env), language })
  const { child } = standIn
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  let gone = false
  void ended.then(() => { gone = true })
  await expect.poll(() => gone || standIn.pages().some((page) => page.url() !== 'about:blank'), { timeout: 30_000 }).toBe(true)
    .catch(async () => { throw new Error(`No window had a page within 30 s; there are: ${standIn.pages().map((page) => page.url()).join(', ') || 'none'}\n${standIn.output()}\n${await readLog(home)}`) })
  const page = standIn.pages()[0]
  if (!page) throw new Error(noWindow(`exit code ${child.exitCode}\n${standIn.output()}`, await readLog(home)))
  return {
    kind: 'stand-in', page, pid: child.pid ?? 0, ended,
    evaluate: (run, argument) => standIn.evaluate(run.toString(), argument) as never,
    async drop(files) {
      await standIn.tellPaths(await Promise.all(files.map(async (file) => ({ name: path.basename(file), size: (await stat(file)).size, path: file }))))
      await dragOnto(page, files)
    },
    async quit() {
      if (gone) return ended
      standIn.quit()
      const patience = setTimeout(() => child.kill('SIGKILL'), quitMs)
      const code = await ended
      clearTimeout(patience)
      return code
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    log: () => readLog(home),
  }
}

/** As a second start ends, and one that fails. */
function noWindow(why: string, log: string): string {
  return `The application ended before it had a window: ${why}\n${log}`
}

/** A real drag from outside the page, over the DevTools protocol. */
async function dragOnto(page: Page, files: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const at = { x: 640, y: 400, data: { items: [], files, dragOperationsMask: 1 } }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await session.send('Input.dispatchDragEvent', { type, ...at })
  await session.detach()
}

async function readLog(home: string): Promise<string> {
  const file = path.join(dataDirOf(home), 'logs', 'desktop.log')
  return existsSync(file) ? readFile(file, 'utf8') : ''
}
