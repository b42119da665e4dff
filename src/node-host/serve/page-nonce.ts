import { randomBytes } from 'node:crypto'

/** A nonce for one load of the page. */
export function newNonce(): string {
  return randomBytes(18).toString('base64')
}

/**
 * Writes the nonce where the page finds it (`<meta property="csp-nonce" nonce>`): the component library puts
 * its variables into style elements, which the content policy lets in by this nonce only.
 */
export function withNonce(html: string, nonce: string): string {
  return html.replace('<head>', `<head><meta property="csp-nonce" nonce="${nonce}">`)
}
