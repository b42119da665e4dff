import type { NetworksStanding } from '../../contract/models/network.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import { approveNetwork, changeNetworkSettings, forgetNetwork, listNetworks, noteNetwork, readNetworkSettings } from '../ledger/networks.ts'
import { os } from './base.ts'
import { stamp, type CoreState } from './core-state.ts'

async function standing(core: CoreState): Promise<NetworksStanding> {
  const { ledger } = core.context
  const now = await core.context.network()
  const known = await listNetworks(ledger.read)
  const settings = await readNetworkSettings(ledger.read)
  if (now.is !== 'on') return { ...settings, now, known }
  const { systemId } = now.network
  const here = { ...now.network, approved: known.find((one) => one.systemId === systemId)?.approved ?? false, lastSeenAt: stamp(core).now }
  return { ...settings, now, known: [here, ...known.filter((one) => one.systemId !== systemId)] }
}

const unknown = (systemId: string): ProblemError => new ProblemError('not-found', `No network ${systemId} was seen from here.`, 'Approve a network while this machine is on it; afterwards it is known.')

export const networks = {
  standing: os.networks.standing.handler(({ context: { core } }) => standing(core)),
  set: os.networks.set.handler(async ({ input, context: { core } }) => {
    await core.context.ledger.transact((tx) => changeNetworkSettings(tx, input, stamp(core)))
    return standing(core)
  }),
  approve: os.networks.approve.handler(async ({ input, context: { core } }) => {
    const now = await core.context.network()
    await core.context.ledger.transact(async (tx) => {
      if (now.is === 'on' && now.network.systemId === input.systemId) await noteNetwork(tx, now.network, stamp(core).now)
      if (!(await approveNetwork(tx, input.systemId, input.approved, stamp(core)))) throw unknown(input.systemId)
    })
    return standing(core)
  }),
  forget: os.networks.forget.handler(async ({ input, context: { core } }) => {
    if (!(await core.context.ledger.transact((tx) => forgetNetwork(tx, input.systemId, stamp(core))))) throw unknown(input.systemId)
    return standing(core)
  }),
}
