import path from 'node:path'
import type { GreenroomClient } from '../contract/client.ts'
import type { Account } from '../contract/models/account.ts'
import { ProblemError } from '../contract/models/problem.ts'
import type { Clock } from '../main/capabilities.ts'
import type { Core } from '../main/core-handle.ts'
import type { CoreOptions } from '../main/core-options.ts'
import { nodeCapabilities } from './capabilities.ts'
import { defaultDataDir } from './default-data-dir.ts'
import { readEnvironment, type HostEnvironment } from './environment.ts'
import type { Io } from './io.ts'
import type { LogLevel } from './stderr-log.ts'
import { systemClock } from './system-clock.ts'
import { userName } from './user-name.ts'
import { version } from './version.ts'
import { wrapped } from './wrapped.ts'

/** Options every command takes, before or after its name. */
export interface GlobalOptions {
  dataDir?: string
  account?: string
  json?: boolean
  debug?: boolean
}

/** One run of the command line: where it reads and writes, and the core it may open. */
export interface Call {
  io: Io
  options: GlobalOptions
  clock: Clock
  environment(): HostEnvironment
  /** The environment as it is, for what only one command reads. */
  env: Record<string, string | undefined>
  dataDir(): string
  /** Aborted by the first Ctrl-C (or SIGTERM) once this was asked for; a second one ends the process at once. */
  interruption(): AbortSignal
  /** Which signal it was. */
  interruptedBy(): NodeJS.Signals | null
  /** The core over the data directory; without its loops. Closed when the command ends. */
  openCore(more?: Partial<CoreOptions>, logLevel?: LogLevel): Promise<Core>
  /** The account the command means. */
  account(client: GreenroomClient): Promise<Account>
  /** The command's answer: one JSON document, or the same in words. */
  answer(document: unknown, words: string): void
  /** Said to the person beside the answer; never on stdout. */
  say(text: string): void
  /** Runs a command's work; its number is the exit code. */
  run(work: () => Promise<number>): Promise<void>
  exitCode: number
}

/** Broken between words for somebody who reads it; as it is for a program, which goes by lines. */
function forReader(words: string, { isTTY, columns }: Io['stdout']): string {
  return isTTY && columns ? wrapped(words, columns) : words
}

/** @param actor who acts, as the ledger's events record it. */
export function createCall(io: Io, env: Record<string, string | undefined>, actor: string = userName()): Call {
  const cores: Core[] = []
  let interruption: AbortController | null = null
  let interruptedBy: NodeJS.Signals | null = null

  const onSignal = (signal: NodeJS.Signals) => {
    if (interruptedBy) process.exit(130)
    interruptedBy = signal
    interruption?.abort()
  }

  const call: Call = {
    io,
    options: {},
    clock: systemClock,
    exitCode: 0,
    environment: () => readEnvironment(env),
    env,
    dataDir: () => (call.options.dataDir ? path.resolve(io.cwd, call.options.dataDir) : defaultDataDir(env)),
    interruption() {
      if (!interruption) {
        interruption = new AbortController()
        process.on('SIGINT', onSignal)
        process.on('SIGTERM', onSignal)
      }
      return interruption.signal
    },
    interruptedBy: () => interruptedBy,
    async openCore(more = {}, logLevel = 'error') {
      const environment = call.environment()
      // Loaded late: --help and a mistyped option need no ledger.
      const { createCore } = await import('../main/core.ts')
      const dataDir = call.dataDir()
      const core = await createCore(nodeCapabilities(dataDir, call.options.debug ? 'debug' : logLevel), {
        dataDir,
        accountName: call.options.account ?? 'default',
        accountMustExist: true,
        actor,
        hostKind: 'browser',
        version,
        overrides: { baseUrl: environment.apiUrl, key: environment.apiKey, submitRpm: environment.submitRpm, pollRpm: environment.pollRpm },
        timeoutMs: environment.timeoutMs,
        sandbox: null,
        ...more,
      })
      cores.push(core)
      return core
    },
    async account(client) {
      const name = call.options.account ?? 'default'
      const account = (await client.accounts.list()).find((each) => each.name === name)
      if (!account) throw new ProblemError('not-found', `There is no account named ${name}.`, `To add it: greenroom account set --account ${name} --url URL --key-stdin`)
      return account
    },
    answer(document, words) {
      io.stdout.write(call.options.json ? `${JSON.stringify(document)}\n` : forReader(words, io.stdout))
    },
    say(text) {
      io.stderr.write(forReader(text.endsWith('\n') ? text : `${text}\n`, io.stderr))
    },
    async run(work) {
      try {
        call.exitCode = await work()
      } finally {
        for (const core of cores.splice(0)) await core.stop()
        process.off('SIGINT', onSignal)
        process.off('SIGTERM', onSignal)
      }
    },
  }
  return call
}
