import { createServer, request, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import type { Clock, Log } from '../../src/main/capabilities.ts'

/** An empty folder of this test alone, removed after it. */
export async function freshFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'greenroom-publishing-')))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export async function lay(folder: string, name: string, content: Uint8Array | string): Promise<string> {
  const file = path.join(folder, name)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, content)
  return file
}

/** Bytes that differ from place to place. */
export function pattern(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, n) => (n * 31 + (n >> 8)) & 0xff))
}

/** A web server of this test alone. @returns its origin */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  }))
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}

export interface Answer { status: number; headers: IncomingHttpHeaders; body: Buffer }

/** One request exactly as written: no redirects, no tidying of the path. */
export function ask(origin: string, pathname: string, { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {}): Promise<Answer> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path: pathname, method, headers, agent: false }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }))
      response.on('error', reject)
    })
    asked.on('error', reject)
    asked.end()
  })
}

/** A clock that stands where it is put. */
export function standingClock(now = 1_000_000): Clock & { set(to: number): void } {
  let at = now
  return { now: () => at, monotonic: () => at, wait: () => new Promise(() => undefined), set: (to) => { at = to } }
}

/** A log that remembers. */
export function remembering(): Log & { lines: string[] } {
  const lines: string[] = []
  const at = (level: string) => (message: string, fields?: Record<string, unknown>) => lines.push(`${level} ${message} ${JSON.stringify(fields ?? {})}`)
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
