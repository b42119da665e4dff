import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createCore } from '../../src/main/core.ts'
import { nodeCapabilities } from '../../src/node-host/capabilities.ts'
import { systemClock } from '../../src/node-host/system-clock.ts'
import { makeClip } from '../helpers/clips.ts'
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/main/sandbox/server.ts'

/** Different pictures: equal content would be one clip. */
const colours = ['slateblue', 'teal', 'olive', 'maroon']

export const root = path.resolve(import.meta.dirname, '../..')

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

export interface Running extends Promise<Ended> {
  child: ChildProcessWithoutNullStreams
  /** Resolves once stdout or stderr holds this. */
  said: (text: string) => Promise<void>
  /** The first whole line of stdout. */
  line: () => Promise<string>
}

export interface RunOptions {
  cwd?: string
  env?: Record<string, string | undefined>
  /** Sent at once; stdin ends after it. */
  stdin?: string
  /** Leaves stdin open, as a terminal does. */
  open?: boolean
}

/** Runs the command line as other programs do; the environment's own GREENROOM_… do not reach it. */
export function greenroom(args: readonly string[], options: RunOptions = {}): Running {
  return runProgram(['--disable-warning=ExperimentalWarning', path.join(root, 'src/node-host/cli.ts'), ...args], options)
}

/** Runs Node with these arguments, in the same clean environment. */
export function runProgram(args: readonly string[], { cwd = root, env = {}, stdin, open = false }: RunOptions = {}): Running {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GREENROOM_') && name !== 'npm_lifecycle_event'))
  const child = spawn(process.execPath, args, { cwd, env: { ...clean, ...env }, stdio: 'pipe' })
  if (!open) child.stdin.end(stdin)
  const heard = { stdout: '', stderr: '' }
  const waiting: { text: string; go(): void }[] = []
  const hear = (stream: 'stdout' | 'stderr') => (chunk: Buffer) => {
    heard[stream] += chunk.toString()
    for (const each of waiting) if (heard[stream].includes(each.text)) each.go()
  }
  child.stdout.on('data', hear('stdout'))
  child.stderr.on('data', hear('stderr'))
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, ...heard })))
  const said = (text: string) =>
    new Promise<void>((resolve, reject) => {
      if (heard.stdout.includes(text) || heard.stderr.includes(text)) return resolve()
      waiting.push({ text, go: resolve })
      void ended.then(() => reject(new Error(`It ended without saying "${text}": ${heard.stdout}${heard.stderr}`)))
    })
  const line = async () => {
    while (!heard.stdout.includes('\n')) await Promise.race([once(child.stdout, 'data'), ended.then(() => Promise.reject(new Error(`It ended without a line: ${heard.stderr}`)))])
    return heard.stdout.slice(0, heard.stdout.indexOf('\n'))
  }
  return Object.assign(ended, { child, said, line })
}

/** In this process: starting the command line costs more than all of this. */
async function adoptAda(dataDir: string): Promise<void> {
  const core = await createCore(nodeCapabilities(dataDir, 'silent'), { dataDir, accountName: 'default', actor: 'test', hostKind: 'browser', version: '0', overrides: {}, timeoutMs: 1000, sandbox: null })
  await core.client.groups.adopt({ remoteId: 'group-ada', name: 'Ada' })
  await core.stop()
}

export interface Desk {
  dataDir: string
  /** An empty folder, and the folder commands are run in. */
  shelf: string
  sandbox: Sandbox
  /** Puts real clips into the shelf's folder `takes`; `short…` lasts one second, too short to be sent. */
  clips: (...names: string[]) => Promise<string[]>
  /** The command line on this data directory, at this sandbox. */
  run: (args: readonly string[], options?: RunOptions) => Running
  /** The same with `--json`; its one document. @throws when stdout is not exactly one JSON document. */
  json: (args: readonly string[], options?: RunOptions) => Promise<{ code: number | null; document: unknown; stderr: string }>
}

/**
 * A data directory of its own with the group `group-ada` called Ada, at a sandbox that is quick. Links need no
 * setting up: an API on this machine fetches from this machine.
 */
export async function desk(scenario: string, more: Partial<SandboxOptions> = {}, env: Record<string, string> = {}): Promise<Desk> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'greenroom-cli-'))
  const [dataDir, shelf] = [path.join(home, 'data'), path.join(home, 'shelf')]
  await mkdir(shelf)
  const sandbox = await startSandbox({ clock: systemClock, fetch: (input, init) => fetch(input, init), scenario, reviewMs: 100, ...more })
  const shared = { GREENROOM_DATA_DIR: dataDir, GREENROOM_API_URL: sandbox.url, GREENROOM_API_KEY: 'test-key', GREENROOM_SUBMIT_RPM: '600', GREENROOM_POLL_RPM: '600', ...env }
  const run = (args: readonly string[], options: RunOptions = {}) => greenroom(args, { cwd: shelf, ...options, env: { ...shared, ...options.env } })
  const made: Desk = {
    dataDir,
    shelf,
    sandbox,
    clips: (...names) => Promise.all(names.map((name, n) => makeClip(path.join(shelf, 'takes'), name, { seconds: name.startsWith('short') ? 1 : 3, colour: colours[n] }))),
    run,
    async json(args, options) {
      const { code, stdout, stderr } = await run([...args, '--json'], options)
      return { code, document: JSON.parse(stdout) as unknown, stderr }
    },
  }
  await adoptAda(dataDir)
  return made
}
