import { assertNever } from '../../contract/assert-never.ts'
import { nextPollDelay } from '../domain/poll-schedule.ts'
import { problemOf, type ApiError, type Evidence } from '../api-client/api-error.ts'
import type { Problem } from '../../contract/models/problem.ts'
import { noteAnswered, noteTrouble, readAccount, stopAccount } from '../ledger/accounts.ts'
import { addGroup } from '../ledger/groups.ts'
import type { LedgerTx } from '../ledger/open-ledger.ts'
import { closeRequest, openRequest } from '../ledger/requests.ts'
import type { Ceiling } from '../ledger/schema.ts'
import { listSessions, moveSession, noteSession, readSession, type StoredSession } from '../ledger/sessions.ts'
import { askSlot, noteRefusedForRate, takeSlot } from './budget.ts'
import { eachAccount } from './each-account.ts'
import type { EffectiveAccount } from './effective-account.ts'
import { sooner, type StepResult } from './run-loop.ts'
import type { RunnerContext } from './runner-context.ts'
import { writeThrough } from './write-through.ts'

/** The token may live only so long. After that the session is called expired, and a verdict may still be asked for. */
const tokenLifeMs = 120_000
/** With a task made, or the budget's turn to come, one looks again after this. */
const taskPauseMs = 1_500
/** A session's task may take a moment to hold its link, a verdict's to hold its group; one that takes this long is given up on. */
const longestTaskMs = 60 * 60_000
const retryPauseMs = 3_000
const longestRetryPauseMs = 60_000

/** The longer one has waited, the less a person stands by with their phone: tried again ever more slowly. */
function retryPause(session: StoredSession, now: number): number {
  return Math.min(longestRetryPauseMs, Math.max(retryPauseMs, (now - session.created_at) / 8))
}

type Answer = { ok: boolean; error?: ApiError; evidence: Evidence }

