import { statSync } from 'node:fs'
import { implement, ORPCError } from '@orpc/server'
import { ProblemError, type Problem } from '../contract/models/problem.ts'
import { afreshWords, rescueContract, rescueKinds, type RescueState } from '../contract/rescue.ts'
import type { Clock, Log } from './capabilities.ts'
import { healthOf, healthTrouble, type Health } from './health.ts'
import { ensureAccount } from './ledger/accounts.ts'
import { asideDir, beginAfresh, listBackups, restoreBackup } from './ledger/backups.ts'
import { lookIntoBackup } from './ledger/look-into-backup.ts'
import { ledgerFile, type LedgerTx } from './ledger/open-ledger.ts'
import { newAccountValues } from './new-account.ts'

/** Stands in for the core while its ledger cannot be opened. */
export interface Rescue {
  router: ReturnType<typeof rescueRouter>
  problem(): Problem
  health(): Health
  /** Ends the tries that it makes by itself. */
  stop(): Promise<void>
}

export interface RescueOptions {
  /** The directory of the ledger itself (the sandbox's own where it is that one). */
  dataDir: string
  sandbox: boolean
  /** Why it was not opened. */
  problem: Problem
  actor: string
  version: string
  clock: Clock
  log: Log
  /** Opens the core and lets it answer from now on. @throws what keeps it from it */
  open(): Promise<void>
}

/** Whether a host that meets this goes on with a rescue; anything else ends it in words. */
export function isForRescue(error: unknown): error is ProblemError {
  return error instanceof ProblemError && (rescueKinds as readonly string[]).includes(error.problem.kind)
}

/** How often it is tried again by itself. */
const tryAgainMs = 10_000

/**
 * What helps where a ledger is damaged, of a newer version, or cannot be reached. It tries again by itself: at once
 * whatever may pass (a disk that was not there yet), anything else when the file has changed (a backup was put back
 * from the command line).
 */
export function createRescue(options: RescueOptions): Rescue {
  const { dataDir, clock, log } = options
  let problem = options.problem
  let opened = false
  let opening: Promise<Problem | null> | null = null
  const stopped = new AbortController()

  const openOnce = async (): Promise<Problem | null> => {
    try {
      await options.open()
      opened = true
      stopped.abort()
      return null
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      problem = error.problem
      return problem
    }
  }
  const open = (): Promise<Problem | null> => (opening ??= opened ? Promise.resolve(null) : openOnce().finally(() => { opening = null }))

  const mayPass = (): boolean => problem.kind !== 'ledger-damaged' && problem.kind !== 'ledger-newer'
  const watch = async (): Promise<void> => {
    let before = fingerprint(dataDir)
    while (!stopped.signal.aborted) {
      await clock.wait(tryAgainMs, stopped.signal)
      if (stopped.signal.aborted || exchanging) continue
      const now = fingerprint(dataDir)
      if (!mayPass() && now === before) continue
      before = now
      await open().catch((error: unknown) => { log.error('The data could not be opened.', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }) })
      // Opening may itself have touched it.
      before = fingerprint(dataDir)
    }
  }

  let exchanging = false
  /** Nothing opens the ledger while it is exchanged. */
  const exchange = async (work: () => Promise<{ keptAside: string | null }>): Promise<{ keptAside: string | null; problem: Problem | null }> => {
    if (exchanging) throw new ProblemError('not-permitted-now', 'The ledger is being exchanged already.', 'Wait for it to end.')
    exchanging = true
    try {
      await opening
      if (opened) throw new ProblemError('not-permitted-now', 'The ledger can be opened again; nothing was exchanged.', 'Load this page anew.')
      const { keptAside } = await work()
      return { keptAside, problem: await open() }
    } finally {
      exchanging = false
    }
  }

  const context = () => ({ now: clock.now(), actor: options.actor, pause: (ms: number) => clock.wait(ms) })
  const watching = watch()
  return {
    problem: () => problem,
    router: rescueRouter({
      state: () => stateOf(options, problem, opened),
      restore: (name) => exchange(() => restoreBackup(dataDir, name, context())),
      startAfresh: () => exchange(() => beginAfresh(dataDir, context(), async (tx) => { if (!options.sandbox) await firstAccount(tx, context()) })),
      open,
    }, log),
    health: () => healthOf([healthTrouble('ledger-unopened', null, problem.kind)], false),
    async stop() {
      stopped.abort()
      await watching
    },
  }
}

/** Its number is no earlier account's: the keys kept under those numbers belong to other addresses. */
async function firstAccount(tx: LedgerTx, { now, actor }: { now: number; actor: string }): Promise<void> {
  await ensureAccount(tx, { ...newAccountValues('default'), id: Math.floor(now / 1000) }, { now, actor })
}

function fingerprint(dataDir: string): string {
  return [ledgerFile(dataDir), `${ledgerFile(dataDir)}-wal`].map((file) => {
    const facts = statSync(file, { throwIfNoEntry: false })
    return facts ? `${facts.mtimeMs} ${facts.size} ${facts.ino}` : ''
  }).join('|')
}

function stateOf({ dataDir, sandbox, version, clock }: RescueOptions, problem: Problem, opened: boolean): RescueState {
  const file = ledgerFile(dataDir)
  const facts = quietly(() => statSync(file, { throwIfNoEntry: false }))
  const log = quietly(() => statSync(`${file}-wal`, { throwIfNoEntry: false }))
  return {
    problem, file, sandbox, version, opened,
    sizeBytes: facts?.size ?? null,
    writtenAt: facts ? Math.round(Math.max(facts.mtimeMs, log?.mtimeMs ?? 0)) : null,
    keepAsideIn: quietly(() => asideDir(dataDir, clock.now())) ?? dataDir,
    backups: (quietly(() => listBackups(dataDir)) ?? []).map(({ name, takenAt, sizeBytes, file: at }) => ({ name, takenAt, sizeBytes, holds: lookIntoBackup(at) })),
  }
}

/** A disk that is not there has nothing to tell; that it is not there is the problem already shown. */
function quietly<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}

interface Deeds {
  state(): RescueState
  restore(backup: string): Promise<{ keptAside: string | null; problem: Problem | null }>
  startAfresh(): Promise<{ keptAside: string | null; problem: Problem | null }>
  open(): Promise<Problem | null>
}

const words = new Set<string>(Object.values(afreshWords))

function rescueRouter(deeds: Deeds, log: Log) {
  const os = implement(rescueContract).use(async ({ next }) => {
    try {
      return await next()
    } catch (error) {
      if (error instanceof ORPCError) throw error
      if (!(error instanceof ProblemError)) log.error('A call failed because of an error of ours.', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
      const problem: Problem = error instanceof ProblemError ? error.problem : { kind: 'internal', message: `Something went wrong inside Greenroom: ${error instanceof Error ? error.message : String(error)}`, advice: 'Nothing was removed. Look at the log, and try again.' }
      throw new ORPCError('PROBLEM', { defined: true, status: 422, message: problem.message, data: problem, cause: error })
    }
  })
  return os.router({
    rescue: {
      state: os.rescue.state.handler(() => deeds.state()),
      restore: os.rescue.restore.handler(({ input }) => deeds.restore(input.backup)),
      startAfresh: os.rescue.startAfresh.handler(({ input }) => {
        if (!words.has(input.word.trim().toLowerCase())) throw new ProblemError('invalid-input', `An empty ledger is begun only when somebody types "${afreshWords.en}".`, 'Nothing was changed.')
        return deeds.startAfresh()
      }),
      tryAgain: os.rescue.tryAgain.handler(async () => ({ problem: await deeds.open() })),
    },
  })
}
