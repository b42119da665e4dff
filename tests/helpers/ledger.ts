import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import { onTestFinished } from 'vitest'
import { ensureAccount } from '../../src/main/ledger/accounts.ts'
import { claimBatch, type ClaimedBatch } from '../../src/main/ledger/claim-batch.ts'
import { addGroup } from '../../src/main/ledger/groups.ts'
import { recordChecks, recordLinks } from '../../src/main/ledger/local-work.ts'
import { openLedger, type Ledger } from '../../src/main/ledger/open-ledger.ts'
import { newestLinks, planNextBatch, type BatchPlan, type PlanQuestion } from '../../src/main/ledger/plan-batch.ts'
import { recordSubmission, type SubmissionEnd } from '../../src/main/ledger/record-submission.ts'
import { takeIn, type Candidate, type TakenIn, type TakeInOptions } from '../../src/main/ledger/take-in.ts'
import { newAccountValues } from '../../src/main/new-account.ts'

/** The moment the tests of the ledger begin at, UTC ms. */
export const start = Date.UTC(2026, 0, 1)

/** A real ledger in a folder of its own, with one account and one person. */
export interface TestLedger {
  ledger: Ledger
  dataDir: string
  accountId: number
  groupId: number
  /** The time every helper stamps its rows with; move it as you like. */
  now: number
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms) })

/** An empty folder that is gone when the test ends. */
export async function tempDir(): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'greenroom-ledger-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

/** An empty folder for several tests; remove it after the last. */
export async function lastingDir(): Promise<{ path: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(path.join(tmpdir(), 'greenroom-ledger-'))
  return { path: dir, remove: () => rm(dir, { recursive: true, force: true }) }
}

/** The threads a ledger may live in. */
export const wheres = ['this thread', 'threads of its own'] as const
export type Where = (typeof wheres)[number]

/** What `openLedger` is told of the thread. */
export function livesIn(where: Where): { workerUrl?: URL } {
  return where === 'this thread' ? {} : { workerUrl: new URL('../../src/main/ledger/ledger-worker.ts', import.meta.url) }
}

export async function testLedger(where: Where = 'this thread'): Promise<TestLedger> {
  const dataDir = await tempDir()
  const ledger = await openLedger({ dataDir, pause, ...livesIn(where) })
  onTestFinished(() => ledger.close())
  return { ledger, dataDir, now: start, ...(await seed(ledger)) }
}

/** An account and a person in an empty ledger. */
export async function seed(ledger: Ledger): Promise<{ accountId: number; groupId: number }> {
  return ledger.transact(async (tx) => {
    const account = await ensureAccount(tx, newAccountValues('default'), { now: start, actor: 'Ada' })
    const group = await addGroup(tx, { accountId: account.id, name: 'Lin', remoteId: 'group-1', projectName: 'default', consentNote: '' }, { now: start, actor: 'Ada', how: 'adopted' })
    return { accountId: account.id, groupId: group.id }
  })
}

/** Another person of the same account. */
export async function addPerson(t: TestLedger, name: string): Promise<number> {
  return t.ledger.transact(async (tx) => (await addGroup(tx, { accountId: t.accountId, name, remoteId: name, projectName: 'default', consentNote: '' }, { now: t.now, actor: 'Ada', how: 'adopted' })).id)
}

export function candidate(location: string, more: Partial<Candidate> = {}): Candidate {
  return { kind: 'path', location, locationKey: location.normalize('NFC'), given: location, name: path.basename(location, path.extname(location)), assetType: 'video', sizeBytes: 1000, mtimeMs: 5000, ...more }
}

export function takeInOptions(t: TestLedger, more: Partial<TakeInOptions> = {}): TakeInOptions {
  return {
    accountId: t.accountId, groupId: t.groupId, intakeId: null, folderId: null, batchSize: null, lingerMs: null,
    preflight: true, gated: false, settleMs: null, now: t.now, actor: 'Ada', ...more,
  }
}

export function take(t: TestLedger, candidates: readonly Candidate[], more: Partial<TakeInOptions> = {}, changed?: ReadonlySet<string>): Promise<TakenIn> {
  return t.ledger.transact((tx) => takeIn(tx, candidates, takeInOptions(t, more), changed))
}

/** Takes `n` clips in and tells their ids. They wait to be checked. */
export async function newClips(t: TestLedger, n: number, more: Partial<TakeInOptions> & Partial<Pick<Candidate, 'assetType' | 'kind'>> = {}): Promise<number[]> {
  const { assetType, kind, ...options } = more
  const before = await newestId(t)
  await take(t, Array.from({ length: n }, (_, i) => candidate(`/footage/clip-${before + i + 1}.mp4`, { ...(assetType && { assetType }), ...(kind && { kind }) })), options)
  return ids(before + 1, n)
}

