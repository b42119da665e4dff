import type { Command } from 'commander'
import path from 'node:path'
import type { GreenroomClient } from '../../contract/client.ts'
import type { PreparationProfile } from '../../contract/models/preparation.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import type { Call } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import { positiveNumber } from '../option-values.ts'
import { recipeOf, withRecipe, type RecipeOptions } from '../recipe-options.ts'
import { table } from '../table.ts'
import { bytesInWords, count } from '../words.ts'

interface SetOptions { ffmpeg?: string; quotaGb?: number; keepDays?: number; keep?: boolean; folder?: string }

export function addPrepareCommand(program: Command, call: Call): void {
  const prepare = program.command('prepare').description('how clips are prepared before they are sent: how far it has come, profiles, ffmpeg, space').action(() => call.run(() => status(call)))
  prepare.command('status').description('how far preparing has come').action(() => call.run(() => status(call)))
  prepare.command('pause').description('make no copies for now').action(() => call.run(() => pause(call, true)))
  prepare.command('resume').description('go on making copies').action(() => call.run(() => pause(call, false)))
  prepare.command('clean-up').description('remove the copies of clips that have their verdict').action(() => call.run(() => cleanUp(call)))
  prepare.command('profiles').description('the profiles watch folders can be given').action(() => call.run(() => profiles(call)))
  withRecipe(prepare.command('save').description('keep a profile under a name, or change it').argument('<name>', 'its name'))
    .action((name: string, options: RecipeOptions) => call.run(() => save(call, name, options)))
  prepare.command('remove').description('forget a profile that no folder uses').argument('<name>', 'its name').action((name: string) => call.run(() => remove(call, name)))
  prepare
    .command('set')
    .description('where ffmpeg lies, and how much room copies may take')
    .option('--ffmpeg <path>', 'the ffmpeg to use; "auto" to have it found')
    .option('--quota-gb <n>', 'gigabytes copies may take', positiveNumber)
    .option('--keep-days <n>', 'remove a copy so long after the verdict', positiveNumber)
    .option('--no-keep', 'remove a copy as soon as there is a verdict')
    .option('--folder <dir>', 'where copies are kept; "auto" for beside the ledger')
    .action((options: SetOptions) => call.run(() => set(call, options)))
}

/** @throws ProblemError `not-found` with the names there are */
export async function profileNamed(client: GreenroomClient, name: string): Promise<PreparationProfile> {
  const all = await client.preparations.profiles()
  const found = all.find((one) => one.name === name || String(one.id) === name)
  if (!found) throw new ProblemError('not-found', `There is no preparation profile "${name}".`, all.length > 0 ? `There are: ${all.map((one) => one.name).join(', ')}.` : 'Make one: greenroom prepare save NAME --to 30 …')
  return found
}

async function status(call: Call): Promise<number> {
  const { client } = await call.openCore()
  const overview = await client.preparations.overview({})
  const tools = await client.preparations.tools()
  const waits = overview.waits ? [`Waits: ${overview.waits.message}`] : []
  const here = tools.howTo.find((one) => one.here)
  call.answer({ ...overview, tools }, [
    `${overview.paused ? 'Paused. ' : ''}${count(overview.queued + overview.running.length, 'clip')} to prepare, ${overview.done} done, ${overview.failed} failed${overview.waiting > 0 ? `, ${overview.waiting} wait for ffmpeg` : ''}.`,
    ...waits,
    ...overview.running.map((one) => `${one.name}: ${Math.round((one.progress ?? 0) * 100)} %`),
    `Copies: ${overview.copies.count}, ${bytesInWords(overview.copies.bytes)} of ${bytesInWords(overview.copies.quotaBytes)}.`,
    tools.ffmpeg ? `ffmpeg ${tools.ffmpeg.version}: ${tools.ffmpeg.path}` : `${tools.problem ?? ''}${here ? ` To get it: ${here.command} (${here.page})` : ''}`,
  ].join('\n') + '\n')
  return exitCodes.done
}

async function pause(call: Call, paused: boolean): Promise<number> {
  const { client } = await call.openCore()
  await (paused ? client.preparations.pause() : client.preparations.resume())
  call.answer({ paused }, paused ? 'Nothing is prepared until: greenroom prepare resume\n' : 'Preparing goes on.\n')
  return exitCodes.done
}

async function cleanUp(call: Call): Promise<number> {
  const { client } = await call.openCore()
  const removed = await client.preparations.cleanUp()
  call.answer(removed, `${removed.copies === 1 ? '1 copy' : `${removed.copies} copies`} removed, ${bytesInWords(removed.bytes)}.\n`)
  return exitCodes.done
}

async function profiles(call: Call): Promise<number> {
  const { client } = await call.openCore()
  const all = await client.preparations.profiles()
  call.answer({ profiles: all }, all.length === 0 ? 'There is no profile. greenroom prepare save NAME --to 30 …\n' : table(['Id', 'Profile', 'Folders'], all.map((one) => [String(one.id), one.name, String(one.folders)])))
  return exitCodes.done
}

async function save(call: Call, name: string, options: RecipeOptions): Promise<number> {
  const { client } = await call.openCore()
  const known = (await client.preparations.profiles()).find((one) => one.name === name)
  const profile = await client.preparations.saveProfile({ id: known?.id, name, recipe: recipeOf(options) })
  call.answer({ profile }, `"${profile.name}" is kept. greenroom watch add FOLDER --group G --prepare "${profile.name}"\n`)
  return exitCodes.done
}

async function remove(call: Call, name: string): Promise<number> {
  const { client } = await call.openCore()
  const profile = await profileNamed(client, name)
  await client.preparations.removeProfile({ id: profile.id })
  call.answer({ removed: profile.id }, `"${profile.name}" is forgotten.\n`)
  return exitCodes.done
}

async function set(call: Call, options: SetOptions): Promise<number> {
  const { client } = await call.openCore()
  const place = (given: string | undefined): string | null | undefined => (given === undefined ? undefined : given === 'auto' ? null : path.resolve(call.io.cwd, given))
  const settings = await client.preparations.set({
    ffmpegPath: place(options.ffmpeg), folder: place(options.folder), quotaBytes: options.quotaGb === undefined ? undefined : Math.round(options.quotaGb * 1e9),
    keepMs: options.keep === false ? 0 : options.keepDays === undefined ? undefined : Math.round(options.keepDays * 86_400_000),
  })
  call.answer({ settings }, `Copies may take ${bytesInWords(settings.quotaBytes)}${settings.folder === null ? '' : ` in ${settings.folder}`}.\n`)
  return exitCodes.done
}
