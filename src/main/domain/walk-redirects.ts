/** Follows redirects a step at a time, and looks at each address before it is asked: nobody's redirect has us ask one inside. */

/** The answer at the end and where it was given, its body still to be read; or why there is none to be had, in words. */
export type Walked = { ok: true; response: Response; at: string } | { ok: false; message: string }

/** Why an address is none that the reviewer can reach, in words; null when nothing speaks against it. */
export type WhyInside = (url: string) => Promise<string | null>

/** As many as a browser follows. */
const mostSteps = 20
const redirects = [301, 302, 303, 307, 308]

/**
 * @param ask asks one address, with `redirect: 'manual'`
 * @throws whatever `ask` does
 */
export async function walkRedirects(url: string, whyInside: WhyInside, ask: (at: string) => Promise<Response>): Promise<Walked> {
  const host = URL.parse(url)?.host ?? url
  let at = url
  for (let steps = 0; ; steps++) {
    const inside = await whyInside(at)
    if (inside !== null) return { ok: false, message: at === url ? inside : [`${host} sends on to an address inside.`, inside].join(' ') }
    if (steps > mostSteps) return { ok: false, message: `${host} cannot be fetched: it sends from one address to the next without end.` }
    const response = await ask(at)
    const onto = redirects.includes(response.status) ? nextOf(response, at) : null
    if (onto === null) return { ok: true, response, at }
    await response.body?.cancel()
    at = onto
  }
}

/** Where an answer sends on to; null where that is nowhere on the web. */
function nextOf({ headers }: Response, at: string): string | null {
  const location = headers.get('location')
  const onto = location === null ? null : URL.parse(location, at)
  return onto !== null && /^https?:$/u.test(onto.protocol) ? onto.href : null
}
