/** @returns why a fetch failed, in words that end a sentence: its innermost reason, or what the system called it. */
export function networkCause(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined
  switch (code) {
    case 'ENOTFOUND': case 'EAI_AGAIN': return 'there is no such name'
    case 'ECONNREFUSED': return 'nothing answers there'
    case 'ECONNRESET': case 'UND_ERR_SOCKET': return 'the connection was broken off'
    case 'ETIMEDOUT': case 'UND_ERR_CONNECT_TIMEOUT': return 'it does not answer in time'
    case 'CERT_HAS_EXPIRED': return 'its certificate has expired'
    case 'DEPTH_ZERO_SELF_SIGNED_CERT': case 'SELF_SIGNED_CERT_IN_CHAIN': case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE': return 'its certificate is signed by nobody known'
  }
  if (error instanceof Error && error.name === 'TimeoutError') return 'it does not answer in time'
  if (!(cause instanceof Error)) return String(cause)
  return /redirect count exceeded/u.test(cause.message) ? 'it sends from one address to the next without end' : cause.message
}
