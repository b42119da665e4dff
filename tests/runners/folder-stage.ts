import { expect, onTestFinished, vi } from 'vitest'
import type { Clip } from '../../src/contract/models/clip.ts'
import type { WatchFolder } from '../../src/contract/models/folder.ts'
import { startSandbox, type Sandbox } from '../../src/main/sandbox/server.ts'
import { openCore, secretsInMemory, temporaryFolder, type OpenCore } from '../helpers/core.ts'
import { leapingClock, type LeapingClock } from '../helpers/leaping-clock.ts'

/** A core on the machine's clock with a person, beside a quick sandbox: real files arrive in real time; what is to last longer is leapt over. */
export interface FolderStage {
  clock: LeapingClock
  core: OpenCore
  sandbox: Sandbox
  groupId: number
  dataDir: string
  /** An empty folder on the same disk, not yet watched. */
  shelf: string
  watch(settings?: { path?: string; settleMs?: number; lingerMs?: number; batchSize?: number; ignore?: string[]; existing?: 'submit' | 'ignore' }): Promise<WatchFolder>
  clips(): Promise<Clip[]>
  folder(): Promise<WatchFolder>
  /** Looks until `what` holds. @throws after 30 s, with what there is instead. */
  until(what: () => Promise<boolean>): Promise<void>
  /** Looks until so many clips are in each of these states, and none in any other. */
  untilOnly(wanted: Partial<Record<Clip['state'], number>>): Promise<void>
  /** The path of every file that was sent, in the order it was sent. */
  sent(): Promise<string[]>
  restart(): Promise<void>
}

export async function openFolderStage({ submitRpm = 600, scenario = 'plain', downloads = false }: { submitRpm?: number; scenario?: string; downloads?: boolean } = {}): Promise<FolderStage> {
  const [dataDir, shelf] = [await temporaryFolder(), await temporaryFolder()]
  const clock = leapingClock()
  const sandbox = await startSandbox({ clock, fetch: (input, init) => fetch(input, init), scenario, downloads, reviewMs: 50 })
  const setting = { dataDir, clock, baseUrl: sandbox.url, submitRpm, pollRpm: 600, secrets: secretsInMemory() }
  const core = await openCore(setting)
  onTestFinished(() => sandbox.close())
  const group = await core.client.groups.adopt({ remoteId: 'group-ada', name: 'Ada' })
  await core.start()
  const stage: FolderStage = {
    clock, core, sandbox, groupId: group.id, dataDir, shelf,
    watch: (settings) => stage.core.client.folders.add({ groupId: group.id, path: shelf, settleMs: 200, lingerMs: 0, ...settings }),
    clips: async () => (await stage.core.client.clips.list({ sort: 'oldest', limit: 500 })).rows,
    async folder() {
      const [first] = await stage.core.client.folders.list({})
      if (!first) throw new Error('No folder is watched.')
      return first
    },
    until: (what) => vi.waitUntil(what, { timeout: 30_000, interval: 20 }).then(() => undefined, async (error: unknown) => {
      throw new Error(`Not in 30 s. There is: ${JSON.stringify((await stage.clips()).map((clip) => [clip.name, clip.state, clip.reason?.code]))} ${JSON.stringify(await stage.core.client.folders.list({}))}`, { cause: error })
    }),
    untilOnly: (wanted) => stage.until(async () => {
      const counts = await stage.core.client.clips.counts({})
      return Object.entries(counts).every(([state, n]) => n === (wanted[state as Clip['state']] ?? 0))
    }),
    async sent() {
      const names = new Map<string, string>()
      for (const clip of await stage.clips()) {
        for (const attempt of (await stage.core.client.clips.get({ id: clip.id })).attempts) names.set(attempt.correlationName, attempt.location)
      }
      return sandbox.accepted().flatMap((submission) => submission.assets.map((asset) => names.get(asset.name) ?? asset.name))
    },
    async restart() {
      await stage.core.end()
      stage.core = await openCore(setting)
      await stage.core.start()
    },
  }
  onTestFinished(() => expect(stage.core.lent.said.filter((line) => line.level === 'error')).toEqual([]))
  return stage
}
