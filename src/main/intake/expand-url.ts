import { assetTypeOf } from '../domain/file-names.ts'
import { refuse, shortened, type ExpandOptions, type Found, type Refusal } from './found.ts'

/** @returns whether a text names a scheme (`https://…`), so that it is not a path (`C:\…` is one). */
export function namesScheme(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//iu.test(text) || /^(https?|ftp|data|blob|mailto|asset):/iu.test(text)
}

/**
 * A URL as a clip, unasked: whether anything answers there is found out when it is checked.
 * Its normal form is its identity, so `HTTP://Example.com/a b.mp4` and `http://example.com/a%20b.mp4` are one clip.
 */
export function expandUrl(given: string, name: string | null, line: number | null, { assetType }: Pick<ExpandOptions, 'assetType'>): Found | Refusal {
  const scheme = given.slice(0, given.indexOf(':')).toLowerCase()
  if (scheme !== 'http' && scheme !== 'https') {
    return refuse(given, line, 'SchemeUnsupported', `${shortened(given)} begins with ${scheme}:, which the reviewer cannot fetch. Give an http:// or https:// address, or a file on this machine.`)
  }
  // The parser of the web mends `http:/example` and `http:example` by itself; people meant something else.
  const url = /^https?:\/\/[^/\s]/iu.test(given) ? URL.parse(given) : null
  if (!url) return refuse(given, line, 'UrlMalformed', `${shortened(given)} is not a complete address. It should look like https://example.com/clip.mp4.`)
  if (url.username || url.password) {
    return refuse(given, line, 'UrlMalformed', `The address on ${url.host} holds a user name or password, which the reviewer would not use. Give one that works without signing in.`)
  }
  const fileName = lastSegment(url)
  return {
    kind: 'url', location: url.href, given, name: name || fileName || url.host,
    assetType: assetType ?? assetTypeOf(fileName) ?? 'video', sizeBytes: null, mtimeMs: null,
  }
}

function lastSegment(url: URL): string {
  const segment = url.pathname.split('/').filter(Boolean).at(-1) ?? ''
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment // a stray % is somebody's way of naming files
  }
}
