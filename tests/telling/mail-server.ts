import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { onTestFinished } from 'vitest'

/** A mail server as careless as they come, but for what is said of it. */
export async function mailServer(options: SMTPServerOptions = {}): Promise<{ port: number; raw: string[] }> {
  const raw: string[] = []
  const server = new SMTPServer({
    hideSTARTTLS: true, authOptional: true, disableReverseLookup: true,
    onData: (stream, _, done) => {
      let all = ''
      stream.on('data', (chunk: Buffer) => { all += chunk.toString() })
      stream.on('end', () => { raw.push(all); done() })
    },
    ...options,
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  onTestFinished(() => new Promise<void>((resolve) => { server.close(() => resolve()) }))
  return { port: (server.server.address() as AddressInfo).port, raw }
}

/** As a server refuses. */
export const refusal = (code: number, text: string): Error => Object.assign(new Error(text), { responseCode: code })
