import zlib from 'node:zlib'
import { hideSecrets } from '../domain/hide-secrets.ts'
import { unparsable, type UnparsedBody } from '../domain/submission-answer.ts'
import type { HeaderReader } from '../domain/retry-after.ts'
import { longestBodyBytes, type BodyEnd } from './transport.ts'

const evidenceBytes = 4096

export interface ReadBody {
  /** The JSON value, or why there is none. */
  parsed: unknown
  /** The first 4 KiB as text, to be kept as evidence. */
  start: string
}

/**
 * Reads a body as JSON, whatever its content type says: gateways mislabel both ways.
 * @param secret never gets past here, should the service repeat it in its answer
 */
export function readBody(bytes: Uint8Array, end: BodyEnd, headers: HeaderReader, secret: string): ReadBody {
  // We ask for no encoding; some gateways encode all the same (and a fetch has decoded already).
  const decoded = end === 'whole' ? decode(bytes, headers.get('content-encoding')) : bytes
  const hide = (text: string) => (secret.length < 8 ? text : hideSecrets(text, [secret], '[key]'))
  const text = hide(new TextDecoder().decode(decoded).replace(/^\uFEFF/, ''))
  const start = hide(new TextDecoder().decode(decoded.subarray(0, evidenceBytes)).replace(/\uFFFD$/, ''))
  if (end !== 'whole') return { parsed: unparsed(end, start), start }
  try {
    return { parsed: JSON.parse(text) as unknown, start }
  } catch {
    return { parsed: unparsed(looksCutShort(text) ? 'cut-short' : 'not-json', start), start }
  }
}

function unparsed(because: UnparsedBody['because'], text: string): UnparsedBody {
  return { [unparsable]: true, because, text }
}

/** JSON that begins and does not end: a connection closed early without a length to tell it by. */
function looksCutShort(text: string): boolean {
  const trimmed = text.trim()
  return /^[[{]/.test(trimmed) && !/[\]}]$/.test(trimmed)
}

function decode(bytes: Uint8Array, encoding: string | null): Uint8Array {
  const limit = { maxOutputLength: longestBodyBytes }
  try {
    if (encoding === 'gzip' || encoding === 'x-gzip') return zlib.gunzipSync(bytes, limit)
    if (encoding === 'deflate') return zlib.inflateSync(bytes, limit)
    if (encoding === 'br') return zlib.brotliDecompressSync(bytes, limit)
  } catch {
    // Not what the header says (a fetch decodes and leaves the header standing), or too large: judged as it is.
  }
  return bytes
}
