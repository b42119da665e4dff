import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createRouterClient } from '@orpc/server'
import type { ContractRouterClient } from '@orpc/contract'
import Database from 'better-sqlite3'
import type { Contract } from '../../../src/contract/contract.ts'
import { createApiClient } from '../../../src/main/api-client/api-client.ts'
import type { Clock, Fetch, Log } from '../../../src/main/capabilities.ts'
import { readTreeHere, type Disk } from '../../../src/main/intake/disk.ts'
import type { MediaFactsPool } from '../../../src/main/intake/media-facts-pool.ts'
import { probeFileSync } from '../../../src/main/intake/probe-file.ts'
import { whereabouts } from '../../../src/main/intake/whereabouts.ts'
import type { Publisher } from '../../../src/main/publishing/publisher.ts'
import type { CoreState } from '../../../src/main/router/core-state.ts'
import { router } from '../../../src/main/router/router.ts'
import { ensureAccount } from '../../../src/main/ledger/accounts.ts'
import { addGroup } from '../../../src/main/ledger/groups.ts'
import { endInterruptedScans } from '../../../src/main/ledger/intakes.ts'
import { ledgerFile, openLedger, type Ledger } from '../../../src/main/ledger/open-ledger.ts'
import { recoverFromCrash } from '../../../src/main/ledger/record-submission.ts'
import { closeOrphanedRequests } from '../../../src/main/ledger/requests.ts'
import { newAccountValues } from '../../../src/main/new-account.ts'
import { createCheckRunner } from '../../../src/main/runners/check-runner.ts'
import { createClockRunner } from '../../../src/main/runners/clock-runner.ts'
import { effectiveAccount, type EffectiveAccount } from '../../../src/main/runners/effective-account.ts'
import { createFollowRunner } from '../../../src/main/runners/follow-runner.ts'
import { finishHalfDoneIntakes, type IntakeContext } from '../../../src/main/runners/intake-flow.ts'
import { createIntakeKeeper } from '../../../src/main/runners/intake-keeper.ts'
import { createPublishRunner } from '../../../src/main/runners/publish-runner.ts'
import { createReach } from '../../../src/main/runners/reach.ts'
import type { StepResult } from '../../../src/main/runners/run-loop.ts'
import type { RunnerContext } from '../../../src/main/runners/runner-context.ts'
import { createSessionRunner } from '../../../src/main/runners/session-runner.ts'
import { createSubmitRunner } from '../../../src/main/runners/submit-runner.ts'
import { createTroubles } from '../../../src/main/runners/troubles.ts'
import { chance, secretsInMemory } from '../../helpers/core.ts'
import { scriptedService, type ScriptedService } from './scripted-service.ts'

export const loops = ['checks', 'links', 'submissions', 'reviews', 'verifications', 'intakes', 'clock'] as const
export type SteppedLoop = (typeof loops)[number]

/** The real ledger, the real loops and the real procedures, each taken one step at a time, before a service that does what a script says. */
export interface SteppedCore {
  client: ContractRouterClient<Contract>
  service: ScriptedService
  dataDir: string
  accountId: number
  groupIds: number[]
  /** Setting it ahead lets time pass; set back, the monotonic clock does not notice. */
  clock: { now: number; readonly monotonic: number }
  /** What the loops' `fetch` finds at every URL of somebody else's: an HTTP status, or null for no network. */
  footage: { status: number | null }
  /** How our own ways of publishing do: what their links answer (but for those of `neverAnswers`), and whether the link server can listen. */
  ways: { status: number; listens: boolean }
  /** Files of this machine, each another one; the same for every run. */
  files: readonly string[]
  /** What the process that runs the loops takes files in with. */
  context(): IntakeContext
  /** What another process takes files in with, beside the one that runs the loops. */
  beside(): Promise<IntakeContext>
  /** What the log said at `error`: mistakes of ours. */
  mistakes: string[]
  /** One step of a loop, and whatever follows from it by itself. @returns what the step found; null: it waits for an answer */
  step(loop: SteppedLoop): Promise<StepResult | null>
  /** Everything that can go on by itself has gone on. */
  settle(): Promise<void>
  /** The process dies this moment and the next one takes over. */
  crash(): Promise<void>
  /** Rows as a stranger's connection reads them. */
  rows<T>(query: string, ...parameters: unknown[]): T[]
  /** The stranger's connection. */
  database(): Database.Database
  close(): Promise<void>
}

const begin = Date.UTC(2026, 0, 5, 9)
const scratch = existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir()
const baseUrl = 'https://service.example'
/** Where clips lie that are files of this machine, in the template. */
const shelf = 'shelf'
const filesOnShelf = 40

