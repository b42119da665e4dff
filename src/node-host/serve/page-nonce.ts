import { randomBytes } from 'node:crypto'

/** A nonce for one load of the page. */
export function newNonce(): string {
  return randomBytes(18).toString('base64')
}

/**
 * Writes the nonce where the page finds it (`<meta property="csp-nonce" nonce>`): the component library puts
 * its variables into style elements, which the content policy lets in by this nonce only.
 * @param rescue the page is the one shown where the ledger cannot be opened: it is told so beside the nonce
 */
export function withNonce(html: string, nonce: string, rescue = false): string {
  return html.replace('<head>', `<head><meta property="csp-nonce" nonce="${nonce}">${rescue ? '<meta name="greenroom-rescue">' : ''}`)
}
