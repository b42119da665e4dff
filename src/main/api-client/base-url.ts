/** The address every call hangs off. May carry a path of its own (`https://gate.example/vendor/`). */
export type ParsedBaseUrl = { ok: true; url: URL } | { ok: false; message: string }

/** Reads a base URL as a person typed it. */
export function parseBaseUrl(typed: string): ParsedBaseUrl {
  const url = URL.canParse(typed.trim()) ? new URL(typed.trim()) : null
  if (!url) return { ok: false, message: `“${typed}” is not a web address. It should look like https://xcompute.us` }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { ok: false, message: `“${typed}” does not begin with https:// or http://` }
  if (url.username || url.password) return { ok: false, message: `“${url.host}” must not carry a name or password: the API key goes in its own field` }
  url.search = ''
  url.hash = ''
  // Some documentation gives the address with the version, which every path of ours begins with.
  url.pathname = url.pathname.replace(/\/+$/, '').replace(/\/v1$/, '')
  return { ok: true, url }
}

/** A path of the API (`/v1/…`) below the base. */
export function joinUrl(base: URL, path: string): URL {
  const joined = new URL(base)
  joined.pathname = base.pathname.replace(/\/+$/, '') + path
  return joined
}
