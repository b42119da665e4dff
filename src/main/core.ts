import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { createRouterClient } from '@orpc/server'
import type { NetworkNow } from '../contract/models/network.ts'
import { ProblemError } from '../contract/models/problem.ts'
import { createApiClient, type ApiClient } from './api-client/api-client.ts'
import type { Capabilities } from './capabilities.ts'
import { readChannelSecrets } from './channel-secrets.ts'
import { createChanges } from './changes.ts'
import type { Core } from './core-handle.ts'
import type { CoreOptions } from './core-options.ts'
import { readHealthOf } from './health.ts'
import { createDisk } from './intake/disk.ts'
import { createMediaFactsPool } from './intake/media-facts-pool.ts'
import { changeAccount, ensureAccount, listAccounts } from './ledger/accounts.ts'
import { openLedger, type Ledger, type LedgerTx } from './ledger/open-ledger.ts'
import { endInterruptedScans } from './ledger/intakes.ts'
import { readClip } from './ledger/read-clips.ts'
import { readPreparationSetting } from './ledger/preparation-settings.ts'
import { pathOfCopy } from './ledger/read-preparations.ts'
import { recoverFromCrash } from './ledger/record-submission.ts'
import { recoverPreparations } from './ledger/work-preparation.ts'
import { closeOrphanedRequests } from './ledger/requests.ts'
import { tryRunnerLock, type RunnerLock } from './ledger/runner-lock.ts'
import { findSignIn, holdingSignIns, noteServed, noteSignInSeen } from './ledger/sign-ins.ts'
import { readRunner } from './ledger/runner-row.ts'
import { newAccountValues, sandboxAccountValues } from './new-account.ts'
import { removeParts } from './preparation/copies-folder.ts'
import { endOrphan, partMark } from './preparation/run-ffmpeg.ts'
import { createPreparing } from './preparing.ts'
import { createPublishers } from './publishers.ts'
import type { CoreState } from './router/core-state.ts'
import { examineCore, reportOf } from './router/doctor.ts'
import { router } from './router/router.ts'
import { effectiveAccount, type EffectiveAccount, type Overrides } from './runners/effective-account.ts'
import { finishHalfDoneIntakes } from './runners/intake-flow.ts'
import { keyPrint, sayPresence, type Presence } from './runners/presence-runner.ts'
import { createNetworkGate } from './runners/network-gate.ts'
import { createReach } from './runners/reach.ts'
import type { RunnerContext } from './runners/runner-context.ts'
import { startRunners, type LoopName, type Runners } from './runners/start-runners.ts'
import { createTroubles } from './runners/troubles.ts'
import { scenarioNames, startSandbox, type Sandbox, type ScenarioName } from './sandbox/server.ts'
import { hashOfToken } from './sign-in-token.ts'
import { watchLedger } from './watched-ledger.ts'

/** How often a waiting process looks whether it may take over. */
const takeOverMs = 250
/** After a take-over that failed one tries again, but slower. */
const stumbleMs = 2_000
const mediaWorkers = 2
/** The account everybody has. */
const firstAccount = 'default'