/** A folder with a ledger that has an account and two people, to be copied for each run. */
export async function steppedTemplate(): Promise<{ dir: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(path.join(scratch, 'greenroom-model-'))
  const ledger = await openLedger({ dataDir: dir, pause: pauseMs })
  await ledger.transact(async (tx) => {
    const account = await ensureAccount(tx, { ...newAccountValues('default'), base_url: baseUrl, submit_rpm: 60, poll_rpm: 600, batch_size: 3 }, { now: begin, actor: 'operator' })
    for (const name of ['Ada', 'Lin']) await addGroup(tx, { accountId: account.id, name, remoteId: `group-of-${name}`, projectName: 'default', consentNote: '' }, { now: begin, actor: 'operator', how: 'adopted' })
  })
  await ledger.close()
  mkdirSync(path.join(dir, shelf))
  for (let n = 0; n < filesOnShelf; n++) writeFileSync(shelved(dir, n), 'footage'.padEnd(100 + n, '.'))
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) }
}

const shelved = (dir: string, n: number): string => path.join(dir, shelf, `file-${n}.mp4`)
const pauseMs = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms) })

export async function steppedCore(template: string): Promise<SteppedCore> {
  const dataDir = await mkdtemp(path.join(scratch, 'greenroom-model-'))
  await copyFile(ledgerFile(template), ledgerFile(dataDir))
  const service = scriptedService()
  const clock = settableClock(begin)
  const footage: SteppedCore['footage'] = { status: 404 }
  const ways: SteppedCore['ways'] = { status: 206, listens: true }
  const mistakes: string[] = []
  let life = await beginLife({ dataDir, service, clock, footage, ways, mistakes })
  const stranger = new Database(ledgerFile(dataDir), { readonly: true })
  const rows = <T>(query: string, ...parameters: unknown[]): T[] => stranger.prepare(query).all(...parameters) as T[]

  const others: Ledger[] = []

  return {
    service, dataDir, clock, footage, ways, mistakes, rows,
    files: Array.from({ length: filesOnShelf }, (_, n) => shelved(template, n)),
    context: () => life.context,
    async beside() {
      const ledger = await openLedger({ dataDir, pause: pauseMs })
      others.push(ledger)
      return { ...life.context, ledger }
    },
    get client() { return life.client },
    accountId: rows<{ id: number }>('SELECT id FROM account')[0]?.id ?? 0,
    groupIds: rows<{ id: number }>('SELECT id FROM avatar_group ORDER BY id').map(({ id }) => id),
    database: () => stranger,
    async step(loop) {
      const { busy, steps } = life
      // Its last step waits for an answer: a loop takes one step after the other.
      if (busy.has(loop)) return settle().then(() => null)
      busy.add(loop)
      let found: StepResult | null = null
      void steps[loop]().then((result) => { found = result }).catch((error: unknown) => { mistakes.push(`The ${loop} loop stumbled: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`) }).finally(() => busy.delete(loop))
      await settle()
      return found
    },
    settle,
    async crash() {
      service.forgetHanging()
      await life.ledger.close()
      life = await beginLife({ dataDir, service, clock, footage, ways, mistakes })
    },
    async close() {
      stranger.close()
      for (const ledger of [life.ledger, ...others]) await ledger.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Nothing here waits for anything but promises, so a few turns of the event loop are enough. */
async function settle(): Promise<void> {
  for (let n = 0; n < 3; n++) await new Promise((resolve) => { setImmediate(resolve) })
}

function settableClock(start: number): SteppedCore['clock'] {
  let [wall, monotonic] = [start, 0]
  return {
    get now() { return wall },
    set now(to) {
      monotonic += Math.max(0, to - wall)
      wall = to
    },
    get monotonic() { return monotonic },
  }
}

interface Life { busy: Set<SteppedLoop>; ledger: Ledger; context: RunnerContext; client: SteppedCore['client']; steps: Record<SteppedLoop, () => Promise<StepResult>> }

/** A process: opens the ledger and takes over, as `createCore` does. */
async function beginLife({ dataDir, service, clock: time, footage, ways, mistakes }: Pick<SteppedCore, 'dataDir' | 'service' | 'clock' | 'footage' | 'ways' | 'mistakes'>): Promise<Life> {
  const ledger = await openLedger({ dataDir, pause: pauseMs })
  const clock: Clock = {
    now: () => time.now,
    monotonic: () => time.monotonic,
    // Nobody's time is up by itself: what hangs is ended by the script.
    wait: (_ms, signal) => new Promise((resolve) => { signal?.addEventListener('abort', () => resolve()) }),
  }
  const log: Log = {
    debug: () => undefined, info: () => undefined, warn: () => undefined,
    error: (message, fields) => { mistakes.push(`${message} ${JSON.stringify(fields)}`) },
  }
  const fetch: Fetch = (url) => (isOurs(url) ? Promise.resolve(new Response(null, { status: String(url).startsWith(neverAnswers) ? 503 : ways.status })) : footage.status === null
    ? Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' }) }))
    : Promise.resolve(new Response('nothing here', { status: footage.status })))
  const secrets = secretsInMemory()
  const random = chance()
  const api = createApiClient({ baseUrl, key: 'test-key-1234', clock, random, transport: service.transport })
  const never = new Proxy({}, { get: (_, name) => () => { throw new Error(`Nobody here may ask for ${String(name)}.`) } })
  const context: RunnerContext = {
    ledger, clock, random, log, fetch,
    media: mediaHere, disk: diskHere, preparing: never as RunnerContext['preparing'],
    troubles: createTroubles(() => undefined), backupWorkerUrl: new URL('file:///none'), ending: new AbortController().signal,
    account: (id) => effectiveAccount(ledger.read, id, { accountName: 'default', key: 'test-key-1234' }, (name) => secrets.get(name)),
    api: () => api,
    channelSecrets: () => Promise.resolve({}),
    publisher: (account) => publisherOf(account, { dataDir, ways, clock }), callbackOrigin: () => Promise.resolve(null), storage: () => Promise.resolve(null),
    addressesOf: () => Promise.resolve([]),
    reach: createReach({ ledger, clock, fetch }),
    network: () => Promise.resolve({ is: 'none' }), networkGate: { open: () => Promise.resolve(true) }, retireLinkServers: () => Promise.resolve(),
  }
  const accountId = (await ledger.read.selectFrom('account').select('id').executeTakeFirstOrThrow()).id
  const state: CoreState = {
    capabilities: { clock, random, fetch, secrets, log, workerUrl: () => new URL('file:///none') },
    options: { dataDir, accountName: 'default', actor: 'operator', hostKind: 'browser', version: 'test', overrides: {}, timeoutMs: 60_000, sandbox: null },
    actor: 'operator', context, defaultAccountId: accountId, runsHere: () => true,
    changes: { onRing: () => () => undefined, onTopics: () => () => undefined, async *stream() { /* nobody listens */ }, ring: () => undefined, stop: () => Promise.resolve() },
    accountOrDefault: (id) => context.account(id ?? accountId),
  }
  await ledger.transact(async (tx) => {
    await closeOrphanedRequests(tx, time.now)
    await endInterruptedScans(tx, time.now)
    await recoverFromCrash(tx, time.now)
  })
  await finishHalfDoneIntakes(context)
  return {
    ledger, context, busy: new Set(),
    client: createRouterClient(router, { context: { core: state, viewer: 'operator', signInId: null } }),
    steps: {
      checks: createCheckRunner(context).step, links: createPublishRunner(context).step, submissions: createSubmitRunner(context, () => undefined).step,
      reviews: createFollowRunner(context).step, verifications: createSessionRunner(context).step, clock: createClockRunner(context).step, intakes: createIntakeKeeper(context).step,
    },
  }
}

/** Files are looked at in this very thread: nothing here waits for anything but promises. */
const diskHere: Disk = {
  readTree: readTreeHere,
  looks: (files) => Promise.resolve(files.map(probeFileSync)),
  prints: (files) => Promise.resolve(files.map(() => null)),
  whereabouts: (questions) => Promise.resolve(questions.map(whereabouts)),
  stuck: () => 0,
  close: () => Promise.resolve(),
}

/** Every file that is there is a clip that fits, and another one than the rest. */
const mediaHere: MediaFactsPool = {
  inspectFile(file) {
    const look = probeFileSync(file)
    if (!('size' in look)) return Promise.resolve({ ok: false, code: 'Gone', message: 'It is not there.', print: null })
    return Promise.resolve({
      ok: true, facts: { kind: 'video', container: 'mp4', sizeBytes: look.size, durationMs: 5_000, width: 1_280, height: 720, fps: 25, videoCodec: 'h264', hasAudio: true, rotation: 0 },
      print: { sizeBytes: look.size, mtimeMs: look.mtimeMs, quickFingerprint: file, contentHash: file, tailIsZero: false },
    })
  },
  close: () => Promise.resolve(),
}

/** A way of publishing that was set up wrongly: its links lead to a gateway that has nobody behind it. */
export const neverAnswers = 'https://links-nobody.example'
const isOurs = (url: string | URL): boolean => /^https:\/\/(?:links|public)-/.test(String(url))

/** The ways of publishing, without their servers: what of them the loops see. */
async function publisherOf({ publishing: way }: EffectiveAccount, { dataDir, ways, clock }: { dataDir: string; ways: SteppedCore['ways']; clock: Clock }): Promise<Publisher | null> {
  if (way.kind !== 'links' && way.kind !== 'base-url') return null
  if (way.kind === 'links' && !ways.listens) throw new Error(`The link server cannot listen: port ${way.port} is in use.`)
  const address = way.kind === 'links' ? way.origin : way.url
  return {
    kind: `${way.kind} ${address}`,
    async publish({ clipSourceId, path: file }) {
      if (!existsSync(file)) return { ok: false, code: 'SourceGone', message: `${file} is not there.` }
      const token = way.kind === 'links' ? `${dataDir}-${clipSourceId}-${clock.now()}-${++lastToken}` : null
      return { ok: true, url: `${address}/${token === null ? clipSourceId : encodeURIComponent(token)}`, token, expiresAt: way.kind === 'links' ? clock.now() + way.expiryMs : null }
    },
    test: () => Promise.resolve({ ok: true, message: '', advice: null, details: {} }),
  }
}
let lastToken = 0
