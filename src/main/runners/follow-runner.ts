import PQueue from 'p-queue'
import type { Reason } from '../../contract/models/clip.ts'
import type { ApiError, Evidence } from '../api-client/api-error.ts'
import { nextPollDelay } from '../domain/poll-schedule.ts'
import { recogniseFailure } from '../domain/failure-catalogue.ts'
import { backoffMs } from '../domain/retry-policy.ts'
import type { ServiceWords } from '../domain/submission-answer.ts'
import type { TaskAnswer } from '../domain/task-answer.ts'
import { matchVerdicts, type DisagreeWhy } from '../domain/verdict-matching.ts'
import { noteAnswered, noteTrouble, stopAccount } from '../ledger/accounts.ts'
import { acceptedByHand } from '../ledger/resolve-batch.ts'
import { claimPoll, dueBatches, nextPollDue, type DueBatch } from '../ledger/claim-poll.ts'
import { recordReview, submittedAttempts, type ReviewNote, type SubmittedClip } from '../ledger/record-review.ts'
import { closeRequest } from '../ledger/requests.ts'
import { askSlot, noteLetThrough, noteRefusedForRate, takeSlot } from './budget.ts'
import { eachAccount } from './each-account.ts'
import type { EffectiveAccount } from './effective-account.ts'
import type { StepResult } from './run-loop.ts'
import type { RunnerContext } from './runner-context.ts'
import { writeThrough } from './write-through.ts'

/** While an answer is awaited nobody else asks. */
const leaseMs = 120_000
/** A task the service no longer knows, or answers for another, is asked about for so long before a person is. */
const forgottenMs = 3_600_000
/** After a review that could not be asked about after all (it ended, or was paused, this very moment). */
const lookAgainMs = 1_000
/** So long an unknown word is followed, or a service that answers each question with a refusal or with other JSON. */
const unknownWordMs = 24 * 3_600_000
const offlineBackoff = { baseMs: 1_000, capMs: 30_000 }

/** The loop that follows every review to its end, inside each account's budget. */
export function createFollowRunner(context: RunnerContext) {
  const { ledger, clock } = context
  const inFlight = new PQueue({ concurrency: 4 })

  const stepFor = async (account: EffectiveAccount): Promise<StepResult> => {
    const { stored } = account
    // Without balance nothing more is sent, but what was sent is still followed.
    if (stored.paused === 1 || (stored.stop !== null && stored.stop !== 'no-balance') || account.key === null) return { worked: false, dueAt: null }
    const now = clock.now()
    const dueAt = await nextPollDue(ledger.read, account.id)
    if (dueAt === null || dueAt > now) return { worked: false, dueAt }
    const slot = await askSlot(ledger.read, account, 'poll', now)
    if (!slot.free) return { worked: false, dueAt: slot.at }
    const batch = (await dueBatches(ledger.read, account.id, now, 1 + (stored.id + Math.floor(now / 100)) % 2)).at(-1)
    if (!batch) return { worked: false, dueAt: null }
    const requestId = await ledger.transact(async (tx) => (await takeSlot(tx, account, 'poll', clock.now()))
      ? claimPoll(tx, batch, { accountId: account.id, now: clock.now(), leaseMs })
      : null)
    if (requestId !== null) void inFlight.add(() => ask(context, account, batch, requestId)).catch((error: unknown) => letGo(context, batch, requestId, error))
    return { worked: requestId !== null, dueAt: now + lookAgainMs }
  }

  return {
    step: eachAccount(context, stepFor),
    drain: () => inFlight.onIdle(),
  }
}

