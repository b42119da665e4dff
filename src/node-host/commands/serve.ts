import path from 'node:path'
import type { Command } from 'commander'
import type { Core } from '../../main/core-handle.ts'
import type { Call } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import { fileSecrets } from '../file-secrets.ts'
import { wholeNumber } from '../option-values.ts'
import { builtScreens } from '../serve/built-screens.ts'
import { openFront } from '../serve/front.ts'
import { openBrowser } from '../serve/open-browser.ts'
import { stderrLog } from '../stderr-log.ts'
import { userName } from '../user-name.ts'
import { version } from '../version.ts'

interface ServeOptions {
  port: number
  host: string
  sandbox?: string | true
  open?: boolean
}

export const defaultPort = 4680
const hangUpMs = 250

export function addServeCommand(program: Command, call: Call): void {
  program
    .command('serve')
    .description('run the core and the screens, until stopped')
    .option('--port <n>', 'port to listen on; 0: any free one', wholeNumber(0, 65_535), defaultPort)
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--sandbox [scenario]', 'use the simulator instead of the real API, with a ledger of its own')
    .option('--open', 'open the screens in the browser')
    .action((options: ServeOptions) => call.run(() => serve(call, options)))
}

async function serve(call: Call, options: ServeOptions): Promise<number> {
  const signal = call.interruption()
  const logLevel = call.options.debug ? 'debug' : 'info'
  const screensDir = await builtScreens((text) => call.say(text), signal).catch((error: unknown) => {
    if (signal.aborted) return null
    throw error
  })
  // Told to end before there was anything to serve.
  if (screensDir === null) return exitCodes.done
  const scenario = options.sandbox === true ? 'default' : options.sandbox
  const openFor = (mode: 'sandbox' | 'account'): Promise<Core> =>
    call.openCore({ ledgerApart: true, ...(mode === 'account' ? {} : { sandbox: { scenario: scenario ?? 'default' }, overrides: rateOverridesOnly(call) }), switchTo }, logLevel)
  const switchTo = async (to: 'sandbox' | 'account'): Promise<void> => {
    const next = await openFor(to)
    await next.start()
    const before = core
    core = next
    // The answer to this very call still travels over the line that is to be cut.
    void call.clock.wait(hangUpMs).then(async () => {
      front.hangUp()
      await before?.stop()
    })
  }
  let core: Core | null = null
  const sandbox = scenario !== undefined
  const front = await openFront({
    screensDir, host: options.host, port: options.port, secrets: fileSecrets(call.dataDir()), log: stderrLog(logLevel), clock: call.clock, monotonic: () => call.clock.monotonic(),
    openCore: () => openFor(sandbox ? 'sandbox' : 'account'),
    opened: (opened) => { core = opened },
    core() {
      if (!core) throw new Error('No core answers yet.')
      return core
    },
    rescue: { dataDir: sandbox ? path.join(call.dataDir(), 'sandbox') : call.dataDir(), sandbox, actor: userName(), version },
    say: (text) => call.say(text),
  })
  try {
    await front.start()
    call.io.stdout.write(`${JSON.stringify({ url: front.url })}\n`)
    if (options.open) openBrowser(front.url)
    await Promise.race([call.clock.wait(Infinity, signal), front.broken])
  } finally {
    await front.close()
  }
  return exitCodes.done
}

/** The real address and key have no business in the sandbox. */
function rateOverridesOnly(call: Call) {
  const { submitRpm, pollRpm } = call.environment()
  return { submitRpm, pollRpm }
}
