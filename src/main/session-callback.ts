/** What a call to a session's return address means: the service's page says there how the person fared. */
import type { Clock, Log } from './capabilities.ts'
import type { Ledger } from './ledger/open-ledger.ts'
import { moveSession, sessionOfCallback } from './ledger/sessions.ts'
import type { CallbackHeard, CallbackSaid } from './publishing/callback-page.ts'

const passed = '10000'

/**
 * `resultCode=10000` asks for the verdict, which alone decides; any other code ends the session as not
 * confirmed. Without a code (somebody opened the page to look) nothing happens. A code that comes with
 * another session's token is not this session's.
 */
export async function hearCallback({ ledger, clock, log }: { ledger: Ledger; clock: Clock; log: Log }, token: string, { resultCode, bytedToken }: CallbackSaid): Promise<CallbackHeard> {
  const session = await sessionOfCallback(ledger.read, token)
  if (session === null) return null
  if (resultCode === null) return 'noted'
  if (bytedToken !== null && session.byted_token !== null && bytedToken !== session.byted_token) {
    log.warn('A return address was called with the token of another session; nothing was done.', { session: session.id, resultCode })
    return 'noted'
  }
  const context = { now: clock.now(), actor: 'system' }
  if (resultCode === passed) {
    await ledger.transact((tx) => moveSession(tx, session.id, 'verdict-asked', { ...context, data: { because: 'callback' } }, { asked_again: 0, retry_at: null }))
    return 'passed'
  }
  // Once the verdict was asked for, the service's answer decides.
  const ended = await ledger.transact(async (tx) => (session.state === 'open' || session.state === 'expired') && moveSession(tx, session.id, 'refused', {
    ...context, data: { because: 'callback', resultCode },
    problem: { kind: 'service-refused', message: `The service's page ended for ${session.name} with code ${resultCode.slice(0, 40)}: not confirmed.`, advice: 'Have the person try again with a new code, in good light and with the face alone in the picture.', requestId: null },
  }))
  return ended ? 'failed' : 'noted'
}
