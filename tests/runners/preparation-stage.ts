import path from 'node:path'
import { onTestFinished, vi } from 'vitest'
import type { Clip } from '../../src/contract/models/clip.ts'
import type { Recipe } from '../../src/contract/models/preparation.ts'
import { recipe } from '../../src/contract/models/preparation.ts'
import { relaxedLimits } from '../../src/main/domain/media-limits.ts'
import { startSandbox } from '../../src/main/sandbox/server.ts'
import type { Clock } from '../../src/main/capabilities.ts'
import { systemClock } from '../../src/node-host/system-clock.ts'
import { openCore, secretsInMemory, temporaryFolder, type OpenCore } from '../helpers/core.ts'

/** A core and a sandbox on the machine's own clock: ffmpeg knows no other. Clips may be four seconds long. */
export interface PreparationStage {
  core: OpenCore
  client: OpenCore['client']
  dataDir: string
  footage: string
  groupId: number
  accountId: number
  takeIn(...paths: string[]): Promise<void>
  clips(): Promise<Clip[]>
  /** The first clip, once it is as wanted. */
  untilClip(wanted: (clip: Clip) => boolean, id?: number): Promise<Clip>
  until<T>(what: () => Promise<T>): Promise<Exclude<T, null | undefined | false>>
  another(): Promise<OpenCore>
}

/** @param clock for the core; by default the machine's own */
export async function preparationStage({ idle = false, clock = systemClock }: { idle?: boolean; clock?: Clock } = {}): Promise<PreparationStage> {
  const dataDir = await temporaryFolder()
  const footage = await temporaryFolder()
  const sandbox = await startSandbox({ clock: systemClock, fetch: (input, init) => fetch(input, init), scenario: 'plain', reviewMs: 50, downloads: false })
  onTestFinished(() => sandbox.close())
  const setting = { dataDir, clock, baseUrl: sandbox.url, submitRpm: 600, pollRpm: 600, secrets: secretsInMemory() }
  const core = await openCore(setting)
  const account = (await core.client.accounts.list())[0]
  if (!account) throw new Error('A core makes its account.')
  const video = { ...relaxedLimits.video, maxDurationMs: 4000, minPixels: 1000, minSide: 100 }
  await core.client.accounts.set({ id: account.id, settings: { limits: { ...relaxedLimits, video } } })
  const group = await core.client.groups.adopt({ remoteId: 'group-ada', name: 'Ada' })
  if (!idle) await core.start()
  const until: PreparationStage['until'] = async (what) => vi.waitFor(async () => {
    const found = await what()
    if (!found) throw new Error('not yet')
    return found as Exclude<typeof found, null | undefined | false>
  }, { timeout: 80_000, interval: 100 })
  const clips = async (): Promise<Clip[]> => (await core.client.clips.list({ filter: {}, sort: 'oldest', limit: 500 })).rows
  return {
    core, client: core.client, dataDir, footage, groupId: group.id, accountId: account.id, until, clips,
    takeIn: async (...paths) => { await core.client.intakes.create({ groupId: group.id, inputs: paths, askWhenLarge: false, preflight: true }) },
    async untilClip(wanted, id) {
      let seen: Clip | undefined
      try {
        return await until(async () => {
          seen = (await clips()).find((clip) => id === undefined || clip.id === id)
          return seen && wanted(seen) ? seen : null
        })
      } catch {
        throw new Error(`The clip did not come so far: ${JSON.stringify(seen)}`)
      }
    },
    another: () => openCore(setting),
  }
}

export function given(settings: Partial<Recipe>): Recipe {
  return recipe.parse(settings)
}

export const inFootage = (stage: PreparationStage, name: string): string => path.join(stage.footage, name)
