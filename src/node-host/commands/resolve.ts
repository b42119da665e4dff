import type { Command } from 'commander'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { BatchAnswer } from '../../contract/models/batch.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import type { Call } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import { ids } from '../option-values.ts'
import { wrongUsage } from '../problem-of.ts'
import { readVerdicts } from '../read-verdicts.ts'
import { count } from '../words.ts'

const answers = 'accepted:TASK_ID, not-accepted, resubmit, follow-again or verdicts:FILE'

export function addResolveCommand(program: Command, call: Call): void {
  program
    .command('resolve')
    .description('answer for batches whose outcome is unclear')
    .argument('<batch-id...>', 'ids of batches: greenroom attention', ids)
    .requiredOption('--as <answer>', `${answers}; FILE is CSV or JSON with clip, verdict, asset_id`)
    .action((batchIds: number[], options: { as: string }) => call.run(() => resolve(call, [...new Set(batchIds)], options.as)))
}

async function resolve(call: Call, batchIds: number[], as: string): Promise<number> {
  const answer = await parseAnswer(as, batchIds, call.io.cwd)
  const { client } = await call.openCore()
  const { changed } = await client.batches.resolve({ ids: batchIds, answer })
  call.answer({ changed, batches: batchIds }, `${count(batchIds.length, 'batch', 'batches')} answered; ${count(changed, 'clip')} changed.\n`)
  return exitCodes.done
}

async function parseAnswer(as: string, batchIds: readonly number[], cwd: string): Promise<BatchAnswer> {
  const colon = as.indexOf(':')
  const word = colon < 0 ? as : as.slice(0, colon)
  const rest = colon < 0 ? '' : as.slice(colon + 1).trim()
  switch (word) {
    case 'accepted':
      if (!rest) throw wrongUsage('accepted needs the task it became: --as accepted:TASK_ID.')
      if (batchIds.length > 1) throw wrongUsage('One task is one batch: answer accepted:TASK_ID for each batch by itself.')
      return { as: 'accepted', taskId: rest }
    case 'not-accepted':
    case 'resubmit':
    case 'follow-again':
      if (rest) throw wrongUsage(`--as ${word} takes nothing after it.`)
      return { as: word }
    case 'verdicts': {
      if (!rest) throw wrongUsage('verdicts needs a file: --as verdicts:FILE.')
      const file = path.resolve(cwd, rest)
      let text: string
      try {
        text = await readFile(file, 'utf8')
      } catch (error) {
        throw new ProblemError('unreadable', `${rest} cannot be read: ${(error as Error).message}`, 'Name a CSV or JSON file with clip, verdict and asset_id.', { cause: error })
      }
      return { as: 'verdicts', verdicts: readVerdicts(text, rest) }
    }
    default:
      throw wrongUsage(`"${as}" is no answer.`, `Answers are: ${answers}.`)
  }
}
