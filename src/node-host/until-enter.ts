import type { Readable } from 'node:stream'

/** Resolves when a line arrives, when the stream ends without one, or when `signal` aborts. */
export function untilEnter(stdin: Readable, signal: AbortSignal): Promise<'enter' | 'ended' | 'aborted'> {
  return new Promise((resolve) => {
    const finish = (how: 'enter' | 'ended' | 'aborted') => {
      stdin.off('data', onData)
      stdin.off('end', onEnd)
      stdin.off('error', onEnd)
      signal.removeEventListener('abort', onAbort)
      stdin.pause()
      resolve(how)
    }
    const onData = (chunk: Buffer | string) => {
      if (/[\r\n]/.test(chunk.toString())) finish('enter')
    }
    const onEnd = () => finish('ended')
    const onAbort = () => finish('aborted')
    if (signal.aborted) return resolve('aborted')
    if (stdin.readableEnded || stdin.destroyed) return resolve('ended')
    stdin.on('data', onData)
    stdin.on('end', onEnd)
    stdin.on('error', onEnd)
    signal.addEventListener('abort', onAbort, { once: true })
    stdin.resume()
  })
}
