/** Longest `name` the service is known to take, in UTF-16 units. */
export const correlationNameLimit = 64

/**
 * The name a clip is submitted under: its stem first, so that a person can read it in the service's
 * own pages, and a suffix that makes it the only one of its kind, so that a verdict finds its clip.
 *
 * Letters, digits (of any script, with their marks), `-` and `_` are kept; everything else becomes one `-`.
 * The suffix is never shortened; the stem is, between code points.
 *
 * @param uniqueSuffix made by us, of letters and digits, well under the limit.
 */
export function correlationName(stem: string, uniqueSuffix: string): string {
  const readable = tidy(stem) || 'clip'
  const room = correlationNameLimit - uniqueSuffix.length - 1
  const kept = tidy(cut(readable, room))
  return kept ? `${kept}-${uniqueSuffix}` : uniqueSuffix
}

function tidy(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}\p{M}_-]+/gu, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^[-\p{M}]+|-+$/gu, '')
}

function cut(text: string, units: number): string {
  let kept = ''
  for (const point of text) {
    if (kept.length + point.length > units) break
    kept += point
  }
  return kept
}