/** The core of a data directory: opens its ledger and answers the contract; `start()` runs the loops. */
export async function createCore(capabilities: Capabilities, given: CoreOptions): Promise<Core> {
  const options: CoreOptions = given.sandbox ? { ...given, dataDir: path.join(given.dataDir, 'sandbox') } : given
  const { clock, log, random, fetch } = capabilities
  const startedAt = clock.now()
  const opened = await openLedger({
    dataDir: options.dataDir,
    pause: (ms) => new Promise((resolve) => { setTimeout(resolve, ms) }),
    ...(options.ledgerApart ? { workerUrl: capabilities.workerUrl('ledger') } : {}),
  })
  // A sandbox's ledger knows none of the accounts of the real one.
  if (options.accountMustExist && !options.sandbox) await mustBeThere(opened, options.accountName)
  const sandbox = options.sandbox ? await startItsSandbox(capabilities, options.sandbox, path.join(options.dataDir, 'sandbox.jsonl')) : null
  const overrides: Overrides = { accountName: options.accountName, ...(sandbox ? {} : options.overrides) }
  const defaultAccountId = await prepareAccount(opened, capabilities, options, sandbox)
  const uploadDir = path.join(options.dataDir, 'uploads')
  mkdirSync(uploadDir, { recursive: true, mode: 0o700 })

  const troubles = createTroubles(() => changes.ring(['attention']))
  const ledger = watchLedger(opened, troubles, clock)
  const publishers = createPublishers({ ledger, clock, fetch, log, random, secrets: capabilities.secrets })
  const media = createMediaFactsPool({ workerUrl: capabilities.workerUrl('media-facts'), size: mediaWorkers })
  const disk = createDisk({ workerUrl: capabilities.workerUrl('disk') })
  const preparing = createPreparing({ dataDir: options.dataDir, clock, workerUrl: capabilities.workerUrl('take-over') })
  const changes = createChanges(ledger, clock)
  const clients = createClients(capabilities, options.timeoutMs)
  const stopped = new AbortController()
  const networkOf = (): Promise<NetworkNow> => capabilities.network?.() ?? Promise.resolve({ is: 'untold', why: 'This program has no way to ask.' })
  const context: RunnerContext = {
    ledger, clock, random, log, fetch, media, disk, preparing, troubles, backupWorkerUrl: capabilities.workerUrl('ledger-backup'), ending: stopped.signal,
    account: (id) => effectiveAccount(ledger.read, id, overrides, (name) => capabilities.secrets.get(name)),
    api: clients.of,
    channelSecrets: (name) => readChannelSecrets(capabilities.secrets, name),
    publisher: publishers.of,
    callbackOrigin: publishers.callbackOrigin,
    retireLinkServers: publishers.retireLinkServers,
    storage: publishers.storage,
    addressesOf: async (host) => (await capabilities.addressesOf?.(host)) ?? [],
    reach: createReach({ ledger, clock, fetch }),
    network: networkOf,
    networkGate: createNetworkGate({ ledger, clock, network: networkOf }),
  }

  let lock: RunnerLock | null = null
  let runners: Runners | null = null
  let waiting: Promise<void> = Promise.resolve()
  const state: CoreState = {
    capabilities, options, context, changes, defaultAccountId, actor: options.actor,
    runsHere: () => runners !== null,
    accountOrDefault: (id) => context.account(id ?? defaultAccountId),
  }

  let only: LoopName[] | undefined

  const takeOver = async (taken: RunnerLock): Promise<void> => {
    try {
      await becomeRunner()
      lock = taken
    } catch (error) {
      // Whoever cannot run must not keep others from it.
      taken.release()
      throw error
    }
  }

  const becomeRunner = async (): Promise<void> => {
    const account = await context.account(defaultAccountId)
    const now = clock.now()
    const presence: Presence = { host: options.hostKind, pid: process.pid, accountId: defaultAccountId, accountName: options.accountName, startedAt: now }
    const { unknown, orphans } = await ledger.transact(async (tx) => {
      await liftStopOfOthers(tx, defaultAccountId, account, now)
      await sayPresence(tx, presence, account)
      await closeOrphanedRequests(tx, now)
      await endInterruptedScans(tx, now)
      return { ...(await recoverFromCrash(tx, now)), orphans: await recoverPreparations(tx, now) }
    })
    if (unknown > 0) log.warn('An earlier process ended while it was sending; a person has to say what became of it.', { batches: unknown })
    // An ffmpeg that outlived the process that started it would write beside the one that takes its place.
    for (const { pid, id } of orphans) await endOrphan(pid, partMark(id))
    await removeParts((await readPreparationSetting(ledger.read)).folder ?? preparing.usualFolder)
    await finishHalfDoneIntakes(context)
    runners = startRunners(context, changes, presence, { only, calmUntil: options.calmUntil })
  }

  const waitForTurn = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await clock.wait(takeOverMs, stopped.signal)
      if (stopped.signal.aborted) return
      try {
        const taken = tryRunnerLock(options.dataDir)
        if (taken) return await takeOver(taken)
      } catch (error) {
        log.error('Greenroom could not take over the queue; it tries again.', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
        await clock.wait(stumbleMs, stopped.signal)
      }
    }
  }

  const rest = async (): Promise<void> => {
    stopped.abort()
    await waiting
    await runners?.stop()
    runners = null
    lock?.release()
    lock = null
  }

  let stopping: Promise<void> | null = null
  const stop = async (): Promise<void> => {
    await rest()
    await changes.stop()
    await media.close()
    await disk.close()
    await publishers.close()
    await clients.close()
    await sandbox?.close()
    await ledger.close()
  }

  return {
    client: createRouterClient(router, { context: { core: state, viewer: options.actor, signInId: null } }),
    router,
    contextOf: (viewer, by) => ({ core: by ? { ...state, actor: by.name } : state, viewer, signInId: by?.id ?? null }),
    signIns: {
      find: (token) => findSignIn(ledger.read, hashOfToken(token)),
      holding: (ids) => holdingSignIns(ledger.read, ids),
      seen: (id, from) => ledger.transact((tx) => noteSignInSeen(tx, id, from, clock.now())),
      served: (port, origins) => ledger.transact((tx) => noteServed(tx, port, origins, clock.now())),
      onChange: (listener) => changes.onTopics(['sign-ins'], listener),
    },
    uploadDir,
    troubles: () => troubles.list(),
    async doctor() {
      const examination = await examineCore(state, true)
      return { examination, report: await reportOf(state, examination) }
    },
    health: () => readHealthOf({ db: ledger.read, dataDir: options.dataDir, now: clock.now(), startedAt, runsHere: runners !== null, troubles: troubles.list() }),
    sandboxUrl: sandbox?.url ?? null,
    async start(loops) {
      only = loops
      const taken = tryRunnerLock(options.dataDir)
      if (taken) return takeOver(taken)
      await mustAgree(state)
      waiting = waitForTurn()
    },
    rest,
    stop: () => (stopping ??= stop()),
    async previewPath(key) {
      const copy = /^copy-(\d{1,15})$/.exec(String(key))?.[1]
      if (copy !== undefined) return pathOfCopy(ledger.read, Number(copy))
      if (!/^\d{1,15}$/.test(String(key))) return null
      const clip = await readClip(ledger.read, Number(key)).catch(() => null)
      return clip?.sourceKind === 'path' ? clip.location : null
    },
  }
}

