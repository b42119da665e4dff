import { createInterface } from 'node:readline'
import type { Command } from 'commander'
import type { Forgetting, ForgettingPreview, ForgettingWait } from '../../contract/models/forgetting.ts'
import type { GreenroomClient } from '../../contract/client.ts'
import type { Call } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import { findGroup } from '../find-group.ts'
import { wholeNumber } from '../option-values.ts'
import { wrongUsage } from '../problem-of.ts'
import { table } from '../table.ts'
import { bytesInWords, clockTime, count } from '../words.ts'

interface ForgetOptions {
  preview: boolean
  confirm?: string
}

const lookMs = 250

export function addPeopleCommand(program: Command, call: Call): void {
  const people = program.command('people').description('forgetting a person')
  people
    .command('forget')
    .description('erase everything about a person from this machine and the storage, and say what the service has')
    .argument('<group>', 'a group_id, or a name that only one group has')
    .option('--preview', 'say what would be erased, and do nothing', false)
    .option('--confirm <name>', "the person's name, for scripts; otherwise it is asked for")
    .action((wanted: string, options: ForgetOptions) => call.run(() => forget(call, wanted, options)))
  people.command('forgotten').description('who is being forgotten, and what is still at the service of those who were').action(() => call.run(() => forgotten(call)))
  people.command('remains').description('what is still elsewhere of a forgotten person, to have it removed there').argument('<id>', 'number of the forgetting', wholeNumber(1)).action((id: number) => call.run(() => remains(call, id)))
  people.command('removed').description('it is gone there too: the last words that lead to it are erased').argument('<id>', 'number of the forgetting', wholeNumber(1)).action((id: number) => call.run(() => removed(call, id)))
}

async function forget(call: Call, wanted: string, options: ForgetOptions): Promise<number> {
  const signal = call.interruption()
  const core = await call.openCore()
  const { client } = core
  const group = await findGroup(client, (await call.account(client)).id, wanted)
  const preview = await client.forgettings.preview({ id: group.id })
  if (options.preview) {
    call.answer({ preview }, wordsOf(preview))
    return exitCodes.done
  }
  if (options.confirm === undefined) call.say(wordsOf(preview))
  const name = options.confirm ?? (await typedName(call, group.name))
  const { id } = await client.forgettings.ask({ id: group.id, name })
  // Only these loops: a command that forgets somebody sends nobody else's clips.
  await core.start(['forgettings', 'reviews'])
  const end = await untilDone(call, client, id, signal)
  const rest = await client.forgettings.remains({ id })
  call.answer({ forgetting: end, remains: rest }, end.state === 'done'
    ? `Forgotten. ${rest.length > 0 ? `What is elsewhere (forgetting ${id}):\n${listOf(rest)}Ask the service to remove it, then: greenroom people removed ${id}\n` : ''}`
    : `It goes on by itself while Greenroom runs; ${end.waitsFor ? waitWords[end.waitsFor] : 'it is under way'}. To see: greenroom people forgotten\n`)
  return end.state === 'done' ? exitCodes.done : exitCodes.needsAttention
}

async function typedName(call: Call, name: string): Promise<string> {
  call.io.stderr.write(`To erase all this, type the name (${name}): `)
  for await (const line of createInterface({ input: call.io.stdin })) return line
  throw wrongUsage('No name was typed; nothing was done.', 'For scripts: --confirm NAME')
}

/** Until it is done, or waits for something that may last. */
async function untilDone(call: Call, client: GreenroomClient, id: number, signal: AbortSignal): Promise<Forgetting> {
  for (let said: ForgettingWait | null = null; ;) {
    const now = (await client.forgettings.list()).find((each) => each.id === id)
    if (!now) throw new Error('A forgetting that was asked for is not there.')
    if (now.state === 'done' || signal.aborted || (now.waitsFor !== null && now.waitsFor !== 'sending')) return now
    if (now.waitsFor !== null && now.waitsFor !== said) call.say(`Waiting: ${waitWords[now.waitsFor]}.`)
    said = now.waitsFor
    await call.clock.wait(lookMs, signal)
  }
}

