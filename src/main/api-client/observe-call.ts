import type { Clock } from '../capabilities.ts'
import type { Observation } from '../domain/submission-answer.ts'
import { hideSecrets } from '../domain/hide-secrets.ts'
import type { HeaderReader } from '../domain/retry-after.ts'
import type { Evidence } from './api-error.ts'
import { readBody } from './read-body.ts'
import type { Transport } from './transport.ts'

export interface Call {
  method: 'GET' | 'POST'
  url: URL
  key: string
  /** Sent as JSON. */
  body?: unknown
  timeoutMs: number
  /** Ends the call early, as when its time is up. */
  signal?: AbortSignal
}

/** Makes one request, once, and says what was seen of it. Never rejects, never repeats. */
export async function observeCall({ method, url, key, body, timeoutMs, signal }: Call, transport: Transport, clock: Clock): Promise<{ observation: Observation; evidence: Evidence }> {
  const giveUp = new AbortController()
  const answered = new AbortController()
  const sentAt = clock.now()
  // The clock's wait also ends when the answer is there; only the first end counts.
  void clock.wait(timeoutMs, answered.signal).then(() => giveUp.abort())

  const result = await transport.send({
    method,
    url,
    headers: {
      authorization: `Bearer ${key}`,
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'greenroom',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: signal ? AbortSignal.any([giveUp.signal, signal]) : giveUp.signal,
  })
  answered.abort()

  const answeredAt = clock.now()
  const seen = { method, url: url.href, sentAt, answeredAt, mayHaveArrived: result.kind !== 'unsent' }
  if (result.kind !== 'answer') {
    return { observation: result, evidence: { ...seen, status: null, requestId: null, bodyStart: '' } }
  }
  const { status, headers } = result
  const { parsed, start } = readBody(result.body, result.end, headers, key)
  return {
    observation: { kind: 'answer', status, headers, body: parsed, answeredAt },
    evidence: { ...seen, status, requestId: requestIdOf(headers, key), bodyStart: start },
  }
}

/** The vendor's own first, then those of what its kind of service stands behind. */
const requestIdHeaders = ['x-request-id', 'request-id', 'x-oneapi-request-id', 'x-tt-logid', 'x-trace-id', 'x-amzn-requestid', 'cf-ray']

/** @param secret should a gateway repeat it even there */
function requestIdOf(headers: HeaderReader, secret: string): string | null {
  for (const name of requestIdHeaders) {
    const id = headers.get(name)
    if (id) return secret.length < 8 ? id : hideSecrets(id, [secret], '[key]')
  }
  return null
}
