import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import os from 'node:os'

/** Who may talk to the server: this machine's own pages, held by whoever opened the printed address. */
export interface Access {
  /** In the printed address; exchanged for a cookie on the first load. New at every start. */
  token: string
  cookieName: string
  tokenFits(token: string): boolean
  /** The `Set-Cookie` of a browser that came with the token. */
  cookie(): string
  /** Whether the request carries the cookie. */
  cookieFits(request: IncomingMessage): boolean
  /** Whether the request names this server as its host: a foreign name pointed at this machine (DNS rebinding) does not. */
  hostFits(request: IncomingMessage): boolean
  /** Whether a page of ours asks: no `Origin` (no page), or our own. */
  originFits(request: IncomingMessage): boolean
}

const yearSeconds = 365 * 24 * 60 * 60

/**
 * @param sessionSecret kept with the keys, so that an open page goes on after a restart.
 * @param port cookies do not tell ports apart, so the port is in the cookie's name.
 */
export function createAccess({ host, port, sessionSecret, token = randomBytes(24).toString('base64url') }: { host: string; port: number; sessionSecret: string; token?: string }): Access {
  const cookieName = `greenroom_${port}`
  const names = namesOf(host)

  function hostFits(request: IncomingMessage): boolean {
    const given = request.headers.host
    if (given === undefined) return false
    const url = URL.parse(`http://${given}`)
    return url !== null && url.pathname === '/' && url.username === '' && names.has(url.hostname.toLowerCase()) && Number(url.port || 80) === port
  }

  return {
    token,
    cookieName,
    tokenFits: (given) => same(given, token),
    cookie: () => `${cookieName}=${sessionSecret}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${yearSeconds}`,
    cookieFits: (request) => same(cookieOf(request, cookieName) ?? '', sessionSecret),
    hostFits,
    originFits(request) {
      const { origin } = request.headers
      if (origin === undefined) return request.headers['sec-fetch-site'] !== 'cross-site'
      return hostFits(request) && origin.toLowerCase() === `http://${request.headers.host}`.toLowerCase()
    },
  }
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
    for (const each of Object.values(os.networkInterfaces()).flat()) if (each) names.add(bracketed(each.address).toLowerCase())
  }
  return names
}

export function bracketed(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host
}

/** Compared in constant time, whatever the lengths. */
function same(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
}
