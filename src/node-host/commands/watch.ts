import type { Command } from 'commander'
import path from 'node:path'
import type { GreenroomClient } from '../../contract/client.ts'
import type { WatchFolder } from '../../contract/models/folder.ts'
import { unsettled } from '../wait-until-settled.ts'
import type { Call } from '../call.ts'
import { countsInWords } from '../clip-words.ts'
import { exitCodes } from '../exit-codes.ts'
import { findGroup } from '../find-group.ts'
import { sayLinksEnd } from '../links-end.ts'
import { wholeNumber } from '../option-values.ts'
import { wrongUsage } from '../problem-of.ts'
import { progressLine } from '../progress-line.ts'
import { profileNamed } from './prepare.ts'
import { table } from '../table.ts'
import { count } from '../words.ts'

interface WatchOptions {
  group?: string
  settleMs?: number
  lingerMs?: number
  batchSize?: number
  existing?: string
  prepare?: string
}

export function addWatchCommand(program: Command, call: Call): void {
  const watch = withSettings(
    program.command('watch').description('watch folders: kept ones, or one in the foreground until stopped').argument('[folder]', 'watch this one in the foreground until Ctrl-C'),
  ).action((folder: string | undefined, options: WatchOptions) => call.run(() => watchInForeground(call, folder, options)))

  withSettings(watch.command('add').description('watch a folder from now on, whenever Greenroom runs').argument('<folder>', 'the folder; its subfolders too'))
    // `watch` itself takes the same options and keeps what it finds, so they are read from both.
    .action((folder: string, _: WatchOptions, command: Command) => call.run(() => add(call, folder, command.optsWithGlobals<WatchOptions>())))

  watch.command('list').description('the folders that are watched').action(() => call.run(() => list(call)))

  const change = (name: 'pause' | 'resume' | 'remove', description: string) =>
    watch
      .command(name)
      .description(description)
      .argument('<id>', 'id of the folder: greenroom watch list', (text: string) => wholeNumber(1)(text))
      .action((id: number) => call.run(() => changeFolder(call, name, id)))
  change('pause', 'take in nothing new from a folder for now')
  change('resume', 'go on with a paused folder')
  change('remove', 'stop watching a folder; its clips stay')
}

function withSettings(command: Command): Command {
  return command
    .option('--group <group>', 'the person: a group_id or a unique name (required)')
    .option('--settle-ms <n>', 'how long a file must not have changed', wholeNumber(0, 86_400_000))
    .option('--linger-ms <n>', 'how long a part-filled batch waits for more', wholeNumber(0, 7 * 86_400_000))
    .option('--batch-size <n>', 'clips in one request', wholeNumber(1, 1000))
    .option('--prepare <profile>', 'prepare its clips by this profile: greenroom prepare profiles')
    .option('--existing <submit|ignore>', 'what happens to what is there already (default: submit)')
}

async function addFolder(call: Call, client: GreenroomClient, folder: string, options: WatchOptions): Promise<WatchFolder> {
  const { existing } = options
  if (existing !== undefined && existing !== 'submit' && existing !== 'ignore') throw wrongUsage(`--existing is submit or ignore, not "${existing}".`)
  const account = await call.account(client)
  const group = await findGroup(client, account.id, options.group)
  const profile = options.prepare === undefined ? null : await profileNamed(client, options.prepare)
  return client.folders.add({ groupId: group.id, path: path.resolve(call.io.cwd, folder), existing, settleMs: options.settleMs, lingerMs: options.lingerMs, batchSize: options.batchSize, profileId: profile?.id ?? null })
}

async function add(call: Call, folder: string, options: WatchOptions): Promise<number> {
  const { client } = await call.openCore()
  const added = await addFolder(call, client, folder, options)
  call.answer({ folder: added }, `${added.path} is watched for ${added.groupName} (id ${added.id}), whenever greenroom serve or the desktop application runs.\n`)
  return exitCodes.done
}

async function list(call: Call): Promise<number> {
  const { client } = await call.openCore()
  const account = await call.account(client)
  const mine = new Set((await client.groups.list({ accountId: account.id })).map((group) => group.id))
  const folders = (await client.folders.list({})).filter((folder) => mine.has(folder.groupId))
  const { runner } = await client.cue.get({ accountId: account.id })
  const running = runner.here || runner.elsewhere !== null
  const words = folders.length === 0 ? 'No folder is watched. greenroom watch add FOLDER --group G\n' : table(
    ['Id', 'State', 'Folder', 'Person', 'Clips', 'Why'],
    folders.map((folder) => [String(folder.id), stateNow(folder, running), folder.path, folder.groupName, countsInWords(folder.counts), folder.why ?? '']),
  ).concat(running ? '' : 'Nothing looks at them now: greenroom serve or the desktop application does.\n')
  call.answer({ folders: folders.map((folder) => ({ ...folder, state: stateNow(folder, running) })), running }, words)
  return exitCodes.done
}

/** What the ledger says of a folder was true while something ran. */
function stateNow({ state }: WatchFolder, running: boolean): WatchFolder['state'] | 'not-running' {
  return running || state === 'paused' ? state : 'not-running'
}

async function changeFolder(call: Call, how: 'pause' | 'resume' | 'remove', id: number): Promise<number> {
  const { client } = await call.openCore()
  if (how === 'remove') {
    await client.folders.remove({ id })
    call.answer({ removed: id }, `Folder ${id} is watched no more; its clips stay.\n`)
    return exitCodes.done
  }
  const folder = await (how === 'pause' ? client.folders.pause({ id }) : client.folders.resume({ id }))
  call.answer({ folder }, `${folder.path} is ${how === 'pause' ? 'paused' : 'watched again, whenever greenroom serve or the desktop application runs'}.\n`)
  return exitCodes.done
}

/** Watches until Ctrl-C. A folder that was not watched before is forgotten again at the end; one that was stays. */
async function watchInForeground(call: Call, folder: string | undefined, options: WatchOptions): Promise<number> {
  if (folder === undefined) throw wrongUsage('Name a folder, or what to do: greenroom watch FOLDER --group G, or greenroom watch add|list|pause|resume|remove.')
  const signal = call.interruption()
  const core = await call.openCore()
  const { client } = core
  const whole = path.resolve(call.io.cwd, folder)
  const account = await call.account(client)
  const group = await findGroup(client, account.id, options.group)
  const known = (await client.folders.list({ groupId: group.id })).find((each) => each.path === whole)
  const watched = known ?? (await addFolder(call, client, folder, options))
  await core.start()
  call.say(`Watching ${watched.path} for ${watched.groupName}. Ctrl-C stops.`)

  const line = progressLine(call.io)
  while (!signal.aborted) {
    const [counts, cue] = await Promise.all([client.clips.counts({ watchFolderId: watched.id }), client.cue.get({ accountId: account.id })])
    line.show({ counts, files: counts, account: cue.account, until: cue, groupStopped: false, storageTrouble: cue.uploads?.trouble ?? null, networkWait: cue.networkWait, scanning: false }, call.clock.now())
    await call.clock.wait(1000, signal)
  }
  line.end()

  await core.rest()
  const counts = await client.clips.counts({ watchFolderId: watched.id })
  if (!known) await client.folders.remove({ id: watched.id })
  const left = unsettled(counts)
  if (left > 0) call.say(`Stopped. ${count(left, 'clip')} ${left === 1 ? 'stays' : 'stay'} in the ledger for the next time Greenroom runs.`)
  await sayLinksEnd(call, client)
  call.answer({ folder: watched, counts }, `${countsInWords(counts)}\n`)
  return exitCodes.done
}
