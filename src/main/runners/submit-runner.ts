import PQueue from 'p-queue'
import type { Reason } from '../../contract/models/clip.ts'
import { correlationName } from '../domain/correlation-name.ts'
import { nextPollDelay } from '../domain/poll-schedule.ts'
import { backoffMs } from '../domain/retry-policy.ts'
import type { SubmissionMeaning } from '../domain/submission-answer.ts'
import type { Submission } from '../api-client/api-client.ts'
import { answerUnclear, offline } from '../api-client/error-words.ts'
import type { Publisher } from '../publishing/publisher.ts'
import { noteAnswered, noteTrouble, stopAccount } from '../ledger/accounts.ts'
import { claimBatch, type ClaimedBatch } from '../ledger/claim-batch.ts'
import { countClips } from '../ledger/counts.ts'
import { moveClips, type ClipMove } from '../ledger/move-clips.ts'
import type { LedgerTx } from '../ledger/open-ledger.ts'
import { newestLinks, planNextBatch, type BatchPlan, type PlanQuestion } from '../ledger/plan-batch.ts'
import { recordSubmission, stopWords, type SubmissionEnd } from '../ledger/record-submission.ts'
import { askSlot, noteLetThrough, noteNotBefore, noteRefusedForRate, takeSlot } from './budget.ts'
import { eachAccount } from './each-account.ts'
import type { EffectiveAccount } from './effective-account.ts'
import type { StepResult } from './run-loop.ts'
import type { RunnerContext } from './runner-context.ts'
import { createUnfetchable } from './unfetchable.ts'
import { writeThrough } from './write-through.ts'

/** A folder’s part-filled batch need not wait longer than this while there is nothing else to send. */
export const idleLingerMs = 30_000
/** How long a part-filled batch waits for clips of the same person that are still being checked. */
const companyMs = 10_000
/** With clips queued but none due, one looks again after this long. */
export const lookAgainMs = 1_000
/** With our own links silent, one asks them again after this long. */
export const linksAgainMs = 15_000
/** A link must live this much longer, or it is made anew. */
const leastLifeMs = 12 * 3_600_000
/** Backoff after trouble without a word from the service on when to come back. */
const offlineBackoff = { baseMs: 1_000, capMs: 30_000 }
const serviceBackoff = { baseMs: 2_000, capMs: 5 * 60_000 }

/** The loop that submits batches, inside each account's budget. */
export function createSubmitRunner(context: RunnerContext, ring: () => void) {
  const { ledger, clock } = context
  const unfetchable = createUnfetchable(context, ring)
  const inFlight = new PQueue({ concurrency: 4 })

  const questionOf = (account: EffectiveAccount, now: number): PlanQuestion => ({ accountId: account.id, batchSize: account.stored.batch_size, now, idleLingerMs, companyMs })

  /** The next batch; where our own links would be fetched over a network that nobody approved, one that needs none of them. */
  const planFor = async (account: EffectiveAccount, now: number): Promise<BatchPlan | null> => {
    const question = questionOf(account, now)
    const plan = await planNextBatch(ledger.read, question)
    const overThisLine = account.publishing.kind === 'links' && plan?.clips.some((clip) => clip.sourceKind === 'path') === true
    return !overThisLine || (await context.networkGate.open()) ? plan : planNextBatch(ledger.read, { ...question, urlsOnly: true })
  }

  const whatHinders = async (account: EffectiveAccount, plan: BatchPlan): Promise<ClipMove[] | 'asking' | 'later'> => (await unfitClips(context, account, plan)) ?? unfetchable(account, plan)

  const stepFor = async (account: EffectiveAccount): Promise<StepResult> => {
    const { stored } = account
    if (stored.paused === 1 || stored.stop !== null || account.key === null) return { worked: false, dueAt: null }
    const now = clock.now()
    const counts = await countClips(ledger.read, { accountId: account.id })
    if (counts.ready === 0) return { worked: false, dueAt: null }
    const slot = await askSlot(ledger.read, account, 'submit', now)
    if (!slot.free) return { worked: false, dueAt: slot.at }
    let plan = await planFor(account, now)
    if (!plan) return { worked: false, dueAt: now + lookAgainMs }
    let moves = await whatHinders(account, plan)
    if (moves === 'later') {
      // While our own links do not answer, what needs none of them goes on.
      plan = await planNextBatch(ledger.read, { ...questionOf(account, now), urlsOnly: true })
      moves = plan ? await whatHinders(account, plan) : 'later'
    }
    if (moves === 'asking') return { worked: false, dueAt: now + lookAgainMs }
    if (moves === 'later' || !plan) return { worked: false, dueAt: now + linksAgainMs }
    if (moves.length > 0) {
      await ledger.transact((tx) => moveClips(tx, moves, { now: clock.now(), actor: 'system' }))
      return { worked: true, dueAt: null }
    }
    const links = await newestLinks(ledger.read, plan.clips.map((clip) => clip.sourceId))
    const urls = new Map([...links].map(([sourceId, link]) => [sourceId, link.url]))
    const claimed = await ledger.transact(async (tx) => (await takeSlot(tx, account, 'submit', clock.now()))
      ? claimBatch(tx, plan, urls, { accountId: account.id, now: clock.now(), nameOf: (name, attemptId) => correlationName(name.replace(/\.[^.]+$/, ''), suffixOf(attemptId, context.random)) })
      : null)
    if (claimed) void inFlight.add(() => send(context, account, claimed)).catch((error: unknown) => letGo(context, claimed, error))
    // Not claimed: it moved on, or was paused, this very moment. A loop that calls that work would never rest.
    return { worked: claimed !== null, dueAt: now + lookAgainMs }
  }

  return {
    step: eachAccount(context, stepFor),
    /** Resolves when nothing is on its way any more. */
    drain: () => inFlight.onIdle(),
  }
}

