import type { NetworkCause } from '../domain/submission-answer.ts'
import type { HeaderReader } from '../domain/retry-after.ts'

export interface TransportRequest {
  method: 'GET' | 'POST'
  url: URL
  headers: Record<string, string>
  body?: string
  /** Ends the request: when its time is up, or when the process stops. */
  signal: AbortSignal
}

/** How much of a body was had: all of it, what came before it broke off, or as much as we read at most. */
export type BodyEnd = 'whole' | 'cut-short' | 'too-large'

/**
 * What became of one request. `unsent` is a promise: no byte of it left this machine.
 * A request is made once: nothing here retries, and redirects are answers.
 */
export type TransportResult =
  | { kind: 'answer'; status: number; headers: HeaderReader; body: Uint8Array; end: BodyEnd }
  | { kind: 'unsent'; cause: NetworkCause }
  | { kind: 'lost'; cause: NetworkCause }

export interface Transport {
  /** Never rejects. */
  send(request: TransportRequest): Promise<TransportResult>
  close(): Promise<void>
}

/** More than any answer of this API; a page without end must not fill the memory. */
export const longestBodyBytes = 1024 * 1024
