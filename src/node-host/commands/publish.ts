import type { Command } from 'commander'
import path from 'node:path'
import type { Publishing } from '../../contract/models/account.ts'
import type { Call } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import { webAddress, wholeNumber } from '../option-values.ts'
import { answerTrial } from '../trial-answer.ts'
import { addPublishS3Command } from './publish-s3.ts'

export function addPublishCommand(program: Command, call: Call): void {
  const publish = program.command('publish').description('how clips on this machine get their public URL')
  const set = publish.command('set').description('choose the way')

  set
    .command('base-url')
    .description('a folder that is public already')
    .requiredOption('--root <dir>', 'the folder on this machine')
    .requiredOption('--url <url>', 'the address it is served under', webAddress)
    .action((options: { root: string; url: string }) => call.run(() => setPublishing(call, { kind: 'base-url', root: path.resolve(call.io.cwd, options.root), url: options.url })))

  set
    .command('links')
    .description("Greenroom's own link server: unguessable, expiring links to clips that are under way")
    .requiredOption('--origin <url>', 'where the reviewer reaches this machine', webAddress)
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--port <n>', 'port to listen on; 0: any free one', wholeNumber(0, 65_535), 4681)
    .option('--expiry-ms <n>', 'how long a link lives', wholeNumber(60_000), 7 * 86_400_000)
    .action((options: { origin: string; host: string; port: number; expiryMs: number }) => call.run(() => setPublishing(call, { kind: 'links', ...options })))

  addPublishS3Command(publish, set, call)

  publish.command('test').description('make a link and fetch it, before anything is sent').action(() => call.run(() => test(call)))
}

async function setPublishing(call: Call, publishing: Exclude<Publishing, { kind: 's3' }>): Promise<number> {
  const { client } = await call.openCore()
  const before = await call.account(client)
  const account = await client.accounts.setPublishing({ id: before.id, publishing })
  const words = publishing.kind === 'base-url' ? `Clips in ${publishing.root} are fetched from ${publishing.url}.` : publishing.kind === 'links' ? `Clips are fetched by links under ${publishing.origin}.` : 'No way is set.'
  call.answer({ publishing: account.publishing }, `${words} Try it: greenroom publish test\n`)
  return exitCodes.done
}

async function test(call: Call): Promise<number> {
  const core = await call.openCore()
  const { client } = core
  const before = await call.account(client)
  // Only the process that runs the loops calls anybody; if none does, this one is it for as long as the trial takes.
  await core.start(['errands'])
  const trial = await client.accounts.testPublishing({ id: before.id })
  return answerTrial(call, trial, await call.account(client))
}
