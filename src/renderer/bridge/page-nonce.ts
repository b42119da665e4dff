/**
 * The nonce by which the host's content policy lets in the style elements of this very load; empty where the
 * page was served without one (Vite's own server).
 */
export const pageNonce: string = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

declare global {
  interface Window {
    /** Where the library behind locked scrolling (get-nonce) looks for it. */
    __webpack_nonce__?: string
  }
}

if (pageNonce) window.__webpack_nonce__ = pageNonce
