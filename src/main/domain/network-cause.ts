/** What Node, OpenSSL and undici call a connection that did not come about, in words that end a sentence. */
const wordsByCode: Record<string, string> = {
  ENOTFOUND: 'there is no such name', EAI_AGAIN: 'its name cannot be looked up now', EAI_FAIL: 'its name cannot be looked up', EAI_NONAME: 'there is no such name', EAI_NODATA: 'there is no such name', ENODATA: 'there is no such name',
  ECONNREFUSED: 'nothing answers there',
  EHOSTUNREACH: 'there is no way there from here', ENETUNREACH: 'there is no way there from here', EHOSTDOWN: 'there is no way there from here', ENETDOWN: 'this machine has no network', EADDRNOTAVAIL: 'this machine has no network',
  ECONNRESET: 'the connection was broken off', EPIPE: 'the connection was broken off', ECONNABORTED: 'the connection was broken off', UND_ERR_SOCKET: 'the connection was broken off', UND_ERR_ABORTED: 'it was given up',
  ETIMEDOUT: 'it does not answer in time', UND_ERR_CONNECT_TIMEOUT: 'it does not answer in time', UND_ERR_HEADERS_TIMEOUT: 'it does not answer in time', UND_ERR_BODY_TIMEOUT: 'its answer did not come to an end in time',
  CERT_HAS_EXPIRED: 'its certificate has expired', CERT_NOT_YET_VALID: 'its certificate is not valid yet, or this machine’s clock is wrong', CERT_REVOKED: 'its certificate was revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name', HOSTNAME_MISMATCH: 'its certificate is for another name',
  EPROTO: 'what answers there does not speak https', ERR_SSL_WRONG_VERSION_NUMBER: 'what answers there does not speak https', ERR_SSL_PACKET_LENGTH_TOO_LONG: 'what answers there does not speak https',
  UND_ERR_INVALID_ARG: 'the address or the key holds something no request can carry', ERR_INVALID_URL: 'the address is none', ERR_INVALID_CHAR: 'the address or the key holds something no request can carry',
  UND_ERR_PRX_TLS: 'the secure connection to the proxy failed', UND_ERR_SOCKS5: 'the proxy refused',
}
/** OpenSSL's words for a certificate nobody known has signed: https://docs.openssl.org/master/man1/openssl-verification-options/ */
const unsigned = /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_)/
const certificate = /^(?:CERT_|ERR_TLS_CERT|INVALID_CA|INVALID_PURPOSE)/
const handshake = /^(?:ERR_TLS_|ERR_SSL_)/

/** @returns why a connection failed, in words that end a sentence; null where nothing is known of it. */
export function networkWords(code: string | null, message: string): string | null {
  // A proxy says no by a status inside undici's sentence.
  const proxyStatus = /proxy/i.test(message) ? /\((\d{3})\)/.exec(message)?.[1] : undefined
  if (proxyStatus === '407' || /Proxy Authentication Required/i.test(message)) return 'the proxy wants a name and a password'
  if (proxyStatus !== undefined) return `the proxy answered ${proxyStatus}`
  if (/redirect count exceeded/.test(message)) return 'it sends from one address to the next without end'
  if (code?.startsWith('HPE_') || /does not match the HTTP\/1\.1 protocol/.test(message)) return 'what came back was no HTTP'
  if (code === null) return /other side closed|socket hang up|terminated/.test(message) ? 'the connection was broken off' : /secure TLS connection/.test(message) ? 'no secure connection could be made' : null
  if (unsigned.test(code)) return 'its certificate is signed by nobody this machine knows'
  return wordsByCode[code] ?? (certificate.test(code) ? 'its certificate is not believed' : handshake.test(code) ? 'no secure connection could be made' : null)
}

/** @returns why a fetch failed, in words that end a sentence; what nobody has met before by its code. */
export function networkCause(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'it does not answer in time'
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string' ? cause.code : null
  return networkWords(code, cause instanceof Error ? cause.message : String(cause)) ?? (code === null ? 'the connection failed' : `the connection failed (${code})`)
}
