import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

/** A real process of Node that runs one of the tests' scripts and talks by messages. */
export interface Process {
  pid: number
  /** The next message it sends. @throws when it ends without another. */
  message(): Promise<unknown>
  tell(message: string): void
  /** Ends it as the kernel does, with no chance to tidy up. */
  kill(): Promise<void>
  /** Its exit code, once it has ended. */
  ended: Promise<number | null>
}

/**
 * Starts `script` (absolute path of a .ts file); it is killed when the test ends.
 * @param as the user to run it as, where this process may choose.
 */
export function startProcess(script: string, args: readonly string[], as: { uid?: number } = {}): Process {
  const child: ChildProcess = fork(script, args, { ...as, execArgv: ['--disable-warning=ExperimentalWarning'], stdio: ['ignore', 'inherit', 'pipe', 'ipc'] })
  const waiting: ((message: unknown) => void)[] = []
  const heard: unknown[] = []
  let complaint = ''
  child.stderr?.on('data', (chunk: Buffer) => { complaint += chunk.toString() })
  child.on('message', (message) => {
    const next = waiting.shift()
    if (next) next(message)
    else heard.push(message)
  })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const kill = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
  }
  onTestFinished(kill)
  return {
    pid: child.pid ?? 0,
    message: () => heard.length > 0
      ? Promise.resolve(heard.shift())
      : new Promise((resolve, reject) => {
        waiting.push(resolve)
        void ended.then((code) => reject(new Error(`The process ended (${code}) without another message. ${complaint}`)))
      }),
    tell: (message) => { child.send(message) },
    kill,
    ended,
  }
}
