/**
 * Whole Greenrooms for the end-to-end tests: `greenroom serve` (or the demo) as a process of its own with the
 * built screens, and a client beside the browser for what a test needs in place before it begins.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { Page } from '@playwright/test'
import { WebSocket } from 'ws'
import type { GreenroomClient } from '../../src/contract/client.ts'
import type { Clock } from '../../src/main/capabilities.ts'
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/main/sandbox/server.ts'
import { systemClock } from '../../src/node-host/system-clock.ts'

const root = path.resolve(import.meta.dirname, '../..')
const program = path.join(root, 'src/node-host/cli.ts')

/** Rates at which a test need not wait for its turn. */
const quick = { submitRpm: 600, pollRpm: 6000 }
/** A process that is asked to stop and does not is a fault of ours. */
const stopMs = 15_000

export interface Greenroom {
  /** The screens, with their token. */
  url: string
  /** What the screens may ask of the core, asked by the test. */
  client: GreenroomClient
  /** An empty folder of its own, and the home directory of the process. */
  home: string
  /** Everything the process wrote to stderr. */
  stderr(): string
  /** Everything the process wrote to stdout. */
  stdout(): string
  /** Opens a screen by its address behind the `#`. */
  open(page: Page, place?: string): Promise<void>
  /** Ends the process as Ctrl-C does. @throws when it does not end cleanly. `keepAs`: moves its home there instead of removing it. */
  stop(options?: { keepAs?: string }): Promise<void>
}

export interface Setting {
  /** What the simulator inside does; null: no simulator, as after a fresh install. */
  scenario?: string | null
  env?: Record<string, string>
  /** Keep the account's own rates. */
  slow?: boolean
}

/** `greenroom serve` on any free port over a data directory of its own. */
export async function startGreenroom({ scenario = 'demo', env = {}, slow = false }: Setting = {}): Promise<Greenroom> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'greenroom-e2e-'))
  await mkdir(path.join(home, 'footage'))
  const args = ['serve', '--port', '0', '--data-dir', path.join(home, 'data'), ...(scenario === null ? [] : [`--sandbox=${scenario}`])]
  const greenroom = await startProcess([program, ...args], { home, env, addressIn: servedAt })
  if (!slow) await setAccount(greenroom.client, quick)
  return greenroom
}

/** `greenroom serve` over the data a former one left behind; nothing of it is asked here, for it may not open. */
export async function startGreenroomOver(home: string): Promise<Pick<Greenroom, 'url' | 'stderr' | 'stop'>> {
  const { child, url, said } = await startChild([program, 'serve', '--port', '0', '--data-dir', path.join(home, 'data')], { home, env: {}, addressIn: servedAt })
  return {
    url,
    stderr: () => said.stderr,
    async stop() {
      const code = await ended(child)
      if (code !== 0) throw new Error(`It ended with ${code ?? 'no code'} when it was stopped.\n${said.stderr}`)
    },
  }
}

const servedAt = (line: string): string | null => (line.startsWith('{"url"') ? (JSON.parse(line) as { url: string }).url : null)

/** The demo as `npm run demo` runs it, everything within some seconds; `watched` is its watch folder. */
export async function startDemo(): Promise<Greenroom & { watched: string }> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'greenroom-e2e-demo-'))
  const demo = await startProcess([path.join(root, 'scripts/demo.ts'), '--no-open', '--fast', '--port', '0'], {
    home, env: {}, addressIn: (line) => /^\s+(http:\S+token=\S+)/.exec(line)?.[1] ?? null,
  })
  return Object.assign(demo, { get watched() { return /Clips drop into (.+) over the next/.exec(demo.stdout())?.[1] ?? '' } })
}

/** A simulator held by the test, whose truth can be looked up, and whose clock can be put forward. */
export interface HeldSandbox extends Sandbox {
  putForward(ms: number): void
}

/** A Greenroom whose account is at a simulator that the test holds. */
export async function startGreenroomAt(options: Partial<SandboxOptions> = {}, env: Record<string, string> = {}): Promise<Greenroom & { sandbox: HeldSandbox }> {
  let ahead = 0
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + ahead }
  const sandbox = await startSandbox({ clock, fetch: (input, init) => fetch(input, init), reviewMs: 400, ...options })
  const greenroom = await startGreenroom({ scenario: null, env })
  await setAccount(greenroom.client, { baseUrl: sandbox.url }, 'the-key')
  return {
    ...greenroom,
    sandbox: { ...sandbox, putForward(ms) { ahead += ms } },
    async stop(options) {
      try {
        await greenroom.stop(options)
      } finally {
        await sandbox.close()
      }
    },
  }
}

/** The number of the person of this name, made by an existing group where there is none: a test may be the first of its Greenroom, or not. */
export async function personCalled(name: string, { client }: Greenroom): Promise<number> {
  const known = (await client.groups.list({})).find((group) => group.name === name)
  return (known ?? (await client.groups.adopt({ remoteId: `group-${name.toLowerCase()}`, name }))).id
}

async function setAccount(client: GreenroomClient, settings: Parameters<GreenroomClient['accounts']['set']>[0]['settings'], key?: string): Promise<void> {
  const [account] = await client.accounts.list()
  if (!account) throw new Error('A core makes its account.')
  await client.accounts.set({ id: account.id, settings, key })
}

interface Start {
  home: string
  env: Record<string, string>
  addressIn: (line: string) => string | null
}

async function startChild(args: string[], { home, env, addressIn }: Start): Promise<{ child: ChildProcess; url: string; said: { stdout: string; stderr: string } }> {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GREENROOM_')))
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], { cwd: root, env: { ...clean, HOME: home, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  child.stderr.on('data', (piece: Buffer) => { said.stderr += piece.toString() })
  const url = await new Promise<string>((resolve, reject) => {
    child.once('close', (code) => reject(new Error(`It ended with ${code} before it was ready.\n${said.stderr}`)))
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.stdout += `${line}\n`
      const address = addressIn(line)
      if (address !== null) resolve(address)
    })
  })
  return { child, url, said }
}

async function startProcess(args: string[], start: Start): Promise<Greenroom> {
  const { home } = start
  const { child, url, said } = await startChild(args, start)
  const { client, close } = await clientOf(url)
  return {
    url, client, home,
    stderr: () => said.stderr,
    stdout: () => said.stdout,
    async open(page, place = '/') {
      await page.goto(`${url}#${place}`)
    },
    async stop({ keepAs } = {}) {
      close()
      const code = await ended(child)
      if (keepAs === undefined) await rm(home, { recursive: true, force: true, maxRetries: 5 })
      else await rename(home, keepAs)
      if (code !== 0) throw new Error(`It ended with ${code ?? 'no code'} when it was stopped.\n${said.stderr}`)
    },
  }
}

/** @returns the exit code, or null where it had to be killed. */
async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const gone = once(child, 'close')
  child.kill('SIGTERM')
  const patience = setTimeout(() => child.kill('SIGKILL'), stopMs)
  await gone
  clearTimeout(patience)
  return child.exitCode
}

/** Lets itself in as a browser does, and asks over the socket the screens use. */
async function clientOf(url: string): Promise<{ client: GreenroomClient; close: () => void }> {
  const letIn = await fetch(url, { redirect: 'manual' })
  const cookie = letIn.headers.getSetCookie().map((each) => each.split(';')[0]).join('; ')
  const websocket = new WebSocket(`ws://${new URL(url).host}/rpc`, { headers: { cookie } })
  await once(websocket, 'open')
  return { client: createORPCClient(new RPCLink({ websocket })), close: () => websocket.close() }
}