async function forgotten(call: Call): Promise<number> {
  const { client } = await call.openCore()
  const list = await client.forgettings.list()
  const now = call.clock.now()
  call.answer({ forgettings: list }, list.length === 0 ? 'Nobody was forgotten, and nobody is being.\n' : table(['No.', 'Who', 'Asked', 'State', 'Elsewhere'], list.map((each) => [
    String(each.id), each.name ?? '(forgotten)', `${clockTime(each.askedAt, now)} by ${each.actor}`, each.state === 'done' ? 'done' : each.waitsFor ? waitWords[each.waitsFor] : each.state, Object.entries(each.remains).map(([kind, n]) => `${n} ${kind}`).join(', '),
  ])))
  return exitCodes.done
}

async function remains(call: Call, id: number): Promise<number> {
  const { client } = await call.openCore()
  const rest = await client.forgettings.remains({ id })
  call.answer({ remains: rest }, rest.length === 0 ? 'Nothing is left elsewhere, as far as is known here.\n' : listOf(rest))
  return exitCodes.done
}

async function removed(call: Call, id: number): Promise<number> {
  const { client } = await call.openCore()
  const end = await client.forgettings.settle({ id })
  call.answer({ forgetting: end }, 'Noted; the last words that lead to it are erased by whatever runs Greenroom’s work.\n')
  return exitCodes.done
}

const listOf = (rest: readonly { kind: string; what: string }[]): string => rest.map(({ kind, what }) => `  ${kind}  ${what}\n`).join('')

const waitWords: Record<ForgettingWait, string> = {
  sending: 'a submission is on its way',
  'in-review': 'the service still reviews clips; their verdicts are waited for, so that no asset is left that nobody knows of',
  unclear: 'it is unclear whether the service has some clips; a person has to answer (greenroom attention)',
  'storage-offline': 'the storage does not answer; removing what lies there is tried again',
  'storage-refused': 'the storage refuses to remove what lies there; it is tried again',
  files: 'a file could not be removed; it is tried again',
  disk: 'the ledger could not be written anew; it is tried again',
}

function wordsOf({ name, held, inReview, unclear, remote, backups, setAside }: ForgettingPreview): string {
  const lines = [
    `Forgetting ${name} erases here:`,
    `  ${count(held.clips, 'clip')} with ${count(held.attempts, 'attempt')} in ${count(held.batches, 'batch', 'batches')}, their names, places and history (${count(held.events, 'line')})`,
    `  ${count(held.links, 'link')}, ${count(held.uploads, 'upload')} at the storage, ${count(held.copies, 'prepared copy', 'prepared copies')} (${bytesInWords(held.copiesBytes)}), ${count(held.received, 'file')} received from browsers`,
    `  ${count(held.folders, 'watch folder')} (the folders stay), ${count(held.verifications, 'verification')}, the note on consent`,
    `  ${count(backups, 'backup')} of the ledger, replaced by a new one`,
    'Your own files are not touched.',
    ...(inReview > 0 ? [`${count(inReview, 'clip')} still in review: their verdicts are waited for first.`] : []),
    ...(unclear > 0 ? [`${count(unclear, 'clip')} unclear: answer for them first (greenroom attention).`] : []),
    `It stays at the service: group ${remote.groupId} in project ${remote.projectName}, ${count(remote.assets, 'asset')}, ${count(remote.tasks, 'task')}. The API removes nothing; ask the service to, with the list that is shown at the end.`,
    ...setAside.map((folder) => `It stays in a ledger that was kept aside: ${folder}. Delete that folder when you need it no more.`),
    'It stays where it was sent before: messages in chats and mails, exported files, logs kept outside, and backups of this disk.',
  ]
  return `${lines.join('\n')}\n`
}
