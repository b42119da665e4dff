/**
 * What an answer to a submission means: the one table that decides whether a batch may be sent again.
 *
 * The API has no idempotency key and no listing, so "was it accepted?" must be read from the answer
 * alone. Whatever is not certainly a refusal, and certainly not an acceptance, is `unknown`, and an
 * unknown batch is never sent again without a person.
 */
import type { AccountStop } from '../../contract/models/states.ts'
import { parseRetryAfter, type HeaderReader } from './retry-after.ts'

/** Why a request did not leave, or its answer did not come. `code` is the system's own word (ECONNRESET, …). */
export interface NetworkCause {
  kind:
    | 'refused' | 'unreachable' | 'dns' | 'connect-timeout' | 'tls' | 'proxy' | 'not-sendable'
    | 'reset' | 'timeout' | 'other'
  code: string | null
  message: string
}

/** Marks a body that could not be read; no JSON has such a name in it, whatever the service answers. */
export const unparsable = Symbol('unparsable')

/** A body that is no JSON document, or of which only a part was read. `text` is its beginning. */
export interface UnparsedBody {
  [unparsable]: true
  because: 'not-json' | 'cut-short' | 'too-large'
  text: string
}

/** What was seen of one submission. `unsent`: certainly no byte of it left; `lost`: one may have. */
export type Observation =
  | { kind: 'answer'; status: number; headers: HeaderReader; body: unknown; answeredAt: number }
  | { kind: 'unsent'; cause: NetworkCause }
  | { kind: 'lost'; cause: NetworkCause }

/** The service's own words. `code` as text, whatever it came as. */
export interface ServiceWords {
  code: string | null
  message: string | null
}

export type SubmissionMeaning =
  | { kind: 'accepted'; taskId: string }
  /** Certainly not accepted; may be sent again at `retryDueAt`, or when our own backoff says. */
  | ({ kind: 'refused-retry'; why: 'rate' | 'server'; retryDueAt: number | null } & ServiceWords)
  /** Certainly not accepted, and nothing else would be until a person acts. */
  | ({ kind: 'refused-stop'; stop: AccountStop } & ServiceWords)
  /** Certainly not accepted, and the same request never will be: its clips are held with these words. */
  | ({ kind: 'refused-for-good' } & ServiceWords)
  | { kind: 'unsent'; cause: NetworkCause }
  | ({ kind: 'unknown'; why: UnknownWhy; cause: NetworkCause | null } & ServiceWords)

export type UnknownWhy =
  | 'server-error' // a 5xx that does not carry the vendor's envelope: a gateway speaks, and the service may have acted
  | 'gave-up-waiting' // 408 or 499 from something in between
  | 'not-json' // a 2xx that is no JSON
  | 'web-page' // a 2xx that is HTML: very likely the wrong address, which may still have taken the request
  | 'cut-short' // the answer broke off, or went on without end
  | 'no-task-id' // a 2xx that says yes but not to what
  | 'contradiction' // refuses and names a task in one answer
  | 'connection-lost'
  | 'timed-out'
  | 'odd-status'

/** Reads the meaning off one observation. Total: every observation has exactly one meaning. */
export function whatItMeans(observation: Observation): SubmissionMeaning {
  if (observation.kind === 'unsent') return { kind: 'unsent', cause: observation.cause }
  if (observation.kind === 'lost') {
    return unknown(observation.cause.kind === 'timeout' ? 'timed-out' : 'connection-lost', noWords, observation.cause)
  }
  const { status, headers, body, answeredAt } = observation
  const verdict = (effective: number, words: ServiceWords) => refusal(effective, words, parseRetryAfter(headers, answeredAt))

  if (isUnparsed(body)) return unparsed(status, body, verdict)
  const words = wordsOf(body) ?? noWords

  if (status >= 200 && status < 300) {
    const taskId = taskIdOf(body)
    const refusedBy = innerRefusal(body)
    if (taskId !== null) return refusedBy === null ? { kind: 'accepted', taskId } : unknown('contradiction', words)
    if (refusedBy === null) return unknown('no-task-id', words)
    return verdict(refusedBy, words)
  }
  if (status < 300 || status >= 600) return unknown('odd-status', words)
  if (status < 400) return { kind: 'refused-stop', stop: 'not-the-api', ...words }
  if (namesATask(body)) return unknown('contradiction', words)

  if (hasEnvelope(body)) return verdict(status, words)
  if (status === 429 || status === 503 || status === 401 || status === 402) return verdict(status, words)
  if (status >= 500) return unknown('server-error', words)
  if (status === 408 || status === 499) return unknown('gave-up-waiting', words)
  // JSON that turns the request down without the envelope. 400 and 422 are about the content, and so is a flat
  // `{code, message}` with a number, which this family of services also speaks; the rest is about the address.
  const aboutContent = status === 400 || status === 413 || status === 422 || numeric(asDictionary(body)?.code) !== null
  return aboutContent ? { kind: 'refused-for-good', ...words } : { kind: 'refused-stop', stop: 'not-the-api', ...words }
}

type Judge = (effectiveStatus: number, words: ServiceWords) => SubmissionMeaning

/** A refusal by the service itself: `status` is the HTTP status, or the code inside a 200. */
function refusal(status: number, words: ServiceWords, retryDueAt: number | null): SubmissionMeaning {
  if (status === 401) return { kind: 'refused-stop', stop: 'key-refused', ...words }
  if (status === 402) return { kind: 'refused-stop', stop: 'no-balance', ...words }
  if (status === 429) return { kind: 'refused-retry', why: 'rate', retryDueAt, ...words }
  // 408 and 425 in the service's own envelope: refused for its haste or slowness, not for its content.
  if (status === 408 || status === 425 || (status >= 500 && status < 600)) {
    return { kind: 'refused-retry', why: 'server', retryDueAt, ...words }
  }
  return { kind: 'refused-for-good', ...words }
}

