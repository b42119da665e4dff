import qrcode from 'qrcode-terminal'
import type { GreenroomClient } from '../../contract/client.ts'
import { assertNever } from '../../contract/assert-never.ts'
import type { ValidationSession } from '../../contract/models/group.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import { asCommands } from '../as-commands.ts'
import type { Call } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import { untilEnter } from '../until-enter.ts'
import { duration } from '../words.ts'

export interface VerifyOptions {
  name: string
  project: string
  callbackUrl?: string
  consentNote: string
}

/** How often a session is looked at for an end that came by itself (the service's callback). */
const lookMs = 1000

/**
 * Creates a session, shows its link as text and QR code, waits for Enter, asks for the verdict.
 * The verdict is asked for once a round only: a single early question may spend the session's token.
 */
export async function verifyPerson(call: Call, options: VerifyOptions): Promise<number> {
  const signal = call.interruption()
  const core = await call.openCore()
  const { client } = core
  const account = await call.account(client)
  // Nothing that is queued may go out while somebody holds a phone.
  await core.start(['verifications'])
  let session = await client.sessions.create({ accountId: account.id, name: options.name, projectName: options.project, callbackUrl: options.callbackUrl, consentNote: options.consentNote })

  for (;;) {
    session = await whileCreating(call, client, session, signal)
    if (session.state === 'open') {
      await showLink(call, session)
      const pressed = await untilFinished(call, client, session.id, signal)
      if (signal.aborted) return interrupted(call, session)
      if (pressed === 'no-one-there') {
        throw new ProblemError('not-permitted-now', 'There is no terminal to press Enter in, so the verdict was not asked for.', 'Run the command in a terminal, or ask for the verdict in the screens: the session is kept.')
      }
      session = pressed === 'enter' ? await client.sessions.askVerdict({ id: session.id }) : await client.sessions.get({ id: session.id })
      session = await whileAsked(call, client, session, signal)
    }
    if (signal.aborted) return interrupted(call, session)
    const over = session.state === 'expired' || session.state === 'spent'
    if (!over || !call.io.stdin.isTTY) return answerFor(call, client, session)
    call.say(`${wordsOf(session)} Press Enter for a new link, or Ctrl-C to stop.`)
    if ((await untilEnter(call.io.stdin, signal)) !== 'enter') return interrupted(call, session)
    session = await client.sessions.renew({ id: session.id })
  }
}

async function showLink(call: Call, session: ValidationSession): Promise<void> {
  const link = session.h5Link ?? ''
  const code = await new Promise<string>((resolve) => qrcode.generate(link, { small: true }, resolve))
  const left = session.expiresAt === null ? '' : ` It may stop working in ${duration(session.expiresAt - call.clock.now())}.`
  // With --json stdout carries the one document at the end, so a person reads stderr.
  const words = `${session.name} opens this on their phone.${left}\n\n${code}\n${link}\n\nPress Enter when they have finished.\n`
  if (call.options.json) call.io.stderr.write(words)
  else call.io.stdout.write(words)
}

async function whileCreating(call: Call, client: GreenroomClient, session: ValidationSession, signal: AbortSignal): Promise<ValidationSession> {
  let now = session
  const since = call.clock.now()
  while (now.state === 'creating' && !signal.aborted) {
    if (now.problem) throw new ProblemError(now.problem.kind, now.problem.message, now.problem.advice)
    await mustBeAbleToMove(call, client, since)
    await call.clock.wait(200, signal)
    now = await client.sessions.get({ id: now.id })
  }
  return now
}

async function whileAsked(call: Call, client: GreenroomClient, session: ValidationSession, signal: AbortSignal): Promise<ValidationSession> {
  let now = session
  const since = call.clock.now()
  while (now.state === 'verdict-asked' && !signal.aborted) {
    await mustBeAbleToMove(call, client, since)
    await call.clock.wait(200, signal)
    now = await client.sessions.get({ id: now.id })
  }
  return now
}

/**
 * @throws ProblemError when the account lets no call out (stopped, paused), or nothing has usefully answered for
 *   `GREENROOM_OFFLINE_MS` since this wait began.
 */
async function mustBeAbleToMove(call: Call, client: GreenroomClient, since: number): Promise<void> {
  const account = await call.account(client)
  const kept = 'The session is kept and goes on by itself then.'
  if (account.state === 'stopped' && account.stop !== null) throw new ProblemError(account.stop, account.reason ?? 'The account is stopped.', `Mend it (greenroom account set), or: greenroom account resume. ${kept}`)
  if (account.state === 'paused') throw new ProblemError('not-permitted-now', 'The account is paused, so the service is not asked.', `greenroom account resume. ${kept}`)
  if (account.troubleSince !== null && call.clock.now() - Math.max(since, account.troubleSince) >= call.environment().offlineMs) {
    throw new ProblemError('offline', account.reason ?? `${account.baseUrl} does not answer.`, `Check the network and the address (greenroom account test). ${kept}`)
  }
}

/** Until Enter, or until the session ended by itself because our listener heard the service's callback. */
async function untilFinished(call: Call, client: GreenroomClient, id: number, signal: AbortSignal): Promise<'enter' | 'by-itself' | 'no-one-there'> {
  const over = new AbortController()
  const either = AbortSignal.any([signal, over.signal])
  const heard = (async () => {
    while (!either.aborted) {
      await call.clock.wait(lookMs, either)
      if (either.aborted) break
      const { state } = await client.sessions.get({ id })
      if (state !== 'open') return 'by-itself' as const
    }
    return 'enter' as const
  })()
  const pressed = untilEnter(call.io.stdin, either).then((how) => (how === 'enter' ? ('enter' as const) : ('no-one-there' as const)))
  try {
    return await Promise.race([heard, pressed])
  } finally {
    over.abort()
    await Promise.allSettled([heard, pressed])
  }
}

function interrupted(call: Call, session: ValidationSession): number {
  call.say(`Stopped. The session of ${session.name} is kept; the screens can ask for its verdict or make a new link.`)
  return 130
}

async function answerFor(call: Call, client: GreenroomClient, session: ValidationSession): Promise<number> {
  const group = session.groupId === null ? null : await client.groups.get({ id: session.groupId })
  if (session.problem && session.state !== 'verified') call.say(asCommands(`${session.problem.message} ${session.problem.advice}`))
  call.answer({ session, group }, group ? `${session.knownAs === null ? `${group.name} is verified` : `${session.name} is verified, and the service says that this is ${session.knownAs}, who was here already; both names are kept in the history`}: group ${group.remoteId} in project ${group.projectName}.\n` : `${wordsOf(session)}\n`)
  switch (session.state) {
    case 'verified':
      return exitCodes.done
    case 'verdict-unknown':
      return exitCodes.needsAttention
    case 'creating':
    case 'open':
    case 'verdict-asked':
    case 'refused':
    case 'expired':
    case 'spent':
      return exitCodes.someFailed
    default:
      return assertNever(session.state)
  }
}

function wordsOf(session: ValidationSession): string {
  switch (session.state) {
    case 'verified':
      return `${session.name} is verified.`
    case 'refused':
      return `The service did not accept ${session.name}. They may try again with a new session.`
    case 'expired':
      return `The link for ${session.name} stopped working before they finished.`
    case 'spent':
      return `The session of ${session.name} was already used up.`
    case 'verdict-unknown':
      return `Whether ${session.name} was accepted is not known: no answer that tells came from the service. Make a new session, or use the group if the service shows one.`
    case 'creating':
    case 'open':
    case 'verdict-asked':
      return `There is no verdict on ${session.name} yet.`
    default:
      return assertNever(session.state)
  }
}
