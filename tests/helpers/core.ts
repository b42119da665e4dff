import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, vi } from 'vitest'
import type { Account, AccountSettings } from '../../src/contract/models/account.ts'
import type { Batch } from '../../src/contract/models/batch.ts'
import type { Clip } from '../../src/contract/models/clip.ts'
import type { LedgerEvent } from '../../src/contract/models/event.ts'
import type { Group } from '../../src/contract/models/group.ts'
import type { Intake } from '../../src/contract/models/intake.ts'
import { clipStates, type ClipState } from '../../src/contract/models/states.ts'
import type { Capabilities, Clock, Fetch, Secrets, WorkerName } from '../../src/main/capabilities.ts'
import type { Core } from '../../src/main/core-handle.ts'
import { createCore } from '../../src/main/core.ts'
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/main/sandbox/server.ts'
import { callTimeoutMs, fakeClock, type FakeClock } from './fake-clock.ts'

// A test that lets hours pass works hard for a second or two; on a busy machine that may take a while.
vi.setConfig({ testTimeout: 90_000 })

/** Secrets that live as long as the test. */
export function secretsInMemory(): Secrets {
  const kept = new Map<string, string>()
  return {
    get: (name) => Promise.resolve(kept.get(name) ?? null),
    set: (name, value) => Promise.resolve(void kept.set(name, value)),
    remove: (name) => Promise.resolve(void kept.delete(name)),
  }
}

/** Chance that is the same in every run. */
export function chance(seed = 7): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state / 2 ** 31
  }
}

/** What one core of a test works with, and what its log said at `warn` and above. */
export interface Lent extends Capabilities {
  said: { level: 'warn' | 'error'; message: string; fields?: Record<string, unknown> }[]
  /** Which workers were asked for. */
  workers: Set<WorkerName>
}

export function lend(clock: Clock, { secrets = secretsInMemory(), fetch: given, network }: { secrets?: Secrets; fetch?: Fetch; network?: Capabilities['network'] } = {}): Lent {
  const said: Lent['said'] = []
  const workers = new Set<WorkerName>()
  return {
    clock, random: chance(), secrets, said, workers, network,
    fetch: given ?? ((input, init) => fetch(input, init)),
    log: {
      debug: () => undefined,
      info: () => undefined,
      warn: (message, fields) => { said.push({ level: 'warn', message, fields }) },
      error: (message, fields) => { said.push({ level: 'error', message, fields }) },
    },
    workerUrl(name) {
      workers.add(name)
      return new URL(`../../src/main/${name === 'take-over' ? 'preparation' : name.startsWith('ledger') ? 'ledger' : 'intake'}/${name}-worker.ts`, import.meta.url)
    },
  }
}

/** In memory where the machine has such a place: the ledger waits for the disk at every commit, and these tests commit thousands of times. */
const scratch = existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir()

/** A folder of its own, removed after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(scratch, 'greenroom-runners-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))
  return folder
}

export interface CoreSetting {
  dataDir: string
  clock: Clock
  /** The address of the API; null: as the ledger has it. */
  baseUrl: string | null
  key?: string | null
  submitRpm?: number
  pollRpm?: number
  secrets?: Secrets
  fetch?: Fetch
  network?: Capabilities['network']
  timeoutMs?: number
  accountName?: string
  calmUntil?: Promise<unknown>
  ledgerApart?: boolean
}

export interface OpenCore extends Core {
  lent: Lent
  /** Ends it early; ending it twice does no harm. */
  end(): Promise<void>
}

/** A core over a data directory, not yet started; ended after the test. */
export async function openCore({ dataDir, clock, baseUrl, key = 'test-key', submitRpm, pollRpm, timeoutMs = callTimeoutMs, accountName = 'default', calmUntil, ledgerApart, ...more }: CoreSetting): Promise<OpenCore> {
  const lent = lend(clock, more)
  const core = await createCore(lent, {
    dataDir, accountName, actor: 'operator', hostKind: 'browser', version: 'test', timeoutMs, sandbox: null, calmUntil, ledgerApart,
    overrides: { baseUrl: baseUrl ?? undefined, key: key ?? undefined, submitRpm, pollRpm },
  })
  let ended: Promise<void> | null = null
  const end = (): Promise<void> => (ended ??= core.stop())
  onTestFinished(end)
  return Object.assign(core, { lent, end })
}

export interface StageOptions extends Omit<Partial<CoreSetting>, 'clock'> {
  clock?: FakeClock
  scenario?: string
  sandbox?: Partial<SandboxOptions>
  settings?: AccountSettings
  /** Do not start the loops. */
  idle?: boolean
}

