import { assertNever } from '../../contract/assert-never.ts'
import type { NetworkCause, ServiceWords, SubmissionMeaning } from '../domain/submission-answer.ts'

/** What happened to which host, and what a person can do. English; screens translate by kind. */
export interface Told {
  message: string
  advice: string
}

export const noKey = (host: string): Told => ({
  message: `There is no API key for ${host} yet.`,
  advice: 'Enter the key in Settings under Accounts, or with: greenroom account set --key-stdin',
})

export const unusableKey = (host: string): Told => ({
  message: `The API key for ${host} contains a space, a line break or a letter no key can have, so it was not sent.`,
  advice: 'Copy the key again from the service’s key page, on its own, and enter it anew.',
})

export const noAddress = (message: string): Told => ({
  message: `${message}.`.replace(/\.\.$/, '.'),
  advice: 'Correct the address in Settings under Accounts, or with: greenroom account set --url',
})

export const keyRefused = (host: string, words: ServiceWords): Told => ({
  message: `${host} does not accept the API key${quoted(words)}.`,
  advice: 'Check the key on the service’s key page and enter it anew; everything waiting then goes on.',
})

export const noBalance = (host: string, words: ServiceWords): Told => ({
  message: `The account at ${host} has no balance left${quoted(words)}.`,
  advice: 'Top up the account, then resume. What is in review is followed meanwhile.',
})

export const notTheApi = (host: string, seen: string): Told => ({
  message: `${host} answered, but not as the review API does: ${seen}.`,
  advice: 'Check the address in Settings under Accounts. It should be only the beginning, like https://xcompute.us',
})

export const rateLimited = (host: string): Told => ({
  message: `${host} asks for fewer requests.`,
  advice: 'Nothing to do: Greenroom waits and goes on. If it happens all day, lower the requests a minute in Settings.',
})

export const serviceTrouble = (host: string, seen: string): Told => ({
  message: `${host} has trouble: ${seen}.`,
  advice: 'Nothing to do: it is tried again. If it lasts for hours, ask the service.',
})

export const outcomeUnknown = (host: string, seen: string): Told => ({
  message: `The request reached for ${host} and its answer was lost (${seen}), so it may have been carried out or not.`,
  advice: 'Look in the service’s console before doing it again.',
})

/** Why nobody can tell what became of a submission: what was seen, and at which host. */
export function answerUnclear(host: string, { why, cause, message }: Extract<SubmissionMeaning, { kind: 'unknown' }>): string {
  const begins = message === null ? '' : `: “${message}”`
  switch (why) {
    case 'connection-lost': return `The answer of ${host} was lost: ${cause?.message ?? 'the connection failed'}.`
    case 'timed-out': return `${host} did not answer in time.`
    case 'gave-up-waiting': return `Something before ${host} gave up waiting for it${begins}.`
    case 'server-error': return `Something before ${host} answered with an error of its own${begins}.`
    case 'cut-short': return `The answer of ${host} broke off${begins}.`
    case 'web-page': return `${host} answered with a web page${begins}.`
    case 'not-json': return `${host} answered with something that is no JSON${begins}.`
    case 'no-task-id': return `${host} said yes and not to which task${begins}.`
    case 'contradiction': return `${host} refused and named a task in one answer${begins}.`
    case 'odd-status': return `${host} answered with a status that means nothing here${begins}.`
    default: return assertNever(why)
  }
}

export const notFound = (host: string, what: string): Told => ({
  message: `${host} knows no ${what}.`,
  advice: 'Check that the account and its key are the ones it was made with.',
})

export const serviceRefused = (host: string, words: ServiceWords): Told => ({
  message: `${host} turned the request down${quoted(words)}.`,
  advice: 'Mend what its words name; the same request would be turned down again.',
})

export const notUnderstood = (host: string, missing: string): Told => ({
  message: `${host} answered without ${missing}.`,
  advice: 'The API may have changed. Keep the request id and ask the service, or look for a newer Greenroom.',
})

export const anotherTask = (host: string, asked: string, got: string): Told => ({
  message: `${host} was asked about task ${asked} and answered about task ${got}, so its answer was not believed.`,
  advice: 'It is asked again. If it stays, ask the service, with both task ids.',
})

/** A request that did not leave: what stood in its way, in the words of whoever can move it. */
export function offline(host: string, cause: NetworkCause): Told {
  const code = cause.code ? ` (${cause.code})` : ''
  switch (cause.kind) {
    case 'dns':
      return { message: `The name ${host} could not be looked up${code}.`, advice: 'Check the network, and that the address is spelled right. Everything waiting goes on by itself.' }
    case 'refused':
      return { message: `${host} refuses connections${code}.`, advice: 'Check the address and its port; if they are right, the service is down. It is tried again by itself.' }
    case 'unreachable':
      return { message: `There is no way to ${host} from here${code}.`, advice: 'Check the network or the VPN. Everything waiting goes on by itself.' }
    case 'connect-timeout':
      return { message: `${host} did not take the connection in time.`, advice: 'Check the network and the firewall. It is tried again by itself.' }
    case 'tls':
      return { message: `No secure connection to ${host}: ${cause.message}${code}.`, advice: 'Check this machine’s clock, and that the address really speaks https. In a company network its certificate must be installed on this machine (or named in NODE_EXTRA_CA_CERTS); then start Greenroom again.' }
    case 'proxy':
      return { message: `The proxy did not let the request to ${host} through: ${cause.message}${code}.`, advice: 'Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY, with the name and password the proxy wants.' }
    case 'not-sendable':
    case 'reset':
    case 'timeout':
    case 'other':
      return { message: `The request to ${host} could not be sent: ${cause.message}${code}.`, advice: 'Check the network. It is tried again by itself.' }
  }
}

function quoted({ code, message }: ServiceWords): string {
  const words = [code, message].filter((part) => part !== null)
  return words.length === 0 ? '' : ` (“${words.join(': ')}”)`
}
