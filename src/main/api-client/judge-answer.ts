/** What an answer to any call but a submission means; submissions have a table of their own in the domain. */
import { parseRetryAfter } from '../domain/retry-after.ts'
import {
  asDictionary, hasEnvelope, innerRefusal, isUnparsed, isWebPage, wordsOf,
  type NetworkCause, type Observation, type ServiceWords,
} from '../domain/submission-answer.ts'
import type { ApiError, ApiFault } from './api-error.ts'
import * as say from './error-words.ts'

export interface CallContext {
  host: string
  requestId: string | null
  /** Whether the call may have changed something at the service: a lost answer is then not harmless. */
  mayHaveActed: boolean
  /** What a 404 would be about, in words; null where it means that the address is wrong. */
  lookedFor: string | null
}

export type Judged = { ok: true; body: unknown } | { ok: false; error: ApiError }

/** The JSON of an answer that grants the call, or why there is none. */
export function judgeAnswer(observation: Observation, context: CallContext): Judged {
  const { host, requestId } = context
  const status = observation.kind === 'answer' ? observation.status : null
  const no = (fault: ApiFault, told: say.Told): Judged => ({ ok: false, error: { ...fault, ...told, requestId, status } })
  const lost = (seen: string, cause: NetworkCause | null = null) =>
    context.mayHaveActed
      ? no({ kind: 'outcome-unknown', cause }, say.outcomeUnknown(host, seen))
      : no({ kind: 'service-trouble', retryDueAt: null, cause }, say.serviceTrouble(host, seen))

  if (observation.kind === 'unsent') return no({ kind: 'offline', cause: observation.cause }, say.offline(host, observation.cause))
  if (observation.kind === 'lost') return lost(observation.cause.message, observation.cause)

  const { body, headers, answeredAt } = observation
  const refused = (effective: number, words: ServiceWords): Judged => {
    const retryDueAt = parseRetryAfter(headers, answeredAt)
    if (effective === 401) return no({ kind: 'key-refused' }, say.keyRefused(host, words))
    if (effective === 402) return no({ kind: 'no-balance' }, say.noBalance(host, words))
    if (effective === 429) return no({ kind: 'rate-limited', retryDueAt }, say.rateLimited(host))
    if (effective === 404 && context.lookedFor !== null) return no({ kind: 'not-found' }, say.notFound(host, context.lookedFor))
    if (effective >= 500 || effective === 408 || effective === 425) {
      return no({ kind: 'service-trouble', retryDueAt, cause: null }, say.serviceTrouble(host, seenAs(effective, words)))
    }
    return no({ kind: 'service-refused', words }, say.serviceRefused(host, words))
  }
  const elsewhere = (seen: string) => no({ kind: 'not-the-api' }, say.notTheApi(host, seen))
  const code = observation.status
  const certain = code === 401 || code === 402 || code === 429 || code === 503

  if (code >= 300 && code < 400) return elsewhere(redirection(code, headers.get('location')))
  if (isUnparsed(body)) {
    if (certain) return refused(code, noWords)
    if (body.because !== 'not-json') return lost('the answer broke off')
    if (code >= 500) return lost(`HTTP ${code} from something in between`)
    if (code === 408 || code === 499) return lost(`HTTP ${code}`)
    return elsewhere(isWebPage(body) ? `a web page (HTTP ${code})` : `HTTP ${code} without JSON`)
  }
  const words = wordsOf(body) ?? noWords
  if (code < 300) {
    const inner = innerRefusal(body)
    return inner === null ? { ok: true, body } : refused(inner, words)
  }
  if (certain || hasEnvelope(body)) return refused(code, words)
  if (code >= 500 || code === 408 || code === 499) return lost(seenAs(code, words))
  const aboutContent = code === 400 || code === 422 || typeof asDictionary(body)?.code === 'number'
  return aboutContent || (code === 404 && context.lookedFor !== null) ? refused(code, words) : elsewhere(seenAs(code, words))
}

const noWords: ServiceWords = { code: null, message: null }

function seenAs(status: number, { message }: ServiceWords): string {
  return message === null ? `HTTP ${status}` : `HTTP ${status}, “${message}”`
}

function redirection(status: number, location: string | null): string {
  return location === null ? `HTTP ${status}` : `it sends us on to ${location} (HTTP ${status})`
}