/** @throws ProblemError `invalid-input` with the names there are. */
function scenarioOf(name: string): ScenarioName {
  const known = scenarioNames.find((scenario) => scenario === name)
  if (!known) throw new ProblemError('invalid-input', `There is no sandbox scenario "${name}".`, `Choose one of: ${scenarioNames.join(', ')}.`)
  return known
}

async function startItsSandbox(capabilities: Capabilities, options: NonNullable<CoreOptions['sandbox']>, memory: string): Promise<Sandbox> {
  return startSandbox({ clock: capabilities.clock, fetch: capabilities.fetch, memory, scenario: scenarioOf(options.scenario), reviewMs: options.reviewMs, seed: options.seed })
}

/** @throws ProblemError `not-found`, with the accounts there are; the ledger is closed then. */
async function mustBeThere(ledger: Ledger, name: string): Promise<void> {
  const names = (await listAccounts(ledger.read)).map((account) => account.name)
  if (name === firstAccount || names.includes(name)) return
  await ledger.close()
  throw new ProblemError('not-found', `There is no account named ${name}.`, `${names.length > 0 ? `Accounts there are: ${names.join(', ')}. ` : ''}To add this one: greenroom account set --account ${name} --url URL --key-stdin`)
}

/** Makes the account in use when it is not there; the sandbox's moves along with its port. */
async function prepareAccount(ledger: Ledger, capabilities: Capabilities, options: CoreOptions, sandbox: Sandbox | null): Promise<number> {
  const context = { now: capabilities.clock.now(), actor: options.actor }
  const there = (await listAccounts(ledger.read)).find((account) => account.name === options.accountName)
  if (there && (!sandbox || there.base_url === sandbox.url)) return there.id
  return ledger.transact(async (tx) => {
    const account = await ensureAccount(tx, sandbox ? sandboxAccountValues(options.accountName, sandbox.url) : newAccountValues(options.accountName), context)
    if (sandbox && account.base_url !== sandbox.url) await changeAccount(tx, account.id, { base_url: sandbox.url }, { ...context, liftsStop: true, data: { changed: ['baseUrl'], sandbox: true } })
    return account.id
  })
}

/** One client for each URL and key in use. */
function createClients(capabilities: Capabilities, timeoutMs: number): { of(account: EffectiveAccount): ApiClient; close(): Promise<void> } {
  const clients = new Map<string, ApiClient>()
  return {
    of(account) {
      const key = `${account.baseUrl} ${account.key ?? ''}`
      const known = clients.get(key)
      if (known) return known
      const made = createApiClient({ baseUrl: account.baseUrl, key: account.key, clock: capabilities.clock, random: capabilities.random, timeoutMs })
      clients.set(key, made)
      return made
    },
    async close() {
      for (const client of clients.values()) await client.close()
    },
  }
}

/** A stop holds for the URL and key it was met with; a process that comes with others starts afresh. */
async function liftStopOfOthers(tx: LedgerTx, id: number, account: EffectiveAccount, now: number): Promise<void> {
  const before = await readRunner(tx)
  if (account.stored.stop === null || !before || before.account_name !== account.stored.name) return
  if (before.base_url === account.baseUrl && before.key_print === keyPrint(account.key)) return
  await changeAccount(tx, id, {}, { now, actor: 'system', liftsStop: true, data: { changed: [before.base_url === account.baseUrl ? 'key' : 'baseUrl'], lifted: account.stored.stop } })
}

const triesToAgree = 10

/**
 * The process that runs the loops must use the same URL and key for this account, or work handed to it
 * would go to the wrong place.
 * @throws ProblemError `runs-elsewhere`.
 */
async function mustAgree(core: CoreState): Promise<void> {
  const { ledger, clock } = core.context
  for (let tries = 1; ; tries++) {
    const runner = await readRunner(ledger.read)
    const account = await core.context.account(core.defaultAccountId)
    const stored = await effectiveAccount(ledger.read, core.defaultAccountId, { accountName: '' }, (name) => core.capabilities.secrets.get(name))
    const theirs = runner?.account_name === core.options.accountName ? { url: runner.base_url, key: runner.key_print } : { url: stored.baseUrl, key: keyPrint(stored.key) }
    if (runner && theirs.url === account.baseUrl && theirs.key === keyPrint(account.key)) return
    // It may have taken the lock this very moment and not yet said who it is.
    if (tries < triesToAgree) {
      await clock.wait(100)
      continue
    }
    throw new ProblemError(
      'runs-elsewhere', `Another Greenroom (${runner ? `process ${runner.pid}` : 'unknown'}) works on ${core.options.dataDir} with another ${runner && theirs.url !== account.baseUrl ? `URL (${theirs.url})` : 'API key'}.`,
      'Use the same URL and key, another --data-dir, or end that process.',
    )
  }
}
