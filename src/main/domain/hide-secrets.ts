/** Shorter values would take ordinary words out. */
const shortestSecret = 6

/** The forms in which a secret may lie in a URL, a header or a body. */
export function encodings(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const json = JSON.stringify(secret).slice(1, -1)
  // Base64 of a text that holds it somewhere: three ways to fall on the boundaries, without the ends that mix with what is beside it.
  const within = [0, 1, 2].map((before) => Buffer.concat([Buffer.alloc(before), bytes]).toString('base64').replace(/=+$/, '').slice(before === 0 ? 0 : before + 1, -2)).filter((piece) => piece.length >= 10)
  return [secret, json, encodeURIComponent(secret), bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex'), ...within]
}

/** A text without these secrets, in whatever form it repeats them. */
export function hideSecrets(text: string, secrets: readonly string[], instead = '[hidden]'): string {
  const forms = [...new Set(secrets.filter((secret) => secret.length >= shortestSecret).flatMap(encodings))].sort((a, b) => b.length - a.length)
  return forms.reduce((clean, form) => clean.replaceAll(form, instead), text)
}

/** What opens something in an address: its path, what stands in its query, its password. */
export function secretsInAddress(address: string): string[] {
  const url = URL.parse(address)
  if (!url) return [address]
  return [address, url.pathname + url.search, ...url.pathname.split('/'), ...url.searchParams.values(), url.password].filter((part) => part.length >= shortestSecret)
}
