import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { cookieOf, type Admitted } from './access.ts'

const cookieName = 'greenroom_viewer'
const shape = /^[\w-]{8,64}$/

/**
 * Who looks, so that "since you last looked" is each person's own: whoever has a sign-in, in whatever browser, since
 * people share the one in the control room; of those who come by the printed address, one a browser.
 */
export function viewerOf(request: IncomingMessage, { signIn }: Admitted): string {
  return signIn ? `sign-in ${signIn.id}` : browserOf(request)
}

function browserOf(request: IncomingMessage): string {
  const known = cookieOf(request, cookieName)
  return known !== null && shape.test(known) ? known : 'browser'
}

/** The `Set-Cookie` that gives a new browser its id; null when it has one. */
export function newViewerCookie(request: IncomingMessage): string | null {
  if (browserOf(request) !== 'browser') return null
  return `${cookieName}=${randomBytes(12).toString('base64url')}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${5 * 365 * 24 * 60 * 60}`
}
