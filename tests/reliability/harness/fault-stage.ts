import { onTestFinished } from 'vitest'
import type { Account } from '../../../src/contract/models/account.ts'
import { clipStates } from '../../../src/contract/models/states.ts'
import { openStage, type Stage, type StageOptions } from '../../helpers/core.ts'
import type { Certificate } from './certificates.ts'
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts'

/** Clips lost, and clips accepted twice without a person's word: counted at the sandbox, whatever the ledger believes. */
export interface Tally { lost: number; doubled: number }

/** A real core, the sandbox, and between them a proxy on which things go wrong. */
export interface FaultStage extends Stage {
  proxy: FaultProxy
  inUse(): Promise<Account>
  /** Over the clips this stage has taken in through `takeIn`. */
  tally(): Promise<Tally>
}

/** `host`: the name in the account's address, where it is not the proxy's own. */
export async function openFaultStage({ certificate, host, ...options }: StageOptions & { certificate?: Certificate; host?: string } = {}): Promise<FaultStage> {
  const proxy = await startFaultProxy(certificate)
  const baseUrl = host === undefined ? proxy.url : `${certificate ? 'https' : 'http'}://${host}:${proxy.port}`
  const stage = await openStage({ baseUrl, settings: { batchSize: 3 }, ...options })
  // Before the core is ended: whoever waits in vain hears that the connection has ended.
  onTestFinished(() => proxy.close())
  proxy.leadTo(stage.sandbox.url)
  return withTally(Object.assign(stage, { proxy }))
}

/** Counts what a stage takes in, and what became of it. */
export function withTally<T extends Stage>(stage: T): T & Pick<FaultStage, 'inUse' | 'tally'> {
  const taken = new Set<string>()
  const { takeIn } = stage
  return Object.assign(stage, {
    async takeIn(...given: Parameters<Stage['takeIn']>) {
      const intake = await takeIn(...given)
      const [clips, { from = 1 } = {}] = given
      for (let n = 0; n < clips; n++) taken.add(`http://127.0.0.1:9/take-${String(from + n).padStart(4, '0')}.mp4`)
      return intake
    },
    async inUse() {
      const [account] = await stage.client.accounts.list()
      if (!account) throw new Error('The account is gone.')
      return account
    },
    async tally() {
      const named = new Set((await stage.clips()).filter((clip) => clipStates.includes(clip.state)).map((clip) => clip.location))
      const times = new Map<string, number>()
      for (const { assets } of stage.sandbox.accepted()) for (const { url } of assets) times.set(url, (times.get(url) ?? 0) + 1)
      return { lost: [...taken].filter((location) => !named.has(location)).length, doubled: [...times.values()].filter((n) => n > 1).length }
    },
  })
}
