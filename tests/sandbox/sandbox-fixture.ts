import { createReadStream } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished } from 'vitest'
import type { Clock } from '../../src/main/capabilities.ts'
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/main/sandbox/server.ts'

/** A clock that stands still until it is moved. */
export interface HeldClock extends Clock {
  advance(ms: number): void
}

export function heldClock(start = Date.UTC(2026, 0, 1)): HeldClock {
  let elapsed = 0
  const waiting = new Set<{ due: number; resolve: () => void }>()
  return {
    now: () => start + elapsed,
    monotonic: () => elapsed,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        const entry = { due: elapsed + ms, resolve }
        waiting.add(entry)
        signal?.addEventListener('abort', () => resolve())
      }),
    advance(ms) {
      elapsed += ms
      for (const entry of waiting) if (entry.due <= elapsed) entry.resolve()
    },
  }
}

export interface ItemBody {
  asset_id: string
  asset_url: string
  status: string
  name?: string
  url?: string
  error?: { code: string; message: string }
}

export interface TaskBody {
  id: string
  status: string
  progress: number
  result: {
    assets: ItemBody[]
    usable_assets: ItemBody[]
    failed_assets: ItemBody[]
    byted_token: string
    h5_link: string
    GroupId: string
    raw_response: unknown
  }
  error?: { code: string; message: string }
}

export interface ApiAnswer {
  status: number
  headers: Headers
  text: string
  /** The body as if everything were in it: whether it is, is what the tests are about. Undefined when it was no JSON. */
  body: TaskBody & { code: number; data: TaskBody; error: { code: number; message: string; type: string } }
}

/** vitest's matchers, typed as what they stand for. */
export const anyText = expect.any(String) as string
export const textLike = (pattern: RegExp) => expect.stringMatching(pattern) as string

/** A sandbox on a held clock, closed after the test, and a bare client for it. */
export async function openSandbox(options: Partial<SandboxOptions> = {}) {
  const clock = heldClock()
  const sandbox: Sandbox = await startSandbox({ clock, fetch, downloads: false, ...options })
  onTestFinished(() => sandbox.close())

  async function call(method: string, target: string, body?: unknown, headers: Record<string, string> = {}): Promise<ApiAnswer> {
    const response = await fetch(sandbox.url + target, {
      method,
      headers: { authorization: 'Bearer any', ...headers },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, body: parsed(text) as ApiAnswer['body'] }
  }
  const avatar = (body: unknown) => call('POST', '/v1/seedance2/real-avatar', body)

  return {
    sandbox,
    clock,
    call,
    avatar,
    /** Submits `names`, each under a URL of its own unless given one. */
    submit: (names: string[], urls: string[] = [], more: object = {}) =>
      avatar({ group_id: 'group-1', assets: names.map((name, index) => ({ name, url: urls[index] ?? `http://127.0.0.1:9/${name}` })), ...more }),
    read: (taskId: string) => call('GET', `/v1/tasks/${taskId}`),
    /** The finished task's `data`, with the review waited for. */
    async finish(taskId: string): Promise<TaskBody> {
      await sandbox.idle()
      clock.advance(2_000)
      return (await call('GET', `/v1/tasks/${taskId}`)).body.data
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Serves the files of `dir`; `answers` overrides single paths. Closed after the test. */
export async function serveMedia(dir: string, answers: Record<string, { status?: number; type?: string; body?: string; endless?: boolean }> = {}) {
  const seen: IncomingHttpHeaders[] = []
  const server = createServer((request, response) => {
    seen.push(request.headers)
    const name = decodeURIComponent((request.url ?? '/').slice(1))
    const set = answers[name]
    if (set) {
      response.writeHead(set.status ?? 200, { 'content-type': set.type ?? 'video/mp4', ...(set.endless ? { 'content-length': '5000' } : {}) })
      response.write(set.body ?? '')
      if (set.endless) response.destroy()
      else response.end()
      return
    }
    response.setHeader('content-type', name.endsWith('.png') ? 'image/png' : 'video/mp4')
    createReadStream(path.join(dir, name)).on('error', () => response.writeHead(404).end()).pipe(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => (server.close(() => resolve()), server.closeAllConnections())))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { origin, url: (name: string) => `${origin}/${encodeURIComponent(name)}`, requests: () => seen.length, read: (name: string) => readFile(path.join(dir, name)) }
}
