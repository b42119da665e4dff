import type { Fetch } from '../capabilities.ts'
import { lostCause, provesUnsent, unsentCause } from './network-cause.ts'
import { longestBodyBytes, type BodyEnd, type Transport, type TransportResult } from './transport.ts'

/**
 * The API over any `fetch`. It does not know whether a request left, so a failure counts as unsent only
 * where the error by itself proves it; production uses the undici transport, which knows.
 */
export function createFetchTransport(fetch: Fetch): Transport {
  return {
    async send({ method, url, headers, body, signal }): Promise<TransportResult> {
      if (signal.aborted) return { kind: 'unsent', cause: { kind: 'connect-timeout', code: null, message: 'given up on before it was sent' } }
      let response: Response
      try {
        response = await fetch(url, { method, headers, body, signal, redirect: 'manual', cache: 'no-store' })
      } catch (error) {
        if (signal.aborted) return { kind: 'lost', cause: { kind: 'timeout', code: null, message: 'no answer within the time allowed' } }
        return provesUnsent(error) ? { kind: 'unsent', cause: unsentCause(error) } : { kind: 'lost', cause: lostCause(error) }
      }
      return { kind: 'answer', status: statusOf(response), headers: response.headers, ...(await readBounded(response)) }
    },
    async close() {
      // Nothing of ours is open: connections belong to whoever gave the fetch.
    },
  }
}

/** In a browser-like fetch a redirect not followed is opaque, with status 0. */
function statusOf(response: Response): number {
  return response.type === 'opaqueredirect' ? 302 : response.status
}

async function readBounded(response: Response): Promise<{ body: Uint8Array; end: BodyEnd }> {
  const chunks: Uint8Array[] = []
  let room = longestBodyBytes
  const reader = response.body?.getReader()
  try {
    for (;;) {
      const next = await reader?.read()
      if (!next || next.done) return { body: Buffer.concat(chunks), end: 'whole' }
      chunks.push(next.value.subarray(0, room))
      room -= next.value.length
      if (room < 0) {
        await reader?.cancel()
        return { body: Buffer.concat(chunks), end: 'too-large' }
      }
    }
  } catch {
    // The answer has begun and broke off: what was read says how far it came, and `end` that it is not all.
    return { body: Buffer.concat(chunks), end: 'cut-short' }
  }
}
