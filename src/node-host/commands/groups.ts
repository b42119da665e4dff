import type { Command } from 'commander'
import type { Group } from '../../contract/models/group.ts'
import type { Call } from '../call.ts'
import { webAddress } from '../option-values.ts'
import { countsInWords } from '../clip-words.ts'
import { table } from '../table.ts'
import { verifyPerson, type VerifyOptions } from './groups-verify.ts'

export function addGroupsCommand(program: Command, call: Call): void {
  const groups = program.command('groups').description('the people whose clips are reviewed, each with an avatar group')

  groups
    .command('list')
    .description('everyone in this account')
    .action(() => call.run(() => list(call)))

  groups
    .command('adopt')
    .description('use an existing group')
    .argument('<group-id>', "the service's group_id")
    .requiredOption('--name <name>', 'what to call the person')
    .option('--project <project>', 'the project the group belongs to', 'default')
    .option('--consent-note <text>', 'a note on their consent, kept with the person', '')
    .action((remoteId: string, options: { name: string; project: string; consentNote: string }) => call.run(() => adopt(call, remoteId, options)))

  groups
    .command('verify')
    .description('verify a person: a link and a QR code for their phone, then the verdict')
    .requiredOption('--name <name>', 'what to call the person')
    .option('--project <project>', 'the project their group will belong to', 'default')
    .option('--callback-url <url>', 'where the service reports the end of the session; the account has a default', webAddress)
    .option('--consent-note <text>', 'a note on their consent, kept with the person', '')
    .action((options: VerifyOptions) => call.run(() => verifyPerson(call, options)))
}

async function list(call: Call): Promise<number> {
  const { client } = await call.openCore()
  const account = await call.account(client)
  const groups = await client.groups.list({ accountId: account.id })
  const words = groups.length === 0 ? 'Nobody here yet. greenroom groups adopt GROUP_ID --name NAME, or greenroom groups verify --name NAME.\n' : table(['Name', 'group_id', 'Project', 'Clips'], groups.map((group) => [group.name, group.remoteId, group.projectName, standing(group)]))
  call.answer({ groups }, words)
  return 0
}

function standing(group: Group): string {
  const stopped = group.stop ? ' (submissions stopped)' : group.paused ? ' (paused)' : ''
  return `${countsInWords(group.counts)}${stopped}`
}

async function adopt(call: Call, remoteId: string, options: { name: string; project: string; consentNote: string }): Promise<number> {
  const { client } = await call.openCore()
  const account = await call.account(client)
  const group = await client.groups.adopt({ accountId: account.id, remoteId, name: options.name, projectName: options.project, consentNote: options.consentNote })
  call.answer({ group }, `${group.name} uses group ${group.remoteId} in project ${group.projectName}.\n`)
  return 0
}