/** The loop that creates validation sessions and asks for the verdicts a person wants. */
export function createSessionRunner(context: RunnerContext) {
  const { ledger, clock } = context
  /** Since when each task has been followed, UTC ms; another process begins anew. */
  const followedSince = new Map<string, number>()

  /** A task without an end so far: asked for ever more slowly, and in the end its outcome is unknown. */
  const stillWaits = async (session: StoredSession, taskId: string, error: ApiError | null): Promise<void> => {
    const now = clock.now()
    const since = followedSince.get(taskId) ?? now
    followedSince.set(taskId, since)
    if (now - since < longestTaskMs) {
      const problem = error === null ? null : JSON.stringify(problemOf(error))
      await ledger.transact((tx) => noteSession(tx, session.id, { retry_at: now + nextPollDelay(now - since, 0, context.random), problem }))
      return
    }
    followedSince.delete(taskId)
    await ledger.transact((tx) => moveSession(tx, session.id, 'verdict-unknown', { now, actor: 'system', problem: error === null ? withoutEnd(session) : problemOf(error) }))
  }

  /** Makes one call inside the budget; null when it may not leave yet. */
  const call = async <T extends Answer>(account: EffectiveAccount, ceiling: Ceiling, purpose: string, make: () => Promise<T>): Promise<T | null> => {
    // Asked without a transaction first: one that writes nothing but its attempt would wake every loop, this one too.
    if (!(await askSlot(ledger.read, account, ceiling, clock.now())).free) return null
    const requestId = await ledger.transact(async (tx) => (await readAccount(tx, account.id)).paused === 0 && (await takeSlot(tx, account, ceiling, clock.now())) ? openRequest(tx, { accountId: account.id, ceiling, purpose, now: clock.now() }) : null)
    if (requestId === null) return null
    const result = await make()
    const now = Math.max(clock.now(), result.evidence.answeredAt)
    await writeThrough(context, purpose, async (tx) => {
      await closeRequest(tx, requestId, { answeredAt: now, outcome: result.evidence.mayHaveArrived ? (result.ok ? 'accepted' : (result.error?.kind ?? 'lost')) : 'unsent', status: result.evidence.status, requestId: result.evidence.requestId })
      await learn(tx, account, ceiling, result, now)
    })
    return result
  }

  const learn = async (tx: LedgerTx, account: EffectiveAccount, ceiling: Ceiling, { error }: Answer, now: number): Promise<void> => {
    if (!error) return noteAnswered(tx, account.id, now)
    if (error.kind === 'key-refused' || error.kind === 'no-balance' || error.kind === 'not-the-api') await stopAccount(tx, account.id, error.kind, error.message, now)
    else if (error.kind === 'rate-limited') await noteRefusedForRate(tx, account, ceiling, { now, retryDueAt: error.retryDueAt, random: context.random })
    else if (error.kind === 'offline') await noteTrouble(tx, account.id, { kind: 'offline', message: error.message, now, retryAt: now + retryPauseMs })
    else if (error.kind === 'service-trouble' || error.kind === 'outcome-unknown') await noteTrouble(tx, account.id, { kind: 'service', message: error.message, now, retryAt: null })
    else await noteAnswered(tx, account.id, now)
  }

  /** After a call that failed: again later, once more after a lost answer, or the end in words. */
  const fail = async (session: StoredSession, error: ApiError, end: 'refused' | 'spent', evidence: Evidence): Promise<void> => {
    const now = clock.now()
    const retry_at = Math.ceil(now + retryPause(session, now))
    const problem = JSON.stringify(problemOf(error))
    // Yes, but to what: like a lost answer it may have made something, and must not be asked for over and over.
    const kind = error.kind === 'not-understood' && evidence.method === 'POST' ? 'outcome-unknown' : error.kind
    await writeThrough(context, `verification ${session.id}`, async (tx) => {
      switch (kind) {
        case 'rate-limited': case 'service-trouble':
          if (error.kind === 'rate-limited' || error.kind === 'service-trouble') await noteSession(tx, session.id, { retry_at: Math.max(retry_at, error.retryDueAt ?? 0), problem })
          return
        case 'offline': case 'not-found': case 'not-understood': case 'another-task':
        case 'key-refused': case 'no-balance': case 'not-the-api': case 'no-key':
          await noteSession(tx, session.id, { retry_at, problem })
          return
        case 'outcome-unknown':
          if (session.asked_again === 0) await noteSession(tx, session.id, { asked_again: 1, retry_at, problem })
          else await moveSession(tx, session.id, 'verdict-unknown', { now, actor: 'system', problem: problemOf(error) })
          return
        case 'service-refused':
          await moveSession(tx, session.id, end, { now, actor: 'system', problem: refusal(session, error, end) })
          return
        default:
          assertNever(kind)
      }
    })
  }

  /** Where the phone goes in the end: to our own listener where strangers reach one, else as the account has it. */
  const returnAddress = async (account: EffectiveAccount, session: StoredSession): Promise<string> => {
    if (session.callback_token === null) return session.callback_url
    const origin = await context.callbackOrigin(account).catch((error: unknown) => {
      context.log.warn('The return address of a verification cannot be listened on; a person has to say when it is over.', { session: session.id, error: String(error) })
      return null
    })
    const url = origin === null ? session.callback_url : `${origin.replace(/\/+$/, '')}/v/${session.callback_token}`
    // Written once: every write wakes this loop again.
    if (url !== session.callback_url) await ledger.transact((tx) => noteSession(tx, session.id, { callback_url: url }))
    return url
  }

  const create = async (account: EffectiveAccount, session: StoredSession): Promise<boolean> => {
    const api = context.api(account)
    if (session.task_id === null) {
      const callbackUrl = await returnAddress(account, session)
      const made = await call(account, 'submit', 'session', () => api.createSession({ callbackUrl, projectName: session.project_name }))
      if (made === null) return false
      if (!made.ok) await fail(session, made.error, 'refused', made.evidence)
      else await writeThrough(context, `verification ${session.id}`, (tx) => noteSession(tx, session.id, { task_id: made.value.taskId, retry_at: null, asked_again: 0, problem: null }))
      return true
    }
    const read = await call(account, 'poll', 'session', () => api.readTask(session.task_id ?? ''))
    if (read === null) return false
    if (!read.ok) {
      if (read.error.kind === 'not-found') await stillWaits(session, session.task_id, read.error)
      else await fail(session, read.error, 'refused', read.evidence)
      return true
    }
    const held = read.value.session
    const now = clock.now()
    const bytedToken = held?.bytedToken ?? null
    const ended = bytedToken !== null || read.value.status.is === 'failed' || read.value.status.is === 'cancelled'
    if (!ended) {
      await stillWaits(session, session.task_id, null)
      return true
    }
    followedSince.delete(session.task_id)
    await ledger.transact(async (tx) => {
      if (bytedToken !== null && held !== null) await moveSession(tx, session.id, 'open', { now, actor: 'system' }, { byted_token: bytedToken, h5_link: held.h5Link, opened_at: now, expires_at: now + tokenLifeMs, retry_at: null })
      else await moveSession(tx, session.id, 'refused', { now, actor: 'system', problem: words(session, read.value.error?.message ?? null) })
    })
    return true
  }

  const askVerdict = async (account: EffectiveAccount, session: StoredSession): Promise<boolean> => {
    const api = context.api(account)
    const taskId = session.verdict_task_id
    if (taskId !== null) {
      const read = await call(account, 'poll', 'verdict', () => api.readTask(taskId))
      if (read === null) return false
      if (!read.ok && read.error.kind === 'not-found') await stillWaits(session, taskId, read.error)
      else if (!read.ok) await fail(session, read.error, 'refused', read.evidence)
      else if (read.value.groupId !== null) await verified(session, read.value.groupId)
      else if (read.value.status.is === 'moving' || read.value.status.is === 'unknown') await stillWaits(session, taskId, null)
      else await ledger.transact((tx) => moveSession(tx, session.id, 'refused', { now: clock.now(), actor: 'system', problem: words(session, read.value.error?.message ?? null) }))
      return true
    }
    const verdict = await call(account, 'submit', 'verdict', () => api.readVerdict({ bytedToken: session.byted_token ?? '', projectName: session.project_name }))
    if (verdict === null) return false
    if (!verdict.ok) {
      await fail(session, verdict.error, 'spent', verdict.evidence)
      return true
    }
    const { value } = verdict
    if (value.kind === 'group') await verified(session, value.groupId)
    else if (value.kind === 'task') await writeThrough(context, `verification ${session.id}`, (tx) => noteSession(tx, session.id, { verdict_task_id: value.taskId, retry_at: clock.now() + taskPauseMs }))
    else await ledger.transact((tx) => moveSession(tx, session.id, 'refused', { now: clock.now(), actor: 'system', problem: words(session, value.words.message) }))
    return true
  }

  const verified = async (session: StoredSession, remoteId: string): Promise<void> => {
    const now = clock.now()
    await writeThrough(context, `verification ${session.id}`, async (tx) => {
      const group = await addGroup(tx, { accountId: session.account_id, name: session.name, remoteId, projectName: session.project_name, consentNote: session.consent_note }, { now, actor: session.actor, how: 'verified' })
      await moveSession(tx, session.id, 'verified', { now, actor: 'system' }, { group_id: group.id, byted_token: null })
    })
  }

  const stepFor = async (account: EffectiveAccount): Promise<StepResult> => {
    if (account.stored.paused === 1 || (account.stored.stop !== null && account.stored.stop !== 'no-balance') || account.key === null) return { worked: false, dueAt: null }
    const now = clock.now()
    let dueAt: number | null = null
    for (const row of await listSessions(ledger.read, account.id, ['creating', 'verdict-asked', 'open'])) {
      if (row.state === 'open') {
        if (row.expires_at !== null && row.expires_at <= now) await ledger.transact((tx) => moveSession(tx, row.id, 'expired', { now, actor: 'system' }))
        else dueAt = sooner(dueAt, row.expires_at)
        continue
      }
      const session = await readSession(ledger.read, row.id)
      if (session.retry_at !== null && session.retry_at > now) {
        dueAt = sooner(dueAt, session.retry_at)
        continue
      }
      const worked = session.state === 'creating' ? await create(account, session) : await askVerdict(account, session)
      if (worked) return { worked: true, dueAt: null }
      const slot = await askSlot(ledger.read, account, 'submit', now)
      dueAt = sooner(dueAt, slot.free ? now + taskPauseMs : slot.at)
    }
    return { worked: false, dueAt }
  }

  return {
    step: eachAccount(context, stepFor),
  }
}

function words(session: StoredSession, message: string | null): Problem {
  return {
    kind: 'service-refused', message: `The service did not confirm ${session.name}${message ? `: ${message}` : '.'}`,
    advice: 'Have the person try again with a new code, in good light and with the face alone in the picture.', requestId: null,
  }
}

function withoutEnd({ name, state }: StoredSession): Problem {
  const kind = 'service-trouble'
  return state === 'creating'
    ? { kind, message: `For an hour the service has been making the code of ${name}, without an end.`, advice: 'Start a new one for this person.', requestId: null }
    : { kind, message: `For an hour the service has been working on the verdict on ${name}, without an end.`, advice: 'Ask for the verdict again later; if it stays so, start a new one.', requestId: null }
}

function refusal(session: StoredSession, error: ApiError, end: 'refused' | 'spent'): Problem {
  const problem = problemOf(error)
  return end === 'spent' ? { ...problem, kind: 'session-expired', advice: `The code of ${session.name} is spent or too old. Start a new one.` } : problem
}
