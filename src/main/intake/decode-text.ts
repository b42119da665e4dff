/**
 * A list's bytes as lines, whatever program saved it: UTF-8 with or without its mark, UTF-16 (what
 * Excel calls "Unicode text"), or the legacy code page of a Chinese or Western Excel.
 */

/** Lines are far shorter; a longer one means that this is no text. */
const longestLine = 1_000_000

export class NotText extends Error {}

function encodingOf(head: Uint8Array): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  // Latin letters in UTF-16 without its mark have a zero in every second byte.
  if (head.length > 1 && head[0] === 0 && head[1] !== 0) return 'utf-16be'
  if (head.length > 1 && head[0] !== 0 && head[1] === 0) return 'utf-16le'
  for (const encoding of ['utf-8', 'gb18030'] as const) {
    try {
      new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true })
      return encoding
    } catch {
      // not this one
    }
  }
  return 'windows-1252'
}

/**
 * Decodes and splits at LF, CR LF or CR; one line at a time, so that a list may have any length.
 * @throws NotText when it is no text at all
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null
  let head: Uint8Array = new Uint8Array()
  let rest = ''
  const split = function* (text: string, last: boolean) {
    rest += text
    // A CR at the very end may be half of a CR LF.
    const parts = rest.split(/\r\n|\n|\r(?!$)/u)
    rest = parts.pop() ?? ''
    for (const part of parts) yield checked(part)
    if (rest.length > longestLine) throw new NotText()
    if (last && rest !== '') yield checked(rest.replace(/\r$/u, ''))
  }
  for await (const chunk of chunks) {
    if (decoder) {
      yield* split(decoder.decode(chunk, { stream: true }), false)
      continue
    }
    // Enough of it to tell the encoding by, unless there is no more.
    head = Buffer.concat([head, chunk])
    if (head.length < 65_536) continue
    decoder = new TextDecoder(encodingOf(head))
    yield* split(decoder.decode(head, { stream: true }), false)
  }
  decoder ??= new TextDecoder(encodingOf(head))
  const tail = head.length < 65_536 ? decoder.decode(head) : decoder.decode()
  yield* split(tail, true)
}

function checked(line: string): string {
  if (line.includes('\0')) throw new NotText()
  return line
}
