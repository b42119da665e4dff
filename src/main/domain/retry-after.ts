/** Anything that reads response headers case-insensitively: `Headers` does. */
export interface HeaderReader {
  get(name: string): string | null
}

/** Nobody means more than a month: such a header is a mistake (seconds for milliseconds, a date far off), and obeyed it would close the account for good. */
const longestMs = 31 * 86_400_000

const number = /^\d+(?:\.\d+)?$/
// Date.parse alone takes "12 potatoes" for a date, so the forms of RFC 9110 (and ISO 8601) are asked for first.
const datePatterns = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} (?:GMT|UTC)$/,
  /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/,
]

/**
 * When the server says we may come back, as a UTC time in ms; null when it does not say.
 *
 * Reads `retry-after-ms`, then `retry-after` as seconds (fractions too) or as a date. What is
 * negative, past, more than a month away or not a time counts as not said. All else is obeyed in full:
 * waiting an hour that was asked for costs less than an account that is blocked.
 */
export function parseRetryAfter(headers: HeaderReader, now: number): number | null {
  const milliseconds = headers.get('retry-after-ms')?.trim() ?? ''
  if (number.test(milliseconds)) return due(now, Number(milliseconds))

  const value = headers.get('retry-after')?.trim() ?? ''
  if (number.test(value)) return due(now, Number(value) * 1000)

  const at = parseDate(value)
  if (at === null) return null
  // The date is by the server's clock; its own Date header tells how far ours is from it.
  const serverNow = parseDate(headers.get('date')?.trim() ?? '') ?? now
  return at < serverNow ? null : due(now, at - serverNow)
}

function due(now: number, waitMs: number): number | null {
  return waitMs > longestMs ? null : now + Math.ceil(waitMs)
}

function parseDate(text: string): number | null {
  if (!datePatterns.some((pattern) => pattern.test(text))) return null
  // asctime carries no zone and means GMT; Date.parse would take it for local time.
  const at = Date.parse(/\d{4}$/.test(text) ? `${text} GMT` : text)
  return Number.isNaN(at) ? null : at
}