/** A call whose answer could not be made use of, by a mistake of ours: it gives its place in the budget back, and the task is asked about again later. */
async function letGo(context: RunnerContext, batch: DueBatch, requestId: number, mistake: unknown): Promise<void> {
  context.log.error('An answer about a review could not be written; it is asked for again.', { batch: batch.id, error: mistake instanceof Error ? mistake.stack : String(mistake) })
  if (context.ending.aborted) return
  const now = context.clock.now()
  await writeThrough(context, `review of batch ${batch.id}`, async (tx) => {
    await closeRequest(tx, requestId, { answeredAt: now, outcome: 'lost', status: null, requestId: null })
    await recordReview(tx, batch, { kind: 'no-answer', nextPollAt: Math.ceil(now + nextPollDelay(now - batch.sentAt, batch.pollErrors + 1, context.random)), oddSince: batch.oddSince }, null, { now, actor: 'system' })
  }).catch((error: unknown) => { context.log.error('A call stays open until the next start.', { batch: batch.id, error: String(error) }) })
}

async function ask(context: RunnerContext, account: EffectiveAccount, batch: DueBatch, requestId: number): Promise<void> {
  const { ledger, clock } = context
  const result = await context.api(account).readTask(batch.taskId)
  const now = Math.max(clock.now(), result.evidence.answeredAt)
  const attempts = await submittedAttempts(ledger.read, batch.id)
  const note = result.ok ? readAnswer(result.value, batch, attempts, now, context.random) : readFailure(result.error, batch, now, context.random)
  await writeThrough(context, `review of batch ${batch.id}`, async (tx) => {
    await closeRequest(tx, requestId, { answeredAt: now, outcome: outcomeOf(result), status: result.evidence.status, requestId: result.evidence.requestId })
    await recordReview(tx, batch, note, result.ok ? asItCame(result.value.raw, result.evidence) : null, { now, actor: 'system' })
    if (result.ok) {
      await noteAnswered(tx, account.id, now)
      await noteLetThrough(tx, account, 'poll', now)
      return
    }
    switch (result.error.kind) {
      case 'key-refused': case 'no-balance': case 'no-key':
        await stopAccount(tx, account.id, result.error.kind, result.error.message, now)
        return
      case 'rate-limited':
        await noteRefusedForRate(tx, account, 'poll', { now, retryDueAt: result.error.retryDueAt, random: context.random })
        return
      case 'offline':
        await noteTrouble(tx, account.id, { kind: 'offline', message: result.error.message, now, retryAt: Math.ceil(now + 500 + backoffMs(account.stored.trouble_step, offlineBackoff, context.random)) })
        return
      // One odd page while asking is no reason to stop: asking again does no harm.
      case 'service-trouble': case 'outcome-unknown': case 'not-the-api':
        await noteTrouble(tx, account.id, { kind: 'service', message: result.error.message, now, retryAt: null })
        return
      case 'not-found': case 'service-refused': case 'not-understood': case 'another-task':
        await noteAnswered(tx, account.id, now)
    }
  })
}

/** An answer to be kept, 16 KiB of it. One that is nested deeper than the stack reaches is kept as far as its beginning was. */
function asItCame(raw: unknown, { bodyStart }: Evidence): string {
  try {
    return JSON.stringify(raw).slice(0, 16_384)
  } catch {
    return bodyStart
  }
}

function outcomeOf(result: { ok: boolean; evidence: Evidence; error?: ApiError }): string {
  if (!result.evidence.mayHaveArrived) return 'unsent'
  return result.ok ? 'accepted' : (result.error?.kind ?? 'lost')
}

function readAnswer(answer: TaskAnswer, batch: DueBatch, attempts: readonly SubmittedClip[], now: number, random: () => number): ReviewNote {
  const rawStatus = answer.status.word
  const again = (oddSince: number | null): ReviewNote => ({ kind: 'moving', progress: answer.progress, rawStatus, nextPollAt: Math.ceil(now + nextPollDelay(now - batch.sentAt, 0, random)), oddSince })
  switch (answer.status.is) {
    case 'moving':
      return again(null)
    case 'unknown': {
      const oddSince = batch.oddSince ?? now
      if (now - oddSince < unknownWordMs) return again(oddSince)
      return { kind: 'unclear', why: 'unknown-word', code: 'UnknownStatus', message: `The service has called this task "${rawStatus ?? ''}" for a day, a word we do not know.`, rawStatus }
    }
    case 'completed': case 'failed': case 'cancelled': {
      const matching = matchVerdicts(attempts, answer)
      if (matching.kind === 'disagree') return { kind: 'unclear', ...disagreement(matching, answer.error), rawStatus }
      const byPosition = new Map(attempts.map((attempt) => [attempt.position, attempt]))
      const verdicts = matching.verdicts.flatMap((verdict) => {
        const attempt = byPosition.get(verdict.position)
        return attempt && !attempt.decided ? [{ attemptId: attempt.id, clipId: attempt.clipId, verdict: verdict.verdict, match: verdict.match, assetId: verdict.assetId, assetUrl: verdict.assetUrl, reason: reasonOf(verdict.reason, verdict.verdict) }] : []
      })
      return { kind: 'verdicts', rawStatus, verdicts }
    }
  }
}

