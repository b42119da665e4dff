import type { Readable } from 'node:stream'

/** Where a command reads and writes; a test lends its own. */
export interface Io {
  stdin: Readable & { isTTY?: boolean }
  stdout: NodeJS.WritableStream & { isTTY?: boolean; columns?: number }
  stderr: NodeJS.WritableStream & { isTTY?: boolean; columns?: number }
  cwd: string
}

/** Waits until everything written has left the process, so that ending it cuts nothing off. */
export async function drained(stream: NodeJS.WritableStream): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = () => resolve()
    stream.once('error', done)
    stream.write('', done)
  })
}
