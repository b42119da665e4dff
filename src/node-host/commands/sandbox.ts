import type { Command } from 'commander'
import type { Call } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import { positiveNumber, wholeNumber } from '../option-values.ts'
import { wrongUsage } from '../problem-of.ts'

interface SandboxOptions {
  port: number
  scenario?: string
  seed?: number
  reviewMs?: number
  limit?: number
  key?: string
}

export function addSandboxCommand(program: Command, call: Call): void {
  program
    .command('sandbox')
    .description('run the simulator of the review API alone')
    .option('--port <n>', 'port on 127.0.0.1; 0: any free one', wholeNumber(0, 65_535), 0)
    .option('--scenario <name>', 'how it behaves')
    .option('--seed <n>', 'everything left to chance follows from it', wholeNumber(0))
    .option('--review-ms <n>', 'how long a review takes', wholeNumber(0))
    .option('--limit <n>', 'submissions it takes in a minute', positiveNumber)
    .option('--key <key>', 'the only key it accepts; any, unless given')
    .action((options: SandboxOptions) => call.run(() => runSandbox(call, options)))
}

async function runSandbox(call: Call, options: SandboxOptions): Promise<number> {
  const signal = call.interruption()
  const { startSandbox, scenarioNames } = await import('../../main/sandbox/server.ts')
  if (options.scenario !== undefined && !(scenarioNames as string[]).includes(options.scenario)) throw wrongUsage(`There is no scenario called "${options.scenario}".`, `Scenarios: ${scenarioNames.join(', ')}.`)
  const sandbox = await startSandbox({
    clock: call.clock,
    fetch: (input, init) => fetch(input, init),
    port: options.port,
    scenario: options.scenario,
    seed: options.seed,
    reviewMs: options.reviewMs,
    submitLimitPerMinute: options.limit,
    key: options.key,
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE' || error.code === 'EACCES') throw wrongUsage(`Port ${options.port} cannot be used: ${error.message}`, 'Choose another one, or --port 0 for any free one.')
    throw error
  })
  call.io.stdout.write(`${JSON.stringify({ url: sandbox.url })}\n`)
  await call.clock.wait(Infinity, signal)
  await sandbox.close()
  return exitCodes.done
}
