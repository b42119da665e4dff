import { networkWords } from '../domain/network-cause.ts'
import type { NetworkCause } from '../domain/submission-answer.ts'

type Kind = NetworkCause['kind']

const kindByCode: Record<string, Kind> = {
  ENOTFOUND: 'dns', EAI_AGAIN: 'dns', EAI_FAIL: 'dns', EAI_NONAME: 'dns', EAI_NODATA: 'dns', ENODATA: 'dns',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable', ENETUNREACH: 'unreachable', EHOSTDOWN: 'unreachable', ENETDOWN: 'unreachable', EADDRNOTAVAIL: 'unreachable',
  ETIMEDOUT: 'connect-timeout', UND_ERR_CONNECT_TIMEOUT: 'connect-timeout',
  UND_ERR_PRX_CONN: 'proxy', UND_ERR_PRX_TLS: 'proxy', UND_ERR_SOCKS5: 'proxy',
  UND_ERR_INVALID_ARG: 'not-sendable', ERR_INVALID_URL: 'not-sendable', ERR_INVALID_CHAR: 'not-sendable',
  EPROTO: 'tls', ERR_SSL_WRONG_VERSION_NUMBER: 'tls',
}
/** OpenSSL's words for a certificate that is not believed: https://docs.openssl.org/master/man1/openssl-verification-options/ */
const certificate = /^(?:CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/
const handshake = /^(?:ERR_TLS_|ERR_SSL_)/

/** Why a request failed before it left; `unsentCause` may only be asked when that is known. */
export function unsentCause(error: unknown): NetworkCause {
  const { code, message } = wordsOf(error)
  return { kind: kindBefore(code, message), code, message: networkWords(code, message) ?? 'the connection failed' }
}

/** Why a request that may have left has no answer. */
export function lostCause(error: unknown): NetworkCause {
  const { code, message } = wordsOf(error)
  const isReset = code === 'ECONNRESET' || code === 'EPIPE' || code === 'ECONNABORTED' || code === 'UND_ERR_SOCKET'
  const isTimeout = code === 'ETIMEDOUT' || /^UND_ERR_(?:HEADERS|BODY)_TIMEOUT$/.test(code ?? '')
  return { kind: isReset ? 'reset' : isTimeout ? 'timeout' : 'other', code, message: networkWords(code, message) ?? 'the connection failed' }
}

/**
 * Whether an error alone, from a `fetch` that does not tell the phase, proves that nothing was sent.
 * Some codes also come from established connections, so the system call must be one of connecting.
 */
export function provesUnsent(error: unknown): boolean {
  return chain(error).some(({ code, syscall }) => {
    if (code === null) return false
    if (certificate.test(code) || code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'UND_ERR_CONNECT_TIMEOUT') return true
    if (syscall !== 'connect' && syscall !== 'getaddrinfo') return false
    return ['dns', 'refused', 'unreachable', 'connect-timeout'].includes(kindByCode[code] ?? 'other')
  })
}

function kindBefore(code: string | null, message: string): Kind {
  const known = code === null ? undefined : kindByCode[code]
  if (known) return known
  if (code !== null && (certificate.test(code) || handshake.test(code))) return 'tls'
  if (/secure TLS connection/.test(message)) return 'tls'
  if (/proxy|tunnel/i.test(message)) return 'proxy'
  return 'other'
}

function wordsOf(error: unknown): { code: string | null; message: string } {
  const links = chain(error)
  const telling = links.find((link) => link.code !== null) ?? links[0]
  return { code: telling?.code ?? null, message: telling?.message ?? String(error) }
}

interface Link { code: string | null; syscall: string | null; message: string }

/** The error, its causes, and the first of several (one address each) that it stands for. */
function chain(error: unknown): Link[] {
  const links: Link[] = []
  for (let at: unknown = error; at instanceof Error && links.length < 8; ) {
    const { code, syscall } = at as NodeJS.ErrnoException
    links.push({ code: typeof code === 'string' ? code : null, syscall: syscall ?? null, message: at.message || at.name })
    at = at instanceof AggregateError && at.errors.length > 0 ? (at.errors as unknown[])[0] : at.cause
  }
  return links
}