/** Checked and linked clips that wait to be submitted. */
export async function readyClips(t: TestLedger, n: number, more: Parameters<typeof newClips>[2] = {}): Promise<number[]> {
  const made = await newClips(t, n, more)
  await makeReady(t, made)
  return made
}

/** Takes clips that are being checked through checking and linking. */
export async function makeReady(t: TestLedger, clipIds: readonly number[]): Promise<void> {
  const rows = raw(t, `SELECT id, source_id AS sourceId, group_id AS groupId FROM clip WHERE id IN (SELECT value FROM json_each(?))`, JSON.stringify(clipIds)) as { id: number; sourceId: number; groupId: number }[]
  await t.ledger.transact(async (tx) => {
    await recordChecks(tx, rows.map((row) => ({
      clipId: row.id, sourceId: row.sourceId, groupId: row.groupId, submitAnyway: false, media: null, fingerprint: null, contentHash: `hash of source ${row.sourceId}`,
      sizeBytes: null, mtimeMs: null, move: { to: 'publishing' as const },
    })), t.now)
    await recordLinks(tx, rows.map((row) => ({ clipId: row.id, kind: 'linked' as const, sourceId: row.sourceId, publisher: 'links', url: `https://clips.example/${row.sourceId}`, token: randomUUID(), sizeBytes: 1000, expiresAt: t.now + 86_400_000 })), t.now)
  })
}

export function plan(t: TestLedger, more: Partial<PlanQuestion> = {}): Promise<BatchPlan | null> {
  return planNextBatch(t.ledger.read, { accountId: t.accountId, batchSize: 20, now: t.now, idleLingerMs: 30_000, companyMs: 10_000, ...more })
}

/** Writes the intent to send a plan, with the links its clips have. */
export async function claim(t: TestLedger, planned: BatchPlan): Promise<ClaimedBatch | null> {
  const links = await newestLinks(t.ledger.read, planned.clips.map((clip) => clip.sourceId))
  const urls = new Map([...links].map(([sourceId, link]) => [sourceId, link.url]))
  return t.ledger.transact((tx) => claimBatch(tx, planned, urls, { accountId: t.accountId, now: t.now, nameOf: (name, attemptId) => `${name}-${attemptId}` }))
}

/** Plans and claims the next batch. @throws when there is none. */
export async function claimNext(t: TestLedger, more: Partial<PlanQuestion> = {}): Promise<ClaimedBatch> {
  const planned = await plan(t, more)
  const claimed = planned && (await claim(t, planned))
  if (!claimed) throw new Error('There was nothing to claim.')
  return claimed
}

/** Writes how a claimed batch's submission ended. */
export function end(t: TestLedger, batch: ClaimedBatch, how: SubmissionEnd, answer: string | null = null): Promise<void> {
  return t.ledger.transact((tx) => recordSubmission(tx, { id: batch.id, requestId: batch.requestId, groupId: batch.groupId, clipIds: batch.attempts.map((attempt) => attempt.clipId) },
    how, { answeredAt: t.now, outcome: how.kind, status: 200, requestId: null }, answer))
}

/** A batch that the service has accepted, with `size` clips made for it. */
export async function inReview(t: TestLedger, size: number, taskId = 'task-1'): Promise<ClaimedBatch> {
  await readyClips(t, size)
  const batch = await claimNext(t, { batchSize: size })
  await end(t, batch, { kind: 'accepted', taskId, nextPollAt: t.now + 1000 })
  return batch
}

/** Rows as a stranger's connection reads them: only what is committed. */
export function raw(t: Pick<TestLedger, 'ledger'>, query: string, ...parameters: unknown[]): unknown[] {
  const stranger = new Database(t.ledger.file, { readonly: true, fileMustExist: true })
  try {
    return stranger.prepare(query).all(...parameters)
  } finally {
    stranger.close()
  }
}

/** The first column of each row of a query. */
export function column<T = unknown>(t: Pick<TestLedger, 'ledger'>, query: string, ...parameters: unknown[]): T[] {
  return (raw(t, query, ...parameters) as Record<string, T>[]).map((row) => Object.values(row)[0] as T)
}

/** Each clip's state, in the order of their ids. */
export function statesOf(t: Pick<TestLedger, 'ledger'>, clipIds?: readonly number[]): string[] {
  return clipIds
    ? column<string>(t, 'SELECT state FROM clip WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id', JSON.stringify(clipIds))
    : column<string>(t, 'SELECT state FROM clip ORDER BY id')
}

export function ids(first: number, n: number): number[] {
  return Array.from({ length: n }, (_, i) => first + i)
}

async function newestId(t: TestLedger): Promise<number> {
  const row = await t.ledger.read.selectFrom('clip').select((eb) => eb.fn.max<number | null>('id').as('id')).executeTakeFirst()
  return row?.id ?? 0
}
