/** Both ends included, as HTTP counts. */
export interface ByteRange { start: number; end: number }

/**
 * What a `Range` header asks of a file of `size` bytes: one range, or `'unsatisfiable'`, or null
 * for everything. A header that is malformed, in another unit or of several ranges means
 * everything, as RFC 9110 §14.2 allows.
 */
export function parseRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | null {
  const asked = /^bytes=[\t ]*(\d*)-(\d*)[\t ]*$/iu.exec(header ?? '')
  if (!asked) return null
  const [, first = '', last = ''] = asked
  if (first === '' && last === '') return null
  if (first === '') {
    const length = Number(last)
    return length === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - length), end: size - 1 }
  }
  const start = Number(first)
  const end = last === '' ? size - 1 : Number(last)
  if (last !== '' && end < start) return null
  return start >= size ? 'unsatisfiable' : { start, end: Math.min(end, size - 1) }
}
