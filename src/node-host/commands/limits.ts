import { Argument, InvalidArgumentError, Option, type Command } from 'commander'
import type { Account, MediaLimits } from '../../contract/models/account.ts'
import type { AssetType } from '../../contract/models/states.ts'
import type { Call } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import { findGroup } from '../find-group.ts'
import { limitNumbers, limitRows, type LimitNumber } from '../limit-words.ts'
import { wholeNumber } from '../option-values.ts'
import { wrongUsage } from '../problem-of.ts'
import { table } from '../table.ts'
import { count } from '../words.ts'

interface KindOptions { images?: boolean }
type SetOptions = KindOptions & { warn?: boolean; containers?: string[]; codecs?: string[]; formats?: string[] } & Partial<Record<string, unknown>>

export function addLimitsCommand(program: Command, call: Call): void {
  const limits = program.command('limits').description('what clips are held to before they cost anything, and what they are only warned of').action(() => call.run(() => show(call)))
  limits.command('show').description('the limits of the account').action(() => call.run(() => show(call)))

  const set = limits.command('set').description('change limits; clips they held are checked again, clips that wait unsent are held to them')
    .option('--images', 'of images (default: of videos)')
    .option('--warn', 'of the narrower limits, which only warn')
    .option('--containers <list>', 'videos: mp4,mov', words).option('--codecs <list>', 'videos: h264,h265', words).option('--formats <list>', 'images: jpeg,png,…', words)
  for (const each of limitNumbers) set.addOption(new Option(`--${each.option} <n>`, each.says).argParser(zeroOrMore))
  set.action((options: SetOptions) => call.run(() => change(call, options)))

  limits.command('reset').description('back to the limits of a new account').action(() => call.run(() => reset(call)))
  limits.command('try').description('send three of the clips a limit holds as they are, to learn whether it is real').argument('<code>', 'the reason they are held for, such as DurationTooLong')
    .option('--group <group>', 'of this person only').action((code: string, options: { group?: string }) => call.run(() => tryThree(call, code, options)))
  limits.command('answer').description('what to make of three clips that were sent to try a limit').argument('<trial>', 'its number (greenroom attention)', wholeNumber(1))
    .addArgument(new Argument('<answer>', 'lift: to what was seen to pass').choices(['lift', 'keep'])).action((id: number, answer: 'lift' | 'keep') => call.run(() => answerTrial(call, id, answer)))
  limits.command('hold').description('hold clips to a narrower limit that applies to this account').argument('<code>', 'such as PixelCountTooLarge').option('--images', 'of images')
    .action((code: string, options: KindOptions) => call.run(() => decide(call, code, 'hold', options)))
  limits.command('leave').description('leave a narrower limit at warning').argument('<code>', 'such as PixelCountTooLarge').option('--images', 'of images')
    .action((code: string, options: KindOptions) => call.run(() => decide(call, code, 'leave', options)))
}

function words(text: string): string[] {
  const list = text.split(',').map((each) => each.trim().toLowerCase()).filter(Boolean)
  if (list.length === 0) throw new InvalidArgumentError('Name at least one, separated by commas.')
  return list
}

function zeroOrMore(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) throw new InvalidArgumentError('It must be a number, zero or more.')
  return value
}

async function show(call: Call): Promise<number> {
  const { client } = await call.openCore()
  return tell(call, await call.account(client))
}

function tell(call: Call, { limits, narrowerLimits }: Account, said = '', followed: object = {}): number {
  call.answer({ limits, narrowerLimits, ...followed }, `${said}${table(['Limit', 'Holds', 'Warns'], limitRows(limits, narrowerLimits))}`)
  return exitCodes.done
}

async function change(call: Call, options: SetOptions): Promise<number> {
  const kind: AssetType = options.images ? 'image' : 'video'
  const given = {
    ...Object.fromEntries(limitNumbers.flatMap((each) => valueOf(options, each, kind))),
    ...listsOf(options, kind),
  }
  if (Object.keys(given).length === 0) throw wrongUsage('Say what to set, for example --max-seconds 15.')
  const { client } = await call.openCore()
  const account = await call.account(client)
  const of = options.warn ? 'narrowerLimits' : 'limits'
  const before: MediaLimits = account[of]
  const followed = await client.limits.change({ accountId: account.id, [of]: { ...before, [kind]: { ...before[kind], ...given } } })
  return tell(call, await call.account(client), inWords(followed), followed)
}

function valueOf(options: SetOptions, each: LimitNumber, kind: AssetType): [string, number][] {
  const value = options[each.option.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())]
  if (typeof value !== 'number') return []
  if (kind === 'image' && !each.images) throw wrongUsage(`--${each.option} is a limit of videos; images have none such.`)
  return [[each.of, Math.round(value * each.scale * 1000) / 1000]]
}

function listsOf({ containers, codecs, formats }: SetOptions, kind: AssetType): Partial<MediaLimits['video'] & MediaLimits['image']> {
  if (kind === 'image' && (containers || codecs)) throw wrongUsage('Images have --formats, not --containers or --codecs.')
  if (kind === 'video' && formats) throw wrongUsage('--formats are of images: add --images.')
  return { ...(containers ? { containers } : {}), ...(codecs ? { codecs } : {}), ...(formats ? { formats } : {}) }
}

function inWords({ rechecked, held }: { rechecked: number; held: number }): string {
  return [rechecked > 0 ? `${count(rechecked, 'clip')} on hold ${rechecked === 1 ? 'is' : 'are'} checked again.` : '', held > 0 ? `${count(held, 'clip')} ${held === 1 ? 'is' : 'are'} on hold now.` : ''].filter(Boolean).map((line) => `${line}\n`).join('')
}

async function reset(call: Call): Promise<number> {
  const { client } = await call.openCore()
  const account = await call.account(client)
  const followed = await client.limits.reset({ accountId: account.id })
  return tell(call, await call.account(client), inWords(followed), followed)
}

async function tryThree(call: Call, code: string, { group }: { group?: string }): Promise<number> {
  const { client } = await call.openCore()
  const account = await call.account(client)
  const person = group === undefined ? undefined : await findGroup(client, account.id, group)
  const { changed } = await client.limits.tryThree({ accountId: account.id, groupId: person?.id, reasonCode: code })
  if (changed === 0) throw wrongUsage(`No clip is on hold for ${code}.`, 'See greenroom attention.')
  call.answer({ sent: changed }, `${count(changed, 'clip')} ${changed === 1 ? 'goes' : 'go'} as they are, each in a request of its own. Their verdicts: greenroom attention\n`)
  return exitCodes.done
}

async function answerTrial(call: Call, id: number, answer: 'lift' | 'keep'): Promise<number> {
  const { client } = await call.openCore()
  const { changed } = await client.limits.answerTrial({ id, answer })
  call.answer({ rechecked: changed }, answer === 'keep' ? 'The limit stays.\n' : `The limit is what was seen to pass. ${inWords({ rechecked: changed, held: 0 })}`)
  return exitCodes.done
}

async function decide(call: Call, code: string, answer: 'hold' | 'leave', { images }: KindOptions): Promise<number> {
  const { client } = await call.openCore()
  const account = await call.account(client)
  const { changed } = await client.limits.answerStrict({ accountId: account.id, assetType: images ? 'image' : 'video', reasonCode: code, answer })
  call.answer({ held: changed }, answer === 'leave' ? 'It only warns.\n' : `It holds from now on. ${inWords({ rechecked: 0, held: changed })}`)
  return exitCodes.done
}