function unparsed(status: number, body: UnparsedBody, verdict: Judge): SubmissionMeaning {
  const words = { code: null, message: plainText(body.text) }
  if (status === 429 || status === 503 || status === 401 || status === 402) return verdict(status, words)
  if (status >= 300 && status < 400) return { kind: 'refused-stop', stop: 'not-the-api', ...words }
  if (body.because !== 'not-json') return unknown('cut-short', words)
  if (status >= 200 && status < 300) return unknown(isWebPage(body) ? 'web-page' : 'not-json', words)
  if (status === 408 || status === 499) return unknown('gave-up-waiting', words)
  if (status >= 400 && status < 500) return { kind: 'refused-stop', stop: 'not-the-api', ...words }
  return unknown(status >= 500 && status < 600 ? 'server-error' : 'odd-status', words)
}

const noWords: ServiceWords = { code: null, message: null }

function unknown(why: UnknownWhy, words: ServiceWords, cause: NetworkCause | null = null): SubmissionMeaning {
  return { kind: 'unknown', why, cause, ...words }
}

// Reading a body defensively. Shared with the reading of every other answer of the API.

type Dictionary = Record<string, unknown>

/** The value as a dictionary, or null: arrays and scalars are none. */
export function asDictionary(value: unknown): Dictionary | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Dictionary) : null
}

export function isUnparsed(body: unknown): body is UnparsedBody {
  return typeof body === 'object' && body !== null && unparsable in body
}

/** Whether a body that is no JSON is a page meant for a browser. */
export function isWebPage(body: UnparsedBody): boolean {
  return /^\s*(?:<!doctype html|<html|<\?xml|<head|<body)/i.test(body.text)
}

/** Whether the body carries the vendor's `{error: {code, message, type}}`. */
export function hasEnvelope(body: unknown): boolean {
  const error = envelope(body)
  return error !== null && (text(error.message) !== null || text(error.code) !== null || text(error.type) !== null)
}

/**
 * The status that a 2xx really stands for: the code in the body, or in an error inside it, when that is
 * a refusal; null when the body refuses nothing. Codes that are no HTTP status come back as 400.
 */
export function innerRefusal(body: unknown): number | null {
  const error = envelope(body)
  if (error !== null && hasEnvelope(body) && !isTaskWithItsOwnError(body, error)) {
    const status = numeric(error.code) ?? numeric(asDictionary(body)?.code)
    if (status !== null && status >= 400 && status < 600) return status
    return statusOfType[text(error.type) ?? ''] ?? 400
  }
  const stated = statedCode(body)
  if (stated === null || stated === '0' || /^2\d\d$/.test(stated) || /^(?:ok|success)$/i.test(stated)) return null
  return /^[45]\d\d$/.test(stated) ? Number(stated) : 400
}

/** The service's words in a body: from the envelope, else from a flat `{code, message}`. Null when it has none. */
export function wordsOf(body: unknown): ServiceWords | null {
  const flat = asDictionary(body)
  const source = envelope(body) ?? flat
  if (!source) return null
  const message = text(source.message) ?? text(source.msg) ?? text(flat?.message) ?? text(flat?.msg) ?? text(flat?.error) ?? text(flat?.detail)
  const code = text(source.code) ?? text(source.type) ?? text(flat?.code)
  return code === null && message === null ? null : { code, message }
}

/** The task an answer names: wrapped in `data` (or the first of a list there), or flat. */
export function taskIdOf(body: unknown): string | null {
  const flat = asDictionary(body)
  if (!flat) return null
  const inData = taskIdIn(Array.isArray(flat.data) ? flat.data[0] : flat.data, true)
  // Beside `data`, an `id` at the top is more often the request's, unless a task's status stands with it.
  const flatTask = flat.data === undefined || flat.data === null || text(flat.status) !== null
  return inData ?? taskIdIn(flat, flatTask)
}

/** In a refusal a bare `id` at the top is more often the request's than a task's; only the plain places count. */
function namesATask(body: unknown): boolean {
  const flat = asDictionary(body)
  const data = Array.isArray(flat?.data) ? (flat.data as unknown[])[0] : flat?.data
  return taskIdIn(data, true) !== null || taskIdIn(flat, false) !== null
}

function taskIdIn(value: unknown, bareId: boolean): string | null {
  const source = asDictionary(value)
  if (!source) return null
  return text(source.task_id) ?? text(source.taskId) ?? (bareId ? text(source.id) : null)
}

/** A flat task that was created and has already failed carries `error` with a *word* for a code, as tasks do. */
function isTaskWithItsOwnError(body: unknown, error: Dictionary): boolean {
  return taskIdOf(body) !== null && text(asDictionary(body)?.status) !== null && numeric(error.code) === null
}

const statusOfType: Record<string, number> = {
  invalid_request_error: 400,
  authentication_error: 401,
  payment_required: 402,
  rate_limit_error: 429,
  server_error: 500,
}

function envelope(body: unknown): Dictionary | null {
  return asDictionary(asDictionary(body)?.error)
}

/** The `code` beside `data`, as text. */
function statedCode(body: unknown): string | null {
  return text(asDictionary(body)?.code)
}

function numeric(value: unknown): number | null {
  const written = text(value)
  return written !== null && /^\d{1,9}$/.test(written) ? Number(written) : null
}

/** A non-empty string, or a number as one. */
function text(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

function plainText(markup: string): string | null {
  const words = markup
    .replace(/<(script|style)[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return words === '' ? null : words.slice(0, 300)
}
