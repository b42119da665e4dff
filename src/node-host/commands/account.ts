import type { Command } from 'commander'
import { text as readAll } from 'node:stream/consumers'
import type { Account } from '../../contract/models/account.ts'
import type { Call } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import { positiveNumber, webAddress } from '../option-values.ts'
import { wrongUsage } from '../problem-of.ts'
import { answerTrial } from '../trial-answer.ts'
import { accountWords } from '../words.ts'

interface SetOptions {
  url?: string
  keyStdin?: boolean
  submitRpm?: number
  pollRpm?: number
}

/** Longer than any key; stops a file piped in by mistake. */
const longestKey = 4096

export function addAccountCommand(program: Command, call: Call): void {
  const account = program.command('account').description('the account at the review API')

  account
    .command('set')
    .description('set the address, the key and the limits')
    .option('--url <url>', 'address of the API', webAddress)
    .option('--key-stdin', 'read the key from stdin, so that it shows in no list of processes')
    .option('--submit-rpm <n>', 'submissions a minute at most', positiveNumber)
    .option('--poll-rpm <n>', 'other calls a minute at most', positiveNumber)
    .action((options: SetOptions) => call.run(() => set(call, options)))

  account.command('test').description('try the address and the key').action(() => call.run(() => test(call)))
  account.command('pause').description('send nothing and ask nothing for now').action(() => call.run(() => pauseOrResume(call, 'pause')))
  account.command('resume').description('go on; also after a stop').action(() => call.run(() => pauseOrResume(call, 'resume')))
}

async function set(call: Call, options: SetOptions): Promise<number> {
  if (options.url === undefined && !options.keyStdin && options.submitRpm === undefined && options.pollRpm === undefined) throw wrongUsage('Say what to set: --url, --key-stdin, --submit-rpm or --poll-rpm.')
  const key = options.keyStdin ? await keyFromStdin(call) : undefined
  const { client } = await call.openCore({ accountMustExist: false })
  const before = await call.account(client)
  const account = await client.accounts.set({ id: before.id, settings: { baseUrl: options.url, submitRpm: options.submitRpm, pollRpm: options.pollRpm }, key })
  call.answer({ account: shown(account) }, accountLine(account))
  return exitCodes.done
}

async function keyFromStdin(call: Call): Promise<string> {
  if (call.io.stdin.isTTY) call.say('Paste the key, then Enter and Ctrl-D:')
  const key = (await readAll(call.io.stdin)).trim()
  if (key === '') throw wrongUsage('There was no key on stdin.', 'For example: greenroom account set --key-stdin < key.txt')
  if (key.length > longestKey || /\s/.test(key)) throw wrongUsage('What came on stdin does not look like a key: it is too long or holds spaces.', 'Give the key alone, on one line.')
  return key
}

async function test(call: Call): Promise<number> {
  const core = await call.openCore()
  const { client } = core
  const before = await call.account(client)
  // Only the process that runs the loops calls anybody; if none does, this one is it for as long as the trial takes.
  await core.start(['errands'])
  const trial = await client.accounts.test({ id: before.id })
  return answerTrial(call, trial, await call.account(client))
}

async function pauseOrResume(call: Call, how: 'pause' | 'resume'): Promise<number> {
  const { client } = await call.openCore()
  const before = await call.account(client)
  const account = await (how === 'pause' ? client.accounts.pause({ id: before.id }) : client.accounts.resume({ id: before.id }))
  call.answer({ account: shown(account) }, accountLine(account))
  return exitCodes.done
}

function shown(account: Account) {
  const { id, name, baseUrl, hasKey, state, stop, reason, submit, poll } = account
  return { id, name, baseUrl, hasKey, state, stop, reason, submit: { limitRpm: submit.limitRpm }, poll: { limitRpm: poll.limitRpm } }
}

function accountLine(account: Account): string {
  return `${account.name}: ${account.baseUrl}, ${account.hasKey ? 'key set' : 'no key yet'}, ${account.submit.limitRpm} submissions and ${account.poll.limitRpm} other calls a minute. ${accountWords(account.state, account.stop)}.\n`
}
