import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

/** What a core in another process is told. */
export interface CoreProgram {
  dataDir: string
  baseUrl: string
  key?: string
  submitRpm?: number
  /** URLs it takes in for the group `group-ada`, once it runs. */
  takeIn?: { clips: number; batchSize: number }
}

export interface RunningProgram {
  child: ChildProcess
  /** Its next line on stdout. @throws Error when it ends first, with what it said on stderr. */
  line(): Promise<string>
  /** Ends it as a power cut would, and waits until it is gone. */
  kill(): Promise<void>
  /** Asks it to end, and waits until it has. @returns its exit code. */
  stop(): Promise<number | null>
}

/** Starts a core in another process; killed after the test if it still runs. */
export function startProgram(told: CoreProgram): RunningProgram {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path.join(import.meta.dirname, 'core-program.ts'), JSON.stringify(told)], { stdio: ['ignore', 'pipe', 'pipe'] })
  const gone = once(child, 'close')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => { complaints += chunk.toString() })
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await gone
  }
  onTestFinished(kill)
  return {
    child,
    kill,
    async line() {
      const next = await lines.next()
      if (next.done) throw new Error(`The program ended without a word. ${complaints}`)
      return next.value
    },
    async stop() {
      child.kill('SIGTERM')
      await gone
      return child.exitCode
    },
  }
}
