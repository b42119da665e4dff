import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createRouterClient } from '@orpc/server'
import type { ContractRouterClient } from '@orpc/contract'
import Database from 'better-sqlite3'
import type { Contract } from '../../../src/contract/contract.ts'
import { createApiClient } from '../../../src/main/api-client/api-client.ts'
import type { Clock, Fetch, Log } from '../../../src/main/capabilities.ts'
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
import { effectiveAccount } from '../../../src/main/runners/effective-account.ts'
import { createFollowRunner } from '../../../src/main/runners/follow-runner.ts'
import { finishHalfDoneIntakes } from '../../../src/main/runners/intake-flow.ts'
import { createPublishRunner } from '../../../src/main/runners/publish-runner.ts'
import { createReach } from '../../../src/main/runners/reach.ts'
import type { RunnerContext } from '../../../src/main/runners/runner-context.ts'
import { createSessionRunner } from '../../../src/main/runners/session-runner.ts'
import { createSubmitRunner } from '../../../src/main/runners/submit-runner.ts'
import { createTroubles } from '../../../src/main/runners/troubles.ts'
import { chance, secretsInMemory } from '../../helpers/core.ts'
import { scriptedService, type ScriptedService } from './scripted-service.ts'

export const loops = ['checks', 'links', 'submissions', 'reviews', 'verifications', 'clock'] as const
export type SteppedLoop = (typeof loops)[number]

/** The real ledger, the real loops and the real procedures, each taken one step at a time, before a service that does what a script says. */
export interface SteppedCore {
  client: ContractRouterClient<Contract>
  service: ScriptedService
  dataDir: string
  accountId: number
  groupIds: number[]
  clock: { now: number }
  /** What the loops' `fetch` finds at every URL: an HTTP status, or null for no network. */
  footage: { status: number | null }
  /** What the log said at `error`: mistakes of ours. */
  mistakes: string[]
  /** One step of a loop, and whatever follows from it by itself. */
  step(loop: SteppedLoop): Promise<void>
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

/** A folder with a ledger that has an account and two people, to be copied for each run. */
export async function steppedTemplate(): Promise<{ dir: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(path.join(scratch, 'greenroom-model-'))
  const ledger = await openLedger({ dataDir: dir, pause: pauseMs })
  await ledger.transact(async (tx) => {
    const account = await ensureAccount(tx, { ...newAccountValues('default'), base_url: baseUrl, submit_rpm: 60, poll_rpm: 600, batch_size: 3 }, { now: begin, actor: 'operator' })
    for (const name of ['Ada', 'Lin']) await addGroup(tx, { accountId: account.id, name, remoteId: `group-of-${name}`, projectName: 'default', consentNote: '' }, { now: begin, actor: 'operator', how: 'adopted' })
  })
  await ledger.close()
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) }
}

const pauseMs = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms) })

export async function steppedCore(template: string): Promise<SteppedCore> {
  const dataDir = await mkdtemp(path.join(scratch, 'greenroom-model-'))
  await copyFile(ledgerFile(template), ledgerFile(dataDir))
  const service = scriptedService()
  const clock = { now: begin }
  const footage: SteppedCore['footage'] = { status: 404 }
  const mistakes: string[] = []
  let life = await beginLife({ dataDir, service, clock, footage, mistakes })
  const stranger = new Database(ledgerFile(dataDir), { readonly: true })
  const rows = <T>(query: string, ...parameters: unknown[]): T[] => stranger.prepare(query).all(...parameters) as T[]

  return {
    service, dataDir, clock, footage, mistakes, rows,
    get client() { return life.client },
    accountId: rows<{ id: number }>('SELECT id FROM account')[0]?.id ?? 0,
    groupIds: rows<{ id: number }>('SELECT id FROM avatar_group ORDER BY id').map(({ id }) => id),
    database: () => stranger,
    async step(loop) {
      const { busy, steps } = life
      // Its last step waits for an answer: a loop takes one step after the other.
      if (busy.has(loop)) return settle()
      busy.add(loop)
      void steps[loop]().catch((error: unknown) => { mistakes.push(`The ${loop} loop stumbled: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`) }).finally(() => busy.delete(loop))
      await settle()
    },
    settle,
    async crash() {
      service.forgetHanging()
      await life.ledger.close()
      life = await beginLife({ dataDir, service, clock, footage, mistakes })
    },
    async close() {
      stranger.close()
      await life.ledger.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Nothing here waits for anything but promises, so a few turns of the event loop are enough. */
async function settle(): Promise<void> {
  for (let n = 0; n < 3; n++) await new Promise((resolve) => { setImmediate(resolve) })
}

interface Life { busy: Set<SteppedLoop>; ledger: Ledger; client: SteppedCore['client']; steps: Record<SteppedLoop, () => Promise<unknown>> }

/** A process: opens the ledger and takes over, as `createCore` does. */
async function beginLife({ dataDir, service, clock: time, footage, mistakes }: Pick<SteppedCore, 'dataDir' | 'service' | 'clock' | 'footage' | 'mistakes'>): Promise<Life> {
  const ledger = await openLedger({ dataDir, pause: pauseMs })
  const clock: Clock = {
    now: () => time.now,
    monotonic: () => time.now,
    // Nobody's time is up by itself: what hangs is ended by the script.
    wait: (_ms, signal) => new Promise((resolve) => { signal?.addEventListener('abort', () => resolve()) }),
  }
  const log: Log = {
    debug: () => undefined, info: () => undefined, warn: () => undefined,
    error: (message, fields) => { mistakes.push(`${message} ${JSON.stringify(fields)}`) },
  }
  const fetch: Fetch = () => (footage.status === null
    ? Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' }) }))
    : Promise.resolve(new Response('nothing here', { status: footage.status })))
  const secrets = secretsInMemory()
  const random = chance()
  const api = createApiClient({ baseUrl, key: 'test-key-1234', clock, random, transport: service.transport })
  const never = new Proxy({}, { get: (_, name) => () => { throw new Error(`Nobody here may ask for ${String(name)}.`) } })
  const context: RunnerContext = {
    ledger, clock, random, log, fetch,
    media: never as RunnerContext['media'], disk: never as RunnerContext['disk'], preparing: never as RunnerContext['preparing'],
    troubles: createTroubles(() => undefined), backupWorkerUrl: new URL('file:///none'), ending: new AbortController().signal,
    account: (id) => effectiveAccount(ledger.read, id, { accountName: 'default', key: 'test-key-1234' }, (name) => secrets.get(name)),
    api: () => api,
    channelSecrets: () => Promise.resolve({}),
    publisher: () => Promise.resolve(null), callbackOrigin: () => Promise.resolve(null), storage: () => Promise.resolve(null),
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
    ledger, busy: new Set(),
    client: createRouterClient(router, { context: { core: state, viewer: 'operator', signInId: null } }),
    steps: {
      checks: createCheckRunner(context).step, links: createPublishRunner(context).step, submissions: createSubmitRunner(context, () => undefined).step,
      reviews: createFollowRunner(context).step, verifications: createSessionRunner(context).step, clock: createClockRunner(context).step,
    },
  }
}