/** Unique for ever in this ledger, and unlikely to meet another ledger's. */
function suffixOf(attemptId: number, random: () => number): string {
  return `${attemptId.toString(36)}${Math.floor(random() * 36 ** 4).toString(36).padStart(4, '0')}`
}

/** Clips of a plan that must not go as they are: their file has gone or changed, or their link is too old; null when all may. */
async function unfitClips(context: RunnerContext, account: EffectiveAccount, plan: BatchPlan): Promise<ClipMove[] | 'later' | null> {
  const links = await newestLinks(context.ledger.read, plan.clips.map((clip) => clip.sourceId))
  // Without a key to the storage nothing new is linked; links that were made hold.
  let publisher: Publisher | null = null
  if (plan.clips.some((clip) => clip.sourceKind === 'path')) {
    if (account.publishing.kind === 's3') publisher = await context.storage(account).catch(() => null)
    else try {
      publisher = await context.publisher(account)
    } catch {
      // The link server cannot listen: the link keeper says so, and what needs links waits with it.
      return 'later'
    }
  }
  const moves: ClipMove[] = []
  // Links that are set to live shorter than that would be made anew for ever and never be sent.
  const leastLife = 'expiryMs' in account.publishing ? Math.min(leastLifeMs, account.publishing.expiryMs / 2) : leastLifeMs
  const files = plan.clips.filter((clip) => clip.sourceKind === 'path')
  const looks = files.length === 0 ? [] : await context.disk.looks(files.map((clip) => clip.location))
  const lookOf = new Map(files.map((clip, n) => [clip.id, looks[n]]))
  for (const clip of plan.clips) {
    const link = links.get(clip.sourceId)
    if (clip.sourceKind === 'path') {
      const probe = lookOf.get(clip.id)
      // Gone, unreadable, on a silent drive or changed: the check tells which, and whether it waits with its folder.
      if (!probe || !('size' in probe) || probe.size !== clip.sizeBytes || probe.mtimeMs !== clip.mtimeMs) {
        moves.push({ clipId: clip.id, to: 'checking', from: ['ready'], data: { because: probe && 'size' in probe ? 'file changed' : 'file not there' } })
        continue
      }
    }
    const outlived = link?.expiresAt !== undefined && link.expiresAt !== null && link.expiresAt < context.clock.now() + leastLife
    const otherWay = clip.sourceKind === 'path' && publisher !== null && link?.kind !== publisher.kind
    if (!link || outlived || otherWay) moves.push({ clipId: clip.id, to: 'publishing', from: ['ready'], data: { because: 'link too old' } })
  }
  return moves.length > 0 ? moves : null
}

/** A submission whose outcome cannot be told because of a mistake of ours: unclear, like an answer that was lost. */
async function letGo(context: RunnerContext, batch: ClaimedBatch, mistake: unknown): Promise<void> {
  context.log[context.ending.aborted ? 'warn' : 'error']('The outcome of a submission could not be written.', { batch: batch.id, error: mistake instanceof Error ? mistake.stack : String(mistake) })
  // While the core ends it stays *sending*, which the next start takes for unclear, too.
  if (context.ending.aborted) return
  const answeredAt = context.clock.now()
  await writeThrough(context, `batch ${batch.id}`, (tx) => recordSubmission(tx, { id: batch.id, requestId: batch.requestId, groupId: batch.groupId, clipIds: batch.attempts.map((attempt) => attempt.clipId) },
    { kind: 'unknown', why: 'not-written', message: `Greenroom could not make use of the answer: ${String(mistake)}` }, { answeredAt, outcome: 'lost', status: null, requestId: null }, null))
    .catch((error: unknown) => { context.log.error('A submission stays without an outcome until the next start.', { batch: batch.id, error: String(error) }) })
}

