import type { Account, Trial } from '../contract/models/account.ts'
import { problemKind } from '../contract/models/problem.ts'
import { asCommands } from './as-commands.ts'
import type { Call } from './call.ts'
import { exitCodeOfProblem, exitCodes } from './exit-codes.ts'

/** Tells how a trial went. Its exit code is the one of what went wrong; 1 when that is not told. */
export function answerTrial(call: Call, trial: Trial, account: Account): number {
  const [message, advice] = [asCommands(trial.message), trial.advice && asCommands(trial.advice)]
  call.answer({ ...trial, message, advice }, `${message}${advice ? `\n${advice}` : ''}\n`)
  if (trial.ok) return exitCodes.done
  const kind = problemKind.safeParse(trial.details?.['kind'])
  if (kind.success) return exitCodeOfProblem(kind.data)
  if (account.state === 'stopped') return exitCodes.accountStopped
  if (account.state === 'offline') return exitCodes.unreachable
  return exitCodes.someFailed
}
