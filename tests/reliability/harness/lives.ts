import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import type { KillOrder } from './kill-switch.ts'
import type { Life } from './life.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const quiet = '--disable-warning=ExperimentalWarning'

/** A process under way. */
export interface LivingProcess {
  /** Resolves with true once it has said this word, or with false when it ended without. */
  said(word: string): Promise<boolean>
  kill(): void
  /** How it ended. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  /** What it wrote on stderr, and on stdout besides the words. */
  complaints(): string
  /** From its start to the first word, ms; null while it has said none. */
  readyMs(): number | null
}

function start(args: readonly string[], env: Record<string, string>, cwd?: string): LivingProcess {
  const began = performance.now()
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GREENROOM_') && name !== 'NODE_OPTIONS' && !name.startsWith('VITEST')))
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { ...inherited, ...env } })
  const words = new Set<string>()
  const waiting = new Map<string, ((heard: boolean) => void)[]>()
  let complaints = ''
  let readyMs: number | null = null
  child.stderr.on('data', (chunk: Buffer) => { complaints += chunk.toString() })
  createInterface({ input: child.stdout }).on('line', (line) => {
    readyMs ??= performance.now() - began
    words.add(line)
    for (const heard of waiting.get(line) ?? []) heard(true)
    waiting.delete(line)
  })
  const ended = once(child, 'close').then(([code, signal]) => {
    for (const hearers of waiting.values()) for (const heard of hearers) heard(false)
    waiting.clear()
    return { code: code as number | null, signal: signal as NodeJS.Signals | null }
  })
  return {
    ended,
    kill: () => { child.kill('SIGKILL') },
    complaints: () => complaints,
    readyMs: () => readyMs,
    said: (word) => words.has(word) ? Promise.resolve(true) : child.exitCode !== null || child.signalCode !== null ? Promise.resolve(false)
      : new Promise((resolve) => { waiting.set(word, [...(waiting.get(word) ?? []), resolve]) }),
  }
}

/** A life of the core, from the file `buildLife` made. */
export function startLife(file: string, life: Life, order: KillOrder): LivingProcess {
  // What Node has compiled once it need not compile 2,000 times.
  return start([quiet, file, JSON.stringify(life)], { RELIABILITY_KILL: JSON.stringify(order), NODE_COMPILE_CACHE: path.join(path.dirname(file), 'compiled') })
}

/** The command line as it is, from its sources, to be ended in the middle. */
export function startCommand(args: readonly string[], env: Record<string, string>, order: KillOrder): LivingProcess {
  return start(
    [quiet, '--import', pathToFileURL(path.join(import.meta.dirname, 'kill-switch.ts')).href, path.join(root, 'src/node-host/cli.ts'), ...args],
    { ...env, RELIABILITY_KILL: JSON.stringify(order) },
  )
}
