import { assertNever } from '../../contract/assert-never.ts'
import type { ChannelKind, ChannelSecrets, MailRoute } from '../../contract/models/channel.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import type { Fetch } from '../capabilities.ts'
import { hideSecrets, secretsInAddress } from '../domain/hide-secrets.ts'
import { networkCause } from '../domain/network-cause.ts'
import { hookRequest, refusalIn, type HookKind } from './chat-body.ts'
import type { Message } from './news-words.ts'
import { sendMail } from './send-mail.ts'

/** A channel with what only the host's secrets know. */
export interface Destination {
  kind: ChannelKind
  mail: MailRoute | null
  secrets: ChannelSecrets
}

/** What a delivery needs of the host. `signal` gives it up. */
export interface Means {
  fetch: Fetch
  now: number
  signal?: AbortSignal | undefined
}

const patienceMs = 15_000

/**
 * Hands a message over. Returns when the other side has taken it.
 * @returns for whom it did not take it, in words; null: for everybody
 * @throws ProblemError in words: unreachable, refused, or not set up. The secret address is in none of them.
 */
export async function deliver(to: Destination, message: Message, means: Means): Promise<string | null> {
  switch (to.kind) {
    case 'mail':
      if (!to.mail) throw notSetUp()
      return sendMail(to.mail, to.secrets.mailPassword ?? '', message, means)
    case 'heartbeat':
      await beat(to, means)
      return null
    case 'webhook':
    case 'slack':
    case 'feishu':
    case 'wecom':
    case 'dingtalk':
      await post(to.kind, to.secrets, message, means)
      return null
    default:
      return assertNever(to.kind)
  }
}

async function post(kind: HookKind, { url, signingSecret }: ChannelSecrets, message: Message, { fetch, now, signal }: Means): Promise<void> {
  if (!url) throw notSetUp()
  const request = hookRequest(kind, { url, signingSecret }, message, now)
  const response = await asked(request.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(request.body), redirect: 'error' }, { fetch, signal })
  const answer = (await response.text().catch(() => '')).slice(0, 10_000)
  const refusal = response.ok ? refusalIn(kind, answer) : `HTTP ${response.status}`
  if (refusal !== null) throw new ProblemError('service-refused', `${hostOf(url)} did not take the message: ${hideSecrets(refusal, [...secretsInAddress(url), signingSecret ?? ''])}.`, 'Check the address and, where it is asked for, the signing secret.')
}

/** The watchdog only wants to be called; it raises the alarm when nobody does. */
async function beat({ secrets: { url } }: Destination, means: Means): Promise<void> {
  if (!url) throw notSetUp()
  const response = await asked(url, { method: 'GET' }, means)
  await response.body?.cancel()
  if (!response.ok) throw new ProblemError('service-refused', `${hostOf(url)} answered the heartbeat with HTTP ${response.status}.`, 'Check the address of the watchdog.')
}

async function asked(url: string, init: RequestInit, { fetch, signal }: Pick<Means, 'fetch' | 'signal'>): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.any([AbortSignal.timeout(patienceMs), ...(signal ? [signal] : [])]) })
  } catch (error) {
    throw new ProblemError('offline', `${hostOf(url)} could not be reached: ${networkCause(error)}.`, 'It is tried again by itself.', { cause: error })
  }
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? 'The address'
}

function notSetUp(): ProblemError {
  return new ProblemError('invalid-input', 'This channel has no address any more.', 'Give it its address again.')
}
