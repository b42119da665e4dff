/** The page's own scheme: not `file:`, so that it is an origin with a policy of its own. */
export const pageScheme = 'greenroom-app'
const pageHost = 'screens'

/** Links from outside, `greenroom://person/ID`. */
export const linkScheme = 'greenroom'

/** @param place an address of the screens, e.g. `/people/3?tab=clips`. */
export function pageUrl(place = '/'): string {
  return `${pageScheme}://${pageHost}/#${place}`
}

export function isPageUrl(url: string): boolean {
  const parsed = URL.parse(url)
  return parsed !== null && parsed.protocol === `${pageScheme}:` && parsed.host === pageHost
}

/** What a deep link asks for: a person, by number or by the service's group_id; null when it is none of ours. */
export function personOfLink(link: string): string | null {
  const match = /^greenroom:\/\/person\/([^/?#]{1,600})\/?$/i.exec(link.trim())
  if (!match?.[1]) return null
  try {
    const id = decodeURIComponent(match[1])
    return id.length <= 200 ? id : null
  } catch {
    return null
  }
}

/** The deep link among a program's arguments, if there is one. */
export function linkIn(args: readonly string[]): string | null {
  return args.find((arg) => arg.toLowerCase().startsWith(`${linkScheme}:`)) ?? null
}

/** Whether an address may be handed to the system's browser. */
export function isWebAddress(url: string): boolean {
  const parsed = URL.parse(url)
  return parsed !== null && (parsed.protocol === 'https:' || parsed.protocol === 'http:') && parsed.username === '' && parsed.password === ''
}
