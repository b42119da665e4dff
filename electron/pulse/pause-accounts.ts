import type { CoreHost } from '../core-host.ts'

/** Pauses and resumes every account of whichever core answers. `because`: a policy asks, and no person. */
export interface AccountSwitch {
  /** @returns the accounts that ran until now. */
  pause(because?: 'battery'): Promise<number[]>
  /** @param which all paused ones, unless named. */
  resume(which?: readonly number[], because?: 'battery'): Promise<void>
}

export function accountSwitch(host: CoreHost): AccountSwitch {
  return {
    async pause(because) {
      const { client } = await host.current()
      const running = (await client.accounts.list()).filter(({ state }) => state === 'running' || state === 'offline')
      for (const { id } of running) await client.accounts.pause({ id, because })
      return running.map(({ id }) => id)
    },
    async resume(which, because) {
      const { client } = await host.current()
      for (const { id, state } of await client.accounts.list()) if (state === 'paused' && (!which || which.includes(id))) await client.accounts.resume({ id, because })
    },
  }
}
