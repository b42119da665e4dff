import { assertNever } from '../../contract/assert-never.ts'
import type { Problem, ProblemKind } from '../../contract/models/problem.ts'
import type { NetworkCause, ServiceWords } from '../domain/submission-answer.ts'

/** What was seen of one call, kept with the attempt it belongs to. Times UTC ms. */
export interface Evidence {
  method: 'GET' | 'POST'
  url: string
  status: number | null
  requestId: string | null
  /** The first 4 KiB of the answer. */
  bodyStart: string
  sentAt: number
  /** When the answer had come, or was given up on. */
  answeredAt: number
  /** False only where it is certain that the request did not leave: it then took no slot of the budget. */
  mayHaveArrived: boolean
}

/** Why a call brought nothing, as data. `message` and `advice` are for a person. */
export type ApiError = { message: string; advice: string; requestId: string | null; status: number | null } & (
  | { kind: 'no-key' | 'key-refused' | 'no-balance' | 'not-the-api' }
  /** The request did not leave. */
  | { kind: 'offline'; cause: NetworkCause }
  /** It may have left, asked the service to do something, and has no answer that can be read. */
  | { kind: 'outcome-unknown'; cause: NetworkCause | null }
  | { kind: 'rate-limited'; retryDueAt: number | null }
  /** The service failed, or its answer was lost, and asking again does no harm. */
  | { kind: 'service-trouble'; retryDueAt: number | null; cause: NetworkCause | null }
  /** The service knows no such task. */
  | { kind: 'not-found' }
  | ({ kind: 'service-refused' } & { words: ServiceWords })
  /** JSON, but not what was asked for. */
  | { kind: 'not-understood' }
  /** A task's answer, but another task's. */
  | { kind: 'another-task' }
)
/** An error without its words and its place. */
export type ApiFault = WithoutWords<ApiError>
type WithoutWords<T> = T extends unknown ? Omit<T, 'message' | 'advice' | 'requestId' | 'status'> : never

export type ApiResult<T> = { ok: true; value: T; evidence: Evidence } | { ok: false; error: ApiError; evidence: Evidence }

/** The error as it crosses to the screens and the command line. */
export function problemOf(error: ApiError): Problem {
  return { kind: problemKindOf(error), message: error.message, advice: error.advice, requestId: error.requestId }
}

function problemKindOf(error: ApiError): ProblemKind {
  switch (error.kind) {
    case 'no-key':
    case 'key-refused':
    case 'no-balance':
    case 'not-the-api':
    case 'offline':
    case 'outcome-unknown':
    case 'service-refused':
    case 'service-trouble':
      return error.kind
    case 'rate-limited':
    case 'not-understood':
    case 'another-task':
      return 'service-trouble'
    case 'not-found':
      return 'service-refused'
    default:
      return assertNever(error, 'an API error')
  }
}
