import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import os from 'node:os'
import type { SignedIn } from '../../main/core-handle.ts'

/** Who asks: somebody's sign-in, or (null) whoever started Greenroom. */
export interface Admitted {
  signIn: SignedIn | null
}

/** Who may talk to the server: pages of ours, in browsers that came with the printed address or with a sign-in's. */
export interface Access {
  /** In the printed address; exchanged for a cookie on the first load. New at every start. */
  token: string
  /** The `Set-Cookie` for a token that came in an address; null when it opens nothing. */
  exchange(token: string): Promise<string | null>
  /** Who the request's cookie says it is; null: nobody. */
  admit(request: IncomingMessage): Promise<Admitted | null>
  /** Whether the request names this server as its host: a foreign name pointed at this machine (DNS rebinding) does not. */
  hostFits(request: IncomingMessage): boolean
  /** Whether a page of ours asks (no `Origin` and no other site, or our own), or somebody followed a link to us. */
  originFits(request: IncomingMessage): boolean
}

export interface AccessOptions {
  host: string
  /** Cookies do not tell ports apart, so the port is in the cookie's name. */
  port: number
  /** Kept with the keys, so that an open page goes on after a restart. */
  sessionSecret: string
  findSignIn(token: string): Promise<SignedIn | null>
  /** In the printed address; a new one unless given. */
  token?: string | undefined
}

const yearSeconds = 365 * 24 * 60 * 60

export function createAccess({ host, port, sessionSecret, findSignIn, token = randomBytes(24).toString('base64url') }: AccessOptions): Access {
  const cookieName = `greenroom_${port}`
  const names = namesOf(host)

  function hostFits(request: IncomingMessage): boolean {
    const given = request.headers.host
    if (given === undefined) return false
    const url = URL.parse(`http://${given}`)
    return url !== null && url.pathname === '/' && url.username === '' && names.has(url.hostname.toLowerCase()) && Number(url.port || 80) === port
  }

  const cookieOfValue = (value: string): string => `${cookieName}=${value}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${yearSeconds}`

  return {
    token,
    hostFits,
    async exchange(given) {
      if (same(given, token)) return cookieOfValue(sessionSecret)
      // The ledger is asked by the token's hash: how long it takes tells nothing about any token.
      return tokenShape.test(given) && (await findSignIn(given)) ? cookieOfValue(given) : null
    },
    async admit(request) {
      const cookie = cookieOf(request, cookieName) ?? ''
      if (same(cookie, sessionSecret)) return { signIn: null }
      const signIn = tokenShape.test(cookie) ? await findSignIn(cookie) : null
      return signIn && { signIn }
    },
    originFits(request) {
      const { origin } = request.headers
      if (origin === undefined) return request.headers['sec-fetch-site'] !== 'cross-site' || isFollowedLink(request)
      return hostFits(request) && origin.toLowerCase() === `http://${request.headers.host}`.toLowerCase()
    },
  }
}

const tokenShape = /^[\w-]{16,128}$/

/** Somebody followed a link from another site (a chat, a mail in the browser): the page opens as a page, and is not embedded. */
export function isFollowedLink({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
}

/** The value of one cookie, or null. */
export function cookieOf(request: IncomingMessage, name: string): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const equals = part.indexOf('=')
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim()
  }
  return null
}

/** The names under which a server listening on `host` may be addressed. */
function namesOf(host: string): Set<string> {
  const names = new Set(['127.0.0.1', 'localhost', '[::1]', bracketed(host).toLowerCase()])
  if (host === '0.0.0.0' || host === '::') {
    names.add(os.hostname().toLowerCase())
    names.add(`${os.hostname().toLowerCase().replace(/\.local$/, '')}.local`)
    for (const each of Object.values(os.networkInterfaces()).flat()) if (each) names.add(bracketed(each.address).toLowerCase())
  }
  return names
}

/** The addresses at which others reach a server listening on `host`, the most useful elsewhere first. */
export function originsOf(host: string, port: number): string[] {
  if (host !== '0.0.0.0' && host !== '::') return [`http://${bracketed(host)}:${port}`]
  const outside = Object.values(os.networkInterfaces()).flat().filter((each) => each && !each.internal && !each.address.startsWith('fe80:'))
  return [...outside.map((each) => each?.address ?? '').sort((a, b) => isIP(a) - isIP(b)), '127.0.0.1'].map((address) => `http://${bracketed(address)}:${port}`)
}

export function bracketed(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host
}

/** Compared in constant time, whatever the lengths. */
function same(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
}