function reasonOf(words: ServiceWords | null, verdict: 'active' | 'failed' | 'unclear'): Reason | null {
  if (verdict === 'active') return null
  if (verdict === 'unclear') return { code: 'VerdictUnclear', message: words?.message ?? null, breaches: [] }
  // A code the catalogue knows under any spelling is kept under its own; any other stays as it came.
  const code = (words && (recogniseFailure(words) ?? words.code ?? (words.message ? 'Other' : null))) ?? 'NoReason'
  return { code, message: words?.message ?? null, breaches: [] }
}

function disagreement(matching: { why: DisagreeWhy; attempts: number; items: number }, error: ServiceWords | null): { why: string; code: string; message: string } {
  const said = error?.message ? ` It said: ${error.message}` : ''
  switch (matching.why) {
    case 'no-result': return { why: 'no-result', code: 'NoResult', message: `The task ended without a result for its ${matching.attempts} ${matching.attempts === 1 ? 'clip' : 'clips'}.${said}` }
    case 'counts': return { why: 'counts-disagree', code: 'CountsDisagree', message: `${matching.attempts} ${matching.attempts === 1 ? 'clip was' : 'clips were'} sent and the service answered for ${matching.items}.${said}` }
    case 'order-unknown': case 'order-not-kept':
      return { why: matching.why, code: 'VerdictUnclear', message: `The service does not say which verdict is whose, and its order cannot be relied on.${said}` }
    case 'asset-twice': case 'in-both-lists': case 'clip-twice': case 'several-clips': case 'name-against-url':
      return { why: matching.why, code: 'VerdictUnclear', message: `The service's answer contradicts itself, so no clip was given a verdict.${said}` }
  }
}

function readFailure(error: ApiError, batch: DueBatch, now: number, random: () => number): ReviewNote {
  const later = (oddSince: number | null): ReviewNote => ({ kind: 'no-answer', nextPollAt: Math.ceil(now + nextPollDelay(now - batch.sentAt, batch.pollErrors + 1, random)), oddSince })
  const oddSince = batch.oddSince ?? now
  if (error.kind === 'service-refused' || error.kind === 'not-understood') {
    if (now - oddSince < unknownWordMs) return later(oddSince)
    return { kind: 'unclear', why: 'review-refused', code: 'ReviewRefused', message: `For a day the service has not said how task ${batch.taskId} goes on. ${error.message}`, rawStatus: batch.rawStatus }
  }
  if (error.kind !== 'not-found' && error.kind !== 'another-task') return later(batch.oddSince)
  if (error.kind === 'another-task') return now - oddSince < forgottenMs ? later(oddSince) : { kind: 'unclear', why: 'another-task', code: 'AnotherTask', message: error.message, rawStatus: batch.rawStatus }
  // A task id a person gave and nobody has confirmed is very likely mistyped: they are told at once.
  const byHand = batch.whyKind === acceptedByHand
  if (!byHand && now - oddSince < forgottenMs) return later(oddSince)
  return { kind: 'unclear', why: 'task-forgotten', code: 'TaskForgotten', message: byHand ? `The service does not know task ${batch.taskId}.` : `For an hour the service has not known task ${batch.taskId}.`, rawStatus: batch.rawStatus }
}