/** Sends a claimed batch, once, and writes what the answer meant. */
async function send(context: RunnerContext, account: EffectiveAccount, batch: ClaimedBatch): Promise<void> {
  const { clock, log } = context
  const submission = await context.api(account).submit({
    groupId: batch.remoteGroupId, projectName: batch.projectName, assetType: batch.assetType,
    assets: batch.attempts.map((attempt) => ({ url: attempt.url, name: attempt.correlationName })),
  })
  const { meaning, evidence } = submission
  // A test's clock may stand still; an answer is never before its request.
  const answeredAt = Math.max(clock.now(), evidence.answeredAt)
  log.info('A batch was submitted.', { batch: batch.id, clips: batch.attempts.length, meaning: meaning.kind, status: evidence.status, requestId: evidence.requestId })
  await writeThrough(context, `batch ${batch.id}`, async (tx) => {
    const outcome = meaning.kind === 'unsent' || !evidence.mayHaveArrived ? 'unsent' : meaning.kind
    await recordSubmission(tx, { id: batch.id, requestId: batch.requestId, groupId: batch.groupId, clipIds: batch.attempts.map((attempt) => attempt.clipId) },
      endOf(submission, hostOf(account), answeredAt, context.random), { answeredAt, outcome, status: evidence.status, requestId: evidence.requestId }, evidence.bodyStart || null)
    await learn(tx, context, account, meaning, answeredAt)
  })
}

function endOf({ meaning }: Submission, host: string, now: number, random: () => number): SubmissionEnd {
  switch (meaning.kind) {
    case 'accepted': return { kind: 'accepted', taskId: meaning.taskId, nextPollAt: Math.ceil(now + nextPollDelay(0, 0, random)) }
    case 'refused-retry': return { kind: 'again', why: meaning.why === 'rate' ? 'too-fast' : 'service-trouble', message: meaning.message ?? '', retryAt: null }
    case 'refused-stop': return { kind: 'again', why: meaning.stop, message: meaning.message ?? stopWords(meaning.stop === 'not-the-api' ? 'not-the-api' : meaning.stop), retryAt: null }
    case 'refused-for-good': return { kind: 'refused', reason: refusalReason(meaning.code, meaning.message), message: meaning.message ?? '' }
    case 'unsent': return { kind: 'again', why: 'offline', message: offline(host, meaning.cause).message, retryAt: null }
    case 'unknown': return { kind: 'unknown', why: meaning.why, message: meaning.message ?? meaning.cause?.message ?? '' }
  }
}

function hostOf(account: EffectiveAccount): string {
  return URL.parse(account.baseUrl)?.host ?? account.baseUrl
}

function refusalReason(code: string | null, message: string | null): Reason {
  return { code: 'RefusedByService', message: [code, message].filter(Boolean).join(': ') || null, breaches: [] }
}

/** What an answer teaches about the account: its rate, its troubles, its stops. */
async function learn(tx: LedgerTx, context: RunnerContext, account: EffectiveAccount, meaning: SubmissionMeaning, now: number): Promise<void> {
  switch (meaning.kind) {
    case 'accepted':
    case 'refused-for-good':
      await noteAnswered(tx, account.id, now)
      await noteLetThrough(tx, account, 'submit', now)
      return
    case 'refused-retry':
      if (meaning.why === 'rate') {
        await noteAnswered(tx, account.id, now)
        await noteRefusedForRate(tx, account, 'submit', { now, retryDueAt: meaning.retryDueAt, random: context.random })
        return
      }
      await troubled(tx, context, account, 'service', meaning.message ?? 'The service answers with an error of its own.', now, meaning.retryDueAt)
      return
    case 'refused-stop':
      await stopAccount(tx, account.id, meaning.stop, meaning.message, now)
      return
    case 'unsent':
      await troubled(tx, context, account, 'offline', offline(hostOf(account), meaning.cause).message, now, null)
      return
    case 'unknown':
      // What went wrong once may go wrong again: the next batch waits, or a weekend of them would be unclear.
      await troubled(tx, context, account, 'service', answerUnclear(hostOf(account), meaning), now, null)
      // One web page may be a gateway's bad minute; two in a row are a wrong address.
      if (meaning.why === 'web-page' && account.stored.trouble === 'service') await stopAccount(tx, account.id, 'not-the-api', meaning.message, now)
  }
}

async function troubled(tx: LedgerTx, context: RunnerContext, account: EffectiveAccount, kind: 'offline' | 'service', message: string, now: number, retryDueAt: number | null): Promise<void> {
  const step = (await context.ledger.read.selectFrom('account').select('trouble_step').where('id', '=', account.id).executeTakeFirst())?.trouble_step ?? 0
  const wait = kind === 'offline' ? offlineBackoff : serviceBackoff
  const retryAt = retryDueAt ?? now + wait.baseMs / 2 + backoffMs(step, wait, context.random)
  await noteTrouble(tx, account.id, { kind, message, now, retryAt: kind === 'offline' ? Math.ceil(retryAt) : null })
  if (kind === 'service') await noteNotBefore(tx, account, 'submit', Math.ceil(retryAt), retryDueAt !== null)
}
