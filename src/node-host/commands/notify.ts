import { Argument, InvalidArgumentError, Option, type Command } from 'commander'
import { text as readAll } from 'node:stream/consumers'
import { channelKinds, mailbox, newsTopics, type Channel, type ChannelKind, type ChannelSecrets, type NewsTopic } from '../../contract/models/channel.ts'
import type { Call } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import { wholeNumber } from '../option-values.ts'
import { wrongUsage } from '../problem-of.ts'
import { table } from '../table.ts'
import { answerTrial } from '../trial-answer.ts'

interface AddOptions {
  name?: string
  wants: NewsTopic[]
  language: 'en' | 'zh-CN'
  digestAt: number
  everyMinutes: number
  host?: string
  port: number
  tls: boolean
  user: string
  from?: string
  to: string[]
}

/** Longer than any address with its signing secret. */
const mostSecret = 5000

export function addNotifyCommand(program: Command, call: Call): void {
  const notify = program.command('notify').description('where news goes when nobody looks: a webhook, a chat, mail, a watchdog')

  notify.command('list').description('the channels, and whether they took their last message').action(() => call.run(() => list(call)))
  notify
    .command('add')
    .description('a channel; its address (and a signing secret on a second line), or the mailbox\'s password, is read from stdin, so that it shows in no list of processes')
    .addArgument(new Argument('<kind>').choices(channelKinds))
    .option('--name <name>', 'what to call it')
    .addOption(new Option('--wants <topics>', `what it hears of, separated by commas: ${newsTopics.join(', ')}`).argParser(topics).default(['stops', 'unclear'] satisfies NewsTopic[], 'stops,unclear'))
    .addOption(new Option('--language <language>', 'of its messages').choices(['en', 'zh-CN']).default('en'))
    .addOption(new Option('--digest-at <hh:mm>', 'when the digest leaves, this machine’s time').argParser(minuteOfDay).default(8 * 60, '08:00'))
    .option('--every-minutes <n>', 'how often a heartbeat beats', wholeNumber(1, 1440), 5)
    .option('--host <host>', 'mail: the server')
    .option('--port <n>', 'mail: its port', wholeNumber(1, 65_535), 587)
    .option('--tls', 'mail: encrypted from the first byte, usually port 465', false)
    .option('--user <name>', 'mail: the user name; without one the server is not logged in to', '')
    .addOption(new Option('--from <address>', 'mail: the sender').argParser(mailAddress))
    .addOption(new Option('--to <address>', 'mail: a recipient; may be given again').argParser((each: string, before: string[]) => [...before, mailAddress(each)]).default([], 'nobody'))
    .action((kind: ChannelKind, options: AddOptions) => call.run(() => add(call, kind, options)))
  notify.command('test').description('hand over a trial message').argument('<id>', 'its number', wholeNumber(1)).action((id: number) => call.run(() => test(call, id)))
  notify.command('on').description('tell it again').argument('<id>', 'its number', wholeNumber(1)).action((id: number) => call.run(() => turn(call, id, true)))
  notify.command('off').description('tell it nothing for now').argument('<id>', 'its number', wholeNumber(1)).action((id: number) => call.run(() => turn(call, id, false)))
  notify.command('remove').description('forget it, and its address').argument('<id>', 'its number', wholeNumber(1)).action((id: number) => call.run(() => remove(call, id)))
}

async function list(call: Call): Promise<number> {
  const { client } = await call.openCore()
  const channels = await client.channels.list()
  const rows = channels.map((each) => [String(each.id), each.name, each.kind, each.target, each.enabled ? (each.trouble ?? (each.toldAt === null ? 'nothing told yet' : 'works')) : 'off'])
  call.answer({ channels }, rows.length > 0 ? table(['No.', 'Name', 'Kind', 'Where', 'State'], rows) : 'No channel is set up. To add one: greenroom notify add --help\n')
  return exitCodes.done
}

async function add(call: Call, kind: ChannelKind, options: AddOptions): Promise<number> {
  const { host, port, tls, user, from, to, ...rest } = options
  if (kind === 'mail' && (host === undefined || from === undefined || to.length === 0)) throw wrongUsage('Mail needs --host, --from and --to.')
  const secrets = kind === 'mail' && user === '' ? {} : await secretsFromStdin(call, kind)
  const { client } = await call.openCore()
  const channel = await client.channels.add({
    kind, secrets,
    settings: {
      name: rest.name ?? kind, wants: rest.wants, language: rest.language, digestAtMinute: rest.digestAt, everyMinutes: rest.everyMinutes, enabled: true,
      mail: kind === 'mail' ? { host: host ?? '', port, secure: tls, user, from: from ?? '', to } : null,
    },
  })
  call.answer({ channel }, `${line(channel)} Try it: greenroom notify test ${channel.id}\n`)
  return exitCodes.done
}

async function secretsFromStdin(call: Call, kind: ChannelKind): Promise<ChannelSecrets> {
  if (call.io.stdin.isTTY) call.say(kind === 'mail' ? 'Type the password of the mailbox, then Enter and Ctrl-D:' : 'Paste the address, and the signing secret on a second line where there is one, then Enter and Ctrl-D:')
  const given = await readAll(call.io.stdin)
  if (given.length > mostSecret) throw wrongUsage('What came on stdin is too long for an address.', 'Give the address alone, on one line.')
  const [first = '', second = ''] = given.split('\n').map((each) => each.trim())
  if (kind === 'mail') return { mailPassword: first }
  if (!/^https?:\/\//i.test(first) || !URL.canParse(first)) throw wrongUsage('There was no address on stdin.', `For example: greenroom notify add ${kind} < address.txt`)
  return { url: first, ...(second === '' ? {} : { signingSecret: second }) }
}

async function test(call: Call, id: number): Promise<number> {
  const { client } = await call.openCore()
  return answerTrial(call, await client.channels.test({ id }), await call.account(client))
}

async function turn(call: Call, id: number, enabled: boolean): Promise<number> {
  const { client } = await call.openCore()
  const before = (await client.channels.list()).find((each) => each.id === id)
  if (!before) throw wrongUsage(`There is no channel ${id}.`, 'To see them: greenroom notify list')
  const channel = await client.channels.change({ id, settings: { ...before, enabled } })
  call.answer({ channel }, `${line(channel)}\n`)
  return exitCodes.done
}

async function remove(call: Call, id: number): Promise<number> {
  const { client } = await call.openCore()
  await client.channels.remove({ id })
  call.answer({ removed: id }, `Channel ${id} is forgotten.\n`)
  return exitCodes.done
}

function line({ id, name, target, enabled, wants, kind }: Channel): string {
  const hears = kind === 'heartbeat' ? 'is called while Greenroom runs' : `hears of ${wants.join(', ')}`
  return `Channel ${id}, ${name} (${target}), ${enabled ? hears : 'is off'}.`
}

function topics(text: string): NewsTopic[] {
  const given = text.split(',').map((each) => each.trim()).filter(Boolean)
  const known = given.filter((each): each is NewsTopic => (newsTopics as readonly string[]).includes(each))
  if (known.length === 0 || known.length < given.length) throw new InvalidArgumentError(`Topics are: ${newsTopics.join(', ')}.`)
  return known
}

function mailAddress(text: string): string {
  const { success, data } = mailbox.safeParse(text)
  if (!success) throw new InvalidArgumentError('Write it like name@example.com.')
  return data
}

/** `HH:MM` as minutes after midnight. */
function minuteOfDay(text: string): number {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text)
  if (!match) throw new InvalidArgumentError('Write the time as HH:MM, for example 08:00.')
  return Number(match[1]) * 60 + Number(match[2])
}
