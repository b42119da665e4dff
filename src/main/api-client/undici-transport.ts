import type { Dispatcher } from 'undici'
import type { HeaderReader } from '../domain/retry-after.ts'
import { makeDispatcher, type UndiciTransportOptions } from './environment-dispatcher.ts'
import { lostCause, unsentCause } from './network-cause.ts'
import { longestBodyBytes, type BodyEnd, type Transport, type TransportRequest, type TransportResult } from './transport.ts'

export type { UndiciTransportOptions } from './environment-dispatcher.ts'

/**
 * The production transport. What it has over `fetch`: it knows whether a byte of the request left.
 *
 * A POST gets a connection of its own: on a kept-alive one, a reset does not tell whether the server had
 * closed it before or after reading the request. undici calls `onRequestStart` when it is about to write;
 * what fails before that (DNS, connecting, TLS, the proxy's tunnel) is certainly unsent.
 */
export function createUndiciTransport(options: UndiciTransportOptions = {}): Transport {
  let forReading: Dispatcher | null = null

  async function send(request: TransportRequest): Promise<TransportResult> {
    const own = request.method === 'POST'
    const ended = new AbortController()
    let dispatcher: Dispatcher
    try {
      dispatcher = own ? makeDispatcher(options, request.url.protocol === 'https:', ended.signal) : (forReading ??= makeDispatcher(options, request.url.protocol === 'https:'))
    } catch (error) {
      return { kind: 'unsent', cause: { ...unsentCause(error), kind: 'proxy' } }
    }
    const result = await dispatchOnce(dispatcher, request)
    if (own) {
      // The request is decided: whatever ending its connection throws is about nothing any more.
      dispatcher.destroy().catch(() => undefined)
      // undici lets a connection still being made run on to its time-out; its socket hears this.
      ended.abort()
    }
    return result
  }

  async function close(): Promise<void> {
    await forReading?.destroy()
    forReading = null
  }

  return { send, close }
}

function dispatchOnce(dispatcher: Dispatcher, { method, url, headers, body, signal }: TransportRequest): Promise<TransportResult> {
  return new Promise((resolve) => {
    let controller: Dispatcher.DispatchController | null = null
    let started = false
    let settled = false
    let head: { status: number; headers: HeaderReader } | null = null
    let chunks: Buffer[] = []
    let length = 0

    const settle = (result: TransportResult) => {
      if (settled) return
      settled = true
      signal.removeEventListener('abort', giveUp)
      resolve(result)
    }
    const answer = (end: BodyEnd) => {
      if (head) settle({ kind: 'answer', ...head, body: Buffer.concat(chunks), end })
      chunks = []
    }
    const fail = (error: unknown) => {
      if (head) answer('cut-short')
      else if (isProxyRefusal(error)) settle({ kind: 'unsent', cause: { ...unsentCause(error), kind: 'proxy' } })
      else if (started) settle({ kind: 'lost', cause: lostCause(error) })
      else settle({ kind: 'unsent', cause: unsentCause(error) })
    }
    const giveUp = () => {
      if (head) answer('cut-short')
      else if (started) settle({ kind: 'lost', cause: { kind: 'timeout', code: null, message: 'no answer within the time allowed' } })
      else settle({ kind: 'unsent', cause: { kind: 'connect-timeout', code: null, message: 'no connection within the time allowed' } })
      controller?.abort(new Error('given up on'))
    }

    signal.addEventListener('abort', giveUp)
    if (signal.aborted) return giveUp()

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(given) {
        // Given up on while it was still connecting, or undici about to write it again: it must not leave now.
        if (settled || (started && method === 'POST')) return given.abort(new Error('must not be sent'))
        controller = given
        started = true
      },
      onResponseStart(_given, status, received) {
        if (status >= 200) head = { status, headers: readerOf(received) }
      },
      onResponseData(given, chunk) {
        if (settled) return
        length += chunk.length
        chunks.push(length > longestBodyBytes ? chunk.subarray(0, chunk.length - (length - longestBodyBytes)) : chunk)
        if (length <= longestBodyBytes) return
        answer('too-large')
        given.abort(new Error('answer too large'))
      },
      onResponseEnd() {
        answer('whole')
      },
      onResponseError(_given, error) {
        fail(error)
      },
    }
    try {
      dispatcher.dispatch({
        origin: url.origin, path: url.pathname + url.search, method, headers, body,
        // One clock decides how long a request may take: the caller's signal.
        headersTimeout: 0, bodyTimeout: 0,
      }, handler)
    } catch (error) {
      fail(error)
    }
  })
}

/** A proxy that asks for a password to forward plain HTTP: undici tells it as an error, and the request went no further. */
function isProxyRefusal(error: unknown): boolean {
  return error instanceof Error && /Proxy Authentication Required/.test(error.message)
}

function readerOf(headers: Record<string, string | string[] | undefined>): HeaderReader {
  return {
    get(name) {
      const value = headers[name.toLowerCase()]
      return Array.isArray(value) ? value.join(', ') : (value ?? null)
    },
  }
}
