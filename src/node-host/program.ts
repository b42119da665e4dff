import { Command, CommanderError } from 'commander'
import { addAccessCommand } from './commands/access.ts'
import { addAccountCommand } from './commands/account.ts'
import { addAttentionCommand } from './commands/attention.ts'
import { addClipsCommand } from './commands/clips.ts'
import { addDoctorCommand } from './commands/doctor.ts'
import { addExportCommand } from './commands/export.ts'
import { addFailedCommand } from './commands/failed.ts'
import { addGroupsCommand } from './commands/groups.ts'
import { addLimitsCommand } from './commands/limits.ts'
import { addNetworksCommand } from './commands/networks.ts'
import { addNotifyCommand } from './commands/notify.ts'
import { addLedgerCommand } from './commands/ledger.ts'
import { addPeopleCommand } from './commands/people.ts'
import { addPrepareCommand } from './commands/prepare.ts'
import { addPublishCommand } from './commands/publish.ts'
import { addResolveCommand } from './commands/resolve.ts'
import { addSandboxCommand } from './commands/sandbox.ts'
import { addServeCommand } from './commands/serve.ts'
import { addStatusCommand } from './commands/status.ts'
import { addSubmitCommand } from './commands/submit.ts'
import { addWatchCommand } from './commands/watch.ts'
import type { Call, GlobalOptions } from './call.ts'
import { exitCodeOfProblem, exitCodes } from './exit-codes.ts'
import { problemOf } from './problem-of.ts'
import { version } from './version.ts'

/** The whole command line over one call. */
function buildProgram(call: Call, json: boolean, tell: (text: string) => void): Command {
  const program = new Command('greenroom')
  program
    .description("Gets a studio's footage of real people cleared for AI video: clips in, reviewed assets out.")
    .option('--data-dir <dir>', "where the ledger lies (default: this person's own, or GREENROOM_DATA_DIR)")
    .option('--account <name>', 'the account to use (default: "default")')
    .option('--json', 'answer with one JSON document on stdout and nothing else')
    .option('--debug', 'say more on stderr, with stack traces')
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'say what a command takes')
    .helpCommand(false)
    .configureHelp({
      showGlobalOptions: true,
      // Only the program's own: a parent command's options are not its subcommands'.
      visibleGlobalOptions: (command) => (command === program ? [] : program.options.filter((option) => !option.hidden)),
    })
    .configureOutput({
      writeOut: tell,
      // With --json the same words come as an error document instead.
      writeErr: (text) => (json ? true : call.io.stderr.write(text)),
    })
    .showSuggestionAfterError()
    .exitOverride()
    .hook('preAction', (_, action) => {
      call.options = action.optsWithGlobals<GlobalOptions>()
    })

  for (const add of [
    addServeCommand, addSandboxCommand, addGroupsCommand, addSubmitCommand, addWatchCommand, addStatusCommand, addClipsCommand,
    addFailedCommand, addAttentionCommand, addResolveCommand, addExportCommand, addAccountCommand, addDoctorCommand, addLimitsCommand, addLedgerCommand, addPublishCommand, addNetworksCommand, addPrepareCommand, addNotifyCommand, addAccessCommand, addPeopleCommand,
  ]) add(program, call)
  return program
}

/**
 * Runs one command line to its end.
 * @param args without the program's own name.
 * @returns the exit code. Errors are told, in words or as JSON, and never thrown.
 */
export async function runCommandLine(args: readonly string[], call: Call): Promise<number> {
  // Known before the rest is understood: a mistyped command must answer in JSON too.
  const end = args.indexOf('--')
  const ours = end < 0 ? args : args.slice(0, end)
  const json = ours.includes('--json')
  const debug = ours.includes('--debug')
  let told = ''
  try {
    await buildProgram(call, json, (text) => { told += text }).parseAsync([...args], { from: 'user' })
    return call.exitCode
  } catch (thrown) {
    if (thrown instanceof CommanderError) return endOfParsing(thrown, call, json, told)
    const problem = problemOf(thrown)
    if (json) {
      const stack = debug && thrown instanceof Error ? { stack: thrown.stack } : {}
      call.io.stdout.write(`${JSON.stringify({ error: { kind: problem.kind, message: problem.message, advice: problem.advice, ...(problem.details ? { details: problem.details } : {}), ...stack } })}\n`)
    } else {
      call.io.stderr.write(`${problem.message}\n${problem.advice ? `${problem.advice}\n` : ''}`)
      if (debug && thrown instanceof Error) call.io.stderr.write(`${thrown.stack}\n${thrown.cause instanceof Error ? `because of ${thrown.cause.stack}\n` : ''}`)
    }
    return exitCodeOfProblem(problem.kind)
  }
}

/** @param told what commander wrote to stdout: help, or the version. */
function endOfParsing(error: CommanderError, call: Call, json: boolean, told: string): number {
  if (error.code === 'commander.helpDisplayed' || error.code === 'commander.version') {
    const document = error.code === 'commander.version' ? { version } : { help: told }
    call.io.stdout.write(json ? `${JSON.stringify(document)}\n` : told)
    return exitCodes.done
  }
  const message = error.code === 'commander.help' ? 'No command was given.' : error.message.replace(/^error: /, '')
  const advice = 'greenroom --help lists the commands; greenroom COMMAND --help says what one takes.'
  if (json) call.io.stdout.write(`${JSON.stringify({ error: { kind: 'invalid-input', message, advice } })}\n`)
  else if (error.code !== 'commander.help') call.io.stderr.write(`${advice}\n`)
  return exitCodes.wrongUsage
}
