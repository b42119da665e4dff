import type { Command } from 'commander'
import { Option } from 'commander'
import type { NetworksStanding } from '../../contract/models/network.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import type { Call } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import { networkKindWords, networkNowInWords } from '../network-words.ts'
import { wrongUsage } from '../problem-of.ts'
import { table } from '../table.ts'

interface SetOptions { onlyApproved?: boolean; all?: boolean; untold?: 'wait' | 'go-on' }

export function addNetworksCommand(program: Command, call: Call): void {
  const networks = program.command('networks').description('which networks clips may leave by').action(() => call.run(() => list(call)))
  networks.command('list').description('the networks that were seen, and which of them are approved').action(() => call.run(() => list(call)))
  networks
    .command('set')
    .description('let clips leave by approved networks only, or by all')
    .option('--only-approved', 'upload, and hand links out, on approved networks only')
    .option('--all', 'on every network')
    .addOption(new Option('--untold <what>', 'what to do where the system does not tell which network it is on').choices(['wait', 'go-on']))
    .action((options: SetOptions) => call.run(() => set(call, options)))
  networks.command('approve').description('approve a network; without a name the one in use').argument('[name]', 'its name or id').action((name?: string) => call.run(() => approve(call, name, true)))
  networks.command('refuse').description('take an approval back; without a name that of the one in use').argument('[name]', 'its name or id').action((name?: string) => call.run(() => approve(call, name, false)))
  networks.command('forget').description('take a network off the list').argument('<name>', 'its name or id').action((name: string) => call.run(() => forget(call, name)))
}

function answer(call: Call, standing: NetworksStanding): number {
  const { onlyApproved, whenUntold, now, known } = standing
  const rule = onlyApproved
    ? `Clips leave by approved networks only${now.is === 'untold' ? `; where the system does not tell, they ${whenUntold === 'wait' ? 'wait' : 'go on'}` : ''}.`
    : 'Clips leave by every network. For approved ones only: greenroom networks set --only-approved'
  const rows = known.map((one) => [one.name, networkKindWords[one.kind], one.metered === null ? '' : one.metered ? 'yes' : 'no', one.approved ? 'yes' : 'no', one.systemId])
  call.answer(standing, `${rule}\nNow on ${networkNowInWords(now)}\n${rows.length > 0 ? `\n${table(['Network', 'Kind', 'Metered', 'Approved', 'Id'], rows)}` : ''}`)
  return exitCodes.done
}

async function list(call: Call): Promise<number> {
  const { client } = await call.openCore()
  return answer(call, await client.networks.standing())
}

async function set(call: Call, { onlyApproved, all, untold }: SetOptions): Promise<number> {
  if (onlyApproved && all) throw wrongUsage('Say either --only-approved or --all.')
  if (!onlyApproved && !all && untold === undefined) throw wrongUsage('Say what to set: --only-approved, --all or --untold.')
  const { client } = await call.openCore()
  return answer(call, await client.networks.set({ onlyApproved: onlyApproved ? true : all ? false : undefined, whenUntold: untold }))
}

async function approve(call: Call, name: string | undefined, approved: boolean): Promise<number> {
  const { client } = await call.openCore()
  return answer(call, await client.networks.approve({ systemId: idOf(await client.networks.standing(), name), approved }))
}

async function forget(call: Call, name: string): Promise<number> {
  const { client } = await call.openCore()
  return answer(call, await client.networks.forget({ systemId: idOf(await client.networks.standing(), name) }))
}

/** @throws ProblemError `not-found` saying which there are, `invalid-input` where a name is that of several */
function idOf({ now, known }: NetworksStanding, name: string | undefined): string {
  if (name === undefined) {
    if (now.is === 'on') return now.network.systemId
    throw new ProblemError('not-permitted-now', `There is no network in use that could be named: ${networkNowInWords(now)}.`, 'Name one of: greenroom networks list')
  }
  const found = known.filter((one) => one.systemId === name || one.name === name)
  const [first] = found
  if (!first) throw new ProblemError('not-found', `No network called ${name} was seen from here.`, known.length > 0 ? `There are: ${known.map((one) => one.name).join(', ')}.` : 'Approve a network while this machine is on it.')
  if (found.length > 1) throw wrongUsage(`Several networks are called ${name}.`, `Give the id: ${found.map((one) => one.systemId).join(', ')}`)
  return first.systemId
}
