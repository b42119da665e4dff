import type { Command } from 'commander'
import { randomBytes } from 'node:crypto'
import { rename, unlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ProblemError } from '../../contract/models/problem.ts'
import type { Call } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import { findGroup } from '../find-group.ts'
import { wrongUsage } from '../problem-of.ts'
import { count } from '../words.ts'

interface ExportOptions {
  group?: string
  format?: string
  out?: string
  exactOnly?: boolean
}

const formats = ['csv', 'json', 'asset-urls'] as const

export function addExportCommand(program: Command, call: Call): void {
  program
    .command('export')
    .description('usable assets, with how sure each match is')
    .option('--group <group>', 'the person: a group_id or a unique name (required)')
    .option('--format <csv|json|asset-urls>', 'default: csv, or json with --json')
    .option('--out <file>', 'write to a file instead of printing')
    .option('--exact-only', 'leave out probable matches')
    .action((options: ExportOptions) => call.run(() => exportAssets(call, options)))
}

async function exportAssets(call: Call, options: ExportOptions): Promise<number> {
  const wanted = options.format ?? (call.options.json ? 'json' : 'csv')
  const format = formats.find((each) => each === wanted)
  if (!format) throw wrongUsage(`--format is ${formats.join(', ')}, not "${wanted}".`)
  const { client } = await call.openCore()
  const account = await call.account(client)
  const group = await findGroup(client, account.id, options.group)
  const { text, count: assets } = await client.assets.export({ groupId: group.id, format, exactOnly: options.exactOnly ?? false })

  if (options.out !== undefined) {
    await writeWhole(path.resolve(call.io.cwd, options.out), text, options.out)
    call.answer({ count: assets, format, out: options.out }, `${count(assets, 'asset')} of ${group.name} written to ${options.out}.\n`)
  } else if (call.options.json) {
    call.io.stdout.write(format === 'json' ? text.trimEnd().concat('\n') : `${JSON.stringify({ count: assets, format, text })}\n`)
  } else {
    call.io.stdout.write(text === '' || text.endsWith('\n') ? text : `${text}\n`)
  }
  return exitCodes.done
}

/** A reader of the file sees the old one or the whole new one. */
async function writeWhole(file: string, text: string, given: string): Promise<void> {
  const fresh = `${file}.${randomBytes(4).toString('hex')}.part`
  try {
    await writeFile(fresh, text, { flag: 'wx' })
    await rename(fresh, file)
  } catch (error) {
    await unlink(fresh).catch(() => undefined)
    throw new ProblemError('unreadable', `${given} cannot be written: ${(error as Error).message}`, 'Name a file in a folder that exists and may be written to.', { cause: error })
  }
}
