/** What the sandbox does with one request: an answer, or one of the ways in which none comes. */
export type Answer =
  | { kind: 'json'; status: number; body: unknown; headers?: Record<string, string> }
  | { kind: 'text'; status: number; contentType: 'text/html' | 'text/plain'; text: string }
  /** The connection ends without an answer; `hard` with a TCP reset. */
  | { kind: 'dropped'; hard: boolean }
  /** The connection stays open and nothing ever comes. */
  | { kind: 'silence' }

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return { kind: 'json', status, body, headers }
}

export function html(status: number, text: string): Answer {
  return { kind: 'text', status, contentType: 'text/html', text }
}

/** `{code: 200, data}` as the vendor's page has it, or `data` alone, as others of the family answer. */
export function success(data: object, bodies: 'wrapped' | 'flat'): Answer {
  return json(200, bodies === 'wrapped' ? { code: 200, data } : data)
}