/** A sandbox and a core on one clock that only a test moves. */
export interface Stage {
  clock: FakeClock
  sandbox: Sandbox
  core: OpenCore
  client: Core['client']
  /** The account in use and a person in it. */
  account: Account
  group: Group
  dataDir: string
  /** Takes in so many URLs that nobody looks at. `from`: the number of the first. */
  takeIn(clips: number, options?: { batchSize?: number; from?: number; askWhenLarge?: boolean; groupId?: number }): Promise<Intake>
  /** All clips, the first taken in first. */
  clips(): Promise<Clip[]>
  batches(): Promise<Batch[]>
  /** Clips by state, without zeros. */
  counts(): Promise<Partial<Record<ClipState, number>>>
  /** Everything that happened, the first first; `what` as in the ledger, e.g. `batch.sending`. */
  events(what?: string): Promise<LedgerEvent[]>
  /** Lets time pass until this many clips are in each of these states. */
  untilCounts(wanted: Partial<Record<ClipState, number>>, withinMs?: number): Promise<void>
  /** The submissions that reached the sandbox, by its clock. */
  submissions(): { at: number; status: number | null }[]
  /** Ends this core and starts another over the same data, as the next process would. */
  restart(): Promise<void>
}

export async function openStage({ scenario = 'plain', clock = fakeClock(), sandbox: sandboxOptions = {}, settings, idle = false, ...setting }: StageOptions = {}): Promise<Stage> {
  const dataDir = setting.dataDir ?? (await temporaryFolder())
  const sandbox = await startSandbox({ clock, fetch: (input, init) => fetch(input, init), scenario, downloads: false, ...sandboxOptions })
  const secrets = setting.secrets ?? secretsInMemory()
  const coreSetting: CoreSetting = { submitRpm: 600, pollRpm: 60, baseUrl: sandbox.url, ...setting, dataDir, clock, secrets }
  let core = await openCore(coreSetting)
  // Whoever waits for an answer that never comes hears that the connection has ended. Runs before the core is ended.
  onTestFinished(() => sandbox.close())
  const account = (await core.client.accounts.list())[0]
  if (!account) throw new Error('A core makes its account.')
  if (settings) await core.client.accounts.set({ id: account.id, settings })
  const group = await core.client.groups.adopt({ remoteId: 'group-ada', name: 'Ada' })
  if (!idle) await core.start()

  const stage: Stage = {
    clock, sandbox, core, client: core.client, account, group, dataDir,
    takeIn: (clips, { batchSize, from = 1, askWhenLarge = false, groupId = group.id } = {}) => stage.client.intakes.create({
      groupId, batchSize, askWhenLarge, preflight: false,
      inputs: Array.from({ length: clips }, (_, n) => `http://127.0.0.1:9/take-${String(from + n).padStart(4, '0')}.mp4`),
    }),
    async clips() {
      const all: Clip[] = []
      for (let after: string | null = null; ;) {
        const page: { rows: Clip[]; next: string | null } = await stage.client.clips.list({ filter: {}, sort: 'oldest', limit: 500, after })
        all.push(...page.rows)
        if (page.next === null) return all
        after = page.next
      }
    },
    batches: async () => (await stage.client.batches.list({ limit: 500 })).rows.reverse(),
    async counts() {
      const counts = await stage.client.clips.counts({})
      return Object.fromEntries(clipStates.flatMap((state) => (counts[state] > 0 ? [[state, counts[state]]] : [])))
    },
    async events(what) {
      const all: LedgerEvent[] = []
      for (let after: string | null = null; ;) {
        const page: { rows: LedgerEvent[]; next: string | null } = await stage.client.activity.list({ limit: 500, after })
        all.push(...page.rows)
        if (page.next === null) break
        after = page.next
      }
      return all.reverse().filter((event) => what === undefined || event.what === what)
    },
    async untilCounts(wanted, withinMs) {
      await clock.until(async () => {
        const counts = await stage.counts()
        return Object.entries(wanted).every(([state, n]) => (counts[state as ClipState] ?? 0) === n)
      }, { withinMs, describe: () => stage.counts() })
    },
    submissions: () => sandbox.requests().flatMap(({ method, path: at, status, at: when }) => (method === 'POST' && at === '/v1/seedance2/real-avatar' ? [{ at: when, status }] : [])),
    async restart() {
      await core.end()
      core = await openCore(coreSetting)
      stage.core = core
      stage.client = core.client
      await core.start()
    },
  }
  // Loops that stumble go on; in a test that must not pass unseen.
  onTestFinished(() => expect(stage.core.lent.said.filter((line) => line.level === 'error')).toEqual([]))
  return stage
}

/** The most events in any window of this length. `times` sorted. */
export function mostInAnyWindow(times: readonly number[], windowMs = 60_000): number {
  let most = 0
  let first = 0
  times.forEach((time, n) => {
    while (time - (times[first] ?? time) >= windowMs) first++
    most = Math.max(most, n - first + 1)
  })
  return most
}
