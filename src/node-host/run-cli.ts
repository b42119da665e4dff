import { createCall } from './call.ts'
import { drained } from './io.ts'
import { runCommandLine } from './program.ts'

/** Runs this process's command line and ends the process with its exit code. */
export async function runCli(): Promise<never> {
  // npm runs scripts in the package's own folder; a relative path means the folder the person is in.
  const typedIn = process.env['npm_lifecycle_event'] === 'greenroom' ? process.env['INIT_CWD'] : undefined
  if (typedIn) process.chdir(typedIn)

  // `greenroom clips | head` closes our stdout early; that is no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 70))

  const call = createCall({ stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, cwd: process.cwd() }, process.env)
  const exitCode = await runCommandLine(process.argv.slice(2), call)
  await Promise.all([drained(process.stdout), drained(process.stderr)])
  return process.exit(exitCode)
}
