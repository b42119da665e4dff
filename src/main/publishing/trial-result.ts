import type { Trial } from '../../contract/models/account.ts'
import { whyUnreachable } from './is-private-address.ts'
import type { LinkTrial } from './try-link.ts'

/** A trial's outcome in words, with the one caveat that no test from this machine can take away. */
export function trialResult(tried: LinkTrial, { url, apiBaseUrl }: { url: string; apiBaseUrl: string | undefined }): Trial {
  const host = URL.parse(url)?.host ?? url
  if (!tried.ok) return { ok: false, message: tried.message, advice: tried.advice, details: { code: tried.code, host, status: tried.status, ...tried.values } }
  const unreachable = apiBaseUrl === undefined ? null : whyUnreachable(url, apiBaseUrl)
  if (unreachable) {
    return { ok: false, message: `The link works on this machine. But ${unreachable}`, advice: 'Give an address that the internet can reach, for example of a reverse proxy or a tunnel.', details: { code: 'private-address', host } }
  }
  return {
    ok: true,
    message: `${host} gives out the test file whole and unchanged${tried.vague === null ? ', as the type it is' : ''}.`,
    advice: [
      'This was asked from this machine, which is no proof that the reviewer can fetch it too: open a link from a phone on mobile data to be sure.',
      ...(tried.ranges ? [] : ['The server does not give out parts of files; the reviewer has to fetch each clip in one go.']),
      ...(tried.vague === null ? [] : [`It gives the file out ${tried.vague.said === '' ? 'without a type' : `as ${tried.vague.said}`} instead of ${tried.vague.should}: most reviewers look into the file, but one that goes by the type would refuse it. Better set the types of clips at that server.`]),
    ].join(' '),
    details: { code: 'passed', host, ranges: tried.ranges, contentType: tried.contentType, ...tried.vague },
  }
}
