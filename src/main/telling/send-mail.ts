import tls from 'node:tls'
import { createTransport } from 'nodemailer'
import type { MailRoute } from '../../contract/models/channel.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import { hideSecrets } from '../domain/hide-secrets.ts'
import { networkCause } from '../domain/network-cause.ts'
import type { Message } from './news-words.ts'

/** For each word of the conversation. */
const patienceMs = 15_000
/** For the whole of it: a server that says a little now and then is never silent, and never comes to an end. */
const wholePatienceMs = 60_000

export interface MailMeans {
  signal?: AbortSignal | undefined
  wholeMs?: number
}

/**
 * Hands a mail over.
 * @returns whom the server refused, in words, where it took the mail for others; null: it was taken for everybody
 * @throws ProblemError in words: it was taken for nobody
 */
export async function sendMail(mail: MailRoute, password: string, message: Message, { signal, wholeMs = wholePatienceMs }: MailMeans = {}): Promise<string | null> {
  const hide = (text: string): string => hideSecrets(text, [password])
  const transport = createTransport({
    host: mail.host, port: mail.port, secure: mail.secure,
    // A password never goes over a line that anybody can read.
    requireTLS: !mail.secure && mail.user !== '',
    ...(mail.user === '' ? {} : { auth: { user: mail.user, pass: password } }),
    connectionTimeout: patienceMs, greetingTimeout: patienceMs, socketTimeout: patienceMs,
    // Where nothing is asked for but a relay, whoever strips the encryption gets the mail anyway: one that is believed by nobody is better than none.
    tls: { secureContext: believed(), rejectUnauthorized: mail.secure || mail.user !== '' },
  })
  const whole = AbortSignal.timeout(wholeMs)
  try {
    const { rejected, rejectedErrors } = await transport.sendMail({
      from: { name: 'Greenroom', address: mail.from }, to: mail.to, subject: message.title, text: `${message.lines.join('\n')}\n`,
      // Whoever is on holiday need not answer a program.
      headers: { 'Auto-Submitted': 'auto-generated' },
      signal: signal ? AbortSignal.any([signal, whole]) : whole,
    })
    return rejected.length === 0 ? null : `${mail.host} took the mail, but not for ${rejected.join(', ')}: ${hide(replyOf(rejectedErrors?.[0]) ?? '')}`
  } catch (error) {
    throw mailProblem(mail.host, error, hide)
  } finally {
    transport.close()
  }
}

/** Whose certificates this machine believes, a company's own included, as for everything else. Reading them takes tens of ms. */
let secureContext: tls.SecureContext | null = null
function believed(): tls.SecureContext {
  return (secureContext ??= tls.createSecureContext({ ca: [...new Set([...tls.getCACertificates('default'), ...tls.getCACertificates('system')])] }))
}

function mailProblem(host: string, error: unknown, hide: (text: string) => string): ProblemError {
  const { code } = error as { code?: unknown }
  const reply = replyOf(error)
  const refused = (why: string, advice: string): ProblemError => new ProblemError('service-refused', `${host} did not take the mail: ${hide(why)}`, advice, { cause: error })
  if (code === 'ETLS') return refused('it does not encrypt.', 'The server offers no encryption here. Use its encrypted port (often 465), or leave the user name empty on a relay that needs none.')
  if (reply === null) {
    const { cause, advice } = unreached(error)
    return new ProblemError('offline', `${host} could not be reached: ${cause}.`, advice, { cause: error })
  }
  // RFC 5321: what begins with 4 passes.
  if (reply.startsWith('4')) return refused(reply, 'The server takes nothing for the moment. It is tried again by itself.')
  if (code === 'EAUTH') return refused(reply, 'Check the user name and the password of the mailbox.')
  if (code === 'EENVELOPE') return refused(reply, 'Check the addresses of sender and recipients.')
  return refused(reply, 'Ask whoever looks after this mail server why it refuses. It is tried again by itself.')
}

/** Why no conversation came about or to its end, and what to do. */
function unreached(error: unknown): { cause: string; advice: string } {
  const { code, originalCode } = error as { code?: unknown; originalCode?: unknown }
  const known = typeof originalCode === 'string' ? originalCode : String(code)
  if (/certificate/i.test(String(error))) {
    return { cause: networkCause({ code: known }), advice: 'Nobody vouches for the certificate of this server. Use the name that stands in it, have it renewed, or let NODE_EXTRA_CA_CERTS name who signed it and start Greenroom again.' }
  }
  if (/^(?:EPROTO$|ERR_SSL_)/.test(known)) return { cause: 'it does not encrypt from the first byte', advice: 'Encryption from the first byte usually needs port 465; on other ports, do without it: what the server offers is used.' }
  // A server that waits for encryption says nothing, and neither does one that is waited for.
  if (isTimeout(error, known)) return { cause: 'it does not answer in time', advice: 'Check the server and the port; port 465 usually wants encryption from the first byte. It is tried again by itself.' }
  return { cause: known === 'ECONNECTION' ? 'the connection was broken off' : networkCause({ code: known }), advice: 'Check the server and the port. It is tried again by itself.' }
}

function isTimeout(error: unknown, code: string): boolean {
  return code === 'ETIMEDOUT' || (error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError' || (error.cause instanceof Error && error.cause.name === 'TimeoutError')))
}

/** What the server said in refusing, on one line; null: it said nothing. */
function replyOf(error: unknown): string | null {
  const { response } = error as { response?: unknown }
  return typeof response === 'string' && response !== '' ? response.replace(/\s+/g, ' ').slice(0, 200) : null
}
